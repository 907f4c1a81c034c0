"""The tables. Columns for what is asked for, JSON (with its ``version``) for the rest, which its own model checks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gaitcue.store.columns import ID, Base, Row, RunnersRow, new_id, now

SHA256 = 64


class ClinicTable(Base):
    """A practice: its people see its runners, and no others."""

    __tablename__ = "clinic"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)


class AccountTable(Row):
    """Somebody who works here, or a runner who may log in."""

    __tablename__ = "account"

    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_used: Mapped[int | None]
    """the last time step whose code was used: no code counts twice"""
    runner_id: Mapped[str | None] = mapped_column(ForeignKey("runner.id", ondelete="CASCADE"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class LoginSessionTable(Row):
    """A browser that is logged in."""

    __tablename__ = "login_session"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(SHA256), unique=True)
    expires_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class RunnerTable(Row):
    """A person who runs, or would like to."""

    __tablename__ = "runner"

    name: Mapped[str]
    birth_year: Mapped[int | None]
    reference: Mapped[str] = mapped_column(default="")
    """the clinic's own number"""
    sought: Mapped[str]
    """name, birth year and reference as a search looks at them"""
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_runner_clinic_id_sought", "clinic_id", "sought"),)


class VisitTable(RunnersRow):
    """An appointment."""

    __tablename__ = "visit"

    on: Mapped[date] = mapped_column("on_day", index=True)
    zone: Mapped[str] = mapped_column(default="")
    """the time zone that the person was in, by its IANA name"""
    note: Mapped[str] = mapped_column(default="")


class AccessLinkTable(RunnersRow):
    """A link for a runner: for one purpose, until a moment, so many times."""

    __tablename__ = "access_link"

    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    subject_id: Mapped[str | None] = mapped_column(String(ID))
    """what it is about, where that is not the visit: a report, a trial"""
    purpose: Mapped[str]
    token_sha256: Mapped[str] = mapped_column(String(SHA256), unique=True)
    expires_at: Mapped[datetime]
    uses_left: Mapped[int]


class ProfileVersionTable(RunnersRow):
    """What was told on one day: the person and the red-flag answers; never overwritten."""

    __tablename__ = "profile_version"

    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id", ondelete="SET NULL"), index=True)
    on: Mapped[date] = mapped_column("on_day")
    number: Mapped[int]
    author: Mapped[str]
    profile: Mapped[dict[str, Any] | None]
    answers: Mapped[dict[str, Any] | None]

    __table_args__ = (UniqueConstraint("runner_id", "number"),)


class ClipTable(Row):
    """A media file, by its content."""

    __tablename__ = "clip"

    sha256: Mapped[str] = mapped_column(String(SHA256))
    bytes: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str]
    """as it was called when it came; never a path"""
    probe: Mapped[dict[str, Any]]
    proxy: Mapped[bool] = mapped_column(default=False)
    """its copy for the browser is there"""

    __table_args__ = (UniqueConstraint("clinic_id", "sha256"),)


class TakeTable(RunnersRow):
    """What a clip is in a visit: which run, with which cue, under which conditions."""

    __tablename__ = "take"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    clip_id: Mapped[str | None] = mapped_column(ForeignKey("clip.id"), index=True)
    """none for a result that was made elsewhere without its clip"""
    role: Mapped[str]
    cue: Mapped[str | None]
    conditions: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    position: Mapped[int]


