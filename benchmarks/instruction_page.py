"""The tables of ``instruction_sets.py`` in words and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.aims import yes

BOLD = "**{:.1f}**"


def set_rows(clips: list[dict[str, Any]]) -> Iterator[str]:
    """A row for each clip, preset and instruction set, MediaPipe first."""
    for clip in clips:
        theirs, frames, name = clip["mediapipe"], clip["frames"], clip["clip"]
        spent = f"{theirs['cpu_s']:.1f} | {1e3 * theirs['cpu_s'] / frames:.1f} | 1 | 1 | {frames / theirs['s']:.0f}"
        yield f"| {name} | MediaPipe `full` | all | {spent} | | | |"
        for way, row in clip["rows"].items():
            preset, instructions = way.split(" ", 1)
            per_frame, two_cores = 1e3 * row["cpu_s"] / frames, 2 * frames / row["cpu_s"]
            ratios = f"{theirs['cpu_s'] / row['cpu_s']:.2f} | {theirs['s'] / row['s']:.2f}"
            spent = f"{row['cpu_s']:.1f} | {per_frame:.1f} | {ratios} | {frames / row['s']:.0f} | {two_cores:.0f}"
            yield f"| {name} | `{preset}` | {instructions} | {spent} | {accuracy(row['score'])} |"


def accuracy(score: dict[str, Any] | None) -> str:
    """Near / far: excess error of the points, and events within tolerance."""
    if score is None:
        return "no truth | "
    legs = [score[leg] for leg in ("near", "far")]
    excess = " / ".join(f"{leg['excess']:.2f}" for leg in legs)
    return f"{excess} | " + " / ".join(f"{leg['events_pct']:.0f}" for leg in legs)


def aim_rows(clips: list[dict[str, Any]]) -> Iterator[str]:
    """The aims for a processor held to AVX2: from processor time, so what two quiet cores can do at best."""
    fps = {c["clip"]: 2 * c["frames"] / c["rows"]["standard AVX2"]["cpu_s"] for c in clips}
    ratios = {c["clip"]: c["mediapipe"]["s"] / c["rows"]["fast AVX2"]["s"] for c in clips}
    yield f"| AVX2: `standard` at least 20 frames/s on two cores, at best | {each(fps, 20, '{:.0f} frames/s')} |"
    yield f"| AVX2: `fast` at least twice MediaPipe's frames/s, whole command | {each(ratios, 2, '{:.2f} times')} |"
    fast_clips = {c["clip"]: c for c in clips if "at 240 a second" in c["clip"]}
    for c in fast_clips.values():
        for instructions, aim in (("all", 60), ("AVX2", 150)):
            seconds = 2400 / c["frames"] * c["rows"][f"standard {instructions}"]["cpu_s"] / 2
            what = f"10 s at 240 frames a second, `standard`, {instructions}: under {aim} s on two cores, at best"
            yield f"| {what} | {yes(seconds < aim)}, {seconds:.0f} s |"


def each(found: dict[str, float], aim: float, form: str) -> str:
    return "; ".join(
        f"{clip.split(',')[0]}: {yes(value >= aim)}, {form.format(value)}" for clip, value in found.items()
    )


def look_rows(looks: dict[str, dict[str, float | None]]) -> Iterator[str]:
    """A row for each model; what is chosen of itself is set in bold."""
    for model, took in looks.items():
        chosen = "bf16 all" if took.get("bf16 all") is not None else "f32 all"
        cells = (cell(took.get(way), way in (chosen, "f32 AVX2")) for way in ("bf16 all", "f32 all", "f32 AVX2"))
        yield f"| {model} | " + " | ".join(cells) + " |"


def fastest(took: dict[str, float | None]) -> float:
    """ms of a look in the number format that is chosen with all instructions."""
    return took.get("bf16 all") or took["f32 all"] or 0.0


def cell(ms: float | None, bold: bool) -> str:
    return "not there" if ms is None else BOLD.format(ms) if bold else f"{ms:.1f}"
