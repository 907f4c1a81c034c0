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
TISSUES: Final = {
    "hamstring": "the back of your thigh",
    "patellofemoral": "your kneecap",
    "distal": "your calf, Achilles tendon and foot",
    "tibia": "your shin bone",
    "hip_itb": "the outside of your hip and knee",
    "low_back": "your low back",
}
REASONS: Final = {
    "overstride": "your foot lands well ahead of your body",
    "cadence low": "your steps are slow for your speed and height",
    "cadence below expected": "your steps are a little slower than usual for your speed and height",
    "trunk leaning": "you lean forward more than most",
    "trunk upright": "you run very upright",
    "pelvic tilt high": "your pelvis tips forward",
    "thigh extension low": "your thigh goes back little behind you",
    "pelvic drop high": "your pelvis drops to one side",
    "hip adduction high": "your knees come close together",
    "crossover": "your feet cross over",
    "steps narrow": "your feet land close to one line",
    "bouncing": "you move up and down a lot",
    "cadence did not help": "quicker steps did not help",
    "bone stress cleared": "the bone has been cleared for running",
}
"""A fact that a cue answers -> the same in the runner's words."""


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


def for_runner(reason: str) -> str:
    """One reason of a cue in the runner's words."""
    start = "may ease the "
    if reason.startswith(start):
        tissue = reason.removeprefix(start)
        return f"it may ease the load on {TISSUES.get(tissue, tissue.replace('_', ' '))}"
    return REASONS.get(reason, reason)


def sentence(text: str) -> str:
    """Capital first, full stop last."""
    text = words.capital(text.strip())
    return text if not text or text[-1] in ".!?" else f"{text}."
