"""How much of the cadence change that was asked for was run."""

from __future__ import annotations

from collections.abc import Sequence

from gaitcue.clinic.rule_data import cues, setting, table
from gaitcue.clinic.verdicts.records import CadenceDose, DoseWord
from gaitcue.compare import Comparison


def dose_of(names: Sequence[str], run: str, comparison: Comparison) -> CadenceDose | None:
    """The cadence of one condition against the baseline; None where it cannot be compared.

    Every condition has one: a cue that asks for something else may quicken the steps, too.
    """
    row = comparison.change("cadence", run=run)
    if row is None or row.verdict == "cannot_tell" or not row.before or row.after is None:
        return None
    asked = asked_pct(names)
    ran = round(100.0 * (row.after - row.before) / row.before, 1)
    return CadenceDose(asked, ran, row.before, row.after, _word(asked, ran))


def asked_pct(names: Sequence[str]) -> float | None:
    """The largest cadence change that the cues ask for, %."""
    return max((dose for name in names if (dose := cues()[name].dose_pct) is not None), default=None)


def rise_pct(names: Sequence[str], *, half: bool) -> float | None:
    """The cadence change to practise, %: what the cues ask for, or half of it."""
    asked = asked_pct(names)
    return asked / 2.0 if asked is not None and half else asked


def most_pct() -> float:
    """The largest cadence change that may be asked for, %."""
    return float(max(table("thresholds")["trial"]["cadence_steps_pct"]["value"]))


def _word(asked: float | None, ran: float) -> DoseWord:
    if ran > most_pct():
        return "above_most"
    if asked is None:
        return "as_asked"
    if ran > asked + setting("trial", "dose_tolerance_pct"):
        return "over"
    return "under" if ran < asked * setting("trial", "dose_least_share") else "as_asked"
