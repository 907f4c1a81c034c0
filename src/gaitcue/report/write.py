"""Writes the report's files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from gaitcue.report.keyframes import FrameSource
from gaitcue.report.model import build_report
from gaitcue.terms.errors import OutputRefused
from gaitcue.terms.records import Analysis, Clip


def frame_source(clip: Clip | None) -> FrameSource | None:
    """The frames of a clip by number; None without a clip."""
    if clip is None:
        return None
    from gaitcue.video import pick_frames

    return partial(pick_frames, clip)


def write_report(
    analysis: Analysis, pictures_from: Clip | None, out: Path, *, pdf: bool = False, blur_faces: bool = False
) -> tuple[Path, ...]:
    """Write ``report.html``, and ``report.pdf`` if asked, into a folder.

    Parameters
    ----------
    pictures_from : the clip that the pictures are cut from; None (markers, keypoints): stick figures take their place
    out : the folder, which exists
    blur_faces : hide the runner's face in every picture

    Returns
    -------
    The files written.

    Raises
    ------
    OutputRefused
        when a file cannot be written
    """
    from gaitcue.report.html import html_text

    report = build_report(analysis, frame_source(pictures_from), blur_faces=blur_faces)
    files = {"report.html": html_text(report).encode()}
    if pdf:
        from gaitcue.report.pdf import pdf_bytes

        files["report.pdf"] = pdf_bytes(report)
    return tuple(_written(out / name, data) for name, data in files.items())


def _written(path: Path, data: bytes) -> Path:
    try:
        path.write_bytes(data)
    except OSError as reason:
        raise OutputRefused(
            f"cannot write {path}: {reason.strerror or reason}; choose a folder you may write to"
        ) from reason
    return path
