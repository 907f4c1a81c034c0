"""The columns of the report: which legs were measured, what they are called, and which one hurts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitcue.report.words import leg_label
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, MeasureLeg, Summary


@dataclass(frozen=True, slots=True)
class Limb:
    """One column: a leg as the camera saw it, or both together."""

    leg: MeasureLeg | None
    side: Side | None
    painful: bool = False

    @property
    def label(self) -> str:
        return leg_label(self.leg, self.side)

    @property
    def style(self) -> str:
        """Key of the colours in ``svg``: the second leg of markers is drawn as the far one."""
        return self.leg or ("both" if self.side is None else "near" if self.side == "left" else "far")

    def holds(self, leg: str | None, side: Side | None) -> bool:
        return self.side == side and (side is None or self.leg == leg)


def limbs_of(analysis: Analysis) -> tuple[Limb, ...]:
    """Near before far (markers: left before right), "both" last."""
    keys = {(s.leg, s.side) for s in analysis.measures if s.side is not None}
    keys |= {(s.leg, s.side) for s in analysis.strides}
    told = analysis.conditions.painful_side
    ordered = sorted(keys, key=lambda k: ({"near": 0, "far": 1}.get(k[0] or "", 0), k[1] or ""))
    legs = [Limb(leg, side, told == "both" or told == side) for leg, side in ordered]
    both = [Limb("both", None)] if any(s.side is None for s in analysis.measures) else []
    return (*legs, *both)


def of_limb(summaries: Sequence[Summary], limb: Limb) -> Summary | None:
    return next((s for s in summaries if limb.holds(s.leg, s.side)), None)
