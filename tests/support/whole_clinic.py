"""A clinic with one of everything, each thing by its id, and the people who may log in there and next door."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from gaitcue.care.load.told import TypedRun
from gaitcue.store import analyses, care, clips, jobs, trials
from gaitcue.store.columns import new_id, now
from gaitcue.terms.asker import Asker, Role
from gaitcue.work.clinic import accounts, activities, comparing, reporting, retraining, sharing, uploads
from gaitcue.work.clinic.accounts import NewAccount
from gaitcue.work.clinic.arrivals import arrive
from gaitcue.work.clinic.at_the_computer import keepers
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.reporting import ToldReport, ToldSigning
from gaitcue.work.clinic.sharing import ToldSharing
from gaitcue.work.clinic.uploads import NewUpload
from support.live import begun_session
from support.record import PROBE, Entered, enter, tracked

PASSWORD = "four plain words here"
MARKS = ("Anna Lind", "quillon", "lindas-clip.mp4")
"""what nobody of another clinic may read: a runner, a login, a clip"""


def clinics(record: Record) -> tuple[Asker, Asker]:
    """Two clinics, each by its admin."""
    first = keepers(record)[0].clinic_id
    second = accounts.add_clinic(record, "Next door")
    made = [_person(record, clinic_id, login, Role.ADMIN) for clinic_id, login in ((first, "ann"), (second, "bea"))]
    return made[0], made[1]


def _person(record: Record, clinic_id: str, login: str, role: Role, runner_id: str | None = None) -> Asker:
    keeper = Asker(clinic_id, None, Role.ADMIN, "keeper")
    new = NewAccount(login=login, name=f"{login.title()} Somebody", role=role, runner_id=runner_id)
    made = accounts.add_account(record, keeper, new, PASSWORD).account
    return Asker(clinic_id, made.id, role, made.name, runner_id)


def colleague(record: Record, admin: Asker, login: str) -> Asker:
    """A clinician of the same clinic."""
    return _person(record, admin.clinic_id, login, Role.CLINICIAN)


def runner_with_login(record: Record, admin: Asker, runner_id: str, login: str) -> Asker:
    """A runner who can log in."""
    return _person(record, admin.clinic_id, login, Role.RUNNER, runner_id)


def one_of_everything(record: Record, admin: Asker, folder: Path) -> dict[str, str]:
    """Ids by the names that they have in addresses, in queries and in what is told."""
    today = date.today()
    first = enter(record, admin, tracked(folder / "first.nc"), on=today - timedelta(days=30))
    entered = enter(record, admin, tracked(folder / "second.nc", trunk_lean_deg=14.0), runner_id=first.runner_id)
    ids = {"runner_id": entered.runner_id, "visit_id": entered.visit_id, "analysis_id": entered.analysis_id}
    ids |= {"analysis": entered.analysis_id, "other_analysis": first.analysis_id, "name": "report.html"}
    ids |= _trial(record, admin, first)
    ids |= _clip(record, admin, entered.visit_id, folder) | _report(record, admin, entered, today)
    compared = comparing.compared(record, admin, (entered.analysis_id, first.analysis_id))
    ids["comparison_id"] = ids["comparison"] = compared.comparison.id
    told = NewUpload(visit_id=entered.visit_id, name="more.mp4", bytes=10)
    ids["upload_id"] = uploads.begin(record, admin, told).id
    (folder / "arrived.mp4").write_bytes(b"it came into a watched folder")
    ids["arrival_id"] = arrive(record, admin, folder / "arrived.mp4").id
    with record.write(admin) as session:
        value = analyses.add_hand_value(session, entered.analysis_id, "angle", 12.5, "deg", {}, "Ann Somebody")
        ids["value_id"] = value.id
        ids["entry_id"] = care.add_entry(session, entered.runner_id, "day", today, {"version": 1}, "Ann Somebody").id
        care.withdraw_entry(session, ids["entry_id"], "Ann Somebody")  # so that nobody reads what it tells
        ids["kind"] = "day"
        ids["job_id"] = jobs.enqueue(session, "analyze", "k", {"take_id": ids["take_id"]}).id
    ids["activity_id"] = activities.add_typed(record, admin, ids["runner_id"], TypedRun(on=today, distance_km=8)).id
    ids["session_id"] = begun_session(record, admin, runner_id=entered.runner_id)
    ids["retraining_id"] = retraining.session_view(record, admin, ids["session_id"]).retraining.row.id
    ids["account_id"] = colleague(record, admin, "quillon").account_id or ""
    return ids | {"runner": ids["runner_id"], "account": ids["account_id"], "token": "x" * 43, "ticket": "x" * 32}


def _trial(record: Record, admin: Asker, entered: Entered) -> dict[str, str]:
    """A cue trial with a verdict, at the visit before."""
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        for name in ("trial.html", "trial.pdf"):
            (folder / name).write_text("a verdict", encoding="utf-8")
    about = {"at": now().isoformat(), "date": date.today().isoformat(), "next_day": None, "remember": []}
    with record.write(admin) as session:
        row = trials.add_trial(session, entered.visit_id, {"version": 1})
        trials.keep_verdict(session, row.id, {"version": 1, "judged": [about | {"result": result_id}]}, result_id)
    return {"trial_id": row.id, "number": "1"}


def _clip(record: Record, admin: Asker, visit_id: str, folder: Path) -> dict[str, str]:
    """A clip whose content is none, with a copy for the browser."""
    file = folder / "clip.mp4"
    file.write_bytes(b"a clip of nobody")
    sha256, size = record.folder.copy_media(file)
    with record.folder.new_proxy(sha256) as proxy:
        proxy.write_bytes(b"its copy")
    with record.write(admin) as session:
        clip = clips.add_clip(session, sha256, size, MARKS[2], PROBE)
        take = clips.add_take(session, visit_id, clip.id, "run", conditions={"speed_kmh": 10.8, "incline_pct": 0.0})
        clips.proxy_is_there(session, clip.id)
    return {"clip_id": clip.id, "take_id": take.id}


def _report(record: Record, admin: Asker, entered: Entered, today: date) -> dict[str, str]:
    """A signed report that its runner may read."""
    told = ToldReport(analysis=entered.analysis_id, parts=["runner"], pictures="none")
    row = reporting.save(record, admin, entered.visit_id, told)
    draft = reporting.reporting(record, admin, entered.visit_id, today).draft
    assert draft is not None
    reporting.sign(record, admin, row.id, ToldSigning(by="Ann Somebody", basis=draft.mark), today)
    link = sharing.share(record, admin, row.id, ToldSharing()).link
    return {"report_id": row.id, "link_id": link.id}
