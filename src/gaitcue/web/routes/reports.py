"""Step 9: the report is put together, looked at, signed, handed out and shown to its runner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from gaitcue.clinic.rule_data import cue_title
from gaitcue.store.records import AnalysisRow, ComparisonRow, ReportRow, RunnerRow, VisitRow
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.routes.link_making import LinkMadePage, link_made
from gaitcue.web.shown_apart import shown_apart
from gaitcue.web.trial_view import stage_title
from gaitcue.web.words import words
from gaitcue.work.clinic import comparing, reporting, sharing, signed_reports
from gaitcue.work.clinic.accounts import LOCAL_NAME
from gaitcue.work.clinic.comparing import Choice
from gaitcue.work.clinic.reporting import Reporting, ToldReport, ToldSigning
from gaitcue.work.clinic.sharing import LinkState, ToldSharing
from gaitcue.work.clinic.signed_reports import HTML, PDF
from gaitcue.work.clinic.trial_state import StageState

router = APIRouter()


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version of an appointment's report."""

    id: str
    number: int
    signed_at: datetime | None
    signed_by: str


def _versions(rows: tuple[ReportRow, ...]) -> tuple[VersionView, ...]:
    return tuple(VersionView(row.id, row.number, row.signed_at, row.signed_by or "") for row in rows)


# --- the draft --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The form of what goes in, the preview, and the form to sign."""

    runner: RunnerRow
    visit: VisitRow
    versions: tuple[VersionView, ...]
    fields: tuple[FieldView, ...]
    """empty where no run was analysed"""
    edition: int
    draft_id: str
    """empty as long as there is no draft"""
    basis: str
    by: FieldView
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/visits/{visit_id}/report", "report_draft.html")
def report_draft(caller: Caller, visit_id: str) -> DraftPage:
    """What goes into the report of an appointment."""
    return draft_page(caller, {"visit_id": visit_id}, Asked({}, {}))


def draft_page(call: Call, parts: Mapping[str, str], asked: Asked) -> DraftPage:
    """The page with its forms, one of them as it was filled in."""
    found = reporting.reporting(call.record, call.asker, parts["visit_id"], call.today)
    content = found.draft.row.content if found.draft else {}
    told = {**content, **asked.told}
    fields = tuple(_fields(found, told, asked.mistakes)) if found.analyses else ()
    runs = comparing.choices(call.record, call.asker, found.runner.id) if found.comparisons else ()
    fields += (*_comparison(found.comparisons, runs, told, asked.mistakes), _over_time(told)) if fields else ()
    by = FieldView("by", words()["report"]["field"]["by"], "text", required=True, value=_signs_here(call))
    return DraftPage(
        runner=found.runner,
        visit=found.visit,
        versions=_versions(found.versions),
        fields=fields,
        edition=found.edition,
        draft_id=found.draft.row.id if found.draft else "",
        basis=found.draft.mark if found.draft else "",
        by=by,
        mistakes=tuple(mistakes_listed(asked.mistakes, (), fields)),
    )


def _signs(call: Call) -> str:
    """The name of whoever is logged in; the one user of this computer writes it."""
    return "" if call.asker.name == LOCAL_NAME else call.asker.name


def _signs_here(call: Call) -> str:
    """That name, or the one under which a report was signed on this computer last."""
    return _signs(call) or signed_reports.last_signer(call.record, call.asker)


def _fields(found: Reporting, told: Mapping[str, Any], wrong: Mapping[str, str]) -> Iterator[FieldView]:
    spoken = words()["report"]
    runs = tuple((row.id, _run(row, found.parts.get(row.take_id))) for row in found.analyses)
    chosen = told.get("parts", ["runner", "clinician"])
    label = spoken["field"]
    yield FieldView(
        "analysis", label["analysis"], "choice", required=True, choices=runs,
        value=str(told.get("analysis") or runs[0][0]), mistake=wrong.get("analysis", ""),
    )  # fmt: skip
    yield FieldView(
        "parts", label["parts"], "checks", choices=tuple(spoken["part"].items()),
        values=tuple([chosen] if isinstance(chosen, str) else chosen), mistake=wrong.get("parts", ""),
    )  # fmt: skip
    yield FieldView(
        "pictures", label["pictures"], "choice", required=True, choices=tuple(spoken["pictures"].items()),
        value=str(told.get("pictures", "hidden")), mistake=wrong.get("pictures", ""),
    )  # fmt: skip
    yield FieldView(
        "comment", label["comment"], "area", help=spoken["help"]["comment"], value=str(told.get("comment", "")),
        mistake=wrong.get("comment", ""),
    )  # fmt: skip


def _comparison(
    comparisons: tuple[ComparisonRow, ...], runs: tuple[Choice, ...], told: Mapping[str, Any], wrong: Mapping[str, str]
) -> Iterator[FieldView]:
    """Asked where the appointment has a comparison."""
    spoken = words()["report"]
    if comparisons:
        named = {one.analysis.id: f"{one.on} {_run(one.analysis)}" for one in runs}
        made = tuple((row.id, " → ".join(named.get(str(one), "?") for one in row.analyses)) for row in comparisons)
        choices = (("", str(spoken["over_time"]["none"])), *made)
        yield FieldView(
            "comparison", spoken["field"]["comparison"], "choice", required=True, choices=choices,
            value=str(told.get("comparison", "")), mistake=wrong.get("comparison", ""),
        )  # fmt: skip


