"""What changed between runs, in one plain sentence.

"Now your foot lands closer under your body; your trunk leans less."
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from gaitcue.compare import Change, Comparison, Verdict
from gaitcue.gait.policy import HEADLINE
from gaitcue.report.wording import words
from gaitcue.report.wording.sentences import wording

ALIKE: Final = {"shank_angle_ic": "ankle_hip_distance_pct"}
"""a measure -> the one that says the same of a landing more plainly"""

SAID: Final[tuple[Verdict, ...]] = ("changed", "probably_changed")


def plain_sentence(comparison: Comparison) -> str:
    """What changed for sure and what probably, from the headline table; empty where nothing did.

    With more than one later run each has its own sentence.
    """
    later = comparison.names[1:]
    told = [(run, _of_run([c for c in comparison.changes if c.run in (run, "") and c.headline])) for run in later]
    if len(later) == 1:
        return told[0][1]
    return " ".join(f"{words.capital(run)}: {text}" for run, text in told if text)


def _of_run(changes: Sequence[Change]) -> str:
    frame, said = wording()["plain_change"], []
    for verdict in SAID:
        parts = list(_phrases(changes, verdict))
        if parts:
            said.append(frame["frame"][verdict].format(what="; ".join(parts)))
    return " ".join(words.capital(text) for text in said)


def _phrases(changes: Iterable[Change], verdict: Verdict) -> Iterator[str]:
    """One phrase for each measure and direction; a leg is named only where the other does not go along."""
    found = [c for c in changes if c.verdict == verdict and c.difference]
    ways = {measure: _ways([c for c in found if c.measure == measure]) for measure in HEADLINE}
    for measure in HEADLINE:
        for way, sides in ways[measure].items():
            if way in ways.get(ALIKE.get(measure, ""), {}):
                continue
            phrase = wording()["plain_change"].get(measure, {}).get(way)
            if phrase:
                yield _of_side(phrase, sides)


def _ways(changes: Sequence[Change]) -> dict[str, set[str | None]]:
    """Direction -> sides that went so; without a side: both legs, or the whole body."""
    ways: dict[str, set[str | None]] = {}
    for change in changes:
        ways.setdefault("more" if (change.difference or 0.0) > 0 else "less", set()).add(change.side)
    return ways


def _of_side(phrase: str, sides: set[str | None]) -> str:
    alone = next(iter(sides)) if len(sides) == 1 else None
    if alone is None:
        return phrase
    return str(wording()["plain_change"]["frame"]["one_leg"].format(what=phrase, side=alone))
