"""A runner's plan on paper: exercises with their figures, how much, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gaitcue.report.drawing.exercises import exercise_svg
from gaitcue.report.pages.pdf import Pictures, typeset


@dataclass(frozen=True, slots=True)
class PaperExercise:
    """One exercise of the plan."""

    id: str
    title: str
    text: str

    @property
    def figure(self) -> str:
        return exercise_svg(self.id, self.title)


@dataclass(frozen=True, slots=True)
class Paper:
    """A plan as it is printed."""

    title: str
    lead: str
    amount: tuple[str, ...]
    exercises: tuple[PaperExercise, ...]
    running: tuple[str, ...]
    """how to run at present, and what comes next; empty for who does not run"""
    changes: tuple[str, ...]
    stop: str
    exercises_title: str
    running_title: str
    changes_title: str


def plan_pdf(paper: Paper) -> bytes:
    """Typeset a plan; ``bytes`` of the PDF (PDF/UA)."""
    return typeset("plan.typ", lambda pictures: _document(paper, pictures))


def _document(paper: Paper, pictures: Pictures) -> dict[str, Any]:
    plain = ("title", "lead", "stop", "exercises_title", "running_title", "changes_title")
    lists: dict[str, Sequence[Any]] = {
        "amount": paper.amount,
        "running": paper.running,
        "changes": paper.changes,
        "exercises": [
            pictures.file(one.figure, f"{one.title}: start and end position", title=one.title, text=one.text)
            for one in paper.exercises
        ],
    }
    return {name: getattr(paper, name) for name in plain} | lists
