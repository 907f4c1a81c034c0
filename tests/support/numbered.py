"""An analysed run in the record whose clip tells its frame number by its grey: what a page shows can be checked."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.demo import Runner, before_runner, draw_clip, noisy_track, true_track
from gaitcue.store import analyses, clips
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.records import Analysis
from gaitcue.video import VideoWriter
from gaitcue.video.proxy import GROUP_FRAMES, PROXY_FPS
from gaitcue.work.analyze import analyze
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.folders.written import list_files
from gaitcue.work.options import options_from
from gaitcue.work.reports import tell
from gaitcue.work.steps import Steps
from support.record import TOLD, Entered, Written, visited

DARKEST, STEP, LEVELS = 90, 8, 8


def grey(frame: int) -> int:
    """Up and down in steps that a lossy clip keeps, without a jump that would be a cut."""
    at = frame % (2 * LEVELS - 2)
    return DARKEST + STEP * min(at, 2 * LEVELS - 2 - at)


def write_numbered(file: Path, runner: Runner, fps: float, **how: Any) -> None:
    count = round(runner.duration_s * runner.fps)
    with VideoWriter(file, runner.width, runner.height, fps, **how) as writer:
        for frame in range(count):
            picture = np.full((runner.height, runner.width, 3), grey(frame), np.uint8)
            writer.write(picture, frame / fps)


@dataclass(frozen=True, slots=True)
class NumberedClip:
    """The clip, its copy for the browser, and who runs in it."""

    clip: Path
    proxy: Path
    runner: Runner


def stickered_clip(folder: Path, **about: Any) -> NumberedClip:
    """A drawn runner with stickers on the pelvis, instead of numbers."""
    runner = replace(before_runner(), **{"duration_s": 4.0, "fps": 60.0, **about})
    made = NumberedClip(folder / "drawn.mp4", folder / "drawn.mp4", runner)
    draw_clip(runner, made.clip)
    return made


def numbered_clip(folder: Path, **about: Any) -> NumberedClip:
    """Drawn once; entering it in a record takes a second."""
    runner = Runner(**{"duration_s": 4.0, "fps": 60.0, "width": 360, "height": 480, "px_per_m": 210.0, **about})
    made = NumberedClip(folder / "run.mp4", folder / "proxy.mp4", runner)
    write_numbered(made.clip, runner, runner.fps)
    write_numbered(made.proxy, runner, PROXY_FPS, group=GROUP_FRAMES, fast=True)
    return made


def enter_numbered(
    record: Record,
    asker: Asker,
    made: NumberedClip,
    *,
    on: date | None = None,
    runner_id: str | None = None,
    points: xr.Dataset | None = None,
) -> Entered:
    """A runner with a visit and one analysed run, with its clip among the media; points are the truth with noise."""
    visit_id = visited(record, asker, on=on or date.today(), name="Anna Lind", runner_id=runner_id)
    sha256, size = record.folder.copy_media(made.clip)
    with record.folder.new_proxy(sha256) as place:
        place.write_bytes(made.proxy.read_bytes())
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        (folder / made.clip.name).write_bytes(made.clip.read_bytes())
        analysis, written = _analysed_once(made, points)
        for name, content in written:
            (folder / name).write_bytes(content)
        list_files(folder, "analysis", (made.clip.name,), but=(made.clip.name,))
    with record.write(asker) as session:
        clip = clips.add_clip(session, sha256, size, made.clip.name, {})
        clips.proxy_is_there(session, clip.id)
        take = clips.add_take(session, visit_id, clip.id, "run", conditions={"speed_kmh": 10.8, "incline_pct": 0.0})
        summary = summary_of(analysis, clip)
        row = analyses.add_analysis(session, take.id, result_id, result_id, summary, analysis.measures)
    return Entered(row.runner_id, visit_id, take.id, row.id)


def _analysed_once(made: NumberedClip, points: xr.Dataset | None) -> tuple[Analysis, Written]:
    """The analysis and its files; that of the runner's own points is made once, since many tests begin with it."""
    return _of_its_own_points(made) if points is None else _analysed(made, points)


@lru_cache(maxsize=4)
def _of_its_own_points(made: NumberedClip) -> tuple[Analysis, Written]:
    truth = true_track(made.runner).sel(keypoint=list(KEYPOINTS))
    return _analysed(made, noisy_track(truth, 1.0, 0.05, 0.02, seed=3))


def _analysed(made: NumberedClip, points: xr.Dataset) -> tuple[Analysis, Written]:
    options = options_from(TOLD)
    analysis = analyze(made.clip, options, steps=Steps(pose=lambda _clip: points))
    with tempfile.TemporaryDirectory() as place:
        tell(analysis, Path(place), options)
        return analysis, tuple((file.name, file.read_bytes()) for file in sorted(Path(place).iterdir()))
