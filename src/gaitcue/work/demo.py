"""The demo: a synthetic runner before and after retraining, drawn, analysed, and set beside the known truth."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from gaitcue.compare import Occasion, compare
from gaitcue.demo import Runner, after_runner, before_runner, draw_clip, sticker_clicks, write_truth
from gaitcue.pose.settings import Preset
from gaitcue.terms.records import Analysis, Clip, Conditions
from gaitcue.work.analyze import analyze
from gaitcue.work.compare import ComparedRun, tell_comparison
from gaitcue.work.folders.result_folder import result_folder
from gaitcue.work.folders.written import list_files
from gaitcue.work.options import AnalyzeOptions, StickerClick
from gaitcue.work.recording import Progress, silent
from gaitcue.work.reports import tell

MARK, TRUTH = "demo.json", "TRUTH.json"
STANDING_S = 2.0


def make_demo(
    out: Path, *, seconds: float = 8.0, preset: Preset = "standard", progress: Progress = silent
) -> list[Path]:
    """Write ``before/`` and ``after/`` (each a clip, its TRUTH.json and its result) and ``comparison/``.

    Returns
    -------
    The two result folders and the comparison's.
    """
    runners = {"before": before_runner(), "after": after_runner()}
    with result_folder(out, "demo") as folder:
        runs = []
        for name, runner in runners.items():
            whole = replace(runner, standing_s=STANDING_S, duration_s=STANDING_S + seconds)
            runs.append(ComparedRun(name, *analyze_runner(whole, folder / name, name, preset, progress)))
        compare_runs(runs, folder / "comparison", progress)
        (folder / MARK).write_text(json.dumps({"seconds": seconds, "preset": preset}), encoding="utf-8")
    return [out / name for name in (*runners, "comparison")]


def analyze_runner(
    runner: Runner, folder: Path, name: str, preset: Preset, progress: Progress
) -> tuple[Analysis, Clip | None]:
    """Draw a runner who first stands still, and analyse the clip like a physio who clicked two stickers."""
    folder.mkdir()
    clip = folder / f"{name}.mp4"
    draw_clip(runner, clip, lambda done, total: progress(f"drawing {name}", done, total))
    write_truth(runner, folder / TRUTH)
    conditions = Conditions(
        speed_kmh=round(3.6 * runner.speed_mps, 2), height_cm=runner.height_cm, incline_pct=0.0, surface="treadmill"
    )
    options = AnalyzeOptions(
        conditions=conditions,
        preset=preset,
        standing=f"0-{runner.standing_s - 0.1:g}",
        stickers=tuple(StickerClick(*click) for click in sticker_clicks(runner)),
    )
    analysis = analyze(clip, options, lambda what, done, total: progress(f"{what} ({name})", done, total))
    tell(analysis, folder, options, progress=progress)
    # The clip and its truth are no part of the result, which can be made again beside them.
    list_files(folder, "analysis", (clip.name,), but=(clip.name, TRUTH))
    return analysis, analysis.clip


def compare_runs(runs: list[ComparedRun], folder: Path, progress: Progress) -> None:
    folder.mkdir()
    occasion = Occasion(same_session=True, same_camera=True)
    comparison = compare([run.analysis for run in runs], [run.name for run in runs], occasion=occasion)
    tell_comparison(comparison, runs, folder, video=False, blur_faces=False, progress=progress)
    list_files(folder, "comparison", tuple(run.name for run in runs))
