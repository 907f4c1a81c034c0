"""docs/person.md: how to tell gaitcue about the person, with every field as its definition says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from gaitcue.clinic.profile import Profile
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.fields import STEPS, When
from gaitcue.terms.forms import FieldDefinition, form

TEXT = Path(__file__).parent / "text" / "person.md"
LONG = 12
"""choices up to this many stand in the table; longer lists stand below it"""


def person_page() -> str:
    """The page as Markdown: the text with its placeholder filled."""
    return TEXT.read_text(encoding="utf-8").replace("{fields}\n", "\n".join(_fields()).strip() + "\n")


def _fields() -> Iterator[str]:
    fields = form(Profile)
    for step in STEPS:
        rows = [one for one in fields if one.step == step]
        if rows:
            yield f"\n### {wording()['step'][step]}\n"
            yield "| field | meaning | answer |\n|---|---|---|"
            yield from (_row(one) for one in rows)
    yield "\n### Longer lists\n"
    yield from _lists(fields)


def _row(one: FieldDefinition) -> str:
    needed = " (needed)" if one.required else ""
    asked = f" Asked when {_when(one.asked_when)}." if one.asked_when else ""
    helped = f" {one.help}" if one.help else ""
    return f"| `{_place(one)}` | {one.label}.{helped}{asked}{needed} | {_answer(one)} |"


def _place(one: FieldDefinition) -> str:
    if one.kind == "record":
        return f"[[{one.name}]]" if one.many else f"[{one.name}]"
    return one.name.replace("[]", "")


def _when(when: When) -> str:
    values = ["true" if value is True else str(value).replace("_", " ") for value in when.values]
    return f"`{when.field}` is {' or '.join(values)}"


def _answer(one: FieldDefinition) -> str:
    if one.kind == "record":
        return "a table for each" if one.many else "a table"
    if one.choices:
        return _choices(one)
    kinds = {"text": "text in quotes", "yes or no": "`true` or `false`", "date": "a date, 2026-11-20"}
    if one.low is None or one.high is None:
        return kinds.get(one.kind, one.kind)
    return f"{one.low:.10g} to {one.high:.10g} {one.unit}".strip()


def _choices(one: FieldDefinition) -> str:
    listed = "a list of " if one.many else ""
    if len(one.choices) > LONG:
        return f"{listed}one of {_list_of(one)}, below"
    return listed + ", ".join(f"`{name}`" for name, _ in one.choices)


def _list_of(one: FieldDefinition) -> str:
    return {"site": "the sites", "sports": "the sports", "cue": "the cues", "cues": "the cues"}[_last(one)]


def _last(one: FieldDefinition) -> str:
    return one.name.split(".")[-1]


def _lists(fields: Iterable[FieldDefinition]) -> Iterator[str]:
    long = [one for one in fields if len(one.choices) > LONG]
    for title in dict.fromkeys(_list_of(one) for one in long):
        choices = next(one.choices for one in long if _list_of(one) == title)
        told = "; ".join(f"`{name}` ({label})" if label != name else f"`{name}`" for name, label in choices)
        yield f"**{title.removeprefix('the ').capitalize()}**: {told}.\n"
