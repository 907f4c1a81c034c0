"""Measures and history -> findings, cues, trial verdicts, red flags; every rule is data with its grade and source."""

from gaitcue.clinic.advice import advice_of
from gaitcue.clinic.answers_file import answers_template, read_answers
from gaitcue.clinic.choice import Offer
from gaitcue.clinic.contradictions import check_answers
from gaitcue.clinic.decision import NO_CUE, Decision, decide, overruled
from gaitcue.clinic.gait_facts import cadence_z, expected_cadence, gather
from gaitcue.clinic.overrides import Override, apply_overrides, log_override, read_overrides
from gaitcue.clinic.profile import Observed, Problem, Profile, Surgery, Tried
from gaitcue.clinic.profile_file import read_profile
from gaitcue.clinic.protocol import Protocol, TrialPlan, trial_order
from gaitcue.clinic.red_flags import closing_text
from gaitcue.clinic.rule_data import Cue, Rule, cues, questions, rules
from gaitcue.clinic.triage import Answers, Clearance, Triage, VisitFacts, assess
from gaitcue.clinic.trial import Condition, NextDay, Take, Trial
from gaitcue.clinic.trial_file import read_trial
from gaitcue.clinic.verdicts import (
    CueVerdict,
    EffortTrend,
    NextStep,
    TrialResult,
    effort_trend,
    experience,
    judge_trial,
    next_step,
)

__all__ = [
    "NO_CUE",
    "Answers",
    "Clearance",
    "Condition",
    "Cue",
    "CueVerdict",
    "Decision",
    "EffortTrend",
    "NextDay",
    "NextStep",
    "Observed",
    "Offer",
    "Override",
    "Problem",
    "Profile",
    "Protocol",
    "Rule",
    "Surgery",
    "Take",
    "Triage",
    "Trial",
    "TrialPlan",
    "TrialResult",
    "Tried",
    "VisitFacts",
    "advice_of",
    "answers_template",
    "apply_overrides",
    "assess",
    "cadence_z",
    "check_answers",
    "closing_text",
    "cues",
    "decide",
    "effort_trend",
    "expected_cadence",
    "experience",
    "gather",
    "judge_trial",
    "log_override",
    "next_step",
    "overruled",
    "questions",
    "read_answers",
    "read_overrides",
    "read_profile",
    "read_trial",
    "rules",
    "trial_order",
]
