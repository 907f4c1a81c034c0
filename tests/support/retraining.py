"""A runner with a sore kneecap whose cadence is retrained: the record, a course, whole sessions."""

from __future__ import annotations

from datetime import date, timedelta

from gaitcue.care.load.told import TypedRun
from gaitcue.live.protocol.events import Ready, StepTaken, Tick
from gaitcue.live.protocol.schedule import feedback_at, run_at
from gaitcue.store import runners
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic import activities, answers
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.record import Record

TODAY = date.today()
KNEE = {"problems": [{"site": "patellofemoral", "side": "right", "status": "current"}], "age": 41, "pain_now": 2}


def days(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


def told(
    record: Record, asker: Asker, runner_id: str, flags: dict[str, bool] | None = None, *, on: date = TODAY, **profile
) -> None:
    """Answers of a runner, with a sore kneecap unless told."""
    kept = answers.ToldAnswers(flags=flags or {}, rest_no=True, profile=KNEE | profile)
    answers.save(record, asker, runner_id, kept, on)


def somebody(record: Record, asker: Asker, on: date = TODAY) -> str:
    """Somebody with a sore kneecap who runs 40 minutes three times a week."""
    with record.write(asker) as session:
        made = runners.add_runner(session, "Rita Runner", 1985).id
    told(record, asker, made, on=on)
    for week in range(4):
        for day in (1, 3, 5):
            run = TypedRun(on=on - timedelta(days=7 * week + day), distance_km=7, minutes=40)
            activities.add_typed(record, asker, made, run)
    return made


def begun(
    record: Record, asker: Asker, runner_id: str, cue: str = "cadence_5", on: date = TODAY, analysis_id: str = ""
) -> courses.Retraining:
    """A course, by default of cadence +5 %."""
    made = courses.begin(record, asker, runner_id, courses.Choice(cue=cue, analysis_id=analysis_id), on)
    assert made.retraining is not None, made.refused
    return made.retraining


def runner_with_course(
    record: Record, asker: Asker, on: date, cue: str = "cadence_5"
) -> tuple[str, courses.Retraining]:
    """Somebody whose course begins on a day."""
    made = somebody(record, asker, on)
    return made, begun(record, asker, made, cue, on)


def run(
    record: Record,
    asker: Asker,
    course: courses.Retraining,
    on: date,
    spm: float = 168.0,
    alone: float | None = None,
    *,
    pain: float = 1.0,
    speed_kmh: float | None = None,
    usual: float = 160.0,
) -> r.SessionView:
    """A whole session before a camera: the baseline if there is one, the run, the answers after it.

    ``alone``: cadence while there is no feedback, where that is another one; ``usual``: cadence of the baseline.
    """
    incline_pct = None if speed_kmh is None else 1.0
    before = r.ToldBefore(pain=pain, speed_kmh=speed_kmh, incline_pct=incline_pct)
    view = r.open_session(record, asker, course.row.id, before, on)
    assert view.row is not None, view.refused
    with r.attach(record, asker, view.row.id) as running:
        running.join()
        running.take(Ready(0.0))
        time_s, number = 0.0, running.state.last_step
        while running.state.phase != "ended":
            time_s, number, state = time_s + 2.0, number + 1, running.state
            helped = alone is None or feedback_at(state.plan, run_at(state.plan, state.elapsed_s))
            value = usual if state.phase == "baseline" else spm if helped else alone
            running.take(Tick(time_s))
            running.take(StepTaken(time_s, number, "left", time_s - 0.1, {"cadence": value}))
    return r.close_session(record, asker, view.row.id, r.ToldAfter(pain=2, effort=4, awkwardness=5), on)
