"""The report of an appointment: whose it is and who signed it, which parts it has, the clinician's comment, and what
the visit has besides one analysis: a comparison, the verdict of a cue trial, the person over time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gaitcue.report.pages.changes import ChangeReport
from gaitcue.report.pages.course import CoursePart
from gaitcue.report.pages.cue_trial import TrialReport
from gaitcue.report.pages.progress import ProgressPart
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import date_words


@dataclass(frozen=True, slots=True)
class VisitPart:
    """What the report says beside one analysis."""

    name: str
    """the runner's"""
    on: date
    """day of the visit"""
    number: int
    """of this version of the report"""
    birth_year: int | None = None
    signed_by: str = ""
    """empty as long as it is a draft"""
    signed_on: date | None = None
    comment: str = ""
    for_runner: bool = True
    for_clinician: bool = True
    comparison: ChangeReport | None = None
    trial: TrialReport | None = None
    course: CoursePart | None = None
    """the person over time"""
    progress: ProgressPart | None = None
    """their course of retraining"""
    about: tuple[str, ...] = field(init=False)
    """the lines above everything"""
    paragraphs: tuple[str, ...] = field(init=False)
    """of the comment"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "about", tuple(_about(self)))
        lines = self.comment.replace("\r\n", "\n").split("\n")
        object.__setattr__(self, "paragraphs", tuple(line.strip() for line in lines if line.strip()))


def _about(visit: VisitPart) -> Iterator[str]:
    said = wording()["visit"]
    born = filled(said["born"], {"year": visit.birth_year}) if visit.birth_year else ""
    yield ", ".join(filter(None, (visit.name, born)))
    yield filled(said["on"], {"day": date_words(visit.on)})
    yield filled(said["version"], {"number": visit.number})
    if visit.signed_by and visit.signed_on:
        yield filled(said["signed"], {"by": visit.signed_by, "day": date_words(visit.signed_on)})
    else:
        yield said["draft"]
