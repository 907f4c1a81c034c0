"""What several pages show: the alarm, a cue, an exercise, the sources. The templates ``components.html`` draw them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gaitcue.report.wording.codes import said
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.advice import Advice, ExerciseAdvice
from gaitcue.terms.sources import Source, sources

BLOCKING = ("emergency", "same_day", "within_days", "clinician_first")


@dataclass(frozen=True, slots=True)
class Alarm:
    """What comes before everything else on a page."""

    level: str
    title: str
    """when: now, today, within days"""
    actions: tuple[str, ...]
    answered: tuple[str, ...]
    """questions answered with yes"""
    told: tuple[str, ...]
    """what history or visit raised"""
    consider: tuple[str, ...]
    after: str
    """what waits until then"""
    enter: str
    """how a clearance is entered; empty where little waits"""


@dataclass(frozen=True, slots=True)
class ExerciseCard:
    """One exercise for the runner."""

    title: str
    how: str
    dose: str


def alarm_of(advice: Advice) -> Alarm | None:
    """The alarm of one person; None when nothing was raised that comes first."""
    if advice.level not in BLOCKING:
        return None
    words = wording()["alarm"]
    level = words[advice.level]
    return Alarm(
        level=advice.level,
        title=level["title"],
        actions=advice.actions,
        answered=advice.raised,
        told=tuple(said("raised", code, "runner") for code in advice.raised_codes),
        consider=tuple(said("consider", code, "runner") for code in advice.consider) if advice.blocked else (),
        after=level["after"] if advice.blocked else _partly(advice),
        enter=words["enter"] if advice.blocked else "",
    )


def _partly(advice: Advice) -> str:
    """What waits, and that the rest of the page does not."""
    words = wording()["alarm"]
    return " ".join([*([words["no_exercises"]] if "exercise" in advice.blocks else []), words["partly"]])


def exercise_card(item: ExerciseAdvice) -> ExerciseCard:
    return ExerciseCard(item.title, item.runner, item.dose_runner)


def references(keys: Iterable[str]) -> tuple[Source, ...]:
    """The sources behind some keys, each once, in the order of the alphabet; what is no key is no source."""
    known = sources()
    return tuple(known[key] for key in sorted(set(keys) & known.keys(), key=str.lower))
