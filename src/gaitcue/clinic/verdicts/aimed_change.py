"""Did what a cue aims at move, the wanted way, and beyond the drift between the two baselines?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gaitcue.clinic.rule_data import Cue, Target, cues
from gaitcue.clinic.trial import RETURN
from gaitcue.compare import Change, Comparison
from gaitcue.terms.advice import Reason
from gaitcue.terms.keypoints import Side

CHANGED_VERDICTS = ("changed", "probably_changed")
MAGNITUDES = frozenset({"thigh_extension"})
"""Measures whose size is meant by "more", whatever their sign."""
Effect = Literal["moved", "drift", "wrong_way", "none", "unmeasured"]
Aimed = tuple[Target, Change]


@dataclass(frozen=True, slots=True)
class Runs:
    """The comparisons of a visit and the leg that is looked at."""

    against_first: Comparison
    against_return: Comparison | None
    """every condition against the return baseline; None where that was not recorded"""
    side: Side | None = None
    """the painful side, where there is one"""
    away: bool = False
    """the painful leg was filmed from the far side"""


@dataclass(frozen=True, slots=True)
class AimedChange:
    """What became of the measures that a condition aims at."""

    effect: Effect
    moved: tuple[Aimed, ...]
    """as wanted, against both baselines"""
    wrong: tuple[Aimed, ...]
    drifted: tuple[Aimed, ...]
    """as wanted against the first baseline, but the return baseline shows the same"""
    rows: tuple[Aimed, ...]
    judged_by: tuple[Reason, ...]
    by_substitutes: bool
    """nothing of ``wrong`` is what a cue itself aims at"""


def aimed_change(names: Sequence[str], run: str, runs: Runs) -> AimedChange:
    """Judge the targets of all cues of one condition, as one."""
    targets, judged_by = _targets(names, run, runs)
    rows = rows_of(runs, run, targets)
    told = [item for item in rows if item[1].verdict != "cannot_tell"]
    wanted = [item for item in told if moved_as_wanted(*item)]
    drifted = [item for item in wanted if _drifted(item, run, runs)]
    moved = [item for item in wanted if item not in drifted]
    wrong = [item for item in told if item[1].verdict in CHANGED_VERDICTS and not moved_as_wanted(*item)]
    own = {target for name in names for target in cues()[name].target}
    return AimedChange(
        effect=_effect(told, moved, drifted, wrong),
        moved=tuple(moved),
        wrong=tuple(wrong),
        drifted=tuple(drifted),
        rows=tuple(rows),
        judged_by=tuple(judged_by),
        by_substitutes=all(target not in own for target, _ in wrong),
    )


def _effect(told: Sequence[Aimed], moved: Sequence[Aimed], drifted: Sequence[Aimed], wrong: Sequence[Aimed]) -> Effect:
    if moved:
        return "moved"
    if wrong:
        return "wrong_way"
    if drifted:
        return "drift"
    return "none" if told else "unmeasured"


def _targets(names: Sequence[str], run: str, runs: Runs) -> tuple[list[Target], list[Reason]]:
    """Targets of all cues; a cue whose target was not measured is judged by its substitutes."""
    targets: list[Target] = []
    said: list[Reason] = []
    for name in names:
        cue = cues()[name]
        measured = any(row.verdict != "cannot_tell" for _, row in rows_of(runs, run, cue.target))
        targets += cue.target if measured or not cue.instead else cue.instead
        if not measured and cue.instead:
            instead = [target.measure for target in cue.instead]
            said.append(Reason("judged_by", {"cue": name, "missing": cue.target[0].measure, "measures": instead}))
    return list(dict.fromkeys(targets)), said


def rows_of(runs: Runs, run: str, targets: Iterable[Target]) -> list[Aimed]:
    """Rows of the near leg or of both; of markers those of the painful side, where there is one."""
    return [(target, row) for target in targets for row in _rows(runs.against_first, run, target.measure, runs.side)]


def _rows(comparison: Comparison, run: str, measure: str, side: Side | None) -> list[Change]:
    rows = [row for row in comparison.changes if row.run == run and row.measure == measure and row.leg != "far"]
    one_sided = [row for row in rows if row.leg is None and row.side == side]
    return one_sided if side is not None and one_sided else rows


def moved_as_wanted(target: Target, row: Change) -> bool:
    """Whether a measure changed in the direction in which the cue was to move it."""
    return row.verdict in CHANGED_VERDICTS and direction(row) == target.wanted


def direction(row: Change) -> str:
    before, after = row.before or 0.0, row.after or 0.0
    if row.measure in MAGNITUDES:
        before, after = abs(before), abs(after)
    return "up" if after > before else "down"


def size(row: Change) -> float:
    """How large a change is, in smallest detectable changes."""
    return abs(row.difference or 0.0) / row.smallest_detectable_change if row.smallest_detectable_change else 0.0


def _drifted(item: Aimed, run: str, runs: Runs) -> bool:
    """The return baseline moved as well, and the cue cannot be told from it."""
    target, row = item
    back = next((r for r in _rows(runs.against_first, RETURN, row.measure, row.side) if r.leg == row.leg), None)
    if runs.against_return is None or back is None or not moved_as_wanted(target, back):
        return False
    again = next((r for r in _rows(runs.against_return, run, row.measure, row.side) if r.leg == row.leg), None)
    return again is None or not moved_as_wanted(target, again)


def values_of(row: Change) -> dict[str, object]:
    """One change as the values of a reason."""
    return {
        "measure": row.measure,
        "before": row.before,
        "after": row.after,
        "unit": row.unit,
        "leg": row.leg,
        "side": row.side,
    }


def wanted_by(names: Iterable[str]) -> list[Target]:
    """Everything that the cues of a condition should change, their side effects for the better included."""
    told: list[Cue] = [cues()[name] for name in names]
    return list(dict.fromkeys(target for cue in told for target in (*cue.target, *cue.instead, *cue.helps)))
