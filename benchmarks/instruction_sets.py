"""The whole command with all of the processor's instructions and held to AVX2, and single looks of the models.

    python benchmarks/instruction_sets.py CLIP.mp4 [CLIP.mp4 ...] [--rounds 1] [--presets fast standard best]

OpenVINO is held back by ``ONEDNN_MAX_CPU_ISA``; MediaPipe has no such switch and always uses all instructions. The
programs take turns; each figure is the median of the rounds. Processor time (user and system) is given, since other
work on the machine hardly touches it. A clip with ``CLIP.truth.json`` beside it, in a folder of recordings as the
validation reads it, is scored as well.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.against_mediapipe import cpu_seconds, rival_python, run_mediapipe
from benchmarks.ready import make_ready
from gaitcue.pose.looking.precision import LIMITS, VARIABLE, best_precision, cpu_flags
from gaitcue.pose.settings import PRESETS
from gaitcue.video import read_clip

SETS = {"all": {}, "AVX2": {LIMITS[0]: "AVX2"}}
"""name -> environment by which OpenVINO is held to it"""
SLOWEST = "best"
"""is run on the first clip only"""
MODELS = ("lite", "full", "heavy")
LOOKS = 60
ONE_LOOK = """
import sys, time
import numpy as np
from gaitcue.pose.looking.engine import PoseNetwork
name, precision, looks = sys.argv[1], sys.argv[2], int(sys.argv[3])
network = PoseNetwork(name, 2, precision)
picture = np.random.default_rng(0).integers(0, 255, (256, 256, 3), dtype=np.uint8)
network(picture)
started = time.process_time()
for _ in range(looks // 2):
    for ticket in [network.start(picture) for _ in range(2)]:
        network.finish(ticket)
print(network.precision, 1e3 * (time.process_time() - started) / looks)
"""


def machine() -> str:
    """In words."""
    flags = {"AMX": "amx_bf16", "AVX-512 BF16": "avx512_bf16", "AVX-512": "avx512f"}
    best = next((name for name, flag in flags.items() if flag in cpu_flags()), "no AVX-512")
    return f"{os.cpu_count()} virtual cores with {best}, models in {best_precision()}"


def look_ms(model: str, precision: str, environment: Mapping[str, str]) -> float | None:
    """Processor time of one look; None where another precision was run than the one asked for."""
    command = [sys.executable, "-c", ONE_LOOK, model, precision, str(LOOKS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | dict(environment))
    ran, took = done.stdout.split()
    return float(took) if ran == precision else None


def looks() -> dict[str, dict[str, float | None]]:
    """Model -> number format and instruction set -> ms."""
    kinds = [("bf16", "all"), ("f32", "all"), ("f32", "AVX2")]
    native = best_precision()
    wanted = [(precision, name) for precision, name in kinds if precision == "f32" or native == "bf16"]
    return {m: {f"{p} {name}": look_ms(m, p, SETS[name]) for p, name in wanted} for m in MODELS}


def whole_command(clip: Path, preset: str, environment: Mapping[str, str], out: Path) -> dict[str, float]:
    """From the start of Python to the report on disk."""
    command = [sys.executable, "-m", "gaitcue", "analyze", str(clip), "--preset", preset, "--out", str(out)]
    started, cpu = time.perf_counter(), cpu_seconds()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | dict(environment))
    seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
    if done.returncode:
        sys.exit(f"gaitcue analyze --preset {preset} failed: {done.stderr.strip()[-500:]}")
    return {"cpu_s": cpu, "s": seconds}


def scores(clip: Path, out: Path) -> dict[str, Any] | None:
    """Excess error of the points in % of the leg's length, and events within tolerance in %; None without a truth."""
    truth = clip.with_name(clip.stem + ".truth.json")
    scorer = clip.parents[1].parent / "check" / "score.py"
    if not (truth.exists() and scorer.exists()):
        return None
    done = subprocess.run([sys.executable, scorer, out, truth], check=True, capture_output=True, text=True)
    report = json.loads(done.stdout)[truth.name]
    points, events = report["keypoints"], report["events"]
    return {
        leg: {"excess": points[leg]["excess"], "events_pct": events[leg]["within_tolerance_pct"]}
        for leg in ("near", "far")
    }


def one_clip(clip: Path, presets: list[str], rounds: int, rival: Path) -> dict[str, Any]:
    """Medians of processor time, and the score of the last round."""
    facts = read_clip(clip)
    ways = [(preset, name) for preset in presets for name in SETS]
    spent: dict[tuple[str, str], list[dict[str, float]]] = {way: [] for way in ways}
    theirs: list[dict[str, float]] = []
    scored: dict[tuple[str, str], dict[str, Any] | None] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            told = run_mediapipe(rival, clip)
            cpu_s, seconds = told["cpu_ms_per_frame"] * facts.frames / 1e3, facts.frames / told["fps_with_start"]
            theirs.append({"cpu_s": cpu_s, "s": seconds})
            for preset, name in ways:
                print(f"{clip.name}: {preset}, {name}", file=sys.stderr)
                out = Path(folder) / f"{preset}-{name}"
                spent[preset, name].append(whole_command(clip, preset, SETS[name], out))
                scored[preset, name] = scores(clip, out)
    rows = {f"{preset} {name}": medians(spent[preset, name]) | {"score": scored[preset, name]} for preset, name in ways}
    size = f"{facts.width}x{facts.height}, {facts.frames} frames at {facts.capture_fps:.0f} a second"
    return {"clip": size, "frames": facts.frames, "mediapipe": medians(theirs), "rows": rows}


def medians(runs: list[dict[str, float]]) -> dict[str, Any]:
    """Of processor time and of the clock, s."""
    return {key: median(one[key] for one in runs) for key in ("cpu_s", "s")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--presets", nargs="+", default=list(PRESETS))
    cache = Path(tempfile.gettempdir()) / "gaitcue-benchmark-mediapipe"
    parser.add_argument("--environment", type=Path, default=cache, help="folder of MediaPipe's environment")
    asked = parser.parse_args()
    os.environ.pop(VARIABLE, None)
    make_ready(SETS.values())
    rival = rival_python(asked.environment)
    clips = []
    for number, clip in enumerate(asked.clips):
        presets = [preset for preset in asked.presets if number == 0 or preset != SLOWEST]
        clips.append(one_clip(clip.resolve(), presets, asked.rounds, rival))
    print(json.dumps({"machine": machine(), "looks": looks(), "clips": clips}, indent=1))


if __name__ == "__main__":
    main()
