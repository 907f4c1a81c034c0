"""Forward lean of the trunk."""

from __future__ import annotations

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_SLOW
from gaitcue.terms.arrays import Array

FAMILY = "trunk"
NOTE = (
    "C7 when it was marked, else the mid-shoulder, which shows 2-4 deg more lean in a round back (unverified). With a "
    "standing reference the lean in quiet standing is subtracted."
)


@register(
    title_clinician="Trunk lean at initial contact",
    title_runner="Forward lean at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("trunk",),
    signals=("trunk_lean",),
    sources=("Teng14", "Teng15"),
    note=NOTE,
)
def trunk_lean_ic(run: Run, strides: LegStrides) -> Array:
    """Line from mid-hip to C7 (or mid-shoulder) from the vertical at initial contact, + = forward."""
    return run.at("trunk_lean", strides.side, strides.start)


@register(
    title_clinician="Trunk lean, mean over stance",
    title_runner="Forward lean while the foot is on the ground",
    unit="deg",
    belongs_to="stance",
    family=FAMILY,
    needs=("trunk",),
    min_fps=FPS_SLOW,
    signals=("trunk_lean",),
    sources=("Teng14",),
    note=NOTE,
)
def trunk_lean_stance(run: Run, strides: LegStrides) -> Array:
    """Mean over the contact of the line from mid-hip to C7 (or mid-shoulder) from the vertical, + = forward."""
    return run.mean("trunk_lean", strides.side, strides.start, strides.toe_off)


@register(
    title_clinician="Trunk lean, peak in stance",
    title_runner="Largest forward lean while the foot is on the ground",
    unit="deg",
    belongs_to="stance",
    family=FAMILY,
    needs=("trunk",),
    min_fps=FPS_SLOW,
    signals=("trunk_lean",),
    sources=("Teng14", "Teng15"),
    note=NOTE,
)
def trunk_lean_peak(run: Run, strides: LegStrides) -> Array:
    """Largest trunk lean during the contact, + = forward."""
    return run.highest("trunk_lean", strides.side, strides.start, strides.toe_off)


@register(
    title_clinician="Trunk lean, mean over the stride",
    title_runner="Forward lean on average",
    unit="deg",
    belongs_to="stride",
    family=FAMILY,
    needs=("trunk",),
    scope="run",
    min_fps=FPS_SLOW,
    signals=("trunk_lean",),
    sources=("Teng14", "Teng15"),
    note=NOTE,
)
def trunk_lean_stride(run: Run, strides: LegStrides) -> Array:
    """Mean over the stride of the line from mid-hip to C7 (or mid-shoulder) from the vertical, + = forward."""
    return run.mean("trunk_lean", strides.side, strides.start, strides.end)
