"""Real clips against truth made by eye: the stored scorer of the recordings' folder judges gaitcue's result folders.

Beside gaitcue's presets stand RTMPose's stored points and stock MediaPipe: their points are scored as they come, and
their events are those that gaitcue's own path finds from them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.pose import load_track
from gaitcue.pose.settings import Preset
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.track import point
from gaitcue.work.analyze import analyze
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.reports import analyze_to_folder
from gaitcue.work.results import DONE, read_track, write_result, write_track
from validation.tools.eye_angles import angle_rows, event_rows, truth_leg
from validation.tools.left_out import left_out_rows
from validation.tools.stock import stock_keypoints
from validation.tools.store import Request, Result

Pairs = list[tuple[Path, Path]]
PRESETS: tuple[Preset, ...] = ("standard", "fast")
FIGURES = ("shank_deg", "hip_shoulder_deg", "knee_flexion_deg", "ankle_hip_pct_leg")


def truth_files(data: Path) -> list[Path]:
    return sorted((data / "videos").glob("*.truth.json"))


def clip_of(truth: Path) -> Path:
    return truth.with_name(name_of(truth) + ".mp4")


def name_of(truth: Path) -> str:
    return truth.name.removesuffix(".truth.json")


def section(request: Request) -> Result:
    """Scores of every tracker, offsets of our points, and what becomes of the clips without truth."""
    truths = truth_files(request.data)[: 1 if request.quick else None]
    trackers: Result = {}
    ours: Pairs = []
    for preset in PRESETS[: 1 if request.quick else None]:
        pairs = analyse_clips(truths, request, preset)
        ours = ours or pairs
        trackers[preset] = scored(pairs, request.data)
    for name, pairs in peers(truths, request).items():
        trackers[name] = scored(pairs, request.data)
        cleaned = [(folder.with_name(folder.name + "-cleaned"), truth) for folder, truth in pairs]
        trackers[f"{name}, cleaned"] = scored(cleaned, request.data)
    others = {} if request.quick else other_clips(truths, request)
    eye = {"eye": eye_rows(ours), "left_out": left_out_rows(ours)} if len(ours) > 1 else {"eye": eye_rows(ours)}
    return {"trackers": trackers, "offsets": offsets(ours), **eye, "others": others}


def analyse_clips(truths: list[Path], request: Request, preset: Preset = "standard") -> Pairs:
    """Analyse every clip that has a truth file: pairs of (result folder, truth file)."""
    pairs = []
    for number, truth in enumerate(truths):
        request.tell(f"clips, preset {preset}: {name_of(truth)}", number, len(truths))
        folder = request.work / preset / name_of(truth)
        analyze_to_folder([clip_of(truth)], folder, AnalyzeOptions(preset=preset))
        pairs.append((folder, truth))
    return pairs


def peers(truths: list[Path], request: Request) -> dict[str, Pairs]:
    """Result folders made from other trackers' points, for the clips that have them."""
    found: dict[str, Pairs] = {"rtmpose": [], "mediapipe": []}
    for number, truth in enumerate(truths):
        request.tell(f"clips, other trackers: {name_of(truth)}", number, len(truths))
        for keypoints in sorted((request.data / "pose").glob(f"{name_of(truth)}.rtmpose*.json")):
            found["rtmpose"].append((peer_result(keypoints, request.work / "rtmpose" / name_of(truth)), truth))
        keypoints = request.work / f"{name_of(truth)}.mediapipe.json"
        if stock_keypoints(clip_of(truth), keypoints, request.stock_python):
            found["mediapipe"].append((peer_result(keypoints, request.work / "mediapipe" / name_of(truth)), truth))
    return {name: pairs for name, pairs in found.items() if pairs}


def peer_result(keypoints: Path, folder: Path) -> Path:
    """Two result folders: the points as they come, and (``-cleaned``) after gaitcue's path; events by that path."""
    cleaned = folder.with_name(folder.name + "-cleaned")
    for place in (folder, cleaned):
        place.mkdir(parents=True, exist_ok=True)
    raw = load_track(keypoints)
    try:
        write_result(analyze(keypoints), cleaned)
    except GaitcueError:
        write_track(raw, cleaned / "track.nc")
        (cleaned / DONE).write_text(json.dumps({"events": [], "view": {}}), encoding="utf-8")
    (folder / DONE).write_text((cleaned / DONE).read_text(encoding="utf-8"), encoding="utf-8")
    write_track(raw, folder / "track.nc")
    return folder


def scored(pairs: Pairs, data: Path) -> Result:
    """What the scorer beside the recordings says, only what the page shows: one report a clip, and ``pooled``."""
    scorer = data.parent / "check" / "score.py"
    arguments = [str(p) for pair in pairs for p in pair]
    done = subprocess.run([sys.executable, str(scorer), *arguments], capture_output=True, text=True, check=True)
    reports = json.loads(done.stdout)
    return {name.removesuffix(".truth.json"): trimmed(report) for name, report in reports.items()}


