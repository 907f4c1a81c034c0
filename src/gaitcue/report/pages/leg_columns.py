"""The columns of the report: which legs were measured, what they are called, and which one hurts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitcue.report.wording.words import leg_label
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, MeasureLeg, Summary


@dataclass(frozen=True, slots=True)
class LegColumn:
    """One column: a leg, or both together."""

    leg: MeasureLeg | None
    """as the camera that measured it saw it; of two clips merged both legs are near"""
    side: Side | None
    style: str
    """key of the colours in ``svg``: the first leg is drawn as the near one, the second as the far one"""
    painful: bool = False

    @property
    def label(self) -> str:
        return leg_label(self.leg, self.side)

    def holds(self, side: Side | None) -> bool:
        return self.side == side


def leg_columns(analysis: Analysis) -> tuple[LegColumn, ...]:
    """Near before far (markers, and two clips merged: left before right), "both" last."""
    legs: dict[Side, MeasureLeg | None] = {s.side: s.leg for s in analysis.strides}
    legs |= {s.side: s.leg for s in analysis.measures if s.side is not None}
    told = analysis.conditions.painful_side
    ordered = sorted(legs.items(), key=lambda item: (item[1] == "far", item[0]))
    limbs = [
        LegColumn(leg, side, style, told == "both" or told == side)
        for (side, leg), style in zip(ordered, ("near", "far"), strict=False)
    ]
    both = [LegColumn("both", None, "both")] if any(s.side is None for s in analysis.measures) else []
    return (*limbs, *both)


def in_column(summaries: Sequence[Summary], limb: LegColumn) -> Summary | None:
    return next((s for s in summaries if limb.holds(s.side)), None)
