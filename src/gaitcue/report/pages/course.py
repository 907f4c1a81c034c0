"""A person over time as a part of a report or a page: the picture, how to read it, and rises of pain with what went up
before them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.report.wording.sentences import filled, wording


@dataclass(frozen=True, slots=True)
class CoursePart:
    """What is shown of a person over time."""

    title: str
    svg: str
    alt: str
    notes: tuple[str, ...]
    """how to read it"""
    rises_title: str
    rises_lead: str
    rises: tuple[tuple[str, str], ...]
    """(day, sentence), the latest first"""
    by_chance: str
    """how often chance alone does the same; empty where that cannot be told"""


def said(name: str, **values: object) -> str:
    """One sentence of the axis."""
    return filled(wording()["axis"][name], values)
