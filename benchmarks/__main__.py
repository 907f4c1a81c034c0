"""Write docs/benchmarks.md again: ``python -m benchmarks CLIP.mp4 [--rounds 2]`` (about 5 minutes)."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"


def run(script: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / script), *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return told


def page(speed: dict[str, Any], memory: dict[str, Any]) -> str:
    rival = speed["mediapipe"]
    rows = [
        f"| MediaPipe 0.10.21, `full` graph | {rival['fps_with_start']} ({rival['fps']} without its start) | | | |",
        *(speed_row(name, row) for name, row in speed.items() if name not in ("mediapipe", "decode_alone")),
    ]
    parts = [where_row(name, row) for name, row in speed.items() if name not in ("mediapipe", "decode_alone")]
    text = (HERE / "page.md").read_text(encoding="utf-8")
    known = {
        "SPEED": "\n".join(rows),
        "WHERE": "\n".join(parts),
        "DECODE": f"{speed['decode_alone']['fps']:.0f}",
        "PRESET": memory["preset"],
        "FRAMES": f"{memory['frames'][0]} and {memory['frames'][1]}",
        "PEAKS": f"{memory['peak_mb'][0]:.0f} and {memory['peak_mb'][1]:.0f}",
        "GROWTH": f"{memory['mb_per_1000_frames']:.1f}",
    }
    for name, value in known.items():
        text = text.replace(f"<{name}>", value)
    return text


def speed_row(name: str, row: dict[str, float]) -> str:
    ratio = f"{row['times_mediapipe_with_start']} ({row['times_mediapipe']})"
    return f"| `{name}` | {row['fps']} | {ratio} | {row['cpu_ms_per_frame']} | {row['inference_alone_fps']} |"


def where_row(name: str, row: dict[str, float]) -> str:
    parts = ("models", "decode", "scene", "crop", "inference", "peaks", "legs", "rest")
    return f"| `{name}` | " + " | ".join(str(row[f"{part}_ms_per_frame"]) for part in parts) + " |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--rounds", default="2")
    asked = parser.parse_args()
    speed = run("against_mediapipe.py", str(asked.clip), "--rounds", asked.rounds)
    memory = run("memory.py", str(asked.clip))
    PAGE.write_text(page(speed, memory), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
