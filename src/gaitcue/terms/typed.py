"""The one reader of everything that a person writes: a file or a mapping in, a checked record or one line out.

The only module that imports pydantic; import it where such a file is read, not before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from gaitcue.terms.errors import BadOption, Fault, GaitcueError
from gaitcue.terms.fields import shown, use_one_of
from gaitcue.terms.forms import AnnotationShape
from gaitcue.terms.plain_files import MOST_BYTES, check_tree, first_line, load_file

Record = TypeVar("Record")
FieldPlace = tuple[str | int, ...]
PLAIN_NAME = re.compile(r"[\w-]{1,60}")
UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")
STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, arbitrary_types_allowed=True)


def read_file(
    path: Path,
    model: type[Record],
    what: str,
    *,
    today: date | None = None,
    most_bytes: int = MOST_BYTES,
    error: type[GaitcueError] = BadOption,
) -> Record:
    """Read a TOML or JSON file (by its ending) into a record.

    Parameters
    ----------
    path : the file; it may begin with a byte-order mark
    model : a frozen dataclass; its annotations say what is allowed, see ``gaitcue.terms.fields.About``
    what : what the file is, for messages, e.g. "a profile"
    today : dates that may not lie ahead are held against it

    Raises
    ------
    error : one line that names the file, the place in it, what is wrong and what is allowed
    """
    return validate(load_file(path, what, most_bytes=most_bytes, error=error), model, path.name, today, error)


def read_mapping(values: Any, model: type[Record], where: str, *, today: date | None = None) -> Record:
    """Read a mapping of the same shape as a file; dates and paths may be Python's own."""
    try:
        check_tree(values)
    except ValueError as problem:
        raise BadOption(f"{where}: {first_line(problem)}") from None
    return validate(values, model, where, today, BadOption)


def validate(values: Any, model: type[Record], where: str, today: date | None, error: type[GaitcueError]) -> Record:
    """Check a tree of plain values against a record."""
    try:
        text = json.dumps({"told": values}, default=_plain)
        read = _reader(model).model_validate_json(text, context={"today": today or date.today()})
    except ValidationError as problem:
        raise error(f"{where}: {first_of(problem, values, model)}") from None
    except (TypeError, ValueError) as problem:
        raise error(f"{where}: {first_line(problem)}") from None
    record: Record = read.told  # type: ignore[attr-defined]
    return record


def faults(values: Any, model: type[Any], *, today: date | None = None) -> tuple[Fault, ...]:
    """Everything that keeps a mapping from being read as a record, place by place, for a form; empty when it can be."""
    try:
        check_tree(values)
        text = json.dumps({"told": values}, default=_plain)
        _reader(model).model_validate_json(text, context={"today": today or date.today()})
    except ValidationError as problem:
        found = (_fault(one, values, model) for one in problem.errors(include_url=False))
        return tuple({one.place: one for one in found}.values())
    except (TypeError, ValueError) as problem:
        return (Fault("", "unreadable", first_line(problem)),)
    return ()


def _fault(one: Any, values: Any, model: type[Any]) -> Fault:
    kind = str(one["type"])
    place = tuple(_within(values, one["loc"][1:], kind))
    where = ".".join(map(str, place))
    if kind in UNKNOWN:
        return Fault(where, "unknown", _unknown_name(place, model))
    if kind.startswith("missing"):
        return Fault(where, "missing", "it is missing: add it")
    return Fault(where, "told" if kind == "told" else kind.split("_")[0], _allowed(one, kind, _hint(model, place)))


def json_schema(model: type[Any]) -> dict[str, Any]:
    """The JSON Schema of a record."""
    whole = _reader(model).model_json_schema(mode="validation")
    definitions = whole["$defs"]
    top = definitions.pop(model.__name__)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **top, "$defs": definitions}


def _reader(model: type[Any]) -> type[BaseModel]:
    return _made(cast("Hashable", model))


@cache
def _made(model: Any) -> type[BaseModel]:
    # A field of a model hands its strictness down to plain dataclasses; an adapter of its own would not.
    return create_model("Reader", __config__=STRICT, told=(model, ...))


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written in a file: use text, numbers, true, false or dates")


# --- errors in one line ----------------------------------------------------------------------------------------------


