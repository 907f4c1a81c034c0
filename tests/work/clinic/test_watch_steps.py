"""A watch's file gives a session that was run by a phone's beat its steps."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gaitcue.live.protocol.schedule import session_plan, usual_schedule
from gaitcue.live.protocol.target import Target
from gaitcue.work.clinic import activities, beat, by_link, links
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.progress import progress_of
from gaitcue.work.clinic.watch_steps import Sample, count_watches, counted_by
from support.retraining import run, runner_with_course

TODAY = date.today()
FIRST = TODAY - timedelta(days=2)
BEGAN = datetime(TODAY.year, TODAY.month, TODAY.day, 6, 0, tzinfo=UTC)
TARGET = Target("cadence_5", "cadence", "steps/min", 164.8, 171.2, 160.0, 159.5, 160.5)


def tcx(cadences: list[int], began: datetime = BEGAN) -> bytes:
    """A run of a watch: one sample a second, the cadence of one foot."""
    points = "".join(
        f"<Trackpoint><Time>{(began + timedelta(seconds=n)).strftime('%Y-%m-%dT%H:%M:%SZ')}</Time>"
        f"<DistanceMeters>{2.8 * n:.1f}</DistanceMeters><Extensions>"
        f'<TPX xmlns="http://www.garmin.com/xmlschemas/ActivityExtension/v2"><RunCadence>{spm}</RunCadence></TPX>'
        f"</Extensions></Trackpoint>"
        for n, spm in enumerate(cadences)
    )
    start = began.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f'<Activities><Activity Sport="Running"><Id>{start}</Id><Lap StartTime="{start}">'
        f"<TotalTimeSeconds>{len(cadences)}</TotalTimeSeconds>"
        f"<DistanceMeters>{2.8 * len(cadences):.1f}</DistanceMeters>"
        f"<Track>{points}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()


@pytest.fixture
def by_phone(record, asker):
    """A course whose second session was run by a phone, a minute after the watch was started."""
    runner_id, made = runner_with_course(record, asker, FIRST)
    run(record, asker, made, FIRST)
    token = by_link.make(record, asker, runner_id, by_link.ToldLink(purpose="beat")).token
    plan = beat.beat_today(record, links.held(record, token), TODAY).plan
    told = {
        "sent": "cd" * 16, "on": TODAY, "retraining_id": plan.retraining_id, "number": 2, "kind": "training",
        "stretches": [{"walk": False, "seconds": 1020}], "blocks": [{"from_s": 0, "to_s": 510}], "pain_before": 0,
        "events": [
            {"kind": "ready", "time_s": 0, "at": (BEGAN + timedelta(seconds=60)).isoformat()},
            {"kind": "stop", "time_s": 1020, "why": "done"},
        ],
    }  # fmt: skip
    return runner_id, lambda: beat.keep_run(record, token, beat.ToldRun.model_validate(told), TODAY)


WATCH = [50] * 60 + [84] * 510 + [81] * 255 + [83] * 255


@pytest.mark.parametrize("watch_first", [True, False], ids=["the watch comes first", "the phone comes first"])
def test_the_share_in_the_band_with_the_beat_and_without_whichever_comes_first(record, asker, by_phone, watch_first):
    runner_id, phone = by_phone
    if not watch_first:
        phone()
    activities.take_in_bytes(record, asker, runner_id, "run.tcx", tcx(WATCH))
    assert count_watches(record, asker, runner_id, TODAY) == (not watch_first)
    if watch_first:
        phone()
    assert count_watches(record, asker, runner_id, TODAY) == 0
    result = courses.course(record, asker, runner_id, TODAY).results[-1]
    assert result.by == "watch" and result.with_feedback.share == 1.0
    assert result.without_feedback.share == pytest.approx(0.506, abs=0.01)
    assert result.without_feedback.mean == pytest.approx(164.0, abs=0.2)
    assert result.steps == pytest.approx(168 * 8.5 + 164 * 8.5, abs=3)
    part = progress_of(record, asker, runner_id, TODAY)
    assert part.rows[-1].by == "watch" and any("whether the runner listened is not known" in one for one in part.notes)


def test_what_was_told_after_it_does_not_take_the_watchs_steps_away(record, asker, by_phone):
    runner_id, phone = by_phone
    phone()
    activities.take_in_bytes(record, asker, runner_id, "run.tcx", tcx(WATCH))
    count_watches(record, asker, runner_id, TODAY)
    view = courses.course(record, asker, runner_id, TODAY)
    r.close_session(record, asker, view.sessions[-1].id, r.ToldAfter(effort=5), TODAY)
    result = courses.course(record, asker, runner_id, TODAY).results[-1]
    assert (result.by, result.effort) == ("watch", 5.0) and result.steps > 2000


def test_a_run_of_another_hour_gives_no_steps(record, asker, by_phone):
    runner_id, phone = by_phone
    phone()
    later = tcx(WATCH, BEGAN + timedelta(hours=3))
    activities.take_in_bytes(record, asker, runner_id, "run.tcx", later)
    assert count_watches(record, asker, runner_id, TODAY) == 0
    assert courses.course(record, asker, runner_id, TODAY).results[-1].by == "phone"


def test_walking_counts_for_nothing_and_blocks_are_those_of_the_schedule():
    plan = session_plan(usual_schedule()[4], 5, baseline=False)
    samples = [Sample(float(n), 1.0, 168.0) for n in range(0, 1440)] + [Sample(100.5, 1.0, 110.0)]
    helped, alone = counted_by(samples, plan, TARGET)
    assert helped.steps / (helped.steps + alone.steps) == pytest.approx(0.75, abs=0.002)
    assert helped.share == alone.share == 1.0
