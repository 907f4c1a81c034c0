"""What a watch's file knows of a session that was run by a phone's beat: the share of steps in the band.

The watch keeps a cadence over time, the phone when its beat was heard; both go by the clock of the day. Single steps
are not known, and neither is whether the runner heard the beat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from gaitcue.care.activity.opening import read_activity
from gaitcue.care.activity.recording import Recording
from gaitcue.live.protocol.result import SessionResult, Start, plain_result
from gaitcue.live.protocol.rules import number
from gaitcue.live.protocol.schedule import SessionPlan, feedback_at, run_at, walks_at
from gaitcue.live.protocol.session import Band
from gaitcue.live.protocol.target import CADENCE, Target
from gaitcue.store import activities, audit, clips, retrainings
from gaitcue.store.records import ActivityRow, RetrainingSessionRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import GaitcueError
from gaitcue.work.clinic.live_session import state_in_file
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining_course import VERSION, courses_of


@dataclass(frozen=True, slots=True)
class Sample:
    """A stretch of a run with one cadence."""

    time_s: float
    """by the session's clock"""
    seconds: float
    spm: float
    """of both feet"""


def count_watches(record: Record, asker: Asker, runner_id: str, today: date) -> int:
    """Give the sessions that a phone's beat was run in the steps that watches kept of them.

    Returns
    -------
    How many sessions know their steps now that did not before.

    Raises
    ------
    NotThere : no such runner
    """
    found = 0
    for view in courses_of(record, asker, runner_id, today):
        target = view.retraining.target
        if target is None or target.measure != CADENCE:
            continue
        rows = [row for row in view.sessions if row.result and row.ended_at]
        for row, result in zip(rows, view.results, strict=True):
            if result.by == "phone" and result.starts:
                found += _count(record, asker, row, result, target)
    return found


def _count(record: Record, asker: Asker, row: RetrainingSessionRow, result: SessionResult, target: Target) -> bool:
    state = state_in_file(record, row.id)
    if state is None:
        return False
    for activity in _of_the_day(record, asker, row):
        samples = [one for found in _recordings(record, asker, activity) for one in samples_of(found, result)]
        counted = counted_by(samples, state.plan, target)
        if counted[0].steps or counted[1].steps:
            with_beat, without = counted
            known = replace(
                result, by="watch", steps=with_beat.steps + without.steps, with_feedback=with_beat,
                without_feedback=without, morning_rise=None,
            )  # fmt: skip
            with record.write(asker) as session:
                retrainings.keep_result(session, row.id, {"version": VERSION, **plain_result(known)})
                audit.note(session, "retraining.watch_counted", "retraining_session", row.id, row.runner_id)
            return True
    return False


def _of_the_day(record: Record, asker: Asker, row: RetrainingSessionRow) -> Sequence[ActivityRow]:
    """Runs that a watch kept about that day and that count."""
    about = (row.on - timedelta(days=1), row.on + timedelta(days=1))
    with record.read(asker) as session:
        found = activities.activities_of(session, row.runner_id, *about)
    return [one for one in found if one.clip_id is not None and one.same_as is None and one.started_at is not None]


def _recordings(record: Record, asker: Asker, activity: ActivityRow) -> tuple[Recording, ...]:
    with record.read(asker) as session:
        clip = clips.clip(session, str(activity.clip_id))
    try:
        found = read_activity(record.folder.media(clip.sha256).read_bytes())
    except (OSError, GaitcueError):
        return ()
    return found[activity.part : activity.part + 1]


def samples_of(recording: Recording, result: SessionResult) -> Iterator[Sample]:
    """The cadences of a recording, by the clock of the session that was run at the same time."""
    if recording.started_at is None or not recording.has("cadence_spm"):
        return
    moments, spm = recording.t_s, recording.signal("cadence_spm")
    longest = number("watch", "longest_sample_s")
    lengths = np.minimum(np.diff(moments, append=moments[-1] + 1.0), longest)
    for start, end_s in _stretches(result):
        began = (start.at - recording.started_at).total_seconds()
        times = start.time_s + (moments - began)
        inside = (times >= start.time_s) & (times < end_s) & np.isfinite(spm)
        for place in np.flatnonzero(inside):
            yield Sample(float(times[place]), float(lengths[place]), float(spm[place]))


def _stretches(result: SessionResult) -> Iterator[tuple[Start, float]]:
    """Where running went on without a pause: its start, and its end by the session's clock."""
    for start, after in pairwise(result.starts):
        yield start, after.time_s
    yield result.starts[-1], float("inf")


def counted_by(samples: Iterable[Sample], plan: SessionPlan, target: Target) -> tuple[Band, Band]:
    """Steps in the band with the beat and without it.

    What is far below the own cadence is walking or standing, whatever the plan says, and counts for nothing.
    """
    bands, least = [Band(), Band()], number("watch", "running_share") * target.baseline
    sums = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    for one in samples:
        if one.spm < least or one.time_s >= plan.total_s or walks_at(plan, one.time_s):
            continue
        steps = one.spm * one.seconds / 60.0
        own = sums[0 if feedback_at(plan, run_at(plan, one.time_s)) else 1]
        own[0] += steps
        own[1] += steps * target.holds(one.spm)
        own[2] += steps * one.spm
    for place, (steps, inside, total) in enumerate(sums):
        whole = round(steps)
        if whole:
            bands[place] = Band(whole, min(round(inside), whole), total * whole / steps)
    return bands[0], bands[1]