def trimmed(report: dict[str, Any]) -> Result:
    kept: Result = {
        "events": {leg: report["events"][leg] for leg in ("near", "far")},
        "keypoints": report["keypoints"],
        "figures": {name: report["near_figures"].get(name, {}).get("excess") for name in FIGURES},
    }
    if "detail" in report["events"]:
        kept["bias_frames"] = {k: v.get("bias_frames") for k, v in report["events"]["detail"].items()}
    if "facing_correct" in report:
        kept["view_correct"] = bool(report["facing_correct"] and report["near_side_correct"])
    return kept


def offsets(pairs: Pairs) -> Result:
    """For each clip and point: mean of (ours - truth) forward and up in % of the leg's length, and the frames."""
    return {name_of(truth): point_offsets(folder, json.loads(truth.read_text("utf-8"))) for folder, truth in pairs}


def eye_rows(pairs: Pairs) -> Result:
    """For each clip, whether what the eye measured lies inside what is stated: angles and events."""
    out: Result = {}
    for folder, file in pairs:
        truth = json.loads(file.read_text("utf-8"))
        angles, events = list(angle_rows(folder, truth, truth_leg(truth))), list(event_rows(folder, truth))
        out[name_of(file)] = {"angles": angles, "events": events}
    return out


def point_offsets(folder: Path, truth: Result) -> Result:
    track = read_track(folder / "track.nc")
    row = {int(frame): index for index, frame in enumerate(track["frame"].values)}
    near = truth["near_side"]
    side = {"near": near, "far": "left" if near == "right" else "right"}
    ahead = 1.0 if truth["facing"] == "right" else -1.0
    leg = truth_leg(truth)
    found: dict[str, list[tuple[float, float]]] = {}
    for marked in truth["keypoints"]:
        for name, place in marked["points"].items():
            who, _, joint = name.partition("_")
            if who not in side or marked["frame"] not in row:
                continue
            seen = point(track, f"{side[who]}_{joint}")[row[marked["frame"]]]
            error = 100 * (seen - np.array(place[:2], float)) / leg
            found.setdefault(name, []).append((ahead * float(error[0]), -float(error[1])))
    return {name: mean_offset(values) for name, values in sorted(found.items())}


def mean_offset(values: list[tuple[float, float]]) -> Result:
    known = np.array([v for v in values if np.isfinite(v).all()])
    if not len(known):
        return {"n": 0, "forward": None, "up": None}
    return {"n": len(known), "forward": float(known[:, 0].mean()), "up": float(known[:, 1].mean())}


def other_clips(truths: list[Path], request: Request) -> Result:
    """Every clip without truth: measured (with its cadence) or refused (with the reason)."""
    known = {clip_of(truth) for truth in truths}
    clips = [clip for clip in sorted((request.data / "videos").glob("*.mp4")) if clip not in known]
    return dict(outcome(clip, number, len(clips), request) for number, clip in enumerate(clips))


def outcome(clip: Path, number: int, total: int, request: Request) -> tuple[str, Result]:
    request.tell(f"clips without truth: {clip.stem}", number, total)
    try:
        analysis = analyze(clip)
    except GaitcueError as problem:
        return clip.stem, {"outcome": "refused", "reason": str(problem)}
    cadence = next((m.mean for m in analysis.measures if m.measure == "cadence"), None)
    contacts = sum(e.type == "initial_contact" for e in analysis.events)
    doubts = [note.code for note in analysis.quality if note.level != "info"]
    return clip.stem, {"outcome": "measured", "cadence_spm": cadence, "contacts": contacts, "notes": doubts}


def figures(result: Result) -> dict[str, float | None]:
    """The figures that ``targets.toml`` asks for, of the preset ``standard`` pooled."""
    pooled = result["trackers"]["standard"]["pooled"]
    out: dict[str, float | None] = {}
    for leg in ("near", "far"):
        points, events = pooled["keypoints"][leg], pooled["events"][leg]
        out |= {f"{leg}_excess": points.get("excess"), f"{leg}_coverage": points["coverage_pct"]}
        out |= {f"{leg}_gross_pct": points.get("gross_pct"), f"{leg}_events_pct": events["within_tolerance_pct"]}
    out["near_extra"] = pooled["events"]["near"]["extra"]
    names = ("shank", "hip_shoulder", "knee", "ankle_hip")
    out |= dict(zip(names, (pooled["figures"][f] for f in FIGURES), strict=True))
    told = {"angles_by_others_pct": result.get("left_out", {}), "angles_stated_pct": result["eye"]}
    out |= {name: inside_pct(clips) for name, clips in told.items()}
    return out | dict(beside_rtmpose(result))


def inside_pct(clips: Result) -> float | None:
    """Single frames' angles that are held, of all clips together."""
    rows = [row for clip in clips.values() for row in clip["angles"]]
    return 100 * sum(row["inside"] for row in rows) / sum(row["frames"] for row in rows) if rows else None


def beside_rtmpose(result: Result) -> Iterator[tuple[str, float | None]]:
    """Our excess on the clips for which RTMPose's points are stored (one)."""
    clips = [name for name in result["trackers"].get("rtmpose", {}) if name != "pooled"]
    for leg in ("near", "far") if clips else ():
        yield f"rtm_{leg}_excess", result["trackers"]["standard"][clips[0]]["keypoints"][leg].get("excess")
