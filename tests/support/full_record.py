"""A runner with a row in every table and files that are small stand-ins, to be backed up, taken out and deleted."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta

from gaitcue.store import (
    accounts,
    activities,
    analyses,
    audit,
    care,
    clips,
    jobs,
    retrainings,
    runners,
    trials,
    visit_results,
    visits,
)
from gaitcue.store.columns import new_id, now
from gaitcue.store.folder import digest
from gaitcue.store.live_files import make_file
from gaitcue.terms.asker import Asker
from gaitcue.terms.records import Summary
from gaitcue.work.clinic.record import Record

ON = date(2026, 11, 2)
STEP_RATE = Summary("step_rate", "both", None, "steps/min", 40, 171.25, 2.5, 170.4, 172.1, "ok", None)


@dataclass(frozen=True)
class Held:
    """Ids of what was made."""

    runner: str
    visit: str
    take: str
    analysis: str
    results: tuple[str, ...]
    sha256: str
    live: str


def full_runner(record: Record, asker: Asker, name: str = "Rita Runner", content: bytes = b"a clip") -> Held:
    """One visit from the door to a signed report."""
    clip = record.folder.upload(new_id())
    clip.write_bytes(content)
    sha256, size = digest(clip), len(content)
    record.folder.put_media(clip, sha256)
    with record.folder.new_proxy(sha256) as proxy:
        proxy.write_bytes(b"proxy of " + content)
    results = tuple(_result(record, name, sha256) for _ in range(4))
    with record.write(asker) as session:
        runner = runners.add_runner(session, name, 1984, f"R-{name}")
        visit = visits.add_visit(session, runner.id, ON, note="left hamstring")
        visits.add_profile_version(session, runner.id, ON, "Anna", visit_id=visit.id, profile={"version": 1, "km": 3.5})
        row = clips.add_clip(session, sha256, size, f"{name}.mp4", {"version": 1, "fps": 240.0})
        take = clips.add_take(session, visit.id, row.id, "run", conditions={"pain": 3.0})
        clips.change_take(
            session, take.id, role="run", cue=None, conditions={"pain": 3.0}, options={"standing": f"take:{take.id}"}
        )
        made = analyses.add_analysis(session, take.id, f"key of {name}", results[0], {"version": 1}, [STEP_RATE])
        analyses.add_layer(session, made.id, 0, {"x": 1}, {"x": 0}, "Anna", results[1], [STEP_RATE], {"version": 1})
        analyses.add_hand_value(session, made.id, "angle", 12.5, "deg", {"points": []}, "Anna")
        visit_results.add_comparison(session, runner.id, visit.id, [made.id], f"with {name}", results[2])
        trials.add_trial(session, visit.id, {"version": 1, "baseline": made.id})
        visit_results.decide_finding(session, made.id, "low_step_rate", "accept", "seen", "Anna")
        report = visit_results.add_report(session, visit.id, {"version": 1})
        visit_results.sign_report(session, report.id, "Anna", results[3], "a" * 64, "b" * 64)
        activities.add_activity(
            session, runner.id, ON, running=True, summary={"version": 1, "distance_m": 8000.0}, told={"rpe": 4.0}
        )
        course = retrainings.add_retraining(session, runner.id, "cadence_5", ON, {"version": 1, "target": None})
        live = retrainings.add_session(session, course.id, "training", 1, ON)
        accounts.add_link(session, runner.id, "report", os.urandom(32).hex(), now() + timedelta(days=3))
        told = {"version": 1, "on": ON.isoformat(), "task_pain": 2.0}
        care.add_entry(session, runner.id, "day", ON, told, "Anna", slot=f"day {ON}")
        care.keep_standing(session, runner.id, ON, "these rules", {"version": 1, "stage": 1})
        jobs.enqueue(session, "analyze", f"{take.id}:k", {"take_id": take.id})
        audit.note(session, "runner.added", "runner", runner.id, runner.id)
    make_file(record.folder.live(live.id), f'{{"kind":"header","of":"{name}"}}\n')
    return Held(runner.id, visit.id, take.id, made.id, results, sha256, live.id)


def _result(record: Record, name: str, sha256: str) -> str:
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        (folder / "report.html").write_text(f"<p>report of {name}", encoding="utf-8")
        (folder / "left").mkdir()
        (folder / "left" / "strides.csv").write_text(f"stride,{name}\n", encoding="utf-8")
        os.link(record.folder.media(sha256), folder / f"{name}.mp4")
    return result_id


def everything(record: Record) -> dict[str, bytes]:
    """Every file below media, results and live with its content."""
    root = record.folder.root
    found = [path for part in ("media", "results", "live") for path in (root / part).rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
