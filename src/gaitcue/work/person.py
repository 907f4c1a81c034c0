"""What the person's history adds to an analysis: findings by rule, red flags first, a clinician's overrides last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gaitcue.clinic import (
    Answers,
    Override,
    Triage,
    VisitFacts,
    advice_of,
    apply_overrides,
    assess,
    decide,
    log_override,
    overruled,
    read_answers,
    read_overrides,
    read_profile,
)
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis, Finding


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """Files about the person; none is needed to measure."""

    profile: Path | None = None
    red_flags: Path | None = None
    overrides: Path | None = None


def with_findings(analysis: Analysis, files: PersonFiles, *, today: date | None = None) -> Analysis:
    """The analysis with its findings and the cues weighed; without a profile there are none.

    Parameters
    ----------
    today : the day of the decision; the present one unless told

    Raises
    ------
    BadOption : a file cannot be read, or says what cannot be
    """
    if files.profile is None:
        if files.red_flags or files.overrides:
            raise BadOption("--red-flags and --overrides need the person: give --profile too")
        return analysis
    answers = read_red_flags(files.red_flags) if files.red_flags else None
    profile = read_profile(files.profile)
    decision = decide(analysis, profile, answers, today=today or date.today(), visit=visit_of(analysis))
    entries = read_overrides(files.overrides) if files.overrides else ()
    log = sorted_out(entries, decision.findings, decision.triage)
    found = apply_overrides(decision.findings, [override for override, applies in log if applies])
    return replace(analysis, findings=found, advice=advice_of(overruled(decision, found), log))


def visit_of(*analyses: Analysis) -> VisitFacts:
    """What was told while filming."""
    told = [analysis.conditions for analysis in analyses]
    pain = tuple(conditions.pain for conditions in told if conditions.pain is not None)
    sides = [conditions.painful_side for conditions in told if conditions.painful_side]
    return VisitFacts(pain=pain, painful_side=sides[0] if sides else None)


def note_override(log: Path, finding: str, action: str, reason: str, who: str, text: str = "") -> None:
    """Add a clinician's decision about a finding to a log, with the time.

    Raises
    ------
    BadOption : no reason, no name, an unknown action, or the log cannot be written
    """
    told: dict[str, Any] = {"finding": finding, "action": action, "reason": reason, "who": who, "text": text}
    try:
        log_override(log, Override(**told, when=datetime.now(UTC)))
    except OSError as error:
        raise BadOption(f"{log} cannot be written ({error.strerror}); choose another place") from None


def sorted_out(log: Sequence[Override], found: Sequence[Finding], triage: Triage) -> tuple[tuple[Override, bool], ...]:
    """Each entry of the log with whether it applies here.

    A log is kept over visits, so it may speak of findings that this recording does not have. A red flag is lifted by
    a clearance, never by an override.
    """
    names = set() if triage.bars("exercise") else {finding.id for finding in found}
    return tuple((override, override.finding in names) for override in log)


def read_red_flags(file: Path) -> Answers:
    """Read a red-flag file."""
    return read_answers(file)


def triage_of(red_flags: Path, profile: Path | None = None, *, today: date | None = None) -> Triage:
    """Judge a red-flag file, with what the profile adds."""
    person = read_profile(profile) if profile else None
    return assess(read_red_flags(red_flags), person, today=today or date.today())
