"""What is done with each kind of file: read it as a command would, and look whether the answer is sane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from validation.fuzz import seeds

MOST_FRAMES = 400
"""decoded of a clip"""


class Insane(Exception):
    """A reader gave an answer that cannot be."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file."""

    name: str
    make: Callable[[Path], Path]
    """a valid one in a folder -> the file to spoil"""
    read: Callable[[Path], None]
    weight: float = 1.0


def read_video(path: Path) -> None:
    from gaitcue.video import SceneWatcher, frames, read_clip

    clip = read_clip(path)
    _increasing(clip.time_s)
    watcher, last = SceneWatcher(clip), -1
    for frame in frames(clip, 0, MOST_FRAMES):
        if not last < frame.index < clip.frames:
            raise Insane("frames out of order")
        last = frame.index
        watcher.feed(frame)
    if last >= 0:
        watcher.result()


def read_images(path: Path) -> None:
    from gaitcue.video import frames, read_clip

    for frame in frames(read_clip(path.parent, capture_fps=30.0)):
        frame.luma(64)


def analyse_tracked(path: Path) -> None:
    """The whole path: what a reader lets through must not break a later room."""
    from gaitcue.work.analyze import analyze
    from gaitcue.work.options import options_from

    source = path.parent if path.name.endswith("_keypoints.json") else path
    untimed = source.is_dir() or path.suffix in (".csv", ".h5")
    result = analyze(source, options_from({"capture_fps": 60.0} if untimed else {}))
    _increasing(np.asarray(result.track["time"].values, float))
    for row in result.measures:
        if row.mean is not None and not np.isfinite(row.mean):
            raise Insane(f"{row.measure} is {row.mean}")


def read_runs(path: Path) -> None:
    from gaitcue.care.activity.opening import read_activity
    from gaitcue.care.activity.summary import summarise

    for run in read_activity(path.read_bytes()):
        _increasing(run.t_s)
        told = summarise(run, 4.0).plain()
        for name, value in told.items():
            if isinstance(value, float) and not np.isfinite(value):
                raise Insane(f"{name} is {value}")


def read_care(path: Path) -> None:
    from datetime import date

    from gaitcue.work.clinic.care import judged_file

    judged_file(path, date(2026, 11, 29), date(2026, 11, 29))


def read_person(path: Path) -> None:
    from gaitcue.clinic import read_profile
    from gaitcue.work.trial import offer_cues

    read_profile(path)
    offer_cues(path)


def read_flags(path: Path) -> None:
    from gaitcue.work.person import triage_of

    triage_of(path)


def read_trial(path: Path) -> None:
    from gaitcue.clinic import read_trial
    from gaitcue.work.trial import files_of

    read_trial(path)
    files_of(path)


def read_log(path: Path) -> None:
    from gaitcue.clinic.overrides import read_overrides

    read_overrides(path)


def analyse_with_marker_set(path: Path) -> None:
    from gaitcue.work.analyze import analyze
    from gaitcue.work.options import options_from

    analyze(path.with_name("run.trc"), options_from({"markers": str(path)}))


def analyse_with_corrections(path: Path) -> None:
    from gaitcue.work.analyze import analyze
    from gaitcue.work.options import options_from

    result = analyze(path.with_name("run.json"), options_from({"corrections": path}))
    for row in result.measures:
        if row.measure == "cadence" and row.mean is not None and not 60 < row.mean < 400:
            raise Insane(f"cadence {row.mean}")


def compare_result(path: Path) -> None:
    from gaitcue.work.compare import take_run

    take_run(path.parent, "a", None)


def install_archive(path: Path) -> None:
    from gaitcue.work.models import install_model

    install_model("rtmpose", path)


KINDS = (
    *(Kind(f"video {s}", partial(seeds.video, suffix=s), read_video, 2.0) for s in seeds.VIDEOS),
    *(Kind(f"images {s}", partial(seeds.images, suffix=s), read_images) for s in seeds.IMAGES),
    Kind("c3d", seeds.c3d, analyse_tracked, 2.0),
    Kind("c3d, long", seeds.c3d_counted_in_real, analyse_tracked),
    Kind("trc", seeds.trc, analyse_tracked, 2.0),
    Kind("netCDF", seeds.movement, analyse_tracked, 2.0),
    Kind("netCDF 4", seeds.movement_hdf5, analyse_tracked),
    Kind("OpenPose", seeds.openpose, analyse_tracked, 2.0),
    Kind("Halpe JSON", seeds.halpe, analyse_tracked, 2.0),
    Kind("DeepLabCut CSV", seeds.deeplabcut, analyse_tracked),
    Kind("SLEAP CSV", seeds.sleap_csv, analyse_tracked),
    Kind("SLEAP HDF5", seeds.sleap_hdf5, analyse_tracked),
    *(Kind(f"activity {s}", partial(seeds.activity, suffix=s), read_runs, 2.0) for s in ("fit", "gpx", "tcx")),
    Kind("care", seeds.care, read_care, 2.0),
    Kind("person", partial(seeds.example, name="person.toml"), read_person, 3.0),
    Kind("red flags", partial(seeds.example, name="red-flags.toml"), read_flags, 2.0),
    Kind("trial", partial(seeds.example, name="trial.toml"), read_trial, 2.0),
    Kind("marker set", seeds.marker_set, analyse_with_marker_set, 2.0),
    Kind("corrections", seeds.corrections, analyse_with_corrections, 2.0),
    Kind("overrides", seeds.overrides, read_log, 2.0),
    Kind("result", seeds.result, compare_result, 3.0),
    Kind("model archive", seeds.model_archive, install_archive),
)


def _increasing(time_s: np.ndarray) -> None:
    if not np.isfinite(time_s).all() or (np.diff(time_s) <= 0).any():
        raise Insane("times that do not increase")
