"""What a number or rule rests on: keys of published sources, and the two words for what rests on none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

PRODUCT_DEFAULT: Final = "product default"
"""chosen here; nothing is published, or it is arithmetic on what is"""
UNVERIFIED: Final = "unverified"
"""recalled from the literature and not found again: shown as such, never used by a rule"""


@dataclass(frozen=True, slots=True)
class Source:
    """One published source, or one own measurement."""

    key: str
    about: str
    where: str
    """DOI, PubMed or PMC number, journal and page, or site"""

    @property
    def secondary(self) -> bool:
        """Seen on a page that reports it, not in the source itself."""
        return self.key.endswith("*")


@cache
def sources() -> dict[str, Source]:
    """Every source that the product cites, by key (``terms/sources.toml``; docs/evidence.md is made from it)."""
    text = files("gaitcue.terms").joinpath("sources.toml").read_text(encoding="utf-8")
    return {key: Source(key, row["about"], row["where"]) for key, row in tomllib.loads(text).items()}


def unresolved(keys: Iterable[str]) -> list[str]:
    """Keys that are neither a source nor one of the two words.

    Examples
    --------
    >>> unresolved(["Teng14", "product default", "Nobody99"])
    ['Nobody99']
    """
    return sorted(set(keys) - {*sources(), PRODUCT_DEFAULT, UNVERIFIED})


def keys_of(listed: str) -> tuple[str, ...]:
    """The keys that stand in a list with commas, as findings and cues carry it.

    Examples
    --------
    >>> keys_of("Article, Sugimoto19")
    ('Article', 'Sugimoto19')
    """
    return tuple(key for part in listed.split(",") if (key := part.strip()))
