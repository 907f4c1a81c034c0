"""The handmade runner as a person with a history, and a cue trial of theirs."""

from dataclasses import replace
from datetime import date

import numpy as np

from gaitcue.clinic import (
    Answers,
    Override,
    Problem,
    Profile,
    advice_of,
    apply_overrides,
    decide,
    judge_trial,
    overruled,
    read_trial,
)
from gaitcue.terms.records import Analysis, StrideValue
from support import handmade

TODAY = date(2026, 3, 1)
AUTHOR = Profile(
    TODAY,
    sports=("running",),
    problems=(Problem("proximal_hamstring", side="right"), Problem("patellofemoral", "past", "right")),
    hills_jump=True,
)


def told(
    profile: Profile = AUTHOR,
    answers: dict[str, bool] | None = None,
    log: tuple[tuple[Override, bool], ...] = (),
    run: Analysis | None = None,
) -> Analysis:
    """The handmade runner's analysis with findings and advice."""
    run = run or moved(0, cadence=150.0)
    asked = None if answers is None else Answers(TODAY, answers)
    decision = decide(run, profile, asked, today=TODAY)
    found = apply_overrides(decision.findings, [entry for entry, applies in log if applies])
    return replace(run, findings=found, advice=advice_of(overruled(decision, found), log))


def moved(seed: int, **means: float) -> Analysis:
    """The handmade run with some means at other values, and strides that agree with them."""
    run, noise = handmade.analysis(), np.random.default_rng(seed)
    rows = []
    for row in run.measures:
        if row.mean is not None and row.measure in means:
            shift = means[row.measure] - row.mean
            ends = (row.ci_low + shift, row.ci_high + shift)
            row = replace(row, mean=means[row.measure], ci_low=ends[0], ci_high=ends[1])
        rows.append(row)
    values = [
        StrideValue(r.measure, r.leg, r.side, i, r.mean + float(noise.normal(0, r.sd)), r.unit, "ok")
        for r in rows
        if r.mean is not None
        for i in range(r.n)
    ]
    return replace(run, measures=tuple(rows), values=tuple(values))


VISIT = {
    "date": TODAY,
    "same_camera": True,
    "baseline": {"pain": 4, "effort": 3},
    "condition": [
        {"name": "quicker", "cues": ["cadence_5"], "pain": 2, "effort": 4, "awkwardness": 3},
        {"name": "tall", "cues": ["run_tall"], "pain": 4, "effort": 5, "awkwardness": 6},
    ],
}


def trial(profile: Profile = AUTHOR, visit: dict | None = None):
    """A judged trial and its analyses: quicker steps work; running tall brings the trunk too far up for the knee."""
    runs = {
        "baseline": moved(1, cadence=160.0),
        "quicker": moved(2, cadence=168.0, shank_angle_ic=6.0, ankle_hip_distance_pct=26.0),
        "tall": moved(3, cadence=160.0, trunk_lean_stance=2.0),
    }
    result = judge_trial(read_trial(visit or VISIT), runs, profile)
    return result, [runs[name] for name in result.comparison.names]
