"""The demo runner: a complete record to try the app with, drawn, analysed and compared like anybody's."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gaitcue.store import analyses, audit, clips, jobs, runners, visits
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.folder import digest
from gaitcue.store.records import TakeRow
from gaitcue.terms.records import Conditions
from gaitcue.work.clinic.analyzing import beside, key_of, made, summary_of
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.clips import probe_in_child
from gaitcue.work.jobs.names import PROXY
from gaitcue.work.jobs.saying import Saying
from gaitcue.work.jobs.work import Work
from gaitcue.work.options import options_from
from gaitcue.work.recording import Progress

NAME, REFERENCE, BIRTH_YEAR = "Demo Runner", "DEMO", 1991
BETWEEN = timedelta(weeks=4)
SECONDS = 6.0
SHARES = {
    "drawing before": (0.0, 0.12), "before": (0.12, 0.35), "drawing after": (0.47, 0.12), "after": (0.59, 0.4),
}  # fmt: skip


def make_demo_runner(work: Work) -> None:
    """Job: draw the runner before and after retraining, and make the record that two visits leave."""
    from gaitcue.demo import after_runner, before_runner

    today = date.today()
    drawn = {"before": (before_runner(), today - BETWEEN), "after": (after_runner(), today)}
    with tempfile.TemporaryDirectory(dir=work.record.folder.root / "uploads") as temporary:
        takes = [enter(work, name, runner, on, Path(temporary)) for name, (runner, on) in drawn.items()]
    with work.record.write(work.asker) as session:
        audit.note(session, "demo.made", "runner", takes[0].runner_id, takes[0].runner_id)
        work.finish(session, {"runner_id": takes[0].runner_id})


def enter(work: Work, name: str, runner: Any, on: date, folder: Path) -> TakeRow:
    """One visit: the clip drawn, entered and analysed."""
    from gaitcue.demo import draw_clip

    whole = replace(runner, standing_s=2.0, duration_s=2.0 + SECONDS)
    clip = folder / f"{name}.mp4"
    draw_clip(whole, clip, lambda done, total: work.saying(f"drawing {name}", done, total))
    probe, sha256 = probe_in_child(clip, clip.name), digest(clip)
    size = clip.stat().st_size
    work.record.folder.put_media(clip, sha256)
    take, key = _rows(work, whole, on, (clip.name, sha256, size, probe))
    with work.record.read(work.asker) as session:
        version, day = answers_for(session, visits.visit(session, take.visit_id), date.today())
        row = clips.clip(session, take.clip_id or "")
    result_id = new_id()
    with work.record.folder.new_result(result_id) as result:
        options = options_from(take.options | take.conditions)
        place = beside(work.record.folder.media(sha256), result / row.name)
        analysis = made(place, options, Told.of(version), day, result, _within(work.saying, name))
    with work.record.write(work.asker) as session:
        analyses.add_analysis(session, take.id, key, result_id, summary_of(analysis, row), analysis.measures)
    return take


def _within(saying: Saying, name: str) -> Progress:
    """The path's own steps make up one step of this job."""

    def say(step: str, done: int, total: int) -> None:
        saying(name, done if step == "pose" else 0, total)

    return say


def _rows(work: Work, runner: Any, on: date, media: tuple[str, str, int, dict[str, Any]]) -> tuple[TakeRow, str]:
    from gaitcue.demo import sticker_clicks

    name, sha256, size, probe = media
    pain = 3.0 if on < date.today() else 1.0
    speed_kmh = round(3.6 * runner.speed_mps, 2)
    told = Conditions(speed_kmh=speed_kmh, incline_pct=0.0, surface="treadmill", pain=pain, effort=4.0)
    conditions = {key: value for key, value in asdict(told).items() if value is not None}
    stickers = [f"{what}={x:g},{y:g}@{frame}" for what, x, y, frame in sticker_clicks(runner)]
    options = {"standing": f"0-{runner.standing_s - 0.1:g}", "stickers": stickers, "preset": "fast"}
    with work.record.write(work.asker) as session:
        person = _person(session, runner)
        visit = visits.add_visit(session, person, on)
        _tell(session, person, visit.id, runner, on, told.pain or 0.0)
        clip = clips.add_clip(session, sha256, size, name, probe)
        take = clips.add_take(session, visit.id, clip.id, "run", conditions=conditions, options=options)
        jobs.enqueue(session, PROXY, clip.id, {"clip_id": clip.id})
        return take, key_of(session, take)


def _person(session: Session, runner: Any) -> str:
    """The demo runner, entered once."""
    found = runners.find_runners(session, REFERENCE, most=1).items
    return found[0].id if found else runners.add_runner(session, NAME, BIRTH_YEAR, REFERENCE).id


def _tell(session: Session, runner_id: str, visit_id: str, runner: Any, on: date, pain: float) -> None:
    """What was told before filming."""
    profile = {
        "on": on.isoformat(), "sports": ["running"], "height_cm": runner.height_cm, "age": on.year - BIRTH_YEAR,
        "pain_now": pain, "weekly_km": 30, "problems": [{"site": "proximal_hamstring", "side": "right", "months": 5}],
    }  # fmt: skip
    visits.add_profile_version(
        session, runner_id, on, session.asker.name, visit_id=visit_id, profile=profile, answers=_answers(on)
    )


def _answers(on: date) -> dict[str, Any]:
    from gaitcue.clinic import questions

    return {"on": on.isoformat(), "answers": {question.id: False for question in questions() if not question.follows}}
