"""The real clips degraded in many ways, scored against the same truth: what a worse recording costs.

Each picture is changed in place, size, light or sharpness, the truth is moved along, and the clip is analysed as a
person would without saying anything. The clips stay the same three people: this shows what the way of filming does, not
what other runners do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.errors import GaitcueError
from gaitcue.video import VideoWriter, frames, read_clip
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.reports import analyze_to_folder
from validation.sections.clips import Pairs, clip_of, name_of, scored, truth_files
from validation.tools.store import Request, Result

Colour = Callable[[Array, int], Array]
"""picture 0-255 and its number -> picture"""
AROUND = (110, 118, 112)
"""grey around a picture that is made smaller"""


def unchanged(picture: Array, _frame: int) -> Array:
    return picture


def noise(frame: int, sd: float, shape: tuple[int, ...]) -> Array:
    return np.random.default_rng(frame).normal(0.0, sd, shape[:2])[..., None]


def compressed(picture: Array, _frame: int) -> Array:
    _, code = cv2.imencode(".jpg", picture.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 10])
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), float)


def blurred(picture: Array, _frame: int) -> Array:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), picture.shape[0] / 400), float)


@dataclass(frozen=True, slots=True)
class Degradation:
    """What is done to every picture."""

    colour: Colour = unchanged
    scale: float = 1.0
    """of the runner within a picture that keeps its size"""
    size: float = 1.0
    """of the picture, runner and all"""
    turn_deg: float = 0.0
    mirrored: bool = False
    sway: float = 0.0
    """SD of a hand that holds the camera, share of the height"""
    zoom: float = 0.0
    """share by which the runner grows and shrinks over the clip"""
    missing: float = 0.0
    """share of the frames that the file does not hold"""

    def shape(self, width: int, height: int) -> tuple[int, int]:
        return round(width * self.size / 2) * 2, round(height * self.size / 2) * 2

    def place(self, width: int, height: int, moment: float) -> Array:
        """(2, 3) map of the picture onto the degraded one; ``moment`` runs from 0 to 1 over the clip."""
        scale = self.scale * (1 + self.zoom * np.sin(3 * np.pi * moment))
        turned = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), self.turn_deg, scale), float)
        turned[:, 2] += self.sway * height * hand(moment)
        if self.mirrored:
            turned[0] = -turned[0] + [0, 0, width - 1]
        across, down = (new / old for new, old in zip(self.shape(width, height), (width, height), strict=True))
        shrink = np.array([[across, 0, (across - 1) / 2], [0, down, (down - 1) / 2]])
        return np.asarray(np.vstack([shrink, [0, 0, 1]])[:2] @ np.vstack([turned, [0, 0, 1]]), float)

    def kept(self, count: int) -> list[int]:
        """Frames that the file holds."""
        lost = np.random.default_rng(1).random(count) < self.missing
        return np.flatnonzero(~lost).tolist()


def hand(moment: float) -> Array:
    """(2,) slow wander, SD about 1."""
    beats = np.array([[3.0, 7.0, 12.0], [4.0, 8.0, 11.0]])
    return np.asarray(np.sin(2 * np.pi * beats * moment + beats).sum(axis=1) * np.sqrt(2 / 3), float)


DEGRADATIONS = {
    "written again, nothing else": Degradation(),
    "mirrored": Degradation(mirrored=True),
    "half the size": Degradation(size=0.5),
    "a third of the size": Degradation(size=1 / 3),
    "runner at 40 %": Degradation(scale=0.4),
    "runner at 25 %": Degradation(scale=0.25),
    "camera turned by 6 deg": Degradation(turn_deg=6.0, scale=0.9),
    "camera turned by -12 deg": Degradation(turn_deg=-12.0, scale=0.9),
    "held by hand": Degradation(sway=0.008, scale=0.9),
    "zooming in and out": Degradation(zoom=0.15, scale=0.85),
    "dark and noisy": Degradation(lambda p, i: 127 * (p / 255) ** 2.2 + noise(i, 3.0, p.shape)),
    "overexposed": Degradation(lambda p, _: 1.9 * p + 20),
    "pale": Degradation(lambda p, _: 150 + 0.4 * p),
    "grey": Degradation(lambda p, _: np.repeat(p.mean(axis=2, keepdims=True), 3, axis=2)),
    "flickering light": Degradation(lambda p, i: p * (1 + 0.3 * np.sin(2.3 * i))),
    "noisy": Degradation(lambda p, i: p + noise(i, 18.0, p.shape)),
    "compressed until blocks show": Degradation(compressed),
    "out of focus": Degradation(blurred),
    "12 % of the frames missing": Degradation(missing=0.12),
}
QUICK = ("mirrored", "12 % of the frames missing")


def section(request: Request) -> Result:
    """Scores of every degradation, all clips together; refused clips by name."""
    truths = truth_files(request.data)[: 1 if request.quick else None]
    found: Result = {}
    for number, name in enumerate(QUICK if request.quick else DEGRADATIONS):
        request.tell(f"degraded clips: {name}", number, len(DEGRADATIONS))
        pairs, refused = analyse_degraded(truths, DEGRADATIONS[name], request.work / f"degraded-{number}")
        found[name] = {"pooled": scored(pairs, request.data)["pooled"] if pairs else None, "refused": refused}
    return {"ways": found}


def analyse_degraded(truths: list[Path], degradation: Degradation, work: Path) -> tuple[Pairs, dict[str, str]]:
    """Pairs of (result folder, moved truth), and why clips were refused."""
    pairs: Pairs = []
    refused: dict[str, str] = {}
    for truth in truths:
        clip, moved = degrade(truth, degradation, work)
        try:
            folder = work / f"{name_of(truth)}.gaitcue"
            analyze_to_folder([clip], folder, AnalyzeOptions())
            pairs.append((folder, moved))
        except GaitcueError as problem:
            refused[name_of(truth)] = str(problem)
    return pairs, refused


def degrade(truth: Path, degradation: Degradation, work: Path) -> tuple[Path, Path]:
    """Write the degraded clip and its truth under ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    clip = read_clip(clip_of(truth))
    kept = degradation.kept(clip.frames)
    wanted, size = set(kept), degradation.shape(clip.width, clip.height)
    places = [degradation.place(clip.width, clip.height, frame / clip.frames) for frame in range(clip.frames)]
    file = work / f"{name_of(truth)}.mp4"
    with VideoWriter(file, *size, clip.playback_fps) as writer:
        for frame in frames(clip):
            if frame.index in wanted:
                picture = changed(frame.rgb(), places[frame.index], size, degradation.colour, frame.index)
                writer.write(picture, frame.time_s)
    moved = work / truth.name
    told = json.loads(truth.read_text(encoding="utf-8"))
    moved.write_text(json.dumps(moved_truth(told, places, kept, mirrored=degradation.mirrored)), encoding="utf-8")
    return file, moved


