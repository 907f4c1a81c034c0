"""Which cue of a trial suits this person: one record per condition and one for the visit, in codes with values.

Rank, words, next step, ``trial.json`` and what is remembered are all made from these records, so they cannot disagree.
"""

from gaitcue.clinic.verdicts.judge import barring, fill_from_runs, judge_trial, refuse_blocked
from gaitcue.clinic.verdicts.memory import as_toml, experience
from gaitcue.clinic.verdicts.next_step import cadence_aim, next_step
from gaitcue.clinic.verdicts.records import (
    MEANINGS,
    CadenceDose,
    CadenceTarget,
    CueVerdict,
    NextStep,
    TrialResult,
    Word,
)
from gaitcue.clinic.verdicts.trend import EffortTrend, effort_trend

__all__ = [
    "MEANINGS",
    "CadenceDose",
    "CadenceTarget",
    "CueVerdict",
    "EffortTrend",
    "NextStep",
    "TrialResult",
    "Word",
    "as_toml",
    "barring",
    "cadence_aim",
    "effort_trend",
    "experience",
    "fill_from_runs",
    "judge_trial",
    "next_step",
    "refuse_blocked",
]
