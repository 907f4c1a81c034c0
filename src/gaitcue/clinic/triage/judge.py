"""Judges answers, profile and visit together."""

from __future__ import annotations

from datetime import date

from gaitcue.clinic.profile import Profile
from gaitcue.clinic.tables import Question, questions, table
from gaitcue.clinic.triage.records import BLOCKABLE, LEVELS, Answers, Asked, Clearance, Raised, Triage, VisitFacts
from gaitcue.terms.errors import BadOption


def assess(
    answers: Answers | None, profile: Profile | None = None, visit: VisitFacts | None = None, *, today: date
) -> Triage:
    """Judge what is known about a person on one day.

    Parameters
    ----------
    answers : the red-flag questionnaire; None when it was not asked, which is not "no"
    profile : the person
    visit : pain and side told at the appointment
    today : the day of judging; nothing reads the clock

    Raises
    ------
    BadOption : an unknown question, or an answer that is neither yes nor no
    """
    told = answers.answers if answers else {}
    _check(told)
    raised = tuple(_raised(question, answers) for question in questions() if answers and told.get(question.id))
    levels = {item.level for item in raised}
    return Triage(
        level=next((name for name in LEVELS if name in levels), None),
        blocks=frozenset().union(*(item.blocks for item in raised if item.cleared is None)),
        raised=raised,
        actions=tuple(str(table("red_flags")["action"][name]) for name in LEVELS if name in levels),
        asked=_asked(answers),
        unanswered=tuple(question.id for question in questions() if question.id not in told),
        answered_on=answers.on if answers else None,
        cleared=tuple(dict.fromkeys(item.cleared for item in raised if item.cleared)),
    )


def _asked(answers: Answers | None) -> Asked:
    if answers is None:
        return "not_asked"
    return "asked" if len(answers.answers) == len(questions()) else "partly"


def _raised(question: Question, answers: Answers) -> Raised:
    stop = table("red_flags")["stop"]
    if question.level in stop["blocks"]:
        blocks = frozenset(BLOCKABLE)
    elif question.level in stop["running_stops"]:
        blocks = frozenset({"cue_trial", "running", "filming", "load"})
    else:
        blocks = frozenset()
    cleared = next((entry for entry in answers.cleared if _lifts(entry, question, answers.on)), None)
    return Raised(
        question.id, question.level, blocks, "answers", question.text, sources=question.sources, cleared=cleared
    )


def _lifts(entry: Clearance, question: Question, answered_on: date) -> bool:
    return entry.on >= answered_on and bool(entry.by.strip()) and (not entry.clears or question.id in entry.clears)


def _check(answers: object) -> None:
    known = {question.id for question in questions()}
    for name, answer in dict(answers).items():  # type: ignore[call-overload]
        if name not in known:
            raise BadOption(f"Red-flag question {name!r} is not known; use one of {', '.join(sorted(known))}.")
        if not isinstance(answer, bool):
            raise BadOption(f"The answer to {name} is {answer!r}: answer true or false.")
