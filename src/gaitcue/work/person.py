"""What the person's history adds to an analysis: findings by rule, red flags first, a clinician's overrides last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from gaitcue.clinic import (
    Answers,
    Decision,
    Override,
    Profile,
    Triage,
    TrialPlan,
    VisitFacts,
    advice_of,
    apply_overrides,
    assess,
    check_answers,
    decide,
    log_override,
    overruled,
    read_answers,
    read_overrides,
    read_profile,
)
from gaitcue.clinic.decision import DEFAULT_PLAN
from gaitcue.clinic.findings import RED_FLAG_RULE
from gaitcue.terms.advice import Finding
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Analysis, Conditions
from gaitcue.work.options import PersonFiles

SAME_CM = 1.0
"""heights that differ by less were rounded"""


def with_findings(analysis: Analysis, files: PersonFiles, *, today: date | None = None) -> Analysis:
    """The analysis with its findings and the cues weighed; without a profile there are none.

    Parameters
    ----------
    today : the day of the decision; the present one unless told

    Raises
    ------
    BadOption : a file cannot be read, or says what cannot be
    """
    if files.profile is None and files.overrides:
        raise BadOption("--overrides needs the person: give --profile too")
    if files.profile is None and files.red_flags is None:
        return analysis
    answers = read_red_flags(files.red_flags) if files.red_flags else None
    profile = read_profile(files.profile) if files.profile else None
    entries = read_overrides(files.overrides) if files.overrides else ()
    return judged(analysis, profile, answers, entries, today=today or date.today())


def judged(
    analysis: Analysis,
    profile: Profile | None,
    answers: Answers | None,
    overrides: Sequence[Override] = (),
    *,
    today: date,
) -> Analysis:
    """The analysis with what is found for a person on a day, as a clinician left it.

    Raises
    ------
    BadOption : answers and profile contradict each other
    """
    decision, log = decided_for(analysis, profile, answers, overrides, today=today)
    return replace(analysis, findings=decision.findings, advice=advice_of(decision, log))


def decided_for(
    analysis: Analysis,
    profile: Profile | None,
    answers: Answers | None,
    overrides: Sequence[Override] = (),
    *,
    today: date,
    plan: TrialPlan = DEFAULT_PLAN,
) -> tuple[Decision, tuple[tuple[Override, bool], ...]]:
    """What is decided about a person on a run, as a clinician left it; and the log, each entry with whether it applies.

    Raises
    ------
    BadOption : answers and profile contradict each other
    """
    check_answers(answers, profile)
    decision = decide(analysis, profile, answers, today=today, visit=visit_of(analysis), plan=plan)
    log = sorted_out(overrides, decision.findings, decision.triage)
    found = apply_overrides(decision.findings, [override for override, applies in log if applies])
    return overruled(decision, found, plan), log


def conditions_with(conditions: Conditions, files: PersonFiles) -> Conditions:
    """What was told of the run, and of the person where the run's options leave it out.

    Raises
    ------
    BadOption : options and profile contradict each other
    """
    return conditions if files.profile is None else conditions_of(read_profile(files.profile), conditions)


def conditions_of(profile: Profile, conditions: Conditions) -> Conditions:
    """Height and painful side are the person's: told once, they hold for every run.

    Raises
    ------
    BadOption : the run was told another height or side than the profile
    """
    side = painful_side(profile)
    told, known = conditions.height_cm, profile.height_cm
    if told is not None and known is not None and abs(told - known) > SAME_CM:
        raise BadOption(f"the run's --height-cm is {told:g} but the profile says {known:g}: correct one of them")
    if conditions.painful_side and side and conditions.painful_side not in (side, *(SIDES if side == "both" else ())):
        raise BadOption(
            f"the run's --painful-side is {conditions.painful_side} but the profile says {side}: correct one of them"
        )
    return replace(
        conditions,
        height_cm=conditions.height_cm or profile.height_cm,
        painful_side=conditions.painful_side or side,
    )


def painful_side(profile: Profile) -> Side | Literal["both"] | None:
    """The side that hurts now; None when none was told."""
    sides = {problem.side for problem in profile.problems if problem.status == "current" and problem.side}
    return "both" if len(sides) > 1 else next(iter(sides), None)


def visit_of(*analyses: Analysis) -> VisitFacts:
    """What was told while filming."""
    told = [analysis.conditions for analysis in analyses]
    pain = tuple(conditions.pain for conditions in told if conditions.pain is not None)
    sides = [conditions.painful_side for conditions in told if conditions.painful_side]
    return VisitFacts(pain=pain, painful_side=sides[0] if sides else None)


def note_override(log: Path, finding: str, action: str, reason: str, who: str, text: str = "") -> str:
    """Add a clinician's decision about a finding to a log, with the time.

    Returns
    -------
    What an interrupted write had left at the end of the log and was taken out; else empty.

    Raises
    ------
    BadOption : no reason, no name, an unknown action, or the log cannot be written
    """
    told: dict[str, Any] = {"finding": finding, "action": action, "reason": reason, "who": who, "text": text}
    try:
        return log_override(log, Override(**told, when=datetime.now(UTC)))
    except OSError as error:
        raise BadOption(f"{log} cannot be written ({error.strerror}); choose another place") from None


def sorted_out(log: Sequence[Override], found: Sequence[Finding], triage: Triage) -> tuple[tuple[Override, bool], ...]:
    """Each entry of the log with whether it applies here.

    A log is kept over visits, so it may speak of findings that this recording does not have. A red flag is lifted by
    a clearance, never by an override.
    """
    names = {finding.id for finding in found if finding.rule != RED_FLAG_RULE}
    return tuple((override, override.finding in names) for override in log)


def read_red_flags(file: Path) -> Answers:
    """Read a red-flag file."""
    return read_answers(file)


def triage_of(red_flags: Path, profile: Path | None = None, *, today: date | None = None) -> Triage:
    """Judge a red-flag file, with what the profile adds."""
    person = read_profile(profile) if profile else None
    answers = read_red_flags(red_flags)
    check_answers(answers, person)
    return assess(answers, person, today=today or date.today())
