"""Write docs/benchmarks.md again: ``python -m benchmarks CLIP.mp4 [OTHER.mp4 ...] [--rounds 2]`` (about 25 minutes).

Speed beside MediaPipe and memory are measured on the first clip, the instruction sets on all of them and on a drawn one
of 240 frames a second. What is measured is stored in ``benchmarks/results``; ``--only sets`` measures one section again
and takes the others from there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.aims import yes
from benchmarks.instruction_page import aim_rows, fastest, look_rows, set_rows
from benchmarks.memory import repeated
from gaitcue.demo import Runner, draw_clip
from gaitcue.pose.looking.precision import best_precision
from gaitcue.video import read_clip

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
RESULTS = HERE / "results"
"""what was measured last, a file for each section of the page"""
TIMES = 5
"""how often the clip is played over for the longer one"""
HIGH_SPEED = Runner(duration_s=4.0, fps=240.0, width=1080, height=1440, px_per_m=630.0)
NOT_OURS = ("mediapipe", "decode_alone")
PARTS = ("models", "decode", "scene", "crop", "inference", "peaks", "legs", "rest")


def run(script: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / script), *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return told


def page(speed: dict[str, Any], sets: dict[str, Any], memory: dict[str, Any]) -> str:
    """The page's text from the three measurements."""
    speeds: dict[str, dict[str, Any]] = speed["lengths"]
    ours = [
        (name, length, row) for length, each in speeds.items() for name, row in each.items() if name not in NOT_OURS
    ]
    rivals = [rival_row(length, each["mediapipe"]) for length, each in speeds.items()]
    known = {
        "PICTURE": speed["picture"],
        "TIMES": str(TIMES),
        "MACHINE": speed["machine"],
        "SPEED": "\n".join([*rivals, *(speed_row(*each) for each in ours)]),
        "WHERE": "\n".join(where_row(*each) for each in ours),
        "DECODE": f"{next(iter(speeds.values()))['decode_alone']['fps']:.0f}",
        "FIXED": "; ".join(fixed_cost(name, speeds) for name in ("fast", "standard")),
        "SET_AIMS": "\n".join(aim_rows(sets["clips"])),
        "SETS_MACHINE": sets["machine"],
        "SETS": "\n".join(set_rows(sets["clips"])),
        "LOOKS": "\n".join(look_rows(sets["looks"])),
        "HEAVY_AVX2": f"{sets['looks']['heavy']['f32 AVX2']:.0f}",
        "FULL_AVX2": f"{sets['looks']['full']['f32 AVX2']:.0f}",
        "HEAVY_ALL": f"{fastest(sets['looks']['heavy']):.0f}",
        "FAST_AIM": verdict(speeds, "fast", "times_mediapipe_with_start", 3.0, " times"),
        "STANDARD_AIM": verdict(speeds, "standard", "fps", 30.0, " frames/s"),
        "PEAK_AIM": f"{yes(memory['peak_mb'][0] < 700)}: {memory['peak_mb'][0]:.0f} MB",
        "GROWTH_AIM": f"{yes(memory['mb_per_1000_frames'] < 1)}: {memory['mb_per_1000_frames']:.1f} MB",
        "PRESET": memory["preset"],
        "FRAMES": f"{memory['frames'][0]} and {memory['frames'][1]}",
        "PEAKS": f"{memory['peak_mb'][0]:.0f} and {memory['peak_mb'][1]:.0f}",
        "GROWTH": f"{memory['mb_per_1000_frames']:.1f}",
    }
    text = (HERE / "page.md").read_text(encoding="utf-8")
    for name, value in known.items():
        text = text.replace(f"<{name}>", value)
    return text


def fixed_cost(preset: str, speeds: dict[str, dict[str, Any]]) -> str:
    """What a run costs whatever its length, from the clip as it is and the longer one."""
    first, longer = ((int(length.split()[0]), speed[preset]["cpu_ms_per_frame"]) for length, speed in speeds.items())
    each = (longer[0] * longer[1] - first[0] * first[1]) / (longer[0] - first[0])
    return f"`{preset}` {first[0] * (first[1] - each) / 1e3:.1f} s and {each:.1f} ms"


def verdict(speeds: dict[str, dict[str, Any]], preset: str, figure: str, aim: float, unit: str) -> str:
    """Was an aim reached, length by length?"""
    found = {length: speed[preset][figure] for length, speed in speeds.items()}
    return "; ".join(f"{length}: {yes(value >= aim)}, {value:.2g}{unit}" for length, value in found.items())


def rival_row(length: str, row: dict[str, float]) -> str:
    speed = f"{row['fps_with_start']} ({row['fps']} without its start)"
    return f"| MediaPipe 0.10.21, `full` graph | {length} | {speed} | | {row['cpu_ms_per_frame']} | |"


def speed_row(name: str, length: str, row: dict[str, float]) -> str:
    ratio = f"{row['times_mediapipe_with_start']} ({row['times_mediapipe']})"
    return (
        f"| `{name}` | {length} | {row['fps']} | {ratio} | {row['cpu_ms_per_frame']} | {row['inference_alone_fps']} |"
    )


def where_row(name: str, length: str, row: dict[str, float]) -> str:
    return f"| `{name}` | {length} | " + " | ".join(str(row[f"{part}_ms_per_frame"]) for part in PARTS) + " |"


def measured_speed(asked: argparse.Namespace) -> dict[str, Any]:
    """Both lengths beside MediaPipe, by length in words."""
    facts = read_clip(asked.clip)
    with tempfile.TemporaryDirectory() as folder:
        longer = Path(folder) / "longer.mp4"
        repeated(asked.clip, TIMES, longer)
        lengths = {
            f"{read_clip(clip).frames} frames": run("against_mediapipe.py", str(clip), "--rounds", asked.rounds)
            for clip in (asked.clip, longer)
        }
    machine = f"{os.cpu_count()} virtual cores, models in {best_precision()}"
    picture = f"{facts.width}x{facts.height} at {facts.capture_fps:.0f} fps"
    return {"machine": machine, "picture": picture, "lengths": lengths}


def measured_sets(asked: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        drawn = Path(folder) / "drawn.mp4"
        draw_clip(HIGH_SPEED, drawn)
        return run("instruction_sets.py", *map(str, (asked.clip, *asked.others, drawn)))


def measured_memory(asked: argparse.Namespace) -> dict[str, Any]:
    return run("memory.py", str(asked.clip))


SECTIONS = {"speed": measured_speed, "sets": measured_sets, "memory": measured_memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("others", type=Path, nargs="*")
    parser.add_argument("--rounds", default="2")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="measure these again")
    asked = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    for name in asked.only:
        (RESULTS / f"{name}.json").write_text(json.dumps(SECTIONS[name](asked), indent=1) + "\n", encoding="utf-8")
    write_page()
    print(f"wrote {PAGE}")


def write_page() -> None:
    """From what was measured last."""
    known = {name: json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")) for name in SECTIONS}
    PAGE.write_text(page(**known), encoding="utf-8")


if __name__ == "__main__":
    main()
