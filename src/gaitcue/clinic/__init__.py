"""Measures and history -> findings, cues, trial verdicts, red flags; every rule is data with its grade and source."""

from gaitcue.clinic.advice import advice_of
from gaitcue.clinic.choice import Candidate, candidates, first_cue, protocol, trial_order
from gaitcue.clinic.facts import cadence_z, expected_cadence, gather
from gaitcue.clinic.findings import findings
from gaitcue.clinic.overrides import Override, apply_overrides, log_override, read_overrides
from gaitcue.clinic.profile import Observed, Problem, Profile, Surgery, Tried, read_profile
from gaitcue.clinic.red_flags import Clearance, Triage, closing_text, triage
from gaitcue.clinic.tables import Cue, Rule, cues, questions, rules
from gaitcue.clinic.trial import Condition, NextDay, Take, Trial, read_trial
from gaitcue.clinic.verdicts import CueVerdict, EffortTrend, TrialResult, effort_trend, experience, judge_trial

__all__ = [
    "Candidate",
    "Clearance",
    "Condition",
    "Cue",
    "CueVerdict",
    "EffortTrend",
    "NextDay",
    "Observed",
    "Override",
    "Problem",
    "Profile",
    "Rule",
    "Surgery",
    "Take",
    "Triage",
    "Trial",
    "TrialResult",
    "Tried",
    "advice_of",
    "apply_overrides",
    "cadence_z",
    "candidates",
    "closing_text",
    "cues",
    "effort_trend",
    "expected_cadence",
    "experience",
    "findings",
    "first_cue",
    "gather",
    "judge_trial",
    "log_override",
    "protocol",
    "questions",
    "read_overrides",
    "read_profile",
    "read_trial",
    "rules",
    "triage",
    "trial_order",
]
