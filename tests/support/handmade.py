"""A runner made by hand from a few sine waves: the Analysis, the pixels and the clip that the report's tests use."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.advice import Reason
from gaitcue.terms.keypoints import Leg, Side, other_side
from gaitcue.terms.records import Analysis, Clip, Conditions, Curve, Event, Note, Stride, StrideValue, Summary, View
from gaitcue.terms.track import make_track

Pixels = NDArray[np.uint8]
FPS, STRIDE_S, STANCE, SECONDS = 120.0, 0.72, 0.36, 6.0
WIDTH, HEIGHT, LEG = 540, 720, 240.0
SIDED = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")


def leg_angles(phase: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Thigh (+ forward), knee flexion and foot (+ toes up) in degrees over the gait cycle (0 = initial contact)."""
    tau = 2 * np.pi * phase
    thigh = 8 + 27 * np.cos(tau + 0.35)
    knee = 48 - 20 * np.cos(2 * (tau - 0.25) + np.pi / 1.1) + 34 * np.cos(tau - 4.1)
    foot = 8 + 35 * np.cos(tau - 0.1) - 25
    return thigh, np.clip(knee, 5, 115), foot


def leg_points(hip: NDArray[np.float64], phase: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    thigh, knee, foot = (np.radians(a) for a in leg_angles(phase))
    shank = thigh - knee
    k = hip + 0.5 * LEG * np.stack([np.sin(thigh), np.cos(thigh)], -1)
    a = k + 0.5 * LEG * np.stack([np.sin(shank), np.cos(shank)], -1)
    toe = np.stack([np.cos(foot), -np.sin(foot)], -1)
    down = np.stack([np.sin(foot), np.cos(foot)], -1)
    heel = a - 14 * toe + 20 * down
    return {"knee": k, "ankle": a, "heel": heel, "toe": heel + 66 * toe}


def points_px(facing: Side, seconds: float = SECONDS, fps: float = FPS) -> dict[str, NDArray[np.float64]]:
    """Name -> (frames, 2) px of the displayed frame; near side == facing."""
    time = np.arange(int(seconds * fps)) / fps
    phase = time / STRIDE_S
    mid_hip = np.stack([np.full_like(time, 250.0), 360 - 10 * np.cos(4 * np.pi * phase + 0.6)], -1)
    shoulder = mid_hip + np.array([30.0, -178.0])
    out = {"nose": shoulder + np.array([38.0, -62.0])}
    for side, shift in ((facing, 0.0), (other_side(facing), 0.5)):
        away = 6 if shift else 0
        swing = np.radians(30 * np.cos(2 * np.pi * (phase + shift + 0.5)))
        s = shoulder + np.array([away, -away])
        elbow = s + 95 * np.stack([np.sin(swing - 0.5), np.cos(swing - 0.5)], -1)
        wrist = elbow + 85 * np.stack([np.sin(swing + 1.1), np.cos(swing + 1.1)], -1)
        points = {"ear": shoulder + np.array([8 + away, -64]), "shoulder": s, "elbow": elbow, "wrist": wrist}
        points["hip"] = mid_hip + np.array([away, -away])
        points |= leg_points(points["hip"], phase + shift)
        out |= {f"{side}_{name}": value for name, value in points.items()}
    if facing == "left":
        out = {name: np.stack([WIDTH - 1 - p[:, 0], p[:, 1]], -1) for name, p in out.items()}
    return out


def draw(points: dict[str, NDArray[np.float64]], frame: int, near: Side) -> Pixels:
    """The runner as shaded capsules on a treadmill: (HEIGHT, WIDTH, 3) RGB."""
    rows = np.linspace(214, 176, HEIGHT)[:, None, None] + np.zeros((HEIGHT, WIDTH, 3))
    image = np.ascontiguousarray(np.clip(rows * [0.98, 1.0, 1.02], 0, 255).astype(np.uint8))
    cv2.rectangle(image, (40, 626), (500, 664), (58, 62, 70), -1)
    for side, dim in ((other_side(near), 0.68), (near, 1.0)):
        _limbs(image, points, frame, side, dim)
        if dim < 1:
            _capsule(image, points[f"{near}_shoulder"][frame], points[f"{near}_hip"][frame], 44, (46, 94, 120))
    head = (points[f"{near}_ear"][frame] + points["nose"][frame]) / 2
    cv2.circle(image, (round(head[0]), round(head[1])), 34, (205, 160, 130), -1, cv2.LINE_AA)
    return image


def _limbs(image: Pixels, points: dict[str, NDArray[np.float64]], frame: int, side: Side, dim: float) -> None:
    parts = (
        ("hip", "knee", 38, (44, 52, 78)),
        ("knee", "ankle", 24, (198, 150, 122)),
        ("heel", "toe", 20, (214, 92, 48)),
        ("shoulder", "elbow", 20, (46, 94, 120)),
        ("elbow", "wrist", 15, (198, 150, 122)),
    )
    for a, b, wide, colour in parts:
        shade = tuple(int(c * dim) for c in colour)
        _capsule(image, points[f"{side}_{a}"][frame], points[f"{side}_{b}"][frame], wide, shade)


def _capsule(image: Pixels, a: NDArray[np.float64], b: NDArray[np.float64], wide: int, colour: Sequence[int]) -> None:
    ends = [(round(float(p[0])), round(float(p[1]))) for p in (a, b)]
    cv2.line(image, ends[0], ends[1], tuple(colour), wide, cv2.LINE_AA)


def picker(facing: Side = "right"):
    """What ``pick_frames`` gives for the handmade clip, without a file."""
    points = points_px(facing)
    return lambda indices: [(int(i), draw(points, int(i), facing)) for i in sorted(indices)]


def events_and_strides(facing: Side) -> tuple[tuple[Event, ...], tuple[Stride, ...]]:
    events: list[Event] = []
    strides: list[Stride] = []
    for leg, shift in (("near", 0.0), ("far", 0.5)):
        side: Side = facing if leg == "near" else other_side(facing)
        starts = np.arange(1 - shift, SECONDS / STRIDE_S - 0.5) * STRIDE_S
        for number, start in enumerate(starts):
            off = start + STANCE * STRIDE_S
            events += [_event(start, "initial_contact", leg, side), _event(off, "toe_off", leg, side)]
            if number + 1 < len(starts):
                bad = leg == "far" and number == 2
                reason = "the far foot is hidden at contact" if bad else None
                strides.append(Stride(number, leg, side, start, off, start + STRIDE_S, not bad, reason))
    return tuple(sorted(events, key=lambda e: e.time_s)), tuple(strides)


def _event(time: float, kind: str, leg: Leg, side: Side) -> Event:
    return Event(time, time * FPS, kind, leg, side, 0.9, "auto", 0.004)  # type: ignore[arg-type]


def curves(facing: Side) -> tuple[Curve, ...]:
    phase = np.linspace(0, 1, 101)
    noise = np.random.default_rng(3)
    out = []
    for leg in ("near", "far"):
        side: Side = facing if leg == "near" else other_side(facing)
        rows = [leg_angles(phase + noise.normal(0, 0.008)) for _ in range(7)]
        thigh, knee, foot = (np.array(r) for r in zip(*rows, strict=True))
        shift = 0 if leg == "near" else 2.5
        for name, values in (
            ("knee_flexion", knee),
            ("thigh_angle", thigh),
            ("shank_angle", thigh - knee),
            ("foot_angle", foot),
            ("trunk_lean", 8 + 2 * np.cos(4 * np.pi * phase)[None] + noise.normal(0, 0.6, (7, 1))),
        ):
            out.append(Curve(name, leg, side, "deg", values + shift, 100 * STANCE))
    return tuple(out)


SUMMARIES = (
    ("cadence", "both", "spm", 16, 166.7, 1.9, 1.2),
    ("contact_time", "near", "s", 8, 0.259, 0.006, 0.0075),
    ("contact_time", "far", "s", 7, 0.266, 0.011, 0.012),
    ("shank_angle_ic", "near", "deg", 8, 11.4, 1.1, 1.8),
    ("shank_angle_ic", "far", "deg", 7, 9.1, 2.0, 3.6),
    ("ankle_hip_distance_pct", "near", "%", 8, 31.2, 0.9, 1.5),
    ("knee_flexion_ic", "near", "deg", 8, 12.0, 1.6, 2.4),
    ("knee_flexion_ic", "far", "deg", 7, 13.5, 2.5, 4.6),
    ("trunk_lean_stance", "both", "deg", 15, 9.6, 0.8, 1.9),
    ("vertical_oscillation", "both", "cm", 15, 8.3, 0.4, 0.9),
)


def summaries(facing: Side) -> tuple[Summary, ...]:
    rows = []
    for measure, leg, unit, n, mean, sd, half in SUMMARIES:
        side = {"near": facing, "far": other_side(facing), "both": None}[leg]
        status, reason = ("ok", None) if leg != "far" else ("low_confidence", "the far leg is partly hidden")
        rows.append(
            Summary(measure, leg, side, unit, n, mean, sd, mean - half, mean + half, status, reason)  # type: ignore[arg-type]
        )
    why = "stick two dots on the pelvis and name them with --sticker; hip keypoints cannot give pelvic tilt"
    rows.append(Summary("pelvic_tilt_mean", "near", facing, "deg", 0, None, None, None, None, "not_measurable", why))
    return tuple(rows)


def values(facing: Side) -> tuple[StrideValue, ...]:
    noise = np.random.default_rng(5)
    return tuple(
        StrideValue(s.measure, s.leg, s.side, i, s.mean + float(noise.normal(0, s.sd or 0)), s.unit, "ok")
        for s in summaries(facing)
        if s.mean is not None
        for i in range(7)
    )


def clip_record(path: Path = Path("handmade.mp4"), fps: float = FPS, frames: int | None = None) -> Clip:
    times = np.arange(frames or int(SECONDS * FPS)) / fps
    return Clip(path, "0" * 64, WIDTH, HEIGHT, times, fps, fps, 1.0, "container")


def analysis(facing: Side = "right", conditions: Conditions | None = None, **changes: object) -> Analysis:
    """A whole Analysis of the handmade runner; any field can be replaced."""
    points = points_px(facing)
    track = make_track(np.stack(list(points.values()), 1), np.arange(int(SECONDS * FPS)) / FPS, list(points))
    events, strides = events_and_strides(facing)
    told = Conditions(10.8, 0.0, 178, "Daily trainer", None, 2, 4, 8, other_side(facing), "treadmill")
    notes = (
        Note("far_leg", "warning", "The far foot is hidden in part of the strides: film the other side as well.", 0.18),
        Note("frame_rate", "info", "120 frames/s: good enough for angles at contact.", 120.0),
    )
    view = View(facing, facing, "treadmill", "fixed", 1.2, 0.4, 282.0, 9.0, LEG, {"roll_deg": Reason("verticals")})
    made = Analysis(
        clip_record(), Path("handmade.mp4"), conditions or told, view, notes, events, strides,
        values(facing), summaries(facing), curves(facing), track, (),
        {"version": "0.1.0", "model": {"name": "BlazePose heavy", "sha256": "ab" * 32, "precision": "bf16"}},
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]
