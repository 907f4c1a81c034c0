"""Field definitions as plain data: for a form that asks, and for a page that shows what was told."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from gaitcue.terms.fields import STEPS, About, AppointmentStep, When, spoken


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """One field as plain data, for a page or a form."""

    name: str
    """its place, e.g. ``problems[].site``"""
    label: str
    help: str
    kind: Literal["text", "number", "whole number", "yes or no", "date", "time", "file", "record"]
    many: bool
    """a list"""
    required: bool
    unit: str = ""
    low: float | None = None
    high: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """id and title"""
    step: AppointmentStep | None = None
    asked_when: When | None = None
    standard: str = ""
    """the choice that counts where none is made"""
    untold: str = ""
    """what it means to leave it out, where something else answers it"""


def form(model: type[Any]) -> list[FieldDefinition]:
    """The fields of a record and of the records in it, in the order in which an appointment asks them."""
    return list(_form(cast("Hashable", model)))  # a class is hashable, which the type of its type does not say


@cache
def _form(model: Hashable) -> tuple[FieldDefinition, ...]:
    # Reading the annotations takes longer than deciding about a person does.
    assert isinstance(model, type)
    found = list(_definitions(model, "", None))
    place = {step: number for number, step in enumerate(STEPS)}
    return tuple(sorted(found, key=lambda one: -1 if one.step is None else place[one.step]))


def _definitions(model: type[Any], prefix: str, step: AppointmentStep | None) -> Iterable[FieldDefinition]:
    hints = get_type_hints(model, include_extras=True)
    for entry in fields(model):
        if not entry.init:
            continue
        shape = AnnotationShape.of(hints[entry.name])
        one = _definition(prefix + entry.name, entry, shape, step)
        yield one
        step = one.step
        if shape.record is not None:
            yield from _definitions(shape.record, f"{prefix}{entry.name}{'[]' if shape.many else ''}.", step)


def _definition(name: str, entry: Field[Any], shape: AnnotationShape, step: AppointmentStep | None) -> FieldDefinition:
    about = shape.about or About(spoken(entry.name))
    options = about.allowed() or {choice: spoken(choice) for choice in shape.literals}
    return FieldDefinition(
        name=name,
        label=about.label,
        help=about.help,
        kind=shape.kind,
        many=shape.many,
        required=entry.default is MISSING and entry.default_factory is MISSING,
        unit=about.unit,
        low=about.low,
        high=about.high,
        choices=tuple(options.items()),
        step=about.step or step,
        asked_when=about.asked_when,
        standard=entry.default if options and isinstance(entry.default, str) else "",
        untold=about.untold,
    )


@dataclass(frozen=True, slots=True)
class ToldValue:
    """One answer as plain data, for a page that shows what was told."""

    field: FieldDefinition
    number: int | None
    """which entry of a list of records it belongs to, from 1"""
    value: Any
    """number, text, date, True or False; choices by their title, several as a tuple"""


def told(record: Any) -> list[ToldValue]:
    """What was told in a record, field by field in the order of an appointment; what was left out is left out."""
    definitions = {one.name: one for one in form(type(record))}
    found = list(_told(record, "", None, definitions))
    order = {name: place for place, name in enumerate(definitions)}
    return sorted(found, key=lambda one: (order[one.field.name.split("[]")[0].split(".")[0]], one.number or 0))


def _told(
    record: Any, prefix: str, number: int | None, definitions: Mapping[str, FieldDefinition]
) -> Iterable[ToldValue]:
    for entry in fields(record):
        name, value = prefix + entry.name, getattr(record, entry.name)
        if name not in definitions or value is None or value == "" or value == ():
            continue
        one = definitions[name]
        if one.kind != "record":
            yield ToldValue(one, number, _titled(value, dict(one.choices)))
        elif one.many:
            for place, inner in enumerate(value, 1):
                yield from _told(inner, f"{name}[].", place, definitions)
        else:
            yield from _told(value, f"{name}.", number, definitions)


def _titled(value: Any, titles: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(titles.get(item, item) for item in value)
    return titles.get(value, value) if isinstance(value, str) else value


KINDS: dict[type, Any] = {
    bool: "yes or no", int: "whole number", float: "number", date: "date", datetime: "time", str: "text"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnnotationShape:
    """An annotation taken apart: what it is about, the type inside, and whether it is a list."""

    about: About | None
    inner: Any
    many: bool
    literals: tuple[str, ...]

    @classmethod
    def of(cls, hint: Any) -> AnnotationShape:
        """``Annotated[tuple[Problem, ...], About(...)]`` -> about, Problem, many."""
        about, hint = _unwrapped(hint)
        options = [arg for arg in get_args(hint) if arg is not type(None)] if _is_union(hint) else [hint]
        about_inside, first = _unwrapped(options[0])
        many = get_origin(first) in (tuple, list)
        about_item, inner = _unwrapped(get_args(first)[0] if many else first)
        literals = [word for option in options for word in _literals(option)] + list(_literals(inner))
        return cls(about or about_inside or about_item, inner, many, tuple(dict.fromkeys(literals)))

    @property
    def record(self) -> type[Any] | None:
        return self.inner if is_dataclass(self.inner) and isinstance(self.inner, type) else None

    @property
    def kind(self) -> Any:
        if self.record is not None or get_origin(self.inner) is dict:
            return "record"
        return KINDS.get(self.inner, "text" if self.literals else "file")


def _unwrapped(hint: Any) -> tuple[About | None, Any]:
    told = [extra for extra in getattr(hint, "__metadata__", ()) if isinstance(extra, About)]
    return (told[0] if told else None), (hint.__origin__ if hasattr(hint, "__metadata__") else hint)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType)


def _literals(hint: Any) -> Sequence[str]:
    if get_origin(hint) is Literal:
        return [str(word) for word in get_args(hint)]
    return [word for option in get_args(hint) for word in _literals(option)] if _is_union(hint) else []
