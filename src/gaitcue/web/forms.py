"""A record's field definitions as the parts of a form, with what was told before and what is wrong.

The templates (``form.html``) draw them; nothing here knows what is asked, that stands with the fields themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Literal

from gaitcue.report.wording.sentences import wording
from gaitcue.terms.forms import FieldDefinition
from gaitcue.web.words import words

Control = Literal["text", "area", "number", "scale", "choice", "select", "checks", "date"]
FEW_CHOICES = 4
"""choices up to this many are shown side by side, more in a list to open"""
SCALE = tuple(str(score) for score in range(11))
SCALE_CHOICES = tuple((score, score) for score in SCALE)
SCALE_UNIT = "on the 0-10 scale"
LONG_TEXTS = frozenset({"wants", "fears", "surgeries[].limits"})
"""names of fields that take several lines"""
NOT_ASKED = frozenset({"on", "tried[].cue"})
"""the day is the day of asking; one cue is written as several are"""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One question as it is drawn."""

    name: str
    label: str
    control: Control
    help: str = ""
    unit: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    whole: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    values: tuple[str, ...] = ()
    """of a list: each that was chosen"""
    mistake: str = ""
    untold: str = ""
    """what no answer means, where something else answers it; else it was not answered"""
    asked_when: str = ""
    """name of the field that opens it; empty when it is always asked"""
    asked_values: tuple[str, ...] = ()
    form: str = ""
    """which of several forms on one page it stands in, so that its id stands there once"""

    @property
    def id(self) -> str:
        return identifier(f"{self.form}.{self.name}" if self.form else self.name)

    @property
    def told(self) -> bool:
        return bool(self.value or self.values)

    @property
    def described_by(self) -> str:
        """Ids of what explains the field, for a screen reader."""
        told = {"help": self.help, "unit": self.unit, "mistake": self.mistake}
        return " ".join(f"{self.id}-{name}" for name, text in told.items() if text)


@dataclass(frozen=True, slots=True)
class EntryView:
    """One of several, e.g. the second complaint."""

    place: str
    """for the button that takes it away"""
    title: str
    items: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """Fields that belong together, or a list of entries with a button that adds one."""

    name: str
    label: str
    help: str
    many: bool
    entries: tuple[EntryView, ...]
    mistake: str = ""

    @property
    def id(self) -> str:
        return identifier(self.name)

    @property
    def told(self) -> bool:
        return any(one.told for entry in self.entries for one in entry.items)


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the appointment's questions."""

    step: str
    title: str
    items: tuple[FieldView | GroupView, ...]

    @property
    def told(self) -> int:
        """How many questions are answered."""
        return sum(1 for item in self.items if item.told)

    @property
    def wrong(self) -> bool:
        fields = (one for item in self.items for one in _fields(item))
        return any(one.mistake for one in fields) or any(item.mistake for item in self.items)


def _fields(item: FieldView | GroupView) -> tuple[FieldView, ...]:
    return (item,) if isinstance(item, FieldView) else tuple(one for entry in item.entries for one in entry.items)


