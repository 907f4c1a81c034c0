"""A made-up comparison for the report's tests."""

import numpy as np

from gaitcue.compare import Change, Comparison, CurveChange, Phase
from gaitcue.terms.records import Note


def change(measure="shank_angle_ic", verdict="changed", **more):
    base = dict(
        leg="near", side="right", before=11.4, after=7.0, difference=-4.4, ci_low=-6.0, ci_high=-2.8,
        smallest_detectable_change=2.5, unit="deg", reason="", run="after", headline=True,
    )  # fmt: skip
    return Change(measure=measure, verdict=verdict, **{**base, **more})


def comparison(*changes, **more):
    before, after = 30 * np.sin(np.linspace(0, 6, 101)), 25 * np.sin(np.linspace(0, 6, 101))
    curve = CurveChange(
        "knee_flexion", "near", "right", "deg", "after", before, after, after - before, np.full(101, 3.0), 0.01, 0.02,
        (Phase(20.0, 34.0, -5.0, True),), "changed", "",
    )  # fmt: skip
    notes = (Note("speed", "warning", "The second run was 0.2 km/h faster."),)
    rows = changes or (
        change(),
        change("contact_time", "no_change_shown", unit="s", before=0.259, after=0.252, difference=-0.007, ci_low=-0.015,
               ci_high=0.001, smallest_detectable_change=0.012, headline=False),
        change("pelvic_tilt_mean", "cannot_tell", before=None, after=None, difference=None, ci_low=None, ci_high=None,
               smallest_detectable_change=None, reason="no stickers"),
    )  # fmt: skip
    return Comparison(("before", "after"), rows, (curve,), notes, {"version": "0.1.0"}, **more)
