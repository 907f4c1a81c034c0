"""A plain form as a tree of values: ``problems.0.site=knee`` becomes ``{"problems": [{"site": "knee"}]}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from gaitcue.terms.errors import BadOption
from gaitcue.terms.forms import FieldDefinition

MOST_FIELDS = 5000
MOST_ENTRIES = 200
"""of one list"""


def tree_of(body: bytes) -> dict[str, Any]:
    """The fields of a form, as text; what was left empty is left out, a field told several times is a list.

    Raises
    ------
    BadOption : it is no form, or larger than one can be
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadOption("the form cannot be read: load the page again and send it again") from None
    tree: dict[str, Any] = {}
    for name, value in pairs:
        _put(tree, name.split("."), value.replace("\r\n", "\n").strip())
    listed: dict[str, Any] = _listed(tree)
    return listed


def _put(tree: dict[str, Any], path: list[str], value: str) -> None:
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise BadOption("the form cannot be read: load the page again and send it again")
    if value:
        told = tree.get(path[-1])
        tree[path[-1]] = value if told is None else [*(told if isinstance(told, list) else [told]), value]


def _listed(tree: Any) -> Any:
    """Mappings whose keys are all numbers, as lists in their order."""
    if not isinstance(tree, dict):
        return tree
    inner = {name: _listed(value) for name, value in tree.items()}
    if not inner or not all(name.isdecimal() and len(name) < 6 for name in inner):
        return inner
    if len(inner) > MOST_ENTRIES:
        raise BadOption(f"that is more than {MOST_ENTRIES} entries of one kind: leave the oldest out")
    return [inner[name] for name in sorted(inner, key=int)]


def read_by(definitions: Iterable[FieldDefinition], tree: Mapping[str, Any]) -> dict[str, Any]:
    """A form's texts as the values that their definitions ask for; what cannot be read stays text, to be complained of.

    Examples
    --------
    >>> read_by([FieldDefinition("age", "Age", "", "number", many=False, required=False)], {"age": "41,5"})
    {'age': 41.5}
    """
    known = {one.name: one for one in definitions}
    return {name: _read(value, name, known) for name, value in tree.items()}


def _read(value: Any, name: str, known: Mapping[str, FieldDefinition]) -> Any:
    one = known.get(name)
    if one is None:
        return value
    if one.kind != "record":
        return _many(value, one) if one.many else _value(value, one.kind)
    if one.many:
        entries = value if isinstance(value, list) else [value]
        return [_inside(entry, f"{name}[]", known) for entry in entries if entry]
    return _inside(value, name, known)


def _inside(entry: Any, place: str, known: Mapping[str, FieldDefinition]) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    return {name: _read(value, f"{place}.{name}", known) for name, value in entry.items()}


def _many(value: Any, one: FieldDefinition) -> list[Any]:
    return [_value(item, one.kind) for item in (value if isinstance(value, list) else [value])]


def _value(value: Any, kind: str) -> Any:
    if kind == "yes or no":
        return {"yes": True, "no": False}.get(value, value)
    if kind in ("number", "whole number"):
        return _number(value, whole=kind == "whole number")
    return value


def _number(text: Any, *, whole: bool) -> Any:
    """With a point or a comma, as people write it."""
    try:
        told = float(str(text).replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return text
    return int(told) if whole and told.is_integer() else told
