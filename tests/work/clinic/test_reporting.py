"""A report is chosen, looked at, signed; signed it never changes; a link shows it to its runner for a while."""

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from gaitcue.store import accounts, analyses, audit, runners, visit_results
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, FaultyForm, NotThere, Outdated, UnusableInput
from gaitcue.work.clinic import decisions, links, reporting, sharing, signed_reports
from gaitcue.work.clinic.decisions import ToldDecision
from gaitcue.work.clinic.record import program
from gaitcue.work.clinic.reporting import ToldReport, ToldSigning
from gaitcue.work.clinic.sharing import ToldSharing
from support.cases import TODAY, gait
from support.record import analysed, visited


@pytest.fixture
def visit_id(record, asker) -> str:
    return visited(record, asker, on=TODAY)


@pytest.fixture
def row(record, asker, visit_id):
    return analysed(record, asker, visit_id)


def begun(record, asker, row, **told):
    told = {"analysis": row.id, "parts": ["runner", "clinician"], "comment": "Keep at it."} | told
    return reporting.save(record, asker, row.visit_id, ToldReport(**told))


def sign(record, asker, report, by="Anna Bell"):
    mark = reporting.draft(record, asker, report.id, TODAY).mark
    return reporting.sign(record, asker, report.id, ToldSigning(by=by, basis=mark), TODAY)


@pytest.fixture
def signed(record, asker, row):
    return sign(record, asker, begun(record, asker, row))


def test_a_draft_keeps_what_goes_in_and_a_second_editor_is_told(record, asker, row):
    first = begun(record, asker, row)
    assert (first.number, first.signed_at, first.content["comment"]) == (1, None, "Keep at it.")
    again = begun(record, asker, row, comment="Better.", edition=1)
    assert (again.id, again.content["comment"]) == (first.id, "Better.")
    with pytest.raises(Outdated, match="somebody else"):
        begun(record, asker, row, comment="Mine.", edition=1)
    assert reporting.draft(record, asker, first.id, TODAY).row.content["comment"] == "Better."


def test_a_report_is_about_a_run_of_its_own_appointment(record, asker, row):
    other = analysed(record, asker, visited(record, asker, on=TODAY, name="Bea Other"))
    with pytest.raises(FaultyForm, match="this appointment"):
        reporting.save(record, asker, row.visit_id, ToldReport(analysis=other.id, parts=["runner"]))


def test_the_preview_is_the_report_with_the_clinicians_words(record, asker, row):
    finding = decisions.decided(record, asker, row.id, TODAY).by_rule[0]
    words = ToldDecision(finding=finding.id, action="reword", reason="shorter", text="Land a little closer.")
    decisions.decide_finding(record, asker, row.id, words, TODAY)
    text = reporting.preview(record, asker, begun(record, asker, row).id, TODAY)
    assert "Ada Runner, born 1985" in text and "Draft, not signed" in text
    assert "Keep at it." in text and "Land a little closer." in text


def test_what_is_signed_is_what_its_hashes_say(record, asker, signed):
    told = signed_reports.signed(record, asker, signed.id)
    assert told.intact and told.row.signed_by == "Anna Bell"
    for name, sha256 in (("report.html", signed.html_sha256), ("report.pdf", signed.pdf_sha256)):
        content = signed_reports.file_of(record, asker, signed.id, name)
        assert hashlib.sha256(content).hexdigest() == sha256
    assert b"Signed by Anna Bell" in signed_reports.file_of(record, asker, signed.id, "report.html")


def test_a_signed_report_never_changes(record, asker, row, signed):
    before = signed_reports.file_of(record, asker, signed.id, "report.html")
    with pytest.raises(Outdated, match="signed"):
        sign(record, asker, signed)
    with record.write(asker) as session, pytest.raises(Outdated):
        visit_results.change_report(session, signed.id, {"version": 1})
    finding = decisions.decided(record, asker, row.id, TODAY).by_rule[0]
    told = ToldDecision(finding=finding.id, action="dismiss", reason="later")
    decisions.decide_finding(record, asker, row.id, told, TODAY)
    with record.write(asker) as session:
        runners.change_runner(session, row.runner_id, name="Another Name", birth_year=1, reference="", note="")
    assert signed_reports.file_of(record, asker, signed.id, "report.html") == before


def test_after_signing_a_change_is_a_new_version_beside_the_old_one(record, asker, row, signed):
    second = begun(record, asker, row, comment="Version two.")
    assert (second.number, second.id != signed.id) == (2, True)
    assert [one.number for one in reporting.reporting(record, asker, row.visit_id, TODAY).versions] == [2, 1]


