"""From input to a whole result folder: analyse, tell, and put everything in place at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis
from gaitcue.work.analyse import analyse
from gaitcue.work.both_sides import merge_sides
from gaitcue.work.folders.result_folder import default_folder, result_folder
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.person import with_findings
from gaitcue.work.recording import Progress, silent
from gaitcue.work.results import write_result

CORRECTIONS = "corrections.json"


def analyse_to_folder(
    inputs: Sequence[Path],
    out: Path | None,
    options: AnalyzeOptions,
    *,
    pdf: bool = False,
    video: bool = False,
    blur_faces: bool = False,
    progress: Progress = silent,
) -> Path:
    """Analyse one clip, or two clips of one run (one from each side), and write the result folder.

    Returns
    -------
    The folder: ``out``, or the first input's name without its suffix + ``.gaitcue``.
    """
    if len(inputs) not in (1, 2):
        raise BadOption(f"give one clip, or two clips of one run from both sides; got {len(inputs)}")
    out = out or default_folder(inputs[0])
    with result_folder(out, "analysis", [*inputs, *options.files()], [source.name for source in inputs]) as folder:
        analyses = [analyse(source, options, progress) for source in inputs]
        told = {"pdf": pdf, "video": video, "blur_faces": blur_faces}
        if len(analyses) == 1:
            tell(analyses[0], folder, options, progress=progress, **told)
        else:
            tell_both_sides(analyses, folder, options, progress=progress, **told)
    return out


def tell(
    analysis: Analysis,
    folder: Path,
    options: AnalyzeOptions,
    *,
    pdf: bool = False,
    video: bool = False,
    blur_faces: bool = False,
    progress: Progress = silent,
) -> None:
    """Write the contract's files for one analysis into ``folder``."""
    from gaitcue.report import write_annotated_video, write_report

    folder.mkdir(exist_ok=True)
    analysis = replace(analysis, provenance=analysis.provenance | {"blur_faces": blur_faces})
    write_report(analysis, analysis.clip, folder, pdf=pdf, blur_faces=blur_faces)
    if video:
        if analysis.clip is None:
            raise BadOption("--video needs a video as input; these points have no pictures")
        write_annotated_video(
            analysis, analysis.clip, folder / "annotated.mp4", blur_faces=blur_faces, progress=progress
        )
    if options.corrections is not None:
        write_corrections(analysis.provenance["corrections"], options.corrections, folder / CORRECTIONS)
    write_result(analysis, folder)


def write_corrections(taken: dict[str, Any], given: Path, file: Path) -> None:
    """The file as it was given, letter by letter: it may be this result's own, which then need not be replaced."""
    text = given.read_bytes()
    unchanged = json.loads(text.decode("utf-8-sig")) == taken
    file.write_bytes(text if unchanged else json.dumps(taken, indent=1).encode())


def tell_both_sides(
    analyses: Sequence[Analysis],
    folder: Path,
    options: AnalyzeOptions,
    *,
    pdf: bool,
    video: bool,
    blur_faces: bool,
    progress: Progress,
) -> None:
    """One merged result (each leg measured as the near leg), and each side's own result in ``left`` and ``right``."""
    merged = with_findings(merge_sides(analyses), options.person_files)
    for analysis in analyses:
        side = folder / str(analysis.view.near_side)
        tell(analysis, side, options, pdf=False, video=video, blur_faces=blur_faces, progress=progress)
    tell(merged, folder, options, pdf=pdf, video=False, blur_faces=blur_faces, progress=progress)
