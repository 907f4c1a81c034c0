"""The demo runner: a complete record to try the app with, drawn, analysed and compared like anybody's."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from gaitcue.clinic import TrialPlan
from gaitcue.store import analyses, audit, clips, jobs, runners, trials, visits
from gaitcue.store.columns import new_id, now
from gaitcue.store.database import Session
from gaitcue.store.folder import digest
from gaitcue.store.records import TakeRow
from gaitcue.terms.records import Conditions
from gaitcue.terms.together import condition_id
from gaitcue.work.clinic.analyzing import beside, conditions_of, key_of, made, summary_of
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.clips import probe_in_child
from gaitcue.work.clinic.experience import entry_of, merged
from gaitcue.work.clinic.trial_state import NextMorning, begun, changed
from gaitcue.work.clinic.trial_verdicts import judged_now, keep
from gaitcue.work.clinic.trials import offer
from gaitcue.work.jobs.names import PROXY
from gaitcue.work.jobs.saying import Saying, Stopped
from gaitcue.work.jobs.work import Work
from gaitcue.work.options import options_from
from gaitcue.work.recording import Progress

NAME, REFERENCE, BIRTH_YEAR = "Demo Runner", "DEMO", 1991
BETWEEN = timedelta(weeks=4)
SECONDS = 6.0
STOOD_S = 2.0
SHARES = {
    "before": (0.05, 0.25), "with the cue": (0.3, 0.2), "as usual again": (0.5, 0.2), "the verdict": (0.7, 0.05),
    "after": (0.75, 0.2), "comparing": (0.95, 0.05),
}  # fmt: skip
FELT = {"baseline": (3.0, 4.0, None), "cue": (2.0, 5.0, 3.0), "return": (3.0, 4.0, None)}
"""pain, effort and awkwardness in the trial"""


@dataclass(frozen=True, slots=True)
class DemoShot:
    """A clip to be drawn."""

    name: str
    runner: Any


def make_demo_runner(work: Work) -> None:
    """Job: draw the runner before and after retraining, and make the record that two visits and a trial leave."""
    from gaitcue.work.clinic.comparing import compared

    today = date.today()
    place = work.record.folder.uploads
    with tempfile.TemporaryDirectory(dir=place) as folder, drawing(shots(), Path(folder), work) as drawn:
        first = _visit(work, drawn, "before", today - BETWEEN, pain=3.0)
        tried = _trial(work, drawn, first)
        last = _visit(work, drawn, "after", today, pain=1.0, tried=tried)
    work.saying("comparing", 0, 1)
    compared(work.record, work.asker, [first.analysis_id, last.analysis_id])
    with work.record.write(work.asker) as session:
        audit.note(session, "demo.made", "runner", first.take.runner_id, first.take.runner_id)
        work.finish(session, {"runner_id": first.take.runner_id})


def shots() -> tuple[DemoShot, ...]:
    """The clips in the order in which they are needed: before, with a cue, as usual again, and after four weeks."""
    from gaitcue.demo import after_runner, before_runner

    standing: dict[str, Any] = {"standing_s": STOOD_S, "duration_s": STOOD_S + SECONDS}
    running: dict[str, Any] = {"standing_s": 0.0, "duration_s": SECONDS}
    return (
        DemoShot("before", before_runner(**standing)),
        DemoShot("with the cue", replace(after_runner(**running), seed=5)),
        DemoShot("as usual again", replace(before_runner(**running), seed=6)),
        DemoShot("after", after_runner(**standing)),
    )


@dataclass(frozen=True, slots=True)
class DrawnDemo:
    """Clips that are drawn one after the other, while those before are analysed."""

    shots: dict[str, DemoShot]
    files: dict[str, Future[Path]]
    work: Work

    def clip(self, name: str) -> Path:
        """One of them, as soon as it is there; the job can be stopped meanwhile."""
        while True:
            self.work.saying(name, 0, 1)
            try:
                return self.files[name].result(timeout=0.5)
            except TimeoutError:
                continue


@contextmanager
def drawing(told: Sequence[DemoShot], folder: Path, work: Work) -> Iterator[DrawnDemo]:
    """Draw beside the analyses, which leave the second processor to it; stopped with the job."""
    from gaitcue.demo import draw_clip

    over = threading.Event()

    def draw(shot: DemoShot) -> Path:
        file = folder / f"{shot.name}.mp4"
        draw_clip(shot.runner, file, lambda done, total: _go_on(over))
        return file

    with ThreadPoolExecutor(1, thread_name_prefix="gaitcue-drawing") as one:
        try:
            yield DrawnDemo(
                {shot.name: shot for shot in told}, {shot.name: one.submit(draw, shot) for shot in told}, work
            )
        finally:
            over.set()


def _go_on(over: threading.Event) -> None:
    if over.is_set():
        raise Stopped("stopped")


@dataclass(frozen=True, slots=True)
class Entered:
    """A run that was entered and analysed."""

    take: TakeRow
    analysis_id: str


def _visit(
    work: Work, drawn: DrawnDemo, name: str, on: date, *, pain: float, tried: Sequence[dict[str, Any]] = ()
) -> Entered:
    """One visit: what was told, and the run as usual."""
    runner = drawn.shots[name].runner
    with work.record.write(work.asker) as session:
        person = _person(session, runner)
        visit = visits.add_visit(session, person, on)
        _tell(session, person, visit.id, runner, on, pain, tried)
    return enter(work, drawn, name, visit.id, pain=pain, effort=4.0)


def enter(
    work: Work, drawn: DrawnDemo, name: str, visit_id: str, *, pain: float, effort: float, cue: str | None = None
) -> Entered:
    """One run: its clip entered and analysed."""
    clip = drawn.clip(name)
    probe, sha256, size = probe_in_child(clip, clip.name), digest(clip), clip.stat().st_size
    work.record.folder.put_media(clip, sha256)
    runner = drawn.shots[name].runner
    told = Conditions(
        speed_kmh=round(3.6 * runner.speed_mps, 2), incline_pct=0.0, surface="treadmill", pain=pain, effort=effort
    )
    conditions = {key: value for key, value in asdict(told).items() if value is not None}
    with work.record.write(work.asker) as session:
        row = clips.add_clip(session, sha256, size, clip.name, probe)
        take = clips.add_take(
            session, visit_id, row.id, "run", cue=cue, conditions=conditions, options=_options(runner)
        )
        jobs.enqueue(session, PROXY, row.id, {"clip_id": row.id})
        key, asked = key_of(session, take), conditions_of(session, take)
        version, day = answers_for(session, visits.visit(session, visit_id), date.today())
    result_id = new_id()
    with work.record.folder.new_result(result_id) as result:
        place = beside(work.record.folder.media(sha256), result / row.name)
        options = options_from(take.options | asked)
        analysis = made(place, options, Told.of(version), day, result, _within(work.saying, name))
    with work.record.write(work.asker) as session:
        kept = analyses.add_analysis(session, take.id, key, result_id, summary_of(analysis, row), analysis.measures)
    return Entered(take, kept.id)


def _options(runner: Any) -> dict[str, Any]:
    from gaitcue.demo import sticker_clicks

    stickers = [f"{what}={x:g},{y:g}@{frame}" for what, x, y, frame in sticker_clicks(runner)]
    standing = {"standing": f"0-{runner.standing_s - 0.1:g}"} if runner.standing_s else {}
    return {"stickers": stickers, "preset": "fast"} | standing


def _trial(work: Work, drawn: DrawnDemo, first: Entered) -> list[dict[str, Any]]:
    """The cue that the rules offer is tried, with what the runner told the next morning; what it taught."""
    record, asker, visit_id = work.record, work.asker, first.take.visit_id
    offered = offer(record, asker, first.analysis_id, date.today())
    if offered.decision.protocol is None:
        return []
    cadence = next((one.mean for one in offered.analysis.measures if one.measure == "cadence"), None)
    state = begun(offered.decision.protocol, TrialPlan(), first.analysis_id, cadence_spm=cadence, same_camera=True)
    takes = {"baseline": first.take.id}
    for stage, name in (("cue-1", "with the cue"), ("return", "as usual again")):
        one = state.stage(stage)
        pain, effort, _ = FELT[one.kind]
        cue = condition_id(one.cues) or None
        takes[stage] = enter(work, drawn, name, visit_id, pain=pain, effort=effort, cue=cue).take.id
    for stage_id, take_id in takes.items():
        pain, effort, awkward = FELT[state.stage(stage_id).kind]
        state = changed(state, stage_id, take_id=take_id, pain=pain, effort=effort, awkwardness=awkward)
    morning = NextMorning(pain=2.0, pain_before=2.0, told_by=NAME, told_at=now())
    state = state.model_copy(update={"at": len(state.stages) - 1, "ended": "done", "next_day": morning})
    with record.write(asker) as session:
        row = trials.add_trial(session, visit_id, state.model_dump(mode="json"))
    verdict = judged_now(record, asker, row, _within(work.saying, "the verdict"))
    with record.write(asker) as session:
        keep(session, row.id, verdict)
    return merged((), (entry_of(told) for told in verdict["remember"]))


def _within(saying: Saying, name: str) -> Progress:
    """The path's own steps make up one step of this job."""

    def say(step: str, done: int, total: int) -> None:
        saying(name, done if step == "pose" else 0, total)

    return say


def _person(session: Session, runner: Any) -> str:
    """The demo runner, entered once."""
    found = runners.find_runners(session, REFERENCE, most=1).items
    return found[0].id if found else runners.add_runner(session, NAME, BIRTH_YEAR, REFERENCE).id


def _tell(
    session: Session, runner_id: str, visit_id: str, runner: Any, on: date, pain: float, tried: Sequence[dict[str, Any]]
) -> None:
    """What was told before filming."""
    profile = {
        "on": on.isoformat(), "sports": ["running"], "height_cm": runner.height_cm, "age": on.year - BIRTH_YEAR,
        "pain_now": pain, "weekly_km": 30, "problems": [{"site": "proximal_hamstring", "side": "right", "months": 5}],
    } | ({"tried": list(tried)} if tried else {})  # fmt: skip
    visits.add_profile_version(
        session, runner_id, on, session.asker.name, visit_id=visit_id, profile=profile, answers=_answers(on)
    )


def _answers(on: date) -> dict[str, Any]:
    from gaitcue.clinic import questions

    return {"on": on.isoformat(), "answers": {question.id: False for question in questions() if not question.follows}}