def test_only_what_was_looked_at_is_signed(record, asker, row):
    report = begun(record, asker, row)
    mark = reporting.draft(record, asker, report.id, TODAY).mark
    finding = decisions.decided(record, asker, row.id, TODAY).by_rule[0]
    told = ToldDecision(finding=finding.id, action="dismiss", reason="on second thought")
    decisions.decide_finding(record, asker, row.id, told, TODAY)
    with pytest.raises(Outdated, match="look at it again"):
        reporting.sign(record, asker, report.id, ToldSigning(by="Anna", basis=mark), TODAY)
    with record.write(asker) as session:
        analyses.add_layer(session, row.id, 0, {}, {}, "Ann", row.result, (), row.summary)
    assert reporting.draft(record, asker, report.id, TODAY).mark != mark
    assert sign(record, asker, report).signed_at is not None


def test_files_that_changed_on_the_disk_are_not_handed_out(record, asker, signed):
    file = record.folder.result(signed.result) / "report.pdf"
    file.write_bytes(file.read_bytes() + b" ")
    assert not signed_reports.signed(record, asker, signed.id).intact
    with pytest.raises(UnusableInput, match="not what was signed"):
        signed_reports.file_of(record, asker, signed.id, "report.pdf")
    signed_reports.file_of(record, asker, signed.id, "report.html")


def test_two_who_sign_at_once_sign_once_and_leave_no_second_files(record, asker, row, monkeypatch):
    report = begun(record, asker, row)
    write, done = reporting._write, []

    def overtaken(*told):
        write(*told)
        if not done:
            done.append(True)
            done.append(sign(record, asker, report, by="Quick"))

    monkeypatch.setattr(reporting, "_write", overtaken)
    with pytest.raises(Outdated):
        sign(record, asker, report, by="Slow")
    kept = signed_reports.signed(record, asker, report.id)
    assert kept.row.signed_by == "Quick" and kept.intact
    assert sorted(record.folder.results()) == sorted([row.result, kept.row.result])


KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from gaitcue.store import visit_results
from gaitcue.work.clinic import reporting
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

visit_results.sign_report = lambda *_, **__: os._exit(9)
place, report, mark, today = sys.argv[1:]
with Record.open(Path(place)) as record:
    told = reporting.ToldSigning(by="Anna Bell", basis=mark)
    reporting.sign(record, only_user(record), report, told, date.fromisoformat(today))
