"""What was told about the person, for the clinician: every answer under its part of the appointment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from gaitcue.clinic.profile import Profile
from gaitcue.report.pages.measure_tables import Detail
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.advice import Advice, PersonAnswer
from gaitcue.terms.fields import STEPS
from gaitcue.terms.forms import FieldDefinition, form

SCALE = "on the 0-10 scale"
COUNTED = ("months", "minutes", "weeks", "hours", "days", "years")
TRIED = "tried"
SPEAKS_ALONE = (".site", ".kind", ".status", ".cue", ".cues")
"""Fields whose answer says by itself what it is about."""


@dataclass(frozen=True, slots=True)
class ToldPart:
    """The answers of one part of the appointment."""

    title: str
    facts: tuple[Detail, ...]


def told_of_the_person(advice: Advice) -> tuple[ToldPart, ...]:
    """Everything that was told, part by part; cues tried before are left out where no cue may be spoken of."""
    answers = [one for one in advice.person if "cue_trial" not in advice.blocks or not one.field.startswith(TRIED)]
    parts = [(step, [one for one in answers if definitions()[one.field].step == step]) for step in STEPS]
    return tuple(ToldPart(wording()["step"][step], tuple(_facts(told))) for step, told in parts if told)


@cache
def definitions() -> dict[str, FieldDefinition]:
    return {one.name: one for one in form(Profile)}


def _facts(answers: Sequence[PersonAnswer]) -> Iterator[Detail]:
    """One row an answer; one row for each complaint, operation, treatment with all that was told of it."""
    for (table, entry), told in groupby(answers, lambda one: (one.field.partition("[]")[0], one.entry)):
        if entry is None:
            yield from (Detail(definitions()[one.field].label, _value(one)) for one in told)
        else:
            yield Detail(str(wording()["entry"][table]).format(n=entry), "; ".join(_phrases(tuple(told))))


def _phrases(told: Sequence[PersonAnswer]) -> Iterator[str]:
    status = next((str(one.value) for one in told if one.field == "problems[].status"), "")
    for one in told:
        lasting = one.field == "problems[].months" and status in wording()["lasting"]
        yield wording()["lasting"][status].format(months=_value(one)) if lasting else _phrase(one)


def _phrase(one: PersonAnswer) -> str:
    """What it is stands alone; an answer of yes is its label, any other stands behind it."""
    label = definitions()[one.field].label
    if one.field.endswith(SPEAKS_ALONE):
        return _value(one)
    told = label[0].lower() + label[1:]
    return told if one.value is True else f"{told}: {_value(one)}"


def _value(one: PersonAnswer) -> str:
    definition = definitions()[one.field]
    if isinstance(one.value, bool):
        return "yes" if one.value else "no"
    if isinstance(one.value, tuple | list):
        return "; ".join(one.value)
    if isinstance(one.value, str):
        return one.value
    unit = "of 10" if definition.unit == SCALE else definition.unit
    return f"{one.value:g} {unit.removesuffix('s') if one.value == 1 and unit in COUNTED else unit}".strip()
