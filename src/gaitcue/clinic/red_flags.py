"""Red flags: a short questionnaire, what its answers mean, and what they block until somebody was seen and cleared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gaitcue.clinic.tables import Question, questions, table
from gaitcue.terms.errors import BadOption

LEVELS = ("emergency", "same_day", "within_days", "physio", "surgeon")
"""Most urgent first."""


@dataclass(frozen=True, slots=True)
class Clearance:
    """Somebody was seen by a clinician, who cleared them."""

    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Triage:
    """What the questionnaire says. ``blocked``: cue trials, rehab and running plans wait for a clearance."""

    level: str | None
    blocked: bool
    running_stopped: bool
    raised: tuple[Question, ...]
    actions: tuple[str, ...]
    unanswered: tuple[str, ...]
    cleared: Clearance | None = None


def triage(answers: Mapping[str, bool], answered_on: date, clearances: Sequence[Clearance] = ()) -> Triage:
    """Judge the answers; a clearance of the same day or later lifts the block, never the advice.

    Parameters
    ----------
    answers : question id -> yes or no (``questions()`` lists them); an unanswered question is named, not guessed
    answered_on : date of the questionnaire
    clearances : "seen and cleared" entries

    Raises
    ------
    BadOption : an unknown question, or an answer that is neither yes nor no
    """
    _check(answers)
    raised = tuple(question for question in questions() if answers.get(question.id))
    levels = {question.level for question in raised}
    level = next((name for name in LEVELS if name in levels), None)
    cleared = next((entry for entry in clearances if entry.on >= answered_on and entry.by.strip()), None)
    stop, action = table("red_flags")["stop"], table("red_flags")["action"]
    return Triage(
        level=level,
        blocked=bool(levels & set(stop["blocks"])) and cleared is None,
        running_stopped=bool(levels & set(stop["running_stops"])) and cleared is None,
        raised=raised,
        actions=tuple(str(action[name]) for name in LEVELS if name in levels),
        unanswered=tuple(question.id for question in questions() if question.id not in answers),
        cleared=cleared,
    )


def _check(answers: Mapping[str, bool]) -> None:
    known = {question.id for question in questions()}
    for name, answer in answers.items():
        if name not in known:
            raise BadOption(f"Red-flag question {name!r} is not known; use one of {', '.join(sorted(known))}.")
        if not isinstance(answer, bool):
            raise BadOption(f"The answer to {name} is {answer!r}: answer true or false.")


def closing_text() -> str:
    """When to get checked out; every report ends with it."""
    return str(table("red_flags")["closing"]["text"])
