"""A signed report is shown to its runner by a link that ends, can be used so often, and can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import accounts, audit, visit_results
from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import AccessLinkRow, ReportRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere
from gaitcue.work.clinic import links
from gaitcue.work.clinic.links import Held, MadeLink
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.signed_reports import RUNNER, content_of

PURPOSE = "report"
MOST_DAYS, MOST_USES = 90, 100
DAYS, USES = 14, 20
"""as long and as often as a runner reads a report, unless told (product defaults)"""


class ToldSharing(BaseModel):
    """How long a link is to lead to the report, and how often."""

    model_config = ConfigDict(extra="forbid")
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = DAYS
    uses: Annotated[int, Field(ge=1, le=MOST_USES)] = USES


@dataclass(frozen=True, slots=True)
class LinkState:
    """A link that was made for a report."""

    id: str
    made_at: datetime
    ends_at: datetime
    uses_left: int
    active: bool


def share(record: Record, asker: Asker, report_id: str, told: ToldSharing) -> MadeLink:
    """A link to the runner's page of a signed report.

    Raises
    ------
    Outdated : it is a draft
    BadOption : it has no runner's page
    """
    with record.write(asker) as session:
        row = visit_results.report(session, report_id)
        if row.signed_at is not None and "runner_sha256" not in row.content:
            raise BadOption("this report has no runner's page to show: make a version with it, then share that")
        ends = now() + timedelta(days=told.days)
        visit_results.share_report(session, row.id, max(ends, row.shared_until or ends))
        made = links.make(
            session, row.runner_id, PURPOSE, ends, visit_id=row.visit_id, subject_id=row.id, uses=told.uses
        )
        audit.note(session, "report.shared", "report", row.id, row.runner_id)
    return made


def links_of(record: Record, asker: Asker, row: ReportRow) -> tuple[LinkState, ...]:
    """The links that were made for a report, the latest first."""
    with record.read(asker) as session:
        return tuple(_state(link) for link in _of_report(session, row))


def _of_report(session: Session, row: ReportRow) -> list[AccessLinkRow]:
    made = accounts.links_of(session, row.runner_id)
    return [link for link in made if link.purpose == PURPOSE and link.subject_id == row.id]


def _state(link: AccessLinkRow) -> LinkState:
    active = link.uses_left > 0 and link.expires_at > now()
    return LinkState(link.id, link.created_at, link.expires_at, link.uses_left, active)


def revoke(record: Record, asker: Asker, report_id: str, link_id: str) -> ReportRow:
    """A link leads nowhere from now on; with the last one the report is not shared any more.

    Raises
    ------
    NotThere : no such link of this report
    """
    with record.write(asker) as session:
        row = visit_results.report(session, report_id)
        made = {link.id: link for link in _of_report(session, row)}
        if link_id not in made:
            raise NotThere("there is no such link; it may have been deleted")
        links.revoke(session, link_id, row.runner_id)
        ends = [link.ends_at for link in map(_state, made.values()) if link.active and link.id != link_id]
        return visit_results.share_report(session, row.id, max(ends, default=None))


def shared_with(record: Record, asker: Asker) -> tuple[ReportRow, ...]:
    """The reports that a runner who is logged in may read, the latest first."""
    with record.read(asker) as session:
        found = visit_results.reports_of(session, runner_id=asker.runner_id or "")
    return tuple(row for row in found if "runner_sha256" in row.content)


def read_by(record: Record, held: Held) -> bytes:
    """The runner's page of the report that a link leads to, as HTML.

    Raises
    ------
    NotThere : the report is not shared any more
    """
    return read_own(record, held.asker, held.link.subject_id or "")


def read_own(record: Record, asker: Asker, report_id: str) -> bytes:
    """The runner's page of a report, as HTML, for its runner.

    Raises
    ------
    NotThere : the report is not shared with whoever asks
    """
    with record.write(asker) as session:
        row = visit_results.report(session, report_id)
        page = content_of(record, row, RUNNER)
        audit.note(session, "report.read", "report", row.id, row.runner_id)
    return page
