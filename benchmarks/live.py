"""A live run in real time: delay, rate, processor time and memory. Writes docs/benchmarks-live.md.

``python -m benchmarks.live [--seconds 300] [--fps 30] [--model full]`` draws a runner (640x480), plays the clip over
and over in its own time through what ``gaitcue live`` uses, shows it to Chromium as a camera at 30 and at 60 frames a
second, runs a whole session of ``--soak-minutes 30`` and one whose server is killed ``--kills 20`` times, and asks the
models alone, also held to AVX2. ``--only`` measures some of these again and takes the others from
``benchmarks/results/live.json``; all of them take about an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.aims import yes
from benchmarks.live_page import skeletons
from benchmarks.live_soak import killed, soak
from benchmarks.memory import repeated
from gaitcue.demo import Runner, draw_clip
from gaitcue.live.records import LiveSettings
from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.work.live_run import LiveTally, look_live

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-live.md"
RESULTS = Path(__file__).parent / "results" / "live.json"
DRAWN_S, WARM_S, LOOKS = 20.0, 30.0, 300
LEAST_S = 80.0
"""in Chromium: numbers are shown after the minute as usual"""
AIMS = {"delay_p50_s": 0.080, "delay_p95_s": 0.150, "told_after_p95_s": 0.250}
WORDS = {
    "delay_p50_s": "picture to points, median",
    "delay_p95_s": "picture to points, 95 %",
    "told_after_p95_s": "contact to a step's numbers, 95 %",
}
MODELS = ("lite", "full")
ALONE = "import json; from benchmarks.live import alone; print(json.dumps(alone()))"


def resident_mb() -> float:
    """Memory of this process now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def played(seconds: float, fps: float, model: str) -> dict[str, Any]:
    """Figures of one run in real time."""
    with tempfile.TemporaryDirectory() as folder:
        short, long = Path(folder) / "short.mp4", Path(folder) / "long.mp4"
        draw_clip(Runner(duration_s=DRAWN_S, fps=fps, width=640, height=480, px_per_m=210.0), short)
        repeated(short, max(1, round(seconds / DRAWN_S)), long)
        tally, warm_mb = LiveTally(), 0.0
        begun = time.process_time()
        with closing(look_live(str(long), LiveSettings(model=model))) as stream:
            for looked in stream:
                tally.take(looked)
                if not warm_mb and looked.seen.time_s > min(WARM_S, seconds / 2):
                    warm_mb = resident_mb()
        spent = time.process_time() - begun
    told: dict[str, Any] = {name: round(value, 4) for name, value in tally.figures().items()}
    memory = {"warm_mb": round(warm_mb, 1), "end_mb": round(resident_mb(), 1)}
    return (
        told | memory | {"cpu_ms_per_frame": round(1e3 * spent / max(tally.frames, 1), 1), "fps": fps, "model": model}
    )


def alone() -> dict[str, dict[str, Any]]:
    """Each model asked by itself: ms of waiting and of processor time a look, medians."""
    crop = np.random.default_rng(0).integers(0, 255, (256, 256, 3), np.uint8)
    return {model: looks_of(PoseNetwork(model, 1), crop) for model in ("lite", "full")}


def looks_of(network: PoseNetwork, crop: np.ndarray[Any, np.dtype[np.uint8]]) -> dict[str, Any]:
    walls, begun = [], time.process_time()
    for _ in range(LOOKS):
        start = time.perf_counter()
        network(crop)
        walls.append(1e3 * (time.perf_counter() - start))
    spent = 1e3 * (time.process_time() - begun) / LOOKS
    return {"precision": network.precision, "wall_ms": round(float(np.median(walls)), 1), "cpu_ms": round(spent, 1)}


