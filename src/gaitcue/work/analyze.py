"""The use case at the heart: a recording becomes an Analysis. Read ``analyze`` from top to bottom for the path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue import gait
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Analysis, Event, Note, Stride, View, note
from gaitcue.terms.version import __version__
from gaitcue.work.corrections import Corrections, read_corrections
from gaitcue.work.detected import Detected, detect
from gaitcue.work.folders.reading import refuse_half
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.parts import with_parts
from gaitcue.work.person import conditions_with, with_findings
from gaitcue.work.recording import Progress, Recording, follow_view, silent, take_in
from gaitcue.work.standing import standing_of, standing_span, take_standing
from gaitcue.work.steps import Steps
from gaitcue.work.stored import is_result, options_again, raw_track, read_stored

Beginning = tuple[Path, AnalyzeOptions, Corrections, Recording]
TOO_SHORT_S = 0.5
"""3 steps take longer at any cadence of running; a shorter view of the runner needs no other reason to be left out"""
DAMAGE = ("damaged_pictures", "unread_pictures")
"""remarks on the file that say why nothing is found in it"""


@dataclass(frozen=True)
class Shot:
    """One unbroken part of a recording (no cut inside), seen from one view."""

    view: View
    plane: gait.Plane
    events: tuple[Event, ...]
    strides: tuple[Stride, ...]
    detected: tuple[Detected, ...] = ()
    """what was found before hand corrections"""


def analyze(
    source: Path, options: AnalyzeOptions | None = None, progress: Progress = silent, steps: Steps | None = None
) -> Analysis:
    """Measure the running gait in one recording.

    Parameters
    ----------
    source : video, folder of numbered images, points tracked elsewhere (.c3d, .trc, .nc, OpenPose JSON folder), or a
        finished result: the path is run again from its raw Track, with what is told now before what was told then
    options : what the person told; defaults when None
    progress : called with (what is being done, done so far, of how many)
    steps : functions in place of gaitcue's own

    Raises
    ------
    UnusableInput : unreadable, nobody there, walking, not a side view, fewer than 3 steps
    BadOption : an option's value makes no sense for this recording
    """
    steps = steps or Steps()
    return follow_path(begin(source, options or AnalyzeOptions(), progress, steps), progress, steps)


def follow_path(beginning: Beginning, progress: Progress, steps: Steps) -> Analysis:
    """From the recording to the findings: one line for each station."""
    source, options, corrections, recording = beginning
    track = (steps.filter or gait.filter_track)(corrections.points(recording.track))
    shots, lost = follow_shots(track, recording, options, corrections, steps)
    shot = join_shots(shots)
    still = recording.still if recording.again else take_standing(source, options, progress, steps)
    standing = standing_of(still, options, shot.view, steps)
    seen = partial(
        gait.measure, shot.plane, shot.view, shot.events, conditions=options.conditions, standing=standing, known={}
    )
    values, measures = seen(strides=shot.strides)
    curves = gait.curves(shot.plane, shot.view, shot.strides, options.conditions, standing)
    doubt = gait.suggest_capture_fps(shot.plane, recording.clip, shot.events)
    quality = gait.quality_notes(track, shot.view, shot.events, shot.strides, recording.scene)
    analysis = Analysis(
        clip=recording.clip,
        source=source,
        conditions=options.conditions,
        view=shot.view,
        quality=(*([doubt] if doubt else []), *recording.notes, *lost, *quality),
        events=shot.events,
        strides=shot.strides,
        values=tuple(values),
        measures=tuple(gait.doubt_times(measures, doubt)),
        curves=tuple(curves),
        track=track,
        provenance=provenance(recording, options, corrections, steps),
        raw=raw_track(recording, options, corrections, source, shot.detected),
        raw_standing=still,
    )
    analysis = with_parts(analysis, lambda part, only: seen(strides=part, only=only), options)
    return with_findings(analysis, options.person_files)


def begin(source: Path, options: AnalyzeOptions, progress: Progress, steps: Steps) -> Beginning:
    """What the path starts from: the recording, looked at now, or as a finished result has kept it."""
    if not is_result(source):
        refuse_half(source)
        options = about_the_person(options)
        corrections = read_corrections(options.corrections)
        return source, options, corrections, take_in(source, options, progress, steps.pose)
    stored = read_stored(source)
    options = about_the_person(options_again(options, stored))
    corrections = read_corrections(options.corrections) if options.corrections else stored.corrections
    return stored.source, options, corrections, follow_view(stored.recording, options.near_side, options.facing)


def about_the_person(options: AnalyzeOptions) -> AnalyzeOptions:
    """Height and painful side out of the profile, where the options leave them out."""
    return replace(options, conditions=conditions_with(options.conditions, options.person_files))


def follow_shots(
    track: xr.Dataset, recording: Recording, options: AnalyzeOptions, corrections: Corrections, steps: Steps
) -> tuple[list[Shot], list[Note]]:
    """Analyse each shot by itself; a shot that cannot be used becomes a note, unless it is the only one."""
    shots: list[Shot] = []
    problems: list[UnusableInput] = []
    lost: list[Note] = []
    parts, warped = in_real_time([part for part in split_at_cuts(track) if not is_standing_part(part, options)])
    lost += warped
    for part in parts:
        try:
            shots.append(follow_shot(part, recording, options, corrections, steps))
        except UnusableInput as problem:
            problems.append(problem)
            lost.append(left_out(part, problem))
    if not shots and not problems:
        raise UnusableInput("the whole clip is the standing reference; record the run too")
    if not shots:
        raise with_damage(problems[0] if len(problems) == 1 else worst_problem(problems), recording)
    return shots, lost


def in_real_time(parts: Sequence[xr.Dataset]) -> tuple[list[xr.Dataset], list[Note]]:
    """Without what was slowed or hastened when the clip was made, and what is said about that."""
    kept: list[xr.Dataset] = []
    notes: list[Note] = []
    for part in parts:
        own, said = gait.keep_real_time(part)
        kept += own
        notes += said
    return kept, notes


def left_out(part: xr.Dataset, problem: UnusableInput) -> Note:
    start, end = (float(part["time"].values[i]) for i in (0, -1))
    span = {"start_s": start, "end_s": end}
    if end - start < TOO_SHORT_S:
        return note("shot_too_short", "warning", **span, lasts_s=end - start)
    return note("shot_left_out", "warning", **span, error=str(problem))


def follow_shot(
    part: xr.Dataset, recording: Recording, options: AnalyzeOptions, corrections: Corrections, steps: Steps
) -> Shot:
    conditions = options.conditions
    known = options.known_length
    view = gait.find_view(
        part, recording.scene, conditions, near_side=options.near_side, roll_deg=options.roll_deg,
        facing=options.facing, known_length=(known.px, known.m) if known else None,
    )  # fmt: skip
    plane = gait.to_plane(part, view, recording.scene)
    found = Detected("", steps.events(plane, view)) if steps.events else detect(plane, view, recording.detected)
    events = corrections.events(found.events, plane, view)
    try:
        gait.check_running(events, plane)
    except UnusableInput as problem:
        raise with_doubt(problem, plane, recording, options) from None
    return Shot(view, plane, events, gait.segment_strides(events, plane), (found,) if found.key else ())


def with_doubt(
    problem: UnusableInput, plane: gait.Plane, recording: Recording, options: AnalyzeOptions
) -> UnusableInput:
    """With a frame rate that the person told and that cannot be right, the rate is the likelier cause: say it first."""
    doubt = gait.suggest_capture_fps(plane, recording.clip) if recording.clip and options.capture_fps else None
    if doubt is None:
        return problem
    from gaitcue.report.wording.sentences import note_text

    return UnusableInput(f"{note_text(doubt)} (with --capture-fps {options.capture_fps:g}: {problem})")


def with_damage(problem: UnusableInput, recording: Recording) -> UnusableInput:
    """Where pictures of the file are damaged, that is the likelier cause: say it first."""
    from gaitcue.report.wording.sentences import note_text

    said = [note_text(damage) for damage in gait.file_notes(recording.scene) if damage.code in DAMAGE]
    return UnusableInput(f"{said[0]} ({problem})") if said else problem


def split_at_cuts(track: xr.Dataset) -> list[xr.Dataset]:
    """Parts of the Track between hard cuts in which the runner is in view."""
    frames = track["frame"].values
    segments = track.attrs.get("segments") or [[int(frames[0]), int(frames[-1])]]
    inside = [(frames >= first) & (frames <= last) for first, last in segments]
    return [track.isel(time=rows) for rows in inside if rows.any()]


def is_standing_part(part: xr.Dataset, options: AnalyzeOptions) -> bool:
    """Is this shot the quiet standing that --standing START-END names?"""
    span = standing_span(options)
    if span is None:
        return False
    times = part["time"].values
    return bool(np.mean((times >= span[0]) & (times <= span[1])) > 0.8)


def worst_problem(problems: Sequence[UnusableInput]) -> UnusableInput:
    """With several unusable shots: say the reason of the most."""
    texts = [str(p) for p in problems]
    return UnusableInput(max(texts, key=texts.count))


def join_shots(shots: Sequence[Shot]) -> Shot:
    """Shots that see the same side of the runner become one; the longest one's view stands for all."""
    main = max(shots, key=lambda s: len(s.strides))
    same = [s for s in shots if (s.view.facing, s.view.near_side) == (main.view.facing, main.view.near_side)]
    if len(same) == 1:
        return main
    strides = [replace(stride, stride=i) for i, stride in enumerate(t for s in same for t in s.strides)]
    events = tuple(e for s in same for e in s.events)
    detected = tuple(one for s in same for one in s.detected)
    return Shot(main.view, gait.join_planes([s.plane for s in same]), events, tuple(strides), detected)


def provenance(recording: Recording, options: AnalyzeOptions, corrections: Corrections, steps: Steps) -> dict[str, Any]:
    settings = {
        "capture_fps": options.capture_fps,
        "near_side": options.near_side,
        "facing": options.facing,
        "person": options.person,
        "runner_at": options.runner_at and str(options.runner_at),
        "start_s": options.start_s,
        "end_s": options.end_s,
        "preset": options.preset,
        "model": options.model,
        "markers": options.markers,
        "stickers": [f"{s.name}={s.x:g},{s.y:g}@{s.frame}" for s in options.stickers],
        "standing": options.standing,
        "roll_deg": options.roll_deg,
        "known_length": options.known_length and str(options.known_length),
        "parts": options.parts,
        "parts_at_s": options.parts_at_s,
    }
    frames = int(np.asarray(recording.track["frame"].values).size)
    made = {"version": __version__, "settings": settings, "corrections": corrections.raw, "frames": frames}
    made |= {"steps": exchanged} if (exchanged := steps.exchanged()) else {}
    return made | {"log": recording.track.attrs.get("log", [])} | recording.provenance
