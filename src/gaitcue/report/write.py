"""Writes the report's files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gaitcue.report.frames.keyframes import frame_source
from gaitcue.report.pages.model import build_report
from gaitcue.terms.advice import Advice, Finding
from gaitcue.terms.errors import OutputRefused
from gaitcue.terms.records import Analysis, Clip

if TYPE_CHECKING:
    from gaitcue.clinic import Trial, TrialResult
    from gaitcue.compare import Comparison
    from gaitcue.report.pages.visit import VisitPart


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
    from gaitcue.report.pages.html import html_text

    report = build_report(analysis, frame_source(pictures_from), blur_faces=blur_faces)
    files = {"report.html": html_text(report).encode("utf-8", "backslashreplace")}
    if pdf:
        from gaitcue.report.pages.pdf import pdf_bytes

        files["report.pdf"] = pdf_bytes(report)
    return tuple(_written(out / name, data) for name, data in files.items())


def visit_html(analysis: Analysis, pictures_from: Clip | None, visit: VisitPart, *, blur_faces: bool = False) -> str:
    """The page of an appointment's report as text; parameters as of ``write_report``."""
    from gaitcue.report.pages.html import html_text

    return html_text(build_report(analysis, frame_source(pictures_from), blur_faces=blur_faces), visit)


def write_visit_report(
    analysis: Analysis, pictures_from: Clip | None, visit: VisitPart, out: Path, *, blur_faces: bool = False
) -> tuple[Path, ...]:
    """Write the report of an appointment: ``report.html``, ``report.pdf``, and the runner's part as ``runner.html``.

    Parameters are those of ``write_report``; ``runner.html`` is left out where the report has no runner's part.

    Raises
    ------
    OutputRefused
        when a file cannot be written
    """
    from gaitcue.report.pages.html import html_text
    from gaitcue.report.pages.pdf import pdf_bytes

    report = build_report(analysis, frame_source(pictures_from), blur_faces=blur_faces)
    texts = {"report.html": html_text(report, visit)}
    if visit.for_runner:
        texts["runner.html"] = html_text(report, replace(visit, for_clinician=False))
    files = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    files["report.pdf"] = pdf_bytes(report, visit)
    return tuple(_written(out / name, data) for name, data in files.items())


def write_comparison(
    comparison: Comparison,
    analyses: Sequence[Analysis],
    clips: Sequence[Clip | None],
    out: Path,
    *,
    blur_faces: bool = False,
) -> tuple[Path, ...]:
    """Write ``comparison.html`` and the before/after pictures (``before_after.png``, then ``before_after_2.png`` ...).

    Parameters
    ----------
    analyses, clips : one for each run, in the order of ``comparison.names``; without its clip a run is a stick figure
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
    from gaitcue.report.pages.before_after import png_bytes
    from gaitcue.report.pages.changes import build_change_report
    from gaitcue.report.pages.html import change_html_text

    sources = [frame_source(clip) for clip in clips]
    report = build_change_report(comparison, analyses, sources, blur_faces=blur_faces)
    files = {"comparison.html": change_html_text(report).encode("utf-8", "backslashreplace")}
    for number, picture in enumerate(report.pictures, 1):
        files["before_after.png" if number == 1 else f"before_after_{number}.png"] = png_bytes(picture.svg)
    return tuple(_written(out / name, data) for name, data in files.items())


def write_trial_report(
    result: TrialResult,
    analyses: Sequence[Analysis],
    clips: Sequence[Clip | None],
    out: Path,
    *,
    earlier: Sequence[Trial] = (),
    pdf: bool = False,
    blur_faces: bool = False,
) -> tuple[Path, ...]:
    """Write ``trial.html``, and ``trial.pdf`` if asked: what to do for the runner, everything for the clinician.

    Parameters
    ----------
    analyses, clips : one for each run, in the order of ``result.comparison.names``; without its clip a run is a stick
        figure
    out : the folder, which exists
    earlier : earlier visits; the trend of effort is shown over them
    blur_faces : hide the runner's face in the picture

    Returns
    -------
    The files written.

    Raises
    ------
    OutputRefused
        when a file cannot be written
    """
    from gaitcue.report.pages.cue_trial import build_trial_report
    from gaitcue.report.pages.html import trial_html_text

    sources = [frame_source(clip) for clip in clips]
    report = build_trial_report(result, analyses, sources, earlier=earlier, blur_faces=blur_faces)
    files = {"trial.html": trial_html_text(report).encode("utf-8", "backslashreplace")}
    if pdf:
        from gaitcue.report.pages.trial_pdf import trial_pdf_bytes

        files["trial.pdf"] = trial_pdf_bytes(report)
    return tuple(_written(out / name, data) for name, data in files.items())


def write_person(
    name: str,
    advice: Advice,
    findings: Sequence[Finding],
    analysis: Analysis | None,
    out: Path,
    *,
    pdf: bool = False,
) -> tuple[Path, ...]:
    """Write ``advice.html``, and ``advice.pdf`` if asked, about somebody without a clip or on a finished result.

    Parameters
    ----------
    name : whom the page is about, as the file is called
    analysis : the recording that advice and findings rest on; None for somebody who was not filmed
    out : the folder, which exists

    Raises
    ------
    OutputRefused
        when a file cannot be written
    """
    from gaitcue.report.pages.html import person_html_text
    from gaitcue.report.pages.person import build_person_report, person_pdf_bytes

    report = build_person_report(name, advice, findings, analysis)
    files = {"advice.html": person_html_text(report).encode()}
    if pdf:
        files["advice.pdf"] = person_pdf_bytes(report)
    return tuple(_written(out / file, data) for file, data in files.items())


def _written(path: Path, data: bytes) -> Path:
    try:
        path.write_bytes(data)
    except OSError as reason:
        raise OutputRefused(
            f"cannot write {path}: {reason.strerror or reason}; choose a folder you may write to"
        ) from reason
    return path