def asked_alone(limit: str | None) -> dict[str, Any]:
    """:func:`alone` in a process of its own, which may be held to older instructions."""
    env = os.environ | ({"ONEDNN_MAX_CPU_ISA": limit} if limit else {})
    done = subprocess.run([sys.executable, "-c", ALONE], env=env, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def page(told: dict[str, Any]) -> str:
    """The page's text from what was measured last."""
    run, models = told["run"], told["models"]
    aims = [aim_row(name, most, run[name]) for name, most in AIMS.items()]
    looks = [
        f"| {model} | {row['precision']} | {row['wall_ms']} | {row['cpu_ms']} | {limit} |"
        for limit, rows in models["by_instructions"].items()
        for model, row in rows.items()
    ]
    words = {
        "aims": "\n".join(aims), "rows": "\n".join(looks), "told_ms": 1e3 * run["told_after_p50_s"],
        "waited_ms": 1e3 * run["waited_p50_s"], "looks": LOOKS, "cores": os.cpu_count(),
        "at30": page_rows(told["browser"]), "at60": sixty_rows(told["sixty"]), "soak": soak_rows(told["soak"]),
        "kills": KILLS.format(**told["kills"]),
    }  # fmt: skip
    return PAGE_TEXT.format(**run, **words)


KILLS = "{kills} times; of {steps_told} steps that the page was told, {steps_lost} are missing in its file"


def both(told: dict[str, Any], first: str, second: str) -> str:
    """Two delays, ms."""
    return f"{told[first]:.0f} and {told[second]:.0f} ms"


def aim_row(name: str, most_s: float, reached_s: float) -> str:
    return f"| {WORDS[name]} | under {1e3 * most_s:.0f} ms | {yes(reached_s < most_s)}: {1e3 * reached_s:.0f} ms |"


def page_rows(told: dict[str, Any]) -> str:
    """Delays on the page against their aims."""
    rows = [
        ("picture to skeleton, median", told["page_p50_ms"], 80),
        ("picture to skeleton, 95 %", told["page_p95_ms"], 150),
        ("contact to the number drawn, 95 %", told["step_p95_ms"], 250),
    ]
    lines = [f"| {name} | under {aim} ms | {yes(value < aim)}: {value:.0f} ms |" for name, value, aim in rows]
    first, last = told["page_first_ms"], told["page_last_ms"]
    lines += [
        f"| contact to the number drawn, median of {told['steps']} steps | | {told['step_p50_ms']:.0f} ms |",
        "| of it after the newest picture was taken, median and 95 % | | "
        f"{both(told, 'step_after_picture_p50_ms', 'step_after_picture_p95_ms')} |",
        f"| median of the first and of the last third | no growth | {yes(last < 1.2 * first)}: {first} and {last} ms |",
        f"| skeletons drawn a second | | {told['page_rate_hz']} |",
        f"| how busy the machine was | | {told['load']} |",
    ]
    return "\n".join(lines)


def sixty_rows(told: dict[str, Any]) -> str:
    lines = [
        f"| skeletons drawn a second | | {told['page_rate_hz']}; the page says “{told['rate_shown']}” |",
        f"| picture to skeleton, median and 95 % | | {both(told, 'page_p50_ms', 'page_p95_ms')} |",
        f"| contact to the number drawn, median and 95 % | | {both(told, 'step_p50_ms', 'step_p95_ms')} |",
    ]
    return "\n".join(lines)


def soak_rows(told: dict[str, Any]) -> str:
    """Memory, beat and delays of a whole session."""
    memory = [
        "| memory of the {}, early and at the end | flat | {:.0f} and {:.0f} MB, {:+.2f} MB a minute |".format(
            name, *told[f"{name}_mb"], told[f"{name}_mb_a_minute"]
        )
        for name in ("server", "worker", "page")
    ]
    lines = [
        *memory,
        f"| a beat off its place on the sound card's clock, at most | 5 ms | "
        f"{yes(told['beat_off_ms'] <= 5)}: {told['beat_off_ms']:.2f} ms, "
        f"{told['beat_late']:.0f} came too late |",
        f"| the sound card's clock against the page's, at most | 5 ms | "
        f"{yes(told['beat_clocks_ms'] <= 5)}: {told['beat_clocks_ms']:.1f} ms; {told['clocks_over_5_pct']} % of the "
        f"readings are over 5 ms, those of the last minute {told['clocks_end_ms']} ms |",
        f"| picture to skeleton, first and last third | no growth | {both(told, 'page_first_ms', 'page_last_ms')} |",
        "| contact to the number drawn, median and 95 % | 95 % under 250 ms | "
        f"{yes(told['step_p95_ms'] < 250)}: {both(told, 'step_p50_ms', 'step_p95_ms')} |",
        f"| steps told, and in the session's file | | {told['steps']} and {told['kept_steps']} |",
        f"| how it ended | by itself | {told['ended']}, after {told['minutes']} min |",
    ]
    return "\n".join(lines)


PAGE_TEXT = """# Benchmarks: live

<!-- Made by `python -m benchmarks.live`; do not edit. -->

A drawn runner (640x480 at {fps:g} frames a second) played in its own time for {seconds:.0f} s
through what `gaitcue live` uses, model `{model}`, on {cores} virtual cores. {load}
Beside waiting times, which such a machine spoils, stands processor time.

| figure | aim | reached here |
|---|---|---|
{aims}
| contact to a step's numbers, median | | {told_ms:.0f} ms |
| frames looked at a second | {fps:g} | {rate_hz:.1f} ({frames} looked at, {skipped} skipped for newer ones) |
| processor time a frame, steps and decoding included | | {cpu_ms_per_frame} ms |
| memory after the start and at the end | no growth | {warm_mb} and {end_mb} MB |

The newest frame in the detector's hands when a step stands is {waited_ms:.0f} ms (median) behind its contact: that is
what the detector waits for. The rest of the way to the numbers is the path's own time and the next frame.

## In Chromium

A fake camera (the drawn runner, 640x480 at 30 frames a second) before a session; server, worker and browser on the same
cores.

| figure | aim | reached here |
|---|---|---|
{at30}

The same at 60 frames a second; where the machine does not keep up the newest picture wins.

| figure | aim | reached here |
|---|---|---|
{at60}

## A whole session

| figure | aim | reached here |
|---|---|---|
{soak}

Its server killed (`kill -9`) at random moments: {kills}.

## The models alone

A look at a time, medians of {looks}; ms.

| model | numbers | waiting | processor time | instructions |
|---|---|---|---|---|
{rows}
"""


def measured_run(asked: argparse.Namespace) -> dict[str, Any]:
    sys.setswitchinterval(0.001)
    return played(asked.seconds, asked.fps, asked.model) | {"seconds": asked.seconds, "load": load_words()}


def measured_models(_: argparse.Namespace) -> dict[str, Any]:
    return {"by_instructions": {"all": asked_alone(None), "AVX2": asked_alone("AVX2")}}


def load_words() -> str:
    """How many processes beside the own ones made the machine busy, as far as it tells."""
    return f"Over the last minutes {os.getloadavg()[1]:.0f} processes wanted to work at a time."


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    "run": measured_run,
    "browser": lambda asked: skeletons(max(asked.seconds, LEAST_S)) | {"load": load_words()},
    "sixty": lambda asked: skeletons(max(asked.seconds, LEAST_S), 60.0),
    "soak": lambda asked: soak(asked.soak_minutes),
    "kills": lambda asked: killed(asked.kills),
    "models": measured_models,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--model", choices=MODELS, default="full")
    parser.add_argument("--soak-minutes", type=float, default=30.0)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument(
        "--only", nargs="*", choices=PARTS, default=list(PARTS), help="measure these again; none: no one"
    )
    asked = parser.parse_args()
    for name in asked.only:
        told = json.loads(RESULTS.read_text(encoding="utf-8")) | {name: PARTS[name](asked)}
        RESULTS.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(f"measured {name}", flush=True)
    told = json.loads(RESULTS.read_text(encoding="utf-8"))
    if missing := [name for name in PARTS if name not in told]:
        raise SystemExit(f"measure {', '.join(missing)} too: the page needs all of them")
    PAGE.write_text(page(told), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()
