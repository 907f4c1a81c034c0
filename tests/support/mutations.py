"""Mutations of valid files: what a slip of the hand, another program, or somebody hostile makes of them."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, time
from typing import Any

from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 400),
    st.sampled_from([10**30, -(10**400), 2**53, 1e308, 1e-300, float("nan"), float("inf"), -0.0, 3.5]),
    st.sampled_from(
        ["", "no", "true", "12", "left", "\x1b[31m", "\ud800", "a" * 3000, "[/]", "../x", "2026-11-20", "{S}"]
    ),
    st.text(max_size=8),
    st.sampled_from([date(2026, 11, 20), date.max, date.min, datetime(2026, 11, 20, 9, tzinfo=UTC), time(10)]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def deep(levels: int = 200) -> list[Any]:
    return [deep(levels - 1)] if levels else []


def places(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value in a tree, the tree's own first."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for name, value in inner for place in places(value, (*path, name)))]


@st.composite
def mutated(draw: st.DrawFn, valid: Any) -> Any:
    """The tree after one to three changes: a value replaced, left out, renamed, repeated or nested too deep."""
    tree = copy.deepcopy(valid)
    for _ in range(draw(st.integers(1, 3))):
        tree = _changed(draw, tree)
    return tree


def _changed(draw: st.DrawFn, tree: Any) -> Any:
    path = draw(st.sampled_from(places(tree)))
    if not path:
        return draw(VALUES) if draw(st.integers(0, 9)) == 0 else tree
    owner = tree
    for step in path[:-1]:
        owner = owner[step]
    _change(draw, owner, path[-1])
    return tree


def _change(draw: st.DrawFn, owner: Any, name: Any) -> None:
    what = draw(st.sampled_from(["replace", "replace", "replace", "remove", "rename", "repeat", "deep"]))
    if what == "replace":
        owner[name] = draw(VALUES)
    elif what == "deep":
        owner[name] = deep()
    elif what == "remove":
        del owner[name]
    elif isinstance(owner, list):
        owner.append(copy.deepcopy(owner[name]))
    elif what == "rename":
        owner[draw(st.text(max_size=6)) + str(name)] = owner.pop(name)
    else:
        owner[name] = [owner[name], owner[name]]


@st.composite
def spoiled(draw: st.DrawFn, text: str) -> bytes:
    """The bytes of a file after bytes were changed, cut out, put in or repeated."""
    raw = bytearray(text.encode())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 12)))
        raw[start:end] = draw(
            st.binary(max_size=6) | st.sampled_from([bytes(raw[start:end]) * 2, b"[" * 3000, b"9" * 5000])
        )
    return bytes(raw)
