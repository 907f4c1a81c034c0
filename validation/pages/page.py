"""The whole page: every section in its order, with its pictures as files beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from validation.pages import (
    changes_page,
    clips_page,
    degraded_page,
    force_page,
    intervals_page,
    jumps_page,
    live_page,
    readers_page,
    repeatability_page,
    retakes_page,
    synthetic_page,
)
from validation.sections import changes, clips, degraded, force, intervals, jumps, live, readers, retakes, synthetic
from validation.sections import repeatability as halves
from validation.tools.store import Result
from validation.tools.targets import verdicts

PICTURES = "validation"
"""folder of the pictures beside the page"""
PAGE = "validation.md"


TEXT = Path(__file__).parent / "text"


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the page: its figures, its tables by their place in ``text/NAME.md``, its pictures by name."""

    name: str
    title: str
    figures: Callable[[Result], Mapping[str, float | None]]
    tables: Callable[[Result], Mapping[str, str]]
    pictures: Callable[[Result], Mapping[str, str]]

    def words(self, result: Result) -> str:
        words = (TEXT / f"{self.name}.md").read_text(encoding="utf-8")
        return words.format(verdicts=verdicts(self.name, self.figures(result)), **self.tables(result))


PARTS = (
    Part("clips", "Real clips, against eyes", clips.figures, clips_page.parts, clips_page.pictures),
    Part("degraded", "The real clips, degraded", degraded.figures, degraded_page.parts, degraded_page.pictures),
    Part("force", "Events, against force plates", force.figures, force_page.parts, force_page.pictures),
    Part("changes", "Gait that changes", changes.figures, changes_page.parts, changes_page.pictures),
    Part("synthetic", "The synthetic runner", synthetic.figures, synthetic_page.parts, synthetic_page.pictures),
    Part("intervals", "Do the intervals hold?", intervals.figures, intervals_page.parts, intervals_page.pictures),
    Part(
        "repeatability", "Two halves of one run", halves.figures, repeatability_page.parts, repeatability_page.pictures
    ),
    Part("retakes", "Recorded again", retakes.figures, retakes_page.parts, retakes_page.pictures),
    Part("jumps", "Jumps of load before pain", jumps.figures, jumps_page.parts, jumps_page.pictures),
    Part("live", "Live, against offline", live.figures, live_page.parts, live_page.pictures),
    Part("readers", "Spoiled files", readers.figures, readers_page.parts, readers_page.pictures),
)


def made(results: Mapping[str, Result]) -> dict[str, str]:
    """File name (relative to docs/) -> content: the page and its pictures."""
    files: dict[str, str] = {}
    lines = [(TEXT / "introduction.md").read_text(encoding="utf-8")]
    for part in PARTS:
        result = results.get(part.name)
        lines.append(f"## {part.title}\n")
        if result is None:
            lines.append("Not run yet.\n")
            continue
        if result.get("quick"):
            lines.append("*A quick run on few cases: no figures to rely on.*\n")
        lines.append(part.words(result))
        files |= {f"{PICTURES}/{name}": picture + "\n" for name, picture in part.pictures(result).items()}
    return {PAGE: "\n".join(lines).rstrip() + "\n", **files}


def write(results: Mapping[str, Result], docs: Path) -> None:
    (docs / PICTURES).mkdir(parents=True, exist_ok=True)
    for name, content in made(results).items():
        (docs / name).write_text(content, encoding="utf-8")
