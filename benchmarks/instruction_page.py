"""The tables of ``instruction_sets.py`` in words and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

BOLD = "**{:.1f}**"


def set_rows(clips: list[dict[str, Any]]) -> Iterator[str]:
    """A row for each clip, preset and instruction set, MediaPipe first."""
    for clip in clips:
        theirs, frames = clip["mediapipe_cpu_s"], clip["frames"]
        name = clip["clip"]
        yield f"| {name} | MediaPipe `full` | all | {theirs:.1f} | {1e3 * theirs / frames:.1f} | 1 | | | | |"
        for way, row in clip["rows"].items():
            preset, instructions = way.split(" ", 1)
            per_frame, two_cores = 1e3 * row["cpu_s"] / frames, 2 * frames / row["cpu_s"]
            ratio = theirs / row["cpu_s"]
            spent = f"{row['cpu_s']:.1f} | {per_frame:.1f} | {ratio:.2f} | {two_cores:.0f}"
            yield f"| {name} | `{preset}` | {instructions} | {spent} | {accuracy(row['score'])} |"


def accuracy(score: dict[str, Any] | None) -> str:
    """Near / far: excess error of the points, and events within tolerance."""
    if score is None:
        return "no truth | "
    legs = [score[leg] for leg in ("near", "far")]
    excess = " / ".join(f"{leg['excess']:.2f}" for leg in legs)
    return f"{excess} | " + " / ".join(f"{leg['events_pct']:.0f}" for leg in legs)


def look_rows(looks: dict[str, dict[str, float | None]]) -> Iterator[str]:
    """A row for each model; what is chosen of itself is set in bold."""
    for model, took in looks.items():
        chosen = "bf16 all" if took.get("bf16 all") is not None else "f32 all"
        cells = (cell(took.get(way), way in (chosen, "f32 AVX2")) for way in ("bf16 all", "f32 all", "f32 AVX2"))
        yield f"| {model} | " + " | ".join(cells) + " |"


def cell(ms: float | None, bold: bool) -> str:
    return "not there" if ms is None else BOLD.format(ms) if bold else f"{ms:.1f}"
