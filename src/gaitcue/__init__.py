"""gaitcue: running gait from a phone clip, measured with its error, and the cue that suits this runner."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gaitcue.terms.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gaitcue.compare import Comparison
    from gaitcue.terms.records import Analysis
    from gaitcue.work.advise import Advised
    from gaitcue.work.steps import Steps

__all__ = ["Analysis", "Steps", "__version__", "analyze", "compare", "load", "person"]


def analyze(source: str | Path, *, out: str | Path | None = None, steps: Steps | None = None, **told: Any) -> Analysis:
    """Measure the running gait in one recording; the same as ``gaitcue analyze``.

    Parameters
    ----------
    source : a video, a folder of numbered images, or tracked points (.c3d, .trc, .nc, OpenPose JSON folder)
    out : folder for the result files; without it nothing is written
    steps : functions of your own in place of the pose model, the filter or the event detector
    **told : the fields of ``gaitcue.terms.records.Conditions`` (``speed_kmh``, ``incline_pct``, ``height_cm``, ...) and
        of ``gaitcue.work.options.AnalyzeOptions`` (``preset``, ``capture_fps``, ``standing``, ...), and ``pdf``,
        ``video``, ``blur_faces``

    Raises
    ------
    gaitcue.terms.errors.GaitcueError : one line that says what is wrong and what to do

    Examples
    --------
    >>> analysis = gaitcue.analyze("clip.mp4", speed_kmh=10.8, height_cm=178)  # doctest: +SKIP
    >>> analysis.summary("cadence").mean  # doctest: +SKIP
    164.2
    """
    from gaitcue.work.analyze import analyze
    from gaitcue.work.folders.result_folder import result_folder
    from gaitcue.work.options import options_from
    from gaitcue.work.reports import tell
    from gaitcue.work.stored import source_names

    pdf, video, blur_faces = (bool(told.pop(name, False)) for name in ("pdf", "video", "blur_faces"))
    options = options_from(told)
    if out is None:
        return analyze(Path(source), options, steps=steps)
    recording = Path(source)
    with result_folder(Path(out), "analysis", [recording, *options.files()], source_names([recording])) as folder:
        analysis = analyze(recording, options, steps=steps)
        tell(analysis, folder, options, pdf=pdf, video=video, blur_faces=blur_faces)
    return analysis


def compare(
    analyses: Sequence[Analysis | str | Path], *, same_session: bool = False, same_camera: bool = False
) -> Comparison:
    """Say what changed between runs of one person, the first against each later one; like ``gaitcue compare``.

    Parameters
    ----------
    analyses : two or more of: an Analysis, a finished result folder, a clip
    same_session, same_camera : all filmed in one session; with a camera that was not touched in between

    Raises
    ------
    gaitcue.terms.errors.GaitcueError : fewer than two runs, different persons, nothing in common
    """
    from gaitcue.compare import Occasion
    from gaitcue.compare import compare as compare_runs
    from gaitcue.work.compare import take_run

    runs = [take_run(Path(a), "", None).analysis if isinstance(a, str | Path) else a for a in analyses]
    return compare_runs(runs, occasion=Occasion(same_session or same_camera, same_camera))


def load(result: str | Path) -> Analysis:
    """A finished result (the folder that ``gaitcue analyze`` wrote) as the Analysis that made it.

    Parameters
    ----------
    result : folder with analysis.json, strides.csv and track.nc

    Raises
    ------
    gaitcue.terms.errors.GaitcueError : no result, damaged, or of another version

    Examples
    --------
    >>> gaitcue.load("clip.gaitcue").measures[0].measure  # doctest: +SKIP
    'cadence'
    """
    from gaitcue.work.results import read_result

    return read_result(Path(result))


def person(
    profile: str | Path | Mapping[str, Any],
    *,
    red_flags: str | Path | None = None,
    result: str | Path | None = None,
    overrides: str | Path | None = None,
    out: str | Path | None = None,
    pdf: bool = False,
) -> Advised:
    """Say what a person can do: without a clip, without running, or on a finished result; like ``gaitcue person``.

    Parameters
    ----------
    profile : the person, as a file or a mapping of the same shape
    red_flags : answers to the red-flag questions
    result : folder of a finished analysis; its video is not analysed again
    overrides : a clinician's log
    out : folder for advice.html and advice.json; without it nothing is written
    pdf : write advice.pdf too

    Raises
    ------
    gaitcue.terms.errors.GaitcueError : one line that says what is wrong and what to do

    Examples
    --------
    >>> told = gaitcue.person({"problems": [{"site": "proximal_hamstring"}], "sports": ["cycling"]})
    >>> told.decision.no_cue, told.advice.exercises[0].title
    ('not_running', 'Bridge hold')
    """
    from gaitcue.work.advise import advise, write_advice

    source = Path(profile) if isinstance(profile, str | Path) else profile
    flags, finished, log = (Path(file) if file is not None else None for file in (red_flags, result, overrides))
    told = advise(source, red_flags=flags, result=finished, overrides=log)
    if out is not None:
        read = [source if isinstance(source, Path) else None, flags, log]
        write_advice(told, source.stem if isinstance(source, Path) else "person", Path(out), read, pdf=pdf)
    return told


def __getattr__(name: str) -> Any:
    """``gaitcue.Analysis`` and ``gaitcue.Steps``, imported when they are asked for."""
    homes = {"Analysis": "gaitcue.terms.records", "Steps": "gaitcue.work.steps"}
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)


class _Package(ModuleType):
    """Importing the room ``gaitcue.compare`` would put it in the place of the function of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name != "compare" or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
