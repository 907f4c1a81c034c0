"""Judges answers, profile and visit together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from gaitcue.clinic.facts import Facts, holds, met, true_of
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.rule_data import Question, questions, setting, table
from gaitcue.clinic.triage.clearing import cleared_by, why_ignored
from gaitcue.clinic.triage.known import known, standing_answers
from gaitcue.clinic.triage.records import LEVELS, Answers, AskedStatus, Raised, Triage, VisitFacts
from gaitcue.clinic.triage.table import Trigger, considerations, levels, triggers
from gaitcue.terms.errors import BadOption

Origin = Literal["answers", "profile", "visit"]


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
    return judged(known(answers, profile, visit, today), answers, profile, today)


def judged(facts: Facts, answers: Answers | None, profile: Profile | None, today: date) -> Triage:
    """The triage of facts that are gathered already; see :func:`assess`."""
    _check(answers.answers if answers else {})
    # Of one level, what blocks comes first: it is what a page begins with.
    every = [*_answered(answers), *_triggered(facts)]
    found = sorted(every, key=lambda item: (LEVELS.index(item.level), not item.blocks))
    raised = _cleared(found, answers, profile, today)
    open_ones = [item for item in raised if item.cleared is None]
    blocks = frozenset[str]().union(*(item.blocks for item in open_ones))
    return Triage(
        level=next((item.level for item in open_ones), None),
        blocks=blocks,
        raised=raised,
        actions=tuple(dict.fromkeys(item.action for item in open_ones if not blocks & set(item.advises))),
        asked=_asked(answers, today),
        unanswered=tuple(_unanswered(answers)),
        answered_on=answers.on if answers else None,
        consider=tuple(dict.fromkeys([*(code for item in open_ones for code in item.consider), *_considered(facts)])),
        cleared=tuple(dict.fromkeys(item.cleared for item in raised if item.cleared)),
        ignored=tuple(why_ignored(answers.cleared if answers else (), raised, today)),
        contradictions=tuple(_contradictions(answers, profile, facts)),
    )


def _check(answers: Mapping[str, bool]) -> None:
    known_ids = {question.id for question in questions()}
    for name, answer in answers.items():
        if name not in known_ids:
            raise BadOption(f"Red-flag question {name!r} is not known; use one of {', '.join(sorted(known_ids))}.")
        if not isinstance(answer, bool):
            raise BadOption(f"The answer to {name} is {answer!r}: answer true or false.")


# --- what is raised ---------------------------------------------------------------------------------------------------


def _answered(answers: Answers | None) -> Iterator[Raised]:
    """Each yes at its level, or at the one that a follow-up lowers it to."""
    told = answers.answers if answers else {}
    standing = set(standing_answers(answers))
    for question in questions():
        if question.id not in standing or not question.level:
            continue
        lowered = next((q for q in questions() if q.follows == question.id and told.get(q.id)), None)
        yield _of_question(question, lowered)


def _of_question(question: Question, lowered: Question | None) -> Raised:
    level = levels()[lowered.lowers_to if lowered else question.level]
    blocks = (lowered or question).blocks
    # What a follow-up explains is no hint any more at the illness behind it.
    explained = lowered is not None and not level.blocks
    return Raised(
        id=question.id,
        level=level.id,
        blocks=level.blocks if blocks is None else frozenset(blocks),
        origin="answers",
        action=(lowered or question).action or level.action,
        text=question.text,
        inputs={"lowered_by": lowered.id} if lowered else {},
        consider=() if explained else question.consider,
        sources=question.sources,
        grade=question.grade,
        lasting=question.lasting,
    )


def _triggered(facts: Facts) -> Iterator[Raised]:
    true = true_of(facts)
    for trigger in triggers():
        named = (*trigger.all, *trigger.any)
        if met(true, trigger.all, trigger.any, trigger.none):
            yield _of_trigger(trigger, {name: facts[name].inputs for name in named if holds(facts, name)})


def _of_trigger(trigger: Trigger, inputs: Mapping[str, object]) -> Raised:
    level = levels()[trigger.level]
    return Raised(
        id=trigger.id,
        level=level.id,
        blocks=level.blocks if trigger.blocks is None else trigger.blocks,
        origin="visit" if any(name.startswith("visit_") for name in trigger.all) else "profile",
        action=trigger.action or level.action,
        inputs=inputs,
        consider=trigger.consider,
        sources=trigger.sources,
        grade=trigger.grade,
        advises=trigger.advises,
        sites=trigger.sites,
        lasting=trigger.lasting,
    )


def _cleared(
    found: Iterable[Raised], answers: Answers | None, profile: Profile | None, today: date
) -> tuple[Raised, ...]:
    raised, entries = tuple(found), answers.cleared if answers else ()
    told: dict[Origin, date] = {
        "answers": answers.on if answers else today,
        "profile": profile.on if profile else today,
        "visit": today,
    }
    blocking = [item for item in raised if item.blocks]
    return tuple(
        replace(item, cleared=cleared_by(item, entries, told[item.origin], today, alone=len(blocking) == 1))
        for item in raised
    )


# --- what was asked ---------------------------------------------------------------------------------------------------


def _asked(answers: Answers | None, today: date) -> AskedStatus:
    if answers is None:
        return "not_asked"
    if (today - answers.on).days > float(table("red_flags")["asking"]["old_days"]["value"]):
        return "old"
    return "partly" if any(_unanswered(answers)) else "asked"


def _unanswered(answers: Answers | None) -> Iterator[str]:
    """Questions left open; a follow-up only after a yes to the question before it."""
    told = answers.answers if answers else {}
    for question in questions():
        if question.id not in told and (not question.follows or told.get(question.follows)):
            yield question.id


def _considered(facts: Facts) -> Iterator[str]:
    true = true_of(facts)
    yield from (item.code for item in considerations() if met(true, item.all, item.any))


def _contradictions(answers: Answers | None, profile: Profile | None, facts: Facts) -> Iterator[str]:
    """Answers that do not fit the profile; the worse of the two counts."""
    told = answers.answers if answers else {}
    if profile is None:
        return
    short, least = told.get("sitting_short"), setting("triage", "sitting_least_min")
    if short is not None and profile.sitting_min is not None and short != (profile.sitting_min < least):
        yield "sitting"
    if told.get("operated_recently") is False and holds(facts, "surgery_recent"):
        yield "operated"
    if told.get("injected_recently") is False and holds(facts, "injection_recent"):
        yield "injected"
