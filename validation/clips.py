"""Real clips against truth made by eye: the stored scorer of the recordings' folder judges gaitcue's result folders."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gaitcue.work.options import AnalyzeOptions, Preset
from gaitcue.work.reports import analyse_to_folder


@dataclass(frozen=True)
class ScoredClip:
    name: str
    facing_correct: bool
    near_side_correct: bool
    score: dict[str, Any]


def truth_files(data: Path) -> list[Path]:
    return sorted((data / "videos").glob("*.truth.json"))


def clip_of(truth: Path) -> Path:
    return truth.with_name(truth.name.replace(".truth.json", ".mp4"))


def analyse_clips(data: Path, out: Path, preset: Preset = "standard") -> list[tuple[Path, Path]]:
    """Analyse every clip that has a truth file: pairs of (result folder, truth file)."""
    pairs = []
    for truth in truth_files(data):
        folder = out / preset / clip_of(truth).stem
        analyse_to_folder([clip_of(truth)], folder, AnalyzeOptions(preset=preset))
        pairs.append((folder, truth))
    return pairs


def score(pairs: list[tuple[Path, Path]], data: Path) -> dict[str, Any]:
    """What the scorer beside the recordings says: one report a clip, and ``pooled``."""
    scorer = data.parent / "check" / "score.py"
    arguments = [str(p) for pair in pairs for p in pair]
    done = subprocess.run([sys.executable, str(scorer), *arguments], capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def table(scores: dict[str, Any]) -> str:
    """Markdown table, one row a clip and one for all."""
    columns = (
        "clip", "near events / extra", "far events / extra", "near: excess, gross, coverage",
        "far: excess, gross, coverage", "shank deg", "hip-shoulder deg", "knee deg", "ankle-hip % leg",
    )  # fmt: skip
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "\n".join(row(name.replace(".truth.json", ""), s) for name, s in scores.items()) + "\n"


def row(name: str, s: dict[str, Any]) -> str:
    events = [
        f"{s['events'][leg]['within_tolerance_pct']} % of {s['events'][leg]['truth']} / {s['events'][leg]['extra']}"
        for leg in ("near", "far")
    ]
    points = [points_cell(s["keypoints"][leg]) for leg in ("near", "far")]
    figures = [
        f"{s['near_figures'][f]['excess']}"
        for f in ("shank_deg", "hip_shoulder_deg", "knee_flexion_deg", "ankle_hip_pct_leg")
    ]
    return "| " + " | ".join([name, *events, *points, *figures]) + " |"


def points_cell(k: dict[str, Any]) -> str:
    if "excess" not in k:
        return "none"
    return f"{k['excess']} %, {k['gross_frames']}/{k['frames']}, {k['coverage_pct']} %"
