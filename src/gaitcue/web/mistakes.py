"""What is wrong in a form: one line for each field, in the app's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gaitcue.terms.errors import Fault
from gaitcue.web.words import words

NAME = re.compile(r"\b([A-Za-z_]+)(?:\[(\d+)\](?:\.\w+)?)?")
"""a field as a file names it: pain_now, problems[2].site"""


def lines_of(errors: Iterable[Any]) -> dict[str, str]:
    """One line for each field, from pydantic's errors: ``{"birth_year": "Write a whole number."}``."""
    found: dict[str, str] = {}
    for one in errors:
        name = ".".join(str(step) for step in one["loc"][1:])
        own = str(one["msg"]).removeprefix("Value error, ")
        found.setdefault(name, worded(str(one["type"]), own, one.get("ctx", {})))
    return found


def lines_of_faults(faults: Iterable[Fault]) -> dict[str, str]:
    """One line for each field that a record cannot keep."""
    found: dict[str, str] = {}
    for one in faults:
        line = worded(one.code, one.text, {})
        found[one.place] = f"{found[one.place]} {line}" if one.place in found else line
    return found


def worded(kind: str, own: str, values: Mapping[str, Any]) -> str:
    """A kind of fault in plain words; its own line where none are kept for it."""
    table = words()["mistake"]
    template = table.get(kind) or table.get(kind.split("_")[0])
    if template is None:
        return sentence(own)
    return str(template).format_map({name: _shown(value) for name, value in values.items()})


def sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def with_labels(line: str, labels: Mapping[str, str]) -> str:
    """A line that speaks of fields by their names in a file, as somebody reads it who fills in a form.

    Examples
    --------
    >>> with_labels("pain_now is 3 but there is no current problem", {"pain_now": "Pain now"})
    '“Pain now” is 3 but there is no current problem'
    """
    return NAME.sub(lambda found: _labelled(found, labels), line)


def _labelled(found: re.Match[str], labels: Mapping[str, str]) -> str:
    name, number = found[1].lower(), found[2]
    if name not in labels or ("_" not in name and not number):
        return found[0]
    return f"“{labels[name].rstrip('?')}”" + (f", entry {number}" if number else "")


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
