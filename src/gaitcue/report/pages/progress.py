"""A course of retraining as a part of a report or a page: the picture, its table, how to read both."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.report.wording.sentences import filled, wording


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One session in figures, each as it is read; empty where nothing is known."""

    label: str
    day: str
    minutes: str
    speed: str
    incline: str
    share_with: str
    share_without: str
    value_with: str
    value_without: str
    pain: str
    effort: str
    kept: str
    by: str
    """by what the steps are known"""


@dataclass(frozen=True, slots=True)
class ProgressPart:
    """What is shown of a course."""

    title: str
    lead: str
    svg: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[ProgressRow, ...]
    notes: tuple[str, ...]
    """how to read it, and what cannot be known"""


def said(name: str, **values: object) -> str:
    """One sentence of the progress of a course."""
    return filled(wording()["progress"][name], values)
