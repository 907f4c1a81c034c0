"""Frames per second of the whole command beside MediaPipe 0.10.21, on the same clip, in one run.

    python benchmarks/against_mediapipe.py CLIP.mp4 [--rounds 3] [--presets fast standard] [--frames 300]

MediaPipe gets a virtual environment of its own in the cache folder (it pins numpy < 2). The programs take turns, so
that a busy machine slows all of them; each figure is the best of the rounds. Compare the ratios, not the machines.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.ready import make_ready
from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.pose.settings import PLANS
from gaitcue.video import frames, read_clip

RIVAL = ("mediapipe==0.10.21", "opencv-python-headless<4.12")
SECONDS_FOR_LIMITS = 3.0


def rival_python(folder: Path) -> Path:
    """Python of the isolated environment, made on first use."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = folder / "complete"
    if not done.exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *RIVAL], check=True)
        done.touch()
    return python


def cpu_seconds() -> float:
    """CPU time of all finished child processes: steadier than the clock on a busy machine."""
    spent = os.times()
    return spent.children_user + spent.children_system


def run_mediapipe(python: Path, clip: Path) -> dict[str, float]:
    """Its ``full`` graph with tracking: decode, colour conversion, detection, landmarks."""
    script = Path(__file__).with_name("mediapipe_full.py")
    started, cpu = time.perf_counter(), cpu_seconds()
    done = subprocess.run([python, script, clip], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout.strip().splitlines()[-1])
    count = told["frames"]
    return {
        "fps": count / told["seconds"],
        "fps_with_start": count / (time.perf_counter() - started),
        "cpu_ms_per_frame": 1e3 * (cpu_seconds() - cpu) / count,
    }


def run_gaitcue(clip: Path, preset: str) -> dict[str, float]:
    """The whole command, from the start of Python to the report on disk."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "result"
        program = Path(sys.executable).with_name("gaitcue")
        command = [str(program), "analyze", str(clip), "--preset", preset, "--out", str(out)]
        started, cpu = time.perf_counter(), cpu_seconds()
        done = subprocess.run(command, capture_output=True, text=True)
        seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
        if done.returncode:
            sys.exit(f"gaitcue analyze --preset {preset} failed: {done.stderr.strip()[-500:]}")
        spent = json.loads((out / "analysis.json").read_text())["provenance"].get("timings_s", {})
    count = read_clip(clip).frames
    shares = {f"{name}_ms_per_frame": 1e3 * value / count for name, value in spent.items()}
    return {"fps": count / seconds, "seconds": seconds, "cpu_ms_per_frame": 1e3 * cpu / count, **shares}


def run_pose(clip: Path, preset: str) -> dict[str, float]:
    """The pose room alone (decode, people, passes, legs), in a process of its own."""
    code = (
        "import sys; from pathlib import Path; from gaitcue.video import read_clip; "
        "from gaitcue.pose import PoseSettings, estimate; "
        "estimate(read_clip(Path(sys.argv[1])), PoseSettings(preset=sys.argv[2]))"
    )
    started, cpu, count = time.perf_counter(), cpu_seconds(), read_clip(clip).frames
    subprocess.run([sys.executable, "-c", code, str(clip), preset], check=True)
    seconds, cpu = time.perf_counter() - started, cpu_seconds() - cpu
    return {"fps": count / seconds, "seconds": seconds, "cpu_ms_per_frame": 1e3 * cpu / count}


def decode_limit(clip: Path) -> float:
    """Frames per second when nothing but the decoder runs."""
    started, count = time.perf_counter(), 0
    for _ in frames(read_clip(clip)):
        count += 1
        if time.perf_counter() - started > SECONDS_FOR_LIMITS:
            break
    return count / (time.perf_counter() - started)


def inference_limit(preset: str) -> float:
    """Frames per second when nothing but the passes made in every frame run, two at once."""
    plan = PLANS[preset]
    passes = sum(kind.role == "always" and not kind.averaged for kind in plan.passes)
    assert plan.model != "rtmpose"
    network = PoseNetwork(plan.model, 2)
    picture = np.random.default_rng(0).integers(0, 255, (256, 256, 3), dtype=np.uint8)
    network(picture)
    started, done = time.perf_counter(), 0
    tickets = [network.start(picture) for _ in range(2)]
    while time.perf_counter() - started < SECONDS_FOR_LIMITS:
        network.finish(tickets.pop(0))
        tickets.append(network.start(picture))
        done += 1
    for ticket in tickets:
        network.finish(ticket)
    return done / (time.perf_counter() - started) / passes


@contextmanager
def shortened(clip: Path, count: int | None) -> Iterator[Path]:
    """The clip itself, or its first frames re-encoded, so that both sides read the same file."""
    if count is None:
        yield clip
        return
    from gaitcue.video import VideoWriter

    source = read_clip(clip)
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder) / "short.mp4"
        with VideoWriter(short, source.width, source.height, source.capture_fps) as writer:
            for frame in frames(source, 0, count):
                writer.write(frame.rgb(), frame.time_s)
        yield short


def best_of(rounds: list[dict[str, float]]) -> dict[str, float]:
    return max(rounds, key=lambda r: r["fps"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--presets", nargs="+", default=["fast", "standard"])
    parser.add_argument("--frames", type=int)
    parser.add_argument("--pose-only", action="store_true", help="leave gait analysis and report out")
    cache = Path(tempfile.gettempdir()) / "gaitcue-benchmark-mediapipe"
    parser.add_argument("--environment", type=Path, default=cache, help="folder of MediaPipe's environment")
    asked = parser.parse_args()
    python = rival_python(asked.environment)
    make_ready()
    ours = run_pose if asked.pose_only else run_gaitcue
    with shortened(asked.clip, asked.frames) as clip:
        rounds = [
            {"mediapipe": run_mediapipe(python, clip), **{p: ours(clip, p) for p in asked.presets}}
            for _ in range(asked.rounds)
        ]
        result = {name: best_of([r[name] for r in rounds]) for name in rounds[0]}
        result["decode_alone"] = {"fps": decode_limit(clip)}
    for preset in asked.presets:
        result[preset]["times_mediapipe"] = result[preset]["fps"] / result["mediapipe"]["fps"]
        whole = result["mediapipe"]["fps_with_start"]
        result[preset]["times_mediapipe_with_start"] = result[preset]["fps"] / whole
        result[preset]["inference_alone_fps"] = inference_limit(preset)
    print(json.dumps({n: {k: round(v, 2) for k, v in r.items()} for n, r in result.items()}, indent=1))


if __name__ == "__main__":
    main()
