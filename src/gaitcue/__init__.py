"""gaitcue: running gait from a phone clip, measured with its error, and the cue that suits this runner."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gaitcue.terms.records import Analysis

__version__ = "0.1.0"
__all__ = ["__version__", "analyze"]


def analyze(source: str | Path, *, out: str | Path | None = None, **told: Any) -> Analysis:
    """Measure the running gait in one recording; the same as ``gaitcue analyze``.

    Parameters
    ----------
    source : a video, a folder of numbered images, or tracked points (.c3d, .trc, .nc, OpenPose JSON folder)
    out : folder for the result files; without it nothing is written
    **told : the fields of ``gaitcue.terms.records.Conditions`` (``speed_kmh``, ``incline_pct``, ``height_cm``, ...) and
        of ``gaitcue.work.options.AnalyzeOptions`` (``preset``, ``capture_fps``, ``standing``, ...), and ``pdf``,
        ``video``, ``blur_faces``

    Raises
    ------
    gaitcue.terms.errors.GaitcueError : one line that says what is wrong and what to do
    """
    from gaitcue.work.analyse import analyse
    from gaitcue.work.options import options_from
    from gaitcue.work.reports import tell
    from gaitcue.work.results import result_folder

    report = {name: bool(told.pop(name, False)) for name in ("pdf", "video", "blur_faces")}
    options = options_from(told)
    if out is None:
        return analyse(Path(source), options)
    with result_folder(Path(out)) as folder:
        analysis = analyse(Path(source), options)
        tell(analysis, folder, options, **report)
    return analysis
