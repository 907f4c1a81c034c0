"""Texts of the clinic as a reader meets them: measures by their title, units and signs as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.terms.records import Conditions

Spell = Callable[[str], str]

IDENTIFIER: Final = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
NUMBER: Final = re.compile(r" [\d\N{MINUS SIGN}]")
UNITS: Final = (
    (re.compile(r"(?<=\d) deg\b"), "°"),
    (re.compile(r"(?<=\d) spm\b"), "\N{NO-BREAK SPACE}steps/min"),
    (re.compile(r"% leg_segments\b"), "% of thigh + shank"),
    (re.compile(r"% leg_length\b"), "% of leg length"),
    (re.compile(r"(?<![\w.)])-(?=\d)"), words.MINUS),
)


def speller(catalog: Catalog, conditions: Conditions, *, runner: bool = False) -> Spell:
    """A function that turns measure ids and unit codes inside a sentence into the reader's words."""

    def title(match: re.Match[str]) -> str:
        about = catalog(match[0], conditions)
        found = about.title_runner if runner else about.title
        number_follows = NUMBER.match(match.string, match.end())
        return found[:1].lower() + found[1:] + (":" if number_follows else "")

    def spell(text: str) -> str:
        for pattern, word in UNITS:
            text = pattern.sub(word, text)
        return IDENTIFIER.sub(title, text)

    return spell


def sentence(text: str) -> str:
    """Capital first, full stop last."""
    text = words.capital(text.strip())
    return text if not text or text[-1] in ".!?" else f"{text}."
