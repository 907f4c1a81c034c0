"""From input to a whole result folder: analyse, tell, and put everything in place at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis
from gaitcue.work.analyze import analyze
from gaitcue.work.both_sides import merge_sides
from gaitcue.work.folders.result_folder import default_folder, result_folder
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.person import with_findings
from gaitcue.work.recording import Progress, silent
from gaitcue.work.results import read_result, write_result
from gaitcue.work.stored import is_result, sides_of, source_names

CORRECTIONS = "corrections.json"


def analyze_to_folder(
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
    sides = [side for source in inputs for side in sides_of(source)]
    if len(sides) not in (1, 2):
        raise BadOption(f"give one clip, or two clips of one run from both sides; got {len(sides)}")
    again = is_result(inputs[0])
    out = out or (inputs[0] if again else default_folder(inputs[0]))
    # A result that is made again is read whole before it is replaced.
    needed = [path for path in inputs if not (again and path.resolve() == out.resolve())]
    told = {"pdf": pdf, "video": video, "blur_faces": blur_faces}
    if again:
        told |= wishes_of(inputs[0], told)
    with result_folder(out, "analysis", [*needed, *options.files()], source_names(inputs)) as folder:
        analyses = [analyze(side, options, progress) for side in sides]
        if len(analyses) == 1:
            tell(analyses[0], folder, options, progress=progress, **told)
        else:
            tell_both_sides(analyses, folder, options, progress=progress, **told)
    return out


def wishes_of(result: Path, told: dict[str, bool]) -> dict[str, bool]:
    """Made again, a result keeps faces hidden that were hidden, and has a PDF if it had one."""
    hidden = bool(read_result(result).provenance.get("blur_faces"))
    return {"blur_faces": told["blur_faces"] or hidden, "pdf": told["pdf"] or (result / "report.pdf").is_file()}


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
    pictures = analysis.clip if analysis.clip is not None and analysis.clip.path.exists() else None
    write_report(analysis, pictures, folder, pdf=pdf, blur_faces=blur_faces)
    if video:
        if pictures is None:
            raise BadOption("--video needs the clip: these points have no pictures, or their clip is not beside them")
        write_annotated_video(analysis, pictures, folder / "annotated.mp4", blur_faces=blur_faces, progress=progress)
    if analysis.provenance["corrections"] or options.corrections is not None:
        write_corrections(analysis.provenance["corrections"], options.corrections, folder / CORRECTIONS)
    write_result(analysis, folder)


def write_corrections(taken: dict[str, Any], given: Path | None, file: Path) -> None:
    """The file as it was given, letter by letter: it may be this result's own, which then need not be replaced."""
    text = given.read_bytes() if given else b""
    unchanged = given is not None and json.loads(text.decode("utf-8-sig")) == taken
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
    merged = with_findings(replace(merge_sides(analyses), raw=None, raw_standing=None), options.person_files)
    for analysis in analyses:
        side = folder / str(analysis.view.near_side)
        tell(analysis, side, options, pdf=False, video=video, blur_faces=blur_faces, progress=progress)
    tell(merged, folder, options, pdf=pdf, video=False, blur_faces=blur_faces, progress=progress)