def _over_time(told: Mapping[str, Any]) -> FieldView:
    """How much of the person over time goes in; a year unless something was chosen before."""
    spoken = words()["report"]
    reach = tuple((days, spoken["over_time"][days or "none"]) for days in ("", "84", "365", "all"))
    value = str(told.get("over_time", "365"))
    return FieldView("over_time", spoken["field"]["over_time"], "choice", required=True, choices=reach, value=value)


def _run(row: AnalysisRow, part: StageState | None = None) -> str:
    """ "run.mp4, quicker steps"; of a part of the cue trial with its title"""
    cue = row.summary.get("cue")
    shows = stage_title(part) if part else cue_title(str(cue)) if cue else ""
    return ", ".join(str(one) for one in (row.summary.get("clip"), shows) if one)


def read_choice(tree: dict[str, Any]) -> dict[str, Any]:
    """One page that was chosen is a list of one."""
    chosen = tree.get("parts", [])
    return {**tree, "parts": [chosen] if isinstance(chosen, str) else chosen}


@action(router, "/api/visits/{visit_id}/report", again=Again("report_draft.html", draft_page), reads=read_choice)
def save_report(caller: Caller, visit_id: str, told: ToldReport) -> Done[ReportRow]:
    """Keep what goes into the report of an appointment."""
    row = reporting.save(caller.record, caller.asker, visit_id, told)
    return Done(f"/visits/{visit_id}/report#preview", row)


@router.get("/reports/{report_id}/preview", include_in_schema=False)
def preview(caller: Caller, report_id: str) -> Response:
    """The draft as it would be signed now; made in a thread of its own, so that nobody else waits."""
    text = reporting.preview(caller.record, caller.asker, report_id, caller.today)
    return shown_apart(text.encode("utf-8", "backslashreplace"))


@action(router, "/api/reports/{report_id}/sign")
def sign_report(caller: Caller, report_id: str, told: ToldSigning) -> Done[ReportRow]:
    """Sign what was looked at: its files are written once and never changed."""
    told = told.model_copy(update={"by": _signs(caller) or told.by})
    row = reporting.sign(caller.record, caller.asker, report_id, told, caller.today)
    return Done(f"/reports/{row.id}", row)


# --- what was signed --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedPage:
    """A version of a report: who signed it, its hashes, and how it is shown to the runner."""

    runner: RunnerRow
    visit: VisitRow
    report: ReportRow
    intact: bool
    versions: tuple[VersionView, ...]
    has_draft: bool
    can_share: bool
    fields: tuple[FieldView, ...]
    links: tuple[LinkState, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/reports/{report_id}", "report_signed.html")
def report_signed(caller: Caller, report_id: str) -> SignedPage:
    """One version of a report."""
    return signed_page(caller, {"report_id": report_id}, Asked({}, {}))


def signed_page(call: Call, parts: Mapping[str, str], asked: Asked) -> SignedPage:
    """The page with the form for a link, as it was filled in."""
    found = signed_reports.signed(call.record, call.asker, parts["report_id"])
    labels = words()["report"]["field"]
    usual = {"days": sharing.DAYS, "uses": sharing.USES}
    fields = tuple(
        FieldView(
            name, labels[name], "number", whole=True, value=str(asked.told.get(name, number)),
            mistake=asked.mistakes.get(name, ""),
        )
        for name, number in usual.items()
    )  # fmt: skip
    return SignedPage(
        runner=found.runner,
        visit=found.visit,
        report=found.row,
        intact=found.intact,
        versions=_versions(found.versions),
        has_draft=any(row.signed_at is None for row in found.versions),
        can_share="runner_sha256" in found.row.content,
        fields=fields,
        links=sharing.links_of(call.record, call.asker, found.row),
        mistakes=tuple(mistakes_listed(asked.mistakes, (), fields)),
    )


@router.get("/reports/{report_id}/report.html", include_in_schema=False)
def signed_html(caller: Caller, report_id: str) -> Response:
    """The HTML that was signed, checked against its hash."""
    content = signed_reports.file_of(caller.record, caller.asker, report_id, HTML)
    return shown_apart(content, {"content-disposition": f'attachment; filename="{HTML}"'})


@router.get("/reports/{report_id}/read", include_in_schema=False)
def read_here(caller: Caller, report_id: str) -> Response:
    """The same HTML to be read and printed in the browser."""
    return shown_apart(signed_reports.file_of(caller.record, caller.asker, report_id, HTML))


@router.get("/reports/{report_id}/report.pdf", include_in_schema=False)
def signed_pdf(caller: Caller, report_id: str) -> Response:
    """The PDF that was signed, checked against its hash."""
    content = signed_reports.file_of(caller.record, caller.asker, report_id, PDF)
    named = {"content-disposition": f'attachment; filename="{PDF}"'}
    return Response(content, media_type="application/pdf", headers=named)


# --- sharing ----------------------------------------------------------------------------------------------------------


@action(router, "/api/reports/{report_id}/links", again=Again("report_signed.html", signed_page))
def share_report(caller: Caller, report_id: str, told: ToldSharing) -> Done[LinkMadePage]:
    """Make a link to the runner's page of a signed report."""
    return link_made(caller, sharing.share(caller.record, caller.asker, report_id, told), f"/reports/{report_id}")


@action(router, "/api/reports/{report_id}/links/{link_id}/end")
def end_link(caller: Caller, report_id: str, link_id: str) -> Done[ReportRow]:
    """Take a link back."""
    row = sharing.revoke(caller.record, caller.asker, report_id, link_id)
    return Done(f"/reports/{report_id}#links", row)