class AnalysisTable(RunnersRow):
    """One analysis of a take; its numbers are those of the result folder."""

    __tablename__ = "analysis"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    take_id: Mapped[str] = mapped_column(ForeignKey("take.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(index=True)
    """content of the clip and settings: the same is computed once"""
    automatic: Mapped[str] = mapped_column(String(ID))
    """result folder as the program made it"""
    result: Mapped[str] = mapped_column(String(ID))
    """result folder with the corrections of now"""
    layers: Mapped[int] = mapped_column(default=0)
    """number of the last change to the corrections"""
    summary: Mapped[dict[str, Any]]


class CorrectionTable(RunnersRow):
    """One change by hand, laid over the automatic result."""

    __tablename__ = "correction"

    analysis_id: Mapped[str] = mapped_column(ForeignKey("analysis.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    change: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    author: Mapped[str]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]

    __table_args__ = (UniqueConstraint("analysis_id", "number"),)


class HandValueTable(RunnersRow):
    """A value that somebody measured on the picture with a hand tool."""

    __tablename__ = "hand_value"

    analysis_id: Mapped[str] = mapped_column(ForeignKey("analysis.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    value: Mapped[float]
    unit: Mapped[str]
    drawn: Mapped[dict[str, Any]]
    author: Mapped[str]


class MeasureSummaryTable(RunnersRow):
    """One measure and leg of an analysis: what lists and courses over time ask for."""

    __tablename__ = "measure_summary"

    analysis_id: Mapped[str] = mapped_column(ForeignKey("analysis.id", ondelete="CASCADE"), index=True)
    on: Mapped[date] = mapped_column("on_day")
    measure: Mapped[str]
    leg: Mapped[str | None]
    side: Mapped[str | None]
    unit: Mapped[str]
    n: Mapped[int]
    mean: Mapped[float | None]
    sd: Mapped[float | None]
    ci_low: Mapped[float | None]
    ci_high: Mapped[float | None]
    status: Mapped[str]

    __table_args__ = (Index("ix_measure_summary_runner_id_measure", "runner_id", "measure"),)


class ComparisonTable(RunnersRow):
    """Two or more analyses against each other."""

    __tablename__ = "comparison"

    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    analyses: Mapped[list[Any]]
    key: Mapped[str] = mapped_column(index=True)
    result: Mapped[str] = mapped_column(String(ID))


class TrialTable(RunnersRow):
    """A cue trial: how far it is, what was told, and its verdict."""

    __tablename__ = "trial"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    state: Mapped[dict[str, Any]]
    verdict: Mapped[dict[str, Any] | None]
    result: Mapped[str | None] = mapped_column(String(ID))
    number: Mapped[int] = mapped_column(default=0)
    """counts its changes: who writes on an older one is told"""


class FindingDecisionTable(RunnersRow):
    """What a clinician said about a finding."""

    __tablename__ = "finding_decision"

    analysis_id: Mapped[str] = mapped_column(ForeignKey("analysis.id", ondelete="CASCADE"), index=True)
    finding: Mapped[str]
    action: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    author: Mapped[str]


class ReportTable(RunnersRow):
    """A report; once signed it stays as it is."""

    __tablename__ = "report"

    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    """what goes in, and the comment"""
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    html_sha256: Mapped[str | None] = mapped_column(String(SHA256))
    pdf_sha256: Mapped[str | None] = mapped_column(String(SHA256))
    result: Mapped[str | None] = mapped_column(String(ID))
    """folder of its files"""
    shared_until: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("visit_id", "number"),)


class ActivityTable(RunnersRow):
    """A run, or another activity, from a watch or typed in."""

    __tablename__ = "activity"

    clip_id: Mapped[str | None] = mapped_column(ForeignKey("clip.id"), index=True)
    """the file that it was read from, kept like a clip; none for what was typed in"""
    part: Mapped[int] = mapped_column(default=0)
    """which of the activities in its file"""
    on: Mapped[date] = mapped_column("on_day")
    started_at: Mapped[datetime | None]
    running: Mapped[bool]
    summary: Mapped[dict[str, Any]]
    """what the recording tells"""
    told: Mapped[dict[str, Any]]
    """what the runner tells: effort, shoes, cue, note"""
    same_as: Mapped[str | None] = mapped_column(String(ID))
    """another recording of the same run, which counts instead"""

    __table_args__ = (Index("ix_activity_runner_id_on_day", "runner_id", "on_day"),)


class CareEntryTable(RunnersRow):
    """One entry of the care record: a day of the diary, an activity, a test, a treatment, a clinician's change ...

    Where a plan stands is computed from the entries.
    """

    __tablename__ = "care_entry"

    kind: Mapped[str]
    on: Mapped[date] = mapped_column("on_day")
    slot: Mapped[str] = mapped_column(default="")
    """what there is one of, a diary day or the result of a side; empty where there may be several"""
    content: Mapped[dict[str, Any]]
    author: Mapped[str]
    sent: Mapped[str | None] = mapped_column(String(ID))
    """given by the page that sent it: the same entry sent again is the same entry"""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    replaces: Mapped[str | None] = mapped_column(String(ID))
    """the entry that this one corrects, which stays"""

    __table_args__ = (Index("ix_care_entry_runner_id_kind_on_day", "runner_id", "kind", "on_day"),)


class RetrainingTable(RunnersRow):
    """A course of live retraining: one cue, its schedule and its target."""

    __tablename__ = "retraining"

    cue: Mapped[str]
    on: Mapped[date] = mapped_column("on_day", index=True)
    """the day on which it began"""
    content: Mapped[dict[str, Any]]
    ended_on: Mapped[date | None]
    why: Mapped[str] = mapped_column(default="")
    """code of why it ended"""
    number: Mapped[int] = mapped_column(default=0)
    """counts the changes"""


class RetrainingSessionTable(RunnersRow):
    """A session of a course, or a run without feedback that shows what was kept; its steps lie in a file of its id."""

    __tablename__ = "retraining_session"

    retraining_id: Mapped[str] = mapped_column(ForeignKey("retraining.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    number: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")
    result: Mapped[dict[str, Any] | None]
    """as it was when the file was last read"""
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("kind IN ('training', 'test')", name="kind"),)


class CareStandingTable(RunnersRow):
    """Where a runner's plan stood on a day, as the list shows it: kept so that the list replays no plan.

    A change of what it was computed from drops it in the same transaction (``store.care.drop_standing``).
    """

    __tablename__ = "care_standing"

    on: Mapped[date] = mapped_column("on_day")
    made_by: Mapped[str]
    """version of the program and its rules: another one computes it again"""
    content: Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("runner_id"),)


class JobTable(Row):
    """Long work: asked for, leased by a worker, done, failed or stopped."""

    __tablename__ = "job"

    kind: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(index=True, default="queued")
    progress: Mapped[float] = mapped_column(default=0.0)
    step: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    stop_asked: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None]
    outcome: Mapped[dict[str, Any] | None]
    asked_by: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'stopped')", name="state"),
        Index("ix_job_state_created_at", "state", "created_at"),
    )


class AuditTable(Base):
    """Who saw, changed or took out what: written, never changed. It holds ids, and nothing about a person."""

    __tablename__ = "audit"

    id: Mapped[str] = mapped_column(String(ID), primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(String(ID), index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    account_id: Mapped[str | None] = mapped_column(String(ID))
    who: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    """kind of thing: runner, visit, analysis, report ..."""
    subject_id: Mapped[str | None] = mapped_column(String(ID), index=True)
    runner_id: Mapped[str | None] = mapped_column(String(ID), index=True)
