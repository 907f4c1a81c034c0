"""What the record gives back: frozen, without a database behind them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal, TypeVar

JobState = Literal["queued", "running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class RunnerRow:
    id: str
    name: str
    birth_year: int | None
    reference: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class VisitRow:
    id: str
    runner_id: str
    on: date
    zone: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProfileVersionRow:
    id: str
    runner_id: str
    visit_id: str | None
    on: date
    number: int
    author: str
    profile: dict[str, Any] | None
    answers: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClipRow:
    id: str
    sha256: str
    bytes: int
    name: str
    probe: dict[str, Any]
    proxy: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TakeRow:
    id: str
    runner_id: str
    visit_id: str
    clip_id: str | None
    role: str
    cue: str | None
    conditions: dict[str, Any]
    options: dict[str, Any]
    position: int


@dataclass(frozen=True, slots=True)
class AnalysisRow:
    id: str
    runner_id: str
    visit_id: str
    take_id: str
    key: str
    automatic: str
    result: str
    layers: int
    summary: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    id: str
    analysis_id: str
    number: int
    change: dict[str, Any]
    before: dict[str, Any]
    author: str
    created_at: datetime
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class HandValueRow:
    id: str
    analysis_id: str
    name: str
    value: float
    unit: str
    drawn: dict[str, Any]
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure of one analysis, for lists and courses over time."""

    analysis_id: str
    on: date
    measure: str
    leg: str | None
    side: str | None
    unit: str
    n: int
    mean: float | None
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    status: str


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    id: str
    runner_id: str
    visit_id: str | None
    analyses: list[Any]
    key: str
    result: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TrialRow:
    id: str
    runner_id: str
    visit_id: str
    state: dict[str, Any]
    verdict: dict[str, Any] | None
    result: str | None
    number: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FindingDecisionRow:
    id: str
    analysis_id: str
    finding: str
    action: str
    text: str
    reason: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReportRow:
    id: str
    runner_id: str
    visit_id: str
    number: int
    content: dict[str, Any]
    signed_at: datetime | None
    signed_by: str | None
    html_sha256: str | None
    pdf_sha256: str | None
    result: str | None
    shared_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AccountRow:
    id: str
    clinic_id: str
    login: str
    name: str
    role: str
    password_hash: str | None
    totp_secret: str | None
    totp_used: int | None
    runner_id: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class LoginRow:
    id: str
    account_id: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AccessLinkRow:
    id: str
    clinic_id: str
    runner_id: str
    visit_id: str | None
    subject_id: str | None
    purpose: str
    expires_at: datetime
    uses_left: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ActivityRow:
    id: str
    runner_id: str
    clip_id: str | None
    part: int
    on: date
    started_at: datetime | None
    running: bool
    summary: dict[str, Any]
    told: dict[str, Any]
    same_as: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CareEntryRow:
    id: str
    runner_id: str
    kind: str
    on: date
    slot: str
    content: dict[str, Any]
    author: str
    sent: str | None
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    replaces: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RetrainingRow:
    id: str
    runner_id: str
    cue: str
    on: date
    content: dict[str, Any]
    ended_on: date | None
    why: str
    number: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RetrainingSessionRow:
    id: str
    runner_id: str
    retraining_id: str
    kind: str
    number: int
    on: date
    result: dict[str, Any] | None
    ended_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CareStandingRow:
    runner_id: str
    on: date
    made_by: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class JobRow:
    id: str
    clinic_id: str
    kind: str
    key: str
    payload: dict[str, Any]
    state: JobState
    progress: float
    step: str
    attempts: int
    worker: str | None
    lease_until: datetime | None
    stop_asked: bool
    error: str | None
    outcome: dict[str, Any] | None
    asked_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    id: str
    at: datetime
    account_id: str | None
    who: str
    action: str
    subject: str
    subject_id: str | None
    runner_id: str | None


Record = TypeVar("Record", bound=Any)


def record_of(kind: type[Record], row: Any) -> Record:
    """A row of a table as the record of the same fields."""
    made: Record = kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
    return made
