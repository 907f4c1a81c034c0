"""Comparing runs of one person: clips or finished results in, comparison files out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gaitcue.compare import Comparison, Occasion, compare, unlike
from gaitcue.report.wording.sentences import reason_text
from gaitcue.terms.errors import BadOption, GaitcueError, UnusableInput
from gaitcue.terms.records import Analysis, Clip
from gaitcue.work.analyze import analyze
from gaitcue.work.contract import COMPARISON
from gaitcue.work.folders.result_folder import result_folder
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.recording import Progress, silent
from gaitcue.work.results import DONE, note_json, plain, with_reason
from gaitcue.work.stored import read_with_curves, sha256_of


@dataclass(frozen=True)
class ComparedRun:
    """One of the runs compared; ``clip`` is None when its pictures are not at hand."""

    name: str
    analysis: Analysis
    clip: Clip | None


def compare_to_folder(
    inputs: Sequence[Path],
    out: Path | None = None,
    *,
    names: Sequence[str] | None = None,
    occasion: Occasion | None = None,
    options: AnalyzeOptions | None = None,
    video: bool = False,
    blur_faces: bool = False,
    progress: Progress = silent,
) -> Path:
    """Compare two or more clips or finished results (the first is "before") and write the comparison's folder.

    Returns
    -------
    The folder: ``out``, or ``comparison.gaitcue`` beside the first input.
    """
    if len(inputs) < 2:
        raise BadOption("compare needs at least two clips or results: gaitcue compare BEFORE AFTER")
    out = out or inputs[0].parent / "comparison.gaitcue"
    with result_folder(out, "comparison", inputs, [path.name for path in inputs]) as folder:
        runs = [
            take_run(path, name, options, progress) for path, name in zip(inputs, run_names(inputs, names), strict=True)
        ]
        comparison = compare([run.analysis for run in runs], [run.name for run in runs], occasion=occasion)
        tell_comparison(comparison, runs, folder, video=video, blur_faces=blur_faces, progress=progress)
    return out


def run_names(inputs: Sequence[Path], names: Sequence[str] | None) -> tuple[str, ...]:
    if names:
        if len(names) != len(inputs) or len(set(names)) != len(names):
            raise BadOption(f"give one name for each of the {len(inputs)} runs, all different")
        return tuple(names)
    return ("before", "after") if len(inputs) == 2 else tuple(f"run {i + 1}" for i in range(len(inputs)))


def take_run(path: Path, name: str, options: AnalyzeOptions | None, progress: Progress = silent) -> ComparedRun:
    """A finished result is read; anything else is analysed."""
    if not path.exists():
        raise UnusableInput(f"{path} does not exist; check the path")
    if path.is_dir() and (path / DONE).is_file():
        analysis = read_with_curves(path)
        return ComparedRun(name, analysis, find_clip(path, analysis))
    analysis = analyze(path, options, lambda what, done, total: progress(f"{what} ({name})", done, total))
    return ComparedRun(name, analysis, analysis.clip)


def find_clip(folder: Path, analysis: Analysis) -> Clip | None:
    """The clip of a finished result, if it still lies in the result or beside it, unchanged."""
    from gaitcue.video import read_clip

    stored = analysis.provenance.get("clip", {})
    for place in (folder / str(stored.get("file")), folder.parent / str(stored.get("file"))):
        if place.is_file() and sha256_of(place) == stored.get("sha256"):
            try:
                return read_clip(place, capture_fps=stored.get("capture_fps"))
            except GaitcueError:
                return None
    return None


def tell_comparison(
    comparison: Comparison,
    runs: Sequence[ComparedRun],
    folder: Path,
    *,
    video: bool,
    blur_faces: bool,
    progress: Progress,
) -> None:
    """Write comparison.html, the before/after picture, the clip side by side, and comparison.json last."""
    from gaitcue.report import side_by_side_video, write_comparison

    analyses, clips = [run.analysis for run in runs], [run.clip for run in runs]
    if video and (why := unlike(analyses[0], analyses[1])):
        raise BadOption(f"--video sets frames side by side, but {reason_text(why)}; or leave --video out")
    write_comparison(comparison, analyses, clips, folder, blur_faces=blur_faces)
    if video:
        if clips[0] is None or clips[1] is None:
            raise BadOption("--video needs the clips; they do not lie beside their results any more")
        file = folder / "side_by_side.mp4"
        side_by_side_video(analyses[0], clips[0], analyses[1], clips[1], file, blur_faces=blur_faces, progress=progress)
    text = json.dumps(plain(to_json(comparison)), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "comparison.json").write_text(text, encoding="utf-8")


def to_json(comparison: Comparison) -> dict[str, object]:
    return {
        "schema": COMPARISON.schema,
        "runs": list(comparison.names),
        "changes": [with_reason(change) for change in comparison.changes],
        "curves": [with_reason(curve) for curve in comparison.curves],
        "notes": [note_json(note) for note in comparison.notes],
        "provenance": comparison.provenance,
    }
