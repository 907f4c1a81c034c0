"""The demo: a synthetic runner before and after retraining, drawn, analysed, and set beside the known truth."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from gaitcue.demo import Runner, after_runner, before_runner, draw_clip, write_truth
from gaitcue.terms.records import Conditions
from gaitcue.work.analyse import analyse
from gaitcue.work.options import AnalyzeOptions, Preset
from gaitcue.work.recording import Progress, silent
from gaitcue.work.reports import tell
from gaitcue.work.results import result_folder

MARK = "demo.json"


def make_demo(
    out: Path, *, seconds: float = 8.0, preset: Preset = "standard", progress: Progress = silent
) -> list[Path]:
    """Write ``before/`` and ``after/``: each a clip, its TRUTH.json and its result.

    Returns
    -------
    The two result folders.
    """
    runners = {"before": before_runner(), "after": after_runner()}
    with result_folder(out) as folder:
        (folder / MARK).write_text(json.dumps({"seconds": seconds, "preset": preset}), encoding="utf-8")
        for name, runner in runners.items():
            analyse_runner(replace(runner, duration_s=seconds), folder / name, name, preset, progress)
    return [out / name for name in runners]


def analyse_runner(runner: Runner, folder: Path, name: str, preset: Preset, progress: Progress) -> None:
    folder.mkdir()
    clip = folder / f"{name}.mp4"
    draw_clip(runner, clip, lambda done, total: progress(f"drawing {name}", done, total))
    write_truth(runner, folder / "TRUTH.json")
    conditions = Conditions(speed_kmh=round(3.6 * runner.speed_mps, 2), height_cm=runner.height_cm, incline_pct=0.0)
    options = AnalyzeOptions(conditions=conditions, preset=preset)
    analysis = analyse(clip, options, lambda what, done, total: progress(f"{what} ({name})", done, total))
    tell(analysis, folder, options, progress=progress)