"""


def test_killed_between_files_and_row_the_draft_is_as_it_was(record, asker, row):
    report = begun(record, asker, row)
    mark = reporting.draft(record, asker, report.id, TODAY).mark
    command = [sys.executable, "-c", KILLED, str(record.folder.root), report.id, mark, TODAY.isoformat()]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert subprocess.run(command, env=environment, timeout=60, check=False).returncode == 9
    assert reporting.draft(record, asker, report.id, TODAY).row.signed_at is None
    left = set(record.folder.results()) - {row.result}
    assert len(left) == 1, "whole files that no row names"
    kept = sign(record, asker, report)
    assert signed_reports.signed(record, asker, kept.id).intact and kept.result not in left


def test_without_pictures_and_with_the_runners_page_alone(record, asker, row):
    kept = sign(record, asker, begun(record, asker, row, parts=["runner"], pictures="none"))
    assert b'id="clinician"' not in signed_reports.file_of(record, asker, kept.id, "report.html")


def test_curves_of_a_result_from_points_are_in_the_report(record, asker, tmp_path_factory):
    from gaitcue.demo import Runner, noisy_track, true_track
    from gaitcue.work.analyze import analyze
    from gaitcue.work.options import options_from
    from gaitcue.work.reports import tell
    from gaitcue.work.results import write_track
    from gaitcue.work.stored import read_with_curves

    folder = tmp_path_factory.mktemp("points")
    write_track(noisy_track(true_track(Runner(duration_s=6.0, fps=60.0)), 1.0, 0.0, 0.0, seed=3), folder / "run.nc")
    options = options_from({"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0})
    made = analyze(folder / "run.nc", options)
    tell(made, folder / "run.gaitcue", options)
    whole = read_with_curves(folder / "run.gaitcue")
    assert [curve.name for curve in whole.curves] == [curve.name for curve in made.curves] != []
    for read, was in zip(whole.curves, made.curves, strict=True):
        assert np.allclose(read.values, was.values, atol=0.1, equal_nan=True)


def test_a_comparison_of_the_visit_goes_in_and_one_of_another_visit_does_not(record, asker, row):
    second = analysed(record, asker, row.visit_id, gait(seed=4))
    with record.write(asker) as session:
        made = visit_results.add_comparison(session, row.runner_id, row.visit_id, [row.id, second.id], "k", row.result)
        other = visit_results.add_comparison(session, row.runner_id, None, [row.id, second.id], "o", row.result)
    report = begun(record, asker, row, comparison=made.id)
    mark = reporting.draft(record, asker, report.id, TODAY).mark
    with record.write(asker) as session:
        analyses.add_layer(session, second.id, 0, {}, {}, "Ann", second.result, (), second.summary)
    assert reporting.draft(record, asker, report.id, TODAY).mark != mark, "a run that it compares has changed"
    text = reporting.preview(record, asker, report.id, TODAY)
    assert "What changed" in text and "Compared: before and after" in text
    kept = sign(record, asker, report)
    assert b"Compared: before and after" in signed_reports.file_of(record, asker, kept.id, "report.html")
    with pytest.raises(FaultyForm, match="comparison of this appointment"):
        begun(record, asker, row, comparison=other.id)


# --- sharing ----------------------------------------------------------------------------------------------------------


def test_a_link_shows_the_runners_page_until_it_is_used_up(record, asker, signed):
    made = sharing.share(record, asker, signed.id, ToldSharing(days=1, uses=2))
    for _ in range(2):
        page = sharing.read_by(record, links.use(record, made.token))
        assert b"Ada Runner" in page and b'id="clinician"' not in page
    with pytest.raises(NotThere, match="ended or was used up"):
        links.use(record, made.token)


def test_a_revoked_link_leads_nowhere_and_another_one_still_does(record, asker, signed):
    first, second = (sharing.share(record, asker, signed.id, ToldSharing()) for _ in range(2))
    sharing.revoke(record, asker, signed.id, first.link.id)
    with pytest.raises(NotThere):
        links.held(record, first.token)
    assert sharing.read_by(record, links.use(record, second.token))
    sharing.revoke(record, asker, signed.id, second.link.id)
    with record.read(asker) as session:
        row = visit_results.report(session, signed.id)
    assert row.shared_until is None
    assert [link.active for link in sharing.links_of(record, asker, row)] == [False, False]


def test_a_link_of_one_report_reaches_no_other_and_nothing_else(record, asker, row, signed):
    held = links.use(record, sharing.share(record, asker, signed.id, ToldSharing()).token)
    second = sign(record, asker, begun(record, asker, row, comment="Two."))
    with pytest.raises(NotThere):
        signed_reports.file_of(record, held.asker, second.id, "runner.html")
    with pytest.raises(NotThere):
        decisions.decided(record, held.asker, row.id, TODAY)


def test_a_draft_and_a_report_without_the_runners_page_cannot_be_shared(record, asker, row):
    report = begun(record, asker, row, parts=["clinician"])
    with pytest.raises(Outdated, match="sign it first"):
        sharing.share(record, asker, report.id, ToldSharing())
    with pytest.raises(BadOption, match="no runner's page"):
        sharing.share(record, asker, sign(record, asker, report).id, ToldSharing())


def test_a_shared_report_ends_with_its_time(record, asker, signed, monkeypatch):
    monkeypatch.setattr(sharing, "now", lambda: datetime.now(UTC) - timedelta(days=2))
    made = sharing.share(record, asker, signed.id, ToldSharing(days=1))
    with pytest.raises(NotThere):
        links.held(record, made.token)


def test_another_clinic_reaches_no_report(record, asker, row, signed):
    with record.write(program()) as session:
        clinic = accounts.add_clinic(session, "Elsewhere")
    stranger = Asker(clinic, None, Role.CLINICIAN, "Bert")
    for reach in (
        lambda: signed_reports.signed(record, stranger, signed.id),
        lambda: signed_reports.file_of(record, stranger, signed.id, "report.pdf"),
        lambda: reporting.preview(record, stranger, signed.id, TODAY),
        lambda: reporting.reporting(record, stranger, row.visit_id, TODAY),
        lambda: begun(record, stranger, row),
        lambda: sharing.share(record, stranger, signed.id, ToldSharing()),
    ):
        with pytest.raises(NotThere):
            reach()


def test_who_saw_changed_signed_shared_and_downloaded_stands_in_the_log(record, asker, row):
    report = begun(record, asker, row)
    begun(record, asker, row, edition=1)
    sign(record, asker, report)
    signed_reports.signed(record, asker, report.id)
    signed_reports.file_of(record, asker, report.id, "report.pdf")
    made = sharing.share(record, asker, report.id, ToldSharing())
    sharing.read_by(record, links.use(record, made.token))
    sharing.revoke(record, asker, report.id, made.link.id)
    with record.read(asker) as session:
        told = {entry.action for entry in audit.entries(session, most=200).items}
    assert {
        "report.begun", "report.changed", "report.signed", "report.seen", "report.downloaded", "report.shared",
        "report.read", "link.made", "link.revoked",
    } <= told  # fmt: skip