def identifier(name: str) -> str:
    return "f-" + (name.replace(".", "-") or "form")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How one form is drawn: what was told, what is wrong, and before which name its fields stand."""

    definitions: Mapping[str, FieldDefinition]
    told: Mapping[str, Any]
    mistakes: Mapping[str, str] = field(default_factory=dict)
    prefix: str = ""


def parts_of(
    definitions: Sequence[FieldDefinition],
    told: Mapping[str, Any],
    mistakes: Mapping[str, str] | None = None,
    prefix: str = "",
) -> tuple[PartView, ...]:
    """A form, part by part in the order of an appointment.

    Parameters
    ----------
    definitions : from ``terms.forms.form``
    told : what was told before, or the texts of a form that comes back
    mistakes : name of a field (with its prefix) -> what is wrong
    prefix : stands before each name, with a dot, when several records share one form
    """
    drawing = Drawing({one.name: one for one in definitions}, told, mistakes or {}, prefix)
    top = [one for one in definitions if "." not in one.name and one.name not in NOT_ASKED]
    titles = wording()["step"]
    return tuple(
        PartView(step or "", str(titles[step]) if step else "", tuple(_item(one, drawing) for one in group))
        for step, group in groupby(top, key=lambda one: one.step)
    )


def _item(one: FieldDefinition, drawing: Drawing) -> FieldView | GroupView:
    value = drawing.told.get(one.name)
    if one.kind != "record":
        return _field(one, drawing, one.name, value)
    name = drawing.prefix + one.name
    entries = _entries(one, drawing, value) if one.many else (_entry(one, drawing, one.name, "", value),)
    return GroupView(name, one.label, one.help, one.many, entries, drawing.mistakes.get(name, ""))


def _entries(one: FieldDefinition, drawing: Drawing, value: Any) -> tuple[EntryView, ...]:
    listed = value if isinstance(value, list | tuple) else [value] if value else []
    titles = wording()["entry"]
    return tuple(
        _entry(one, drawing, f"{one.name}.{number}", str(titles[one.name]).format(n=number + 1), entry)
        for number, entry in enumerate(listed)
    )


def _entry(one: FieldDefinition, drawing: Drawing, place: str, title: str, value: Any) -> EntryView:
    inside = f"{one.name}[]." if one.many else f"{one.name}."
    told = value if isinstance(value, Mapping) else {}
    items = tuple(
        _field(inner, drawing, f"{place}.{name.removeprefix(inside)}", told.get(name.removeprefix(inside)))
        for name, inner in drawing.definitions.items()
        if name.startswith(inside) and name not in NOT_ASKED
    )
    return EntryView(drawing.prefix + place, title, items)


def _field(one: FieldDefinition, drawing: Drawing, place: str, value: Any) -> FieldView:
    control = control_of(one, value)
    name = drawing.prefix + place
    opened, values = _opened(one, drawing, place)
    return FieldView(
        name=name,
        label=one.label,
        control=control,
        # In a file names stand in backquotes; on a page each field has its label.
        help=one.help if "`" not in one.help else "",
        unit="" if control == "scale" else one.unit,
        required=one.required or bool(one.standard),
        low=one.low,
        high=one.high,
        whole=one.kind == "whole number",
        choices=_choices(one, control),
        value="" if one.many else as_text(value) or one.standard,
        values=tuple(as_text(item) for item in _listed(value)) if one.many else (),
        mistake=drawing.mistakes.get(name) or _mistake_within(drawing.mistakes, name),
        untold=one.untold,
        asked_when=opened,
        asked_values=values,
    )


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else () if value is None else (value,)


def _mistake_within(mistakes: Mapping[str, str], name: str) -> str:
    """Of a list of choices: the one that is wrong."""
    return next((line for place, line in mistakes.items() if place.startswith(f"{name}.")), "")


def control_of(one: FieldDefinition, value: Any = None) -> Control:
    """How a field is drawn."""
    if one.many:
        return "checks"
    if one.kind == "yes or no":
        return "choice"
    if one.choices:
        return "choice" if len(one.choices) <= FEW_CHOICES else "select"
    if one.unit == SCALE_UNIT and as_text(value) in ("", *SCALE):
        return "scale"
    if one.kind in ("number", "whole number"):
        return "number"
    if one.kind == "date":
        return "date"
    return "area" if one.name in LONG_TEXTS else "text"


def _choices(one: FieldDefinition, control: Control) -> tuple[tuple[str, str], ...]:
    if one.kind == "yes or no":
        return yes_or_no()
    if control == "scale":
        return SCALE_CHOICES
    return tuple((choice, title[:1].upper() + title[1:]) for choice, title in one.choices)


def yes_or_no() -> tuple[tuple[str, str], ...]:
    return tuple((answer, str(words()["app"][answer])) for answer in ("yes", "no"))


def _opened(one: FieldDefinition, drawing: Drawing, place: str) -> tuple[str, tuple[str, ...]]:
    """The field that opens this one: its neighbour, or one from the top."""
    if one.asked_when is None:
        return "", ()
    beside = one.name.rpartition(".")[0]
    neighbour = f"{beside}.{one.asked_when.field}" in drawing.definitions if beside else False
    owner = f"{place.rpartition('.')[0]}." if neighbour else ""
    return f"{drawing.prefix}{owner}{one.asked_when.field}", tuple(as_text(v) for v in one.asked_when.values)


def as_text(value: Any) -> str:
    """A value as a form holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def mistakes_listed(
    mistakes: Mapping[str, str], parts: Iterable[PartView] = (), fields: Iterable[FieldView] = ()
) -> Iterator[tuple[str, str]]:
    """Each mistake with the id of its field ("" for the whole form), for the list at the top of a form."""
    known = {one.name: one for one in fields}
    known |= {one.name: one for part in parts for item in part.items for one in _fields(item)}
    for name, line in mistakes.items():
        one = known.get(name)
        yield (one.id, f"{one.label}: {line}") if one else ("", line)