def changed(picture: Pixels, place: Array, size: tuple[int, int], colour: Colour, frame: int) -> Pixels:
    shrink = float(np.sqrt(abs(np.linalg.det(place[:, :2]))))
    if shrink < 0.7:  # sampling alone would leave out pixels
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.4 / shrink), np.uint8)
    moved = cv2.warpAffine(picture, place, size, flags=cv2.INTER_LINEAR, borderValue=AROUND)
    return np.asarray(colour(np.asarray(moved, float), frame).clip(0, 255), np.uint8)


def moved_truth(truth: dict[str, Any], places: list[Array], kept: list[int], *, mirrored: bool) -> dict[str, Any]:
    """The truth of the degraded clip: points moved, frames counted anew, sides exchanged in the mirror."""
    number = {frame: new for new, frame in enumerate(kept)}
    other = {"left": "right", "right": "left"}
    sides = {key: other[truth[key]] if mirrored else truth[key] for key in ("facing", "near_side")}
    events = [{**e, "frame": int(np.searchsorted(kept, e["frame"]))} for e in truth["events"]]
    marked = [k for k in truth["keypoints"] if k["frame"] in number]
    keypoints = [{**k, "frame": number[k["frame"]], "points": dict(moved_points(k, places))} for k in marked]
    return {**truth, **sides, "events": events, "keypoints": keypoints}


def moved_points(marked: dict[str, Any], places: list[Array]) -> Iterator[tuple[str, list[float]]]:
    place = places[marked["frame"]]
    scale = float(np.sqrt(abs(np.linalg.det(place[:, :2]))))
    for name, (x, y, doubt, *_) in marked["points"].items():
        yield name, [*(place @ [x, y, 1.0]).tolist(), doubt * scale]


def figures(result: Result) -> dict[str, float | None]:
    """The worst of all ways."""
    scores = [one["pooled"] for one in result["ways"].values() if one["pooled"]]
    return {
        "near_events_pct": min(s["events"]["near"]["within_tolerance_pct"] for s in scores),
        "far_events_pct": min(s["events"]["far"]["within_tolerance_pct"] for s in scores),
        "near_extra": sum(s["events"]["near"]["extra"] for s in scores),
        "near_gross_pct": max(s["keypoints"]["near"]["gross_pct"] for s in scores),
        "refused": sum(len(one["refused"]) for one in result["ways"].values()),
    }