def first_of(problem: ValidationError, values: Any, model: type[Any]) -> str:
    """The first error of many, with its place, what is wrong and what is allowed."""
    # A misspelt name leaves another one missing: the name is what the person has to see.
    errors = sorted(problem.errors(include_url=False), key=lambda one: one["type"] not in UNKNOWN)
    places = {tuple(_within(values, one["loc"][1:], one["type"])) for one in errors}
    more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
    place = _within(values, errors[0]["loc"][1:], errors[0]["type"])
    return _sentence(errors[0], place, values, model) + more


def _within(values: Any, place: Sequence[str | int], kind: str) -> FieldPlace:
    """The part of a place that lies in the file; pydantic appends which branch of a union it tried."""
    kept: list[str | int] = []
    for step in place:
        if not _has(values, step):
            return (*kept, step) if kind.startswith("missing") else tuple(kept)
        values = values[step]
        kept.append(step)
    return tuple(kept)


def _has(values: Any, step: str | int) -> bool:
    if isinstance(values, Mapping):
        return step in values
    return isinstance(values, list | tuple) and isinstance(step, int) and step < len(values)


def spelled(place: FieldPlace) -> str:
    """``problems[2].site``: entries of a list are counted from 1, as a reader of the file counts them."""
    path = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{_name(step)}" for step in place)
    return path.removeprefix(".") or "the file"


def _name(step: str) -> str:
    return step if PLAIN_NAME.fullmatch(step) else shown(step)


def _sentence(one: Any, place: FieldPlace, values: Any, model: type[Any]) -> str:
    kind = str(one["type"])
    if kind in UNKNOWN:
        return _unknown_name(place, model)
    if kind.startswith("missing"):
        return f"{spelled(place)} is missing: add it{_help(_hint(model, place))}"
    value = _value(values, place)
    if kind == "told" and isinstance(value, list | tuple):
        return f"{spelled(place)} has {one['ctx']['why']}"
    return f"{spelled(place)} is {shown(value)}: {_allowed(one, kind, _hint(model, place))}"


def _unknown_name(place: FieldPlace, model: type[Any]) -> str:
    owner = AnnotationShape.of(_hint(model, place[:-1])).record if len(place) > 1 else model
    names = [entry.name for entry in fields(owner) if entry.init] if owner else []
    inside = f" in {spelled(place[:-1])}" if len(place) > 1 else ""
    return f"{shown(str(place[-1]))}{inside} is not known; {use_one_of(place[-1], names)}"


def _help(hint: Any) -> str:
    about = AnnotationShape.of(hint).about if hint is not None else None
    return f" ({about.label[0].lower() + about.label[1:]})" if about else ""


ALLOWED = {
    "bool": "write true or false, without quotes",
    "int": "write a whole number, without quotes",
    "float": "write a number, without quotes",
    "finite": "write a number",
    "string": "write text in quotes",
    "date": "write a date such as 2026-11-20",
    "datetime": "write a time such as 2026-11-20T10:00:00",
    "tuple": "write a list, in [ ]",
    "list": "write a list, in [ ]",
    "dict": "write named fields",
    "dataclass": "write named fields",
    "none": "leave it out",
}


def _allowed(one: Any, kind: str, hint: Any) -> str:
    if kind == "told":
        return str(one["ctx"]["why"])
    shape = AnnotationShape.of(hint) if hint is not None else None
    if shape and shape.literals:
        return use_one_of(one["input"], shape.literals)
    if kind == "tuple_type" and shape:
        return "write a list of tables" if shape.record else f"write a list, e.g. [{json.dumps(one['input'])[:40]}]"
    return ALLOWED.get(kind.split("_")[0]) or first_line(ValueError(one["msg"]))


def _hint(model: Any, place: FieldPlace) -> Any:
    """The annotation at a place; None where a record holds names of its own."""
    hint: Any = model
    for step in place:
        shape = AnnotationShape.of(hint)
        if isinstance(step, int):
            hint = shape.inner
        elif shape.record is not None and step in {entry.name for entry in fields(shape.record)}:
            hint = get_type_hints(shape.record, include_extras=True)[step]
        elif get_origin(shape.inner) is dict:
            hint = get_args(shape.inner)[1]
        else:
            return None
    return hint


def _value(values: Any, place: FieldPlace) -> Any:
    for step in place:
        values = values[step]
    return values
