"""TOML and JSON files that came from somewhere: read with limits, and refused in one line."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gaitcue.terms.errors import BadOption, GaitcueError

MOST_BYTES = 250_000
"""of a file that a person writes; more takes a TOML reader seconds"""
MOST_DOTS_IN_A_LINE = 60
"""TOML: `a.a.a...` makes a table for each dot"""
DEEPEST = 24
LARGEST = 2.0**53
"""whole numbers beyond this are not exact in JSON"""
TOO_LARGE = "it holds a whole number that is far too large"


def load_file(
    path: Path,
    what: str,
    *,
    as_json: bool | None = None,
    most_bytes: int = MOST_BYTES,
    error: type[GaitcueError] = BadOption,
) -> Any:
    """The content of a TOML or JSON file, by its ending unless ``as_json`` says which.

    Raises
    ------
    error : unreadable, too large, nested too deep, a name that stands twice, a number that cannot be
    """
    text = load_text(path, what, most_bytes=most_bytes, error=error)
    as_json = path.suffix.lower() == ".json" if as_json is None else as_json
    kind, parse = ("JSON", parse_json) if as_json else ("TOML", parse_toml)
    try:
        tree = parse(text)
        check_tree(tree)
    except RecursionError:
        raise error(f"{path.name}: nested too deep for {what}") from None
    except ValueError as problem:
        raise error(f"{path.name} is no valid {kind} for {what}: {first_line(problem)}") from None
    return tree


def load_text(path: Path, what: str, *, most_bytes: int = MOST_BYTES, error: type[GaitcueError] = BadOption) -> str:
    """The text of a file, with or without a byte-order mark."""
    try:
        if not path.is_file():
            state = "it is a folder" if path.is_dir() else "it is no file" if path.exists() else "it does not exist"
            raise error(f"{path} ({what}) cannot be read: {state}; check the path")
        if path.stat().st_size > most_bytes:
            raise error(f"{path.name} is larger than {most_bytes / 1e6:g} MB, too large for {what}")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise error(f"{path.name} ({what}) is not written in UTF-8: save it as UTF-8") from None
    except (OSError, ValueError) as problem:
        raise error(f"{path} ({what}) cannot be read: {getattr(problem, 'strerror', None) or problem}") from None


def parse_toml(text: str) -> dict[str, Any]:
    """A TOML text as a tree."""
    if any(line.count(".") > MOST_DOTS_IN_A_LINE for line in text.splitlines()):
        raise ValueError(f"a line has more than {MOST_DOTS_IN_A_LINE} dots")
    return tomllib.loads(text)


def parse_json(text: str) -> Any:
    """A JSON text as a tree; a name that stands twice in a table is refused."""
    return json.loads(text, object_pairs_hook=_without_repeats)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    twice = next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise ValueError(f"{twice!r} stands twice")
    return dict(pairs)


def check_tree(tree: Any) -> None:
    """Raise ValueError for what no file of ours holds: deep nesting, huge whole numbers, names that are no text."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise ValueError("it is nested too deep")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError(TOO_LARGE)
    if isinstance(value, str):
        _check_unicode(value)
    if isinstance(value, Mapping):
        for name in value:
            _check_unicode(name)
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []


def _check_unicode(text: Any) -> None:
    if not isinstance(text, str):
        raise ValueError("a field's name is no text")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character (a lone surrogate)") from None


def first_line(problem: BaseException) -> str:
    """The first line of an error's words, without Python's own advice."""
    line = (str(problem).splitlines() or [type(problem).__name__])[0][:200]
    return TOO_LARGE if line.startswith("Exceeds the limit") else line
