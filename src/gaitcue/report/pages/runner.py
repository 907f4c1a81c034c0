"""The runner's page: what to do first, then why.

Sentences in plain words; codes, rules and sources are the clinician's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care.programme.table import limit
from gaitcue.care.rules import number
from gaitcue.clinic.rule_data import cues, rules, table
from gaitcue.report.pages.components import Alarm, ExerciseCard, alarm_of, exercise_card
from gaitcue.report.pages.cue_card import CueCard, cadence_target, cue_card, is_cadence
from gaitcue.report.pages.how_to_run import do, growing, is_well, load, ready
from gaitcue.report.wording import words
from gaitcue.report.wording.codes import runner_text, said, vetoed_words
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Advice, ExerciseAdvice, Finding
from gaitcue.terms.records import Analysis
from gaitcue.terms.together import cues_of

ABOUT_PERSON, FIRST_OF_ALL = "person", ("red-flag", "referral")
MOST_WHY: Final = 2
MOST_EXERCISES: Final = 2
"""More would not be read in two minutes, nor done (product default)."""
SAID_FIRST: Final[frozenset[str | None]] = frozenset({"none", "quality"})
"""Kinds of rules that the first line words where there is no cue."""
NO_TALK: Final = frozenset({"nothing_hurts"})
"""Codes of no cue with which nothing else is told to be looked after."""


@dataclass(frozen=True, slots=True)
class RunnerPage:
    """What the runner reads, in the order in which it is told."""

    alarm: Alarm | None
    blocked: bool
    """nothing is told besides the alarm"""
    lead: str
    asked: str
    """that the safety questions are open; empty when they were answered"""
    cue: CueCard | None
    load: tuple[str, ...]
    """how to run for now, where there is no cue"""
    stage: str
    exercises: tuple[ExerciseCard, ...]
    pain: str
    """how much pain is fine in the exercises"""
    beside: tuple[str, ...]
    """what to take back when it hurts more, and what comes next"""
    common: str
    """that a dose is common practice; empty where each was read in a source"""
    avoid: tuple[str, ...]
    seat: tuple[str, ...]
    ready: tuple[str, ...]
    history: tuple[str, ...]
    again: tuple[str, ...]
    well: bool
    """nothing hurts and nothing has to be done"""
    goal: str
    why: tuple[str, ...]


def runner_page(advice: Advice, findings: Sequence[Finding], analysis: Analysis | None) -> RunnerPage:
    """The runner's page of one person.

    Parameters
    ----------
    advice, findings : as decided; what is blocked is in neither
    analysis : the recording that they rest on; None for somebody who was not filmed
    """
    cue = None if advice.first is None or advice.blocked else cue_card(advice.first, advice, analysis)
    shown = not advice.blocked
    return RunnerPage(
        alarm=alarm_of(advice),
        blocked=advice.blocked,
        lead=_lead(advice, analysis),
        asked=" ".join(filter(None, (said("asked", advice.asked, "runner"), *_if_back(advice)))),
        cue=cue,
        load=tuple(load(advice)) if shown and not advice.ready else (),
        stage=_stage(advice) if shown else "",
        exercises=tuple(exercise_card(item) for item in _exercises(advice)),
        pain=filled(do("pain_exercise"), {"ok": f"{number('symptoms', 'verdict', 'pain_ok'):g}"})
        if _exercises(advice)
        else "",
        beside=tuple(_beside(advice)) if shown else (),
        common="" if all(item.dose_verified for item in _exercises(advice)) else do("common"),
        avoid=tuple(item.runner for item in advice.avoid) if shown else (),
        seat=tuple(_seat(advice)) if shown else (),
        ready=tuple(ready(advice)) if shown else (),
        history=tuple(_history(advice)) if shown else (),
        again=tuple(_again(advice, filmed=analysis is not None)) if shown else (),
        well=advice.no_cue in NO_TALK,
        goal=filled(do("goal"), {"wants": sentence(advice.wants)}) if shown and advice.wants else "",
        why=tuple(_why(findings, advice))[:MOST_WHY] if shown else (),
    )


def _if_back(advice: Advice) -> Iterator[str]:
    """A clearance lifts the block, never the advice."""
    for action in advice.if_back:
        yield filled(wording()["alarm"]["back"], {"who": advice.cleared, "action": action[:1].lower() + action[1:]})


# --- the first line and the cue ---------------------------------------------------------------------------------------


def _lead(advice: Advice, analysis: Analysis | None) -> str:
    first = advice.first
    if advice.actions and (advice.blocked or advice.no_cue == "blocked"):
        return advice.actions[0]
    if first is None:
        code = "not_filmed_well" if advice.no_cue == "not_filmed" and is_well(advice) else advice.no_cue
        return str(wording()["lead"][code or "no_known_reason"])
    named = " and ".join(cues()[name].runner for name in cues_of(first.cue))
    steps = cadence_target(first, analysis)
    values = {"title": named, **(steps or {})}
    return filled(wording()["lead"]["cue_target" if steps and is_cadence(first) else "cue"], values)


# --- exercises, the rest ----------------------------------------------------------------------------------------


def _exercises(advice: Advice) -> Sequence[ExerciseAdvice]:
    return () if "exercise" in advice.blocks else advice.exercises[:MOST_EXERCISES]


def _stage(advice: Advice) -> str:
    stage = advice.stage
    if stage is None or not _exercises(advice):
        return ""
    title = stage.title[:1].lower() + stage.title[1:]
    return filled(do("stage"), {"number": stage.number, "of": stage.of, "title": title})


def _beside(advice: Advice) -> Iterator[str]:
    if advice.stage is None or not _exercises(advice):
        return
    yield advice.stage.runner
    if _both_sides(advice):
        yield do("both_legs")
    yield do("back")
    if advice.stage.shut:
        conditions = words.joined(tuple(wording()["shut"][reason.code] for reason in advice.stage.shut))
        yield filled(do("next_stage"), {"conditions": conditions})


def _seat(advice: Advice) -> Iterator[str]:
    """Advice on the seat; somebody who sits for much of the day is told that it matters."""
    told = next((one.value for one in advice.person if one.field == "seated_h"), None)
    hours = told if isinstance(told, int | float) else 0.0
    if advice.seat and hours >= limit("seated_much_h"):
        yield filled(do("seated"), {"hours": f"{hours:g}"})
    yield from (item.runner for item in advice.seat)


def _both_sides(advice: Advice) -> bool:
    """Whether one complaint of now is on both sides."""
    told = {(one.field, one.entry): one.value for one in advice.person}
    both = [entry for (field, entry), value in told.items() if field == "problems[].side" and value == "both"]
    return any(told.get(("problems[].status", entry)) == "current" for entry in both)


def _history(advice: Advice) -> Iterator[str]:
    """What the history adds, and what was raised that comes before nothing."""
    if alarm_of(advice) is None:
        yield from advice.actions[1 if advice.no_cue == "blocked" else 0 :]
    yield from (said("contradiction", code, "runner") for code in advice.contradictions)
    yield from (sentence(item.runner) for item in advice.history if item.runner)
    yield from _worry(advice)
    if "filming" not in advice.blocks:
        yield from filter(None, (said("note", code, "runner") for code in advice.notes))


def _worry(advice: Advice) -> Iterator[str]:
    """What the person is afraid of is taken up, in their own words."""
    told = next((str(one.value) for one in advice.person if one.field == "fears"), "")
    if told:
        yield filled(do("worry"), {"fears": sentence(told)})


def _again(advice: Advice, *, filmed: bool) -> Iterator[str]:
    barred = "filming" in advice.blocks
    if not barred and (advice.no_cue in NO_TALK or (not filmed and is_well(advice))):
        yield from growing(advice)
        yield do("again_well")
        return
    stopping: Mapping[str, Any] = table("rules")["stopping"]
    weeks = int(stopping["review_weeks"]["value"])
    on = date.fromisoformat(advice.on) if advice.on else date.today()
    day = {"day": words.day_words(on + timedelta(weeks=weeks))}
    may_film = filmed and advice.runs and not barred
    code = "film_cue" if advice.first else "film" if may_film else "check"
    yield filled(do(f"{code}_sore_side" if code != "check" and _sore_leg_was_far(advice) else code), day)
    yield filled(do("clinician"), {"weeks": int(stopping["clinician_week"]["value"])})


def _sore_leg_was_far(advice: Advice) -> bool:
    return advice.no_cue == "painful_leg_not_seen" or "painful_leg_far" in advice.notes


# --- why --------------------------------------------------------------------------------------------------------------


def _why(findings: Sequence[Finding], advice: Advice) -> Iterator[str]:
    """The rules' hypotheses; not those that the first line has said already."""
    kinds = {rule.id: rule.kind for rule in rules()}
    said_so = SAID_FIRST if advice.first is None else frozenset()
    for finding in findings:
        if finding.id not in (ABOUT_PERSON, *FIRST_OF_ALL) and kinds.get(finding.rule) not in said_so:
            doubt = f" {wording()['unsure']['runner']}" if unsure(finding.inputs) else ""
            # a clinician's own words stand by themselves
            not_for = "" if "rule_text" in finding.inputs else vetoed_words(finding, "runner")
            yield " ".join(filter(None, (runner_text(finding), not_for))) + doubt


def unsure(inputs: Mapping[str, Any]) -> bool:
    """Whether a value behind the finding lies within its error of the limit, or is of low confidence."""
    weak = inputs.get("certainty", CLEAR) != CLEAR or inputs.get("status") == "low_confidence"
    return weak or any(unsure(inner) for inner in inputs.values() if isinstance(inner, Mapping))


CLEAR: Final = "clear"
"""What the facts say of a value that lies beyond its error of the limit."""
