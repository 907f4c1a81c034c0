"""Cues that are given together have one written name: their ids joined with a plus."""

from __future__ import annotations

from collections.abc import Iterable

_PLUS = "+"


def condition_id(cues: Iterable[str]) -> str:
    """Of cues given together; empty for none.

    Examples
    --------
    >>> condition_id(["cadence_5", "glutes"])
    'cadence_5+glutes'
    """
    return _PLUS.join(cues)


def cues_of(condition: str) -> tuple[str, ...]:
    """Ids of the cues of a condition; none as usual.

    Examples
    --------
    >>> cues_of("cadence_5+glutes"), cues_of("")
    (('cadence_5', 'glutes'), ())
    """
    return tuple(condition.split(_PLUS)) if condition else ()
