"""One clip into one raw Track: the frames are decoded once, everything else runs beside that."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.pose.looking.engine import PoseNetwork, check_device
from gaitcue.pose.looking.networks import networks
from gaitcue.pose.looking.passes import Looker, Stopwatch
from gaitcue.pose.looking.store import PassStore
from gaitcue.pose.looking.thinning import look_every, thinned
from gaitcue.pose.looking.whole import WholePictures
from gaitcue.pose.merged_track import Joined, join, with_holes
from gaitcue.pose.runner.choosing import ChosenRunner, at_point, choose, clicked, in_order
from gaitcue.pose.runner.detector import PersonDetector
from gaitcue.pose.runner.facing import find_facing
from gaitcue.pose.runner.follower import RunnerFollower
from gaitcue.pose.runner.scout import Scout, Survey
from gaitcue.pose.runner.shots import find_segments, overview_of
from gaitcue.pose.runner.stretches import Stretch, stretches
from gaitcue.pose.settings import PoseSettings, RunnerAt
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.records import Clip, Note, note
from gaitcue.terms.track import make_track, with_log
from gaitcue.video import Frame, Scene, SceneWatcher, frames

Progress = Callable[[str, int, int], None]

MOSTLY_SEEN = 0.95
"""a runner seen in less of the clip came into view or left it (product default)"""
NOBODY = "Nobody was found in the clip: film one runner from the side with the whole body in view, in good light."


@dataclass(frozen=True, slots=True)
class PoseResult:
    """What :func:`estimate` gives."""

    track: xr.Dataset
    """raw Track in displayed px; bad legs and frames without the runner are NaN"""
    scene: Scene
    notes: tuple[Note, ...]
    timings: dict[str, float]
    """s of the calling thread: models, decode (waiting for frames), scene, crop, inference (waiting), peaks, legs"""
    model: dict[str, str]
    """name, sha256, precision, backend"""


def estimate(clip: Clip, settings: PoseSettings, progress: Progress | None = None) -> PoseResult:
    """Find the runner in every frame.

    Parameters
    ----------
    clip : from ``gaitcue.video.read_clip``
    settings : preset, person or click, first and last frame
    progress : called with ("pose", frames done, frames in all)

    Raises
    ------
    UnusableInput
        when nobody is seen, fewer people than ``settings.person``, or nobody where the click is
    BadOption
        when the click lies outside the frames that are read, or outside the picture; when the device is missing

    Notes
    -----
    The Track's ``near_side`` equals ``facing``: a runner who faces right in an unmirrored picture shows the right
    side. In a front or rear view both are a guess (``facing_clarity`` near 0).
    """
    _check_click(clip, settings)
    check_device(settings.device)
    whole = WholePictures()
    try:
        return _estimate(clip, settings, whole, progress)
    except UnusableInput as problem:
        raise whole.blamed(problem) from None


def _estimate(clip: Clip, settings: PoseSettings, whole: WholePictures, progress: Progress | None) -> PoseResult:
    watch = Stopwatch()
    models = networks(settings.plan)
    detector = models.detector.result()
    with PassStore(settings.plan.passes) as store:
        survey = _survey(clip, settings, detector, whole)
        chosen = _chosen(clip, settings, detector, survey)
        follower = RunnerFollower(detector, chosen.first, chosen.guide, asked_for=_asked_for(settings))
        network = models.pose.result()
        watch.lap("models")
        scene = _read(clip, settings, Looker(network, settings.plan, follower, watch), store, watch, whole, progress)
        overview = overview_of(store)
        segments = find_segments(overview, scene.cuts, follower.led_away)
        if not segments:
            raise UnusableInput(NOBODY)
        facing, clarity = find_facing(overview.facing)
        joined = join(store, segments, facing, (clip.width, clip.height), network.convention)
        joined = with_holes(joined, _look_every(clip, settings))
        watch.lap("legs")
    track = _track(clip, settings, joined, facing=facing, near_side=facing, facing_clarity=round(clarity, 3))
    notes = (
        *_model_notes(settings),
        *_people_notes(len(in_order(survey)), follower.most_people, settings),
        *_absence_notes(clip, joined),
        *joined.notes,
    )
    return PoseResult(track, scene, notes, {k: round(v, 3) for k, v in watch.seconds.items()}, network.facts)


def _last_frame(clip: Clip, settings: PoseSettings) -> int:
    return clip.frames if settings.end is None else min(settings.end, clip.frames)


def _asked_for(settings: PoseSettings) -> bool:
    return settings.person is not None or settings.runner_at is not None


def _look_every(clip: Clip, settings: PoseSettings) -> int:
    """Every how many frames the runner is looked at."""
    enough_hz = None if settings.every_frame else settings.plan.enough_hz
    return look_every(clip.time_s[settings.start : _last_frame(clip, settings)], enough_hz)


def _survey(clip: Clip, settings: PoseSettings, detector: PersonDetector, whole: WholePictures) -> Survey:
    """Who is in the clip, from a few stretches of it."""
    end = _last_frame(clip, settings)
    scout = Scout(detector, lambda: PoseNetwork("lite", 1), lambda first: closing(whole.of(frames(clip, first, end))))
    looked_at = stretches(clip, settings.start, end)
    if settings.runner_at is not None:
        looked_at = sorted({*looked_at, Stretch(settings.runner_at.frame)}, key=lambda s: s.first)
    return scout.survey(looked_at, thorough=_asked_for(settings))


def _chosen(clip: Clip, settings: PoseSettings, detector: PersonDetector, survey: Survey) -> ChosenRunner:
    at = settings.runner_at
    return choose(survey, settings.person) if at is None else _clicked(clip, settings, detector, survey, at)


def _clicked(
    clip: Clip, settings: PoseSettings, detector: PersonDetector, survey: Survey, at: RunnerAt
) -> ChosenRunner:
    with closing(frames(clip, at.frame, at.frame + 1)) as stream:
        found = [detector.at(frame, at.x, at.y) for frame in stream]
    seen = at_point(found[0], at.x, at.y) if found else None
    if seen is None:
        raise UnusableInput(
            f"--runner-at {at}: nobody is seen there; click on the runner's hips in a frame "
            "that shows the whole body (frames count from 0)."
        )
    return clicked(survey, seen, at.frame)


def _check_click(clip: Clip, settings: PoseSettings) -> None:
    """Refuse a click outside the frames or the picture before any work is done."""
    at, end = settings.runner_at, _last_frame(clip, settings)
    if at is None:
        return
    if not settings.start <= at.frame < end:
        raise BadOption(f"--runner-at: frame {at.frame} is not read; give one from {settings.start} to {end - 1}")
    if not (0 <= at.x < clip.width and 0 <= at.y < clip.height):
        size = f"{clip.width} x {clip.height}"
        raise BadOption(f"--runner-at: {at.x:g},{at.y:g} lies outside the picture of {size} px")


def _read(
    clip: Clip,
    settings: PoseSettings,
    looker: Looker,
    store: PassStore,
    watch: Stopwatch,
    whole: WholePictures,
    progress: Progress | None,
) -> Scene:
    """The one pass over the clip: the scene and the poses."""
    end = _last_frame(clip, settings)
    watcher = SceneWatcher(clip)

    def watched(stream: Generator[Frame, None, None]) -> Generator[Frame, None, None]:
        for frame in stream:
            watch.lap("decode")
            watcher.feed(frame)
            watch.lap("scene")
            yield frame

    with closing(frames(clip, settings.start, end)) as stream:
        every = _look_every(clip, settings)
        for look in looker.look(thinned(whole.of(watched(stream)), every)):
            store.append(look)
            if progress is not None:
                progress("pose", min(look.frame + every, end) - settings.start, end - settings.start)
            watch.lap("rest")
    if not len(store):
        raise UnusableInput(NOBODY)
    return watcher.result()


def _track(clip: Clip, settings: PoseSettings, joined: Joined, **attributes: Any) -> xr.Dataset:
    time_s = clip.time_s[joined.frame]
    track = make_track(
        joined.position,
        time_s,
        KEYPOINTS,
        confidence=joined.confidence,
        frame=joined.frame,
        preset=settings.preset,
        pose_model=settings.model,
        segments=joined.segments,
        **attributes,
    )
    told = {
        "model": settings.model,
        "preset": settings.preset,
        "person": settings.person,
        "runner_at": settings.runner_at and str(settings.runner_at),
    }
    return with_log(track, "pose", **told, passes=settings.plan.names)


def _model_notes(settings: PoseSettings) -> tuple[Note, ...]:
    if settings.model == "blazepose":
        return ()
    return (note("other_pose_model", "info"),)


def _absence_notes(clip: Clip, joined: Joined) -> tuple[Note, ...]:
    """Said when the runner is in view for only a part of what was read."""
    seen = [(joined.frame >= first) & (joined.frame <= last) for first, last in joined.segments]
    share = float(np.sum(seen)) / len(joined.frame)
    if share > MOSTLY_SEEN:
        return ()
    spans_s = [[float(clip.time_s[first]), float(clip.time_s[last])] for first, last in joined.segments]
    return (note("runner_out_of_view", "info", share, spans_s=spans_s, pct=100 * share),)


def _people_notes(counted: int, most: int, settings: PoseSettings) -> tuple[Note, ...]:
    count = max(counted, most)
    if count < 2:
        return ()
    if settings.runner_at is not None:
        return (note("several_people_clicked", "info", count, count=count),)
    if settings.person is not None:
        return (note("several_people_chosen", "info", count, count=count, person=settings.person),)
    return (note("several_people", "info", count, count=count),)
