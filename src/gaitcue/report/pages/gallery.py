"""The clinician's pictures: key positions, landings laid over one another, curves over the cycle, contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gaitcue.report.drawing import svg
from gaitcue.report.drawing.figures import DrawnPicture, LimbPoints, LineKind, ToDraw, middle, picture_svg
from gaitcue.report.frames.keyframes import MOMENT_WORDS, KeyFrames, KeyMoment, moment_time, typical_stride
from gaitcue.report.pages.leg_columns import LegColumn
from gaitcue.report.wording import words
from gaitcue.terms.arrays import Array, known_mean
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Curve, Stride

MOMENT_LINES: Final[dict[KeyMoment, tuple[LineKind, ...]]] = {
    "initial_contact": ("plumb", "trunk", "shank"),
    "loading": ("plumb", "shank"),
    "mid_stance": ("plumb", "trunk", "thigh"),
    "toe_off": ("trunk", "thigh"),
    "mid_swing": ("thigh", "shank"),
}
CURVE_WORDS: Final = {
    "knee_flexion": ("Knee flexion", "+ flexed"),
    "hip_flexion": ("Hip flexion", "+ flexed"),
    "ankle_dorsiflexion": ("Ankle dorsiflexion", "+ toes towards the shin"),
    "thigh_angle": ("Thigh from the vertical", "+ knee ahead of the hip"),
    "shank_angle": ("Shank from the vertical", "+ ankle ahead of the knee"),
    "foot_angle": ("Sole from the ground", "+ toes up"),
    "trunk_lean": ("Trunk lean", "+ forward"),
    "pelvic_tilt": ("Pelvic tilt", "+ anterior"),
    "hip_height": ("Height of the hips", "+ up"),
}
LAID_OVER: Final = 12
"""strides drawn over one another at most: more only blacken the picture"""
BELOW_FEET: Final = 8.0
"""picture units left under the lowest foot of figures laid over one another"""


@dataclass(frozen=True, slots=True)
class KeyPicture:
    moment: str
    picture: DrawnPicture


@dataclass(frozen=True, slots=True)
class Strip:
    """Key positions of one leg, from one stride."""

    label: str
    painful: bool
    about: str
    pictures: tuple[KeyPicture, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A chart with its heading."""

    title: str
    hint: str
    svg: str


def representative(analysis: Analysis, limb: LegColumn) -> Stride | None:
    """The stride shown for a leg: nearest to the mean in the shank's angle at contact, else the middle one."""
    return None if limb.side is None else typical_stride(analysis, "shank_angle_ic", limb.side)


def strip_rows(analysis: Analysis, limbs: Sequence[LegColumn], frames: KeyFrames) -> Iterable[int]:
    """The rows of the Track that the strips will show, to be decoded in one go."""
    for limb in limbs:
        stride = representative(analysis, limb)
        if stride is not None:
            yield from (frames.row_at(moment_time(stride, moment)) for moment in MOMENT_LINES)


def strips(analysis: Analysis, limbs: Sequence[LegColumn], frames: KeyFrames) -> tuple[Strip, ...]:
    return tuple(
        _strip(analysis, limb, stride, frames)
        for limb in limbs
        if limb.side is not None and (stride := representative(analysis, limb)) is not None
    )


def _strip(analysis: Analysis, limb: LegColumn, stride: Stride, frames: KeyFrames) -> Strip:
    pictures = tuple(_key_picture(analysis, limb, stride, moment, frames) for moment in MOMENT_LINES)
    about = f"stride from {stride.start_s:.2f} to {stride.end_s:.2f} s"
    return Strip(words.leg_label(stride.leg, stride.side), limb.painful, about, pictures)


def _key_picture(
    analysis: Analysis, limb: LegColumn, stride: Stride, moment: KeyMoment, frames: KeyFrames
) -> KeyPicture:
    time = moment_time(stride, moment)
    cut = frames.cut(frames.row_at(time), stride)
    side: Side = limb.side or "right"
    drawn = ToDraw(MOMENT_LINES[moment], side, painful=analysis.conditions.painful_side)
    alt = f"{words.leg_label(stride.leg, stride.side)}: {MOMENT_WORDS[moment].lower()}, frame {cut.frame}"
    near = analysis.view.near_side or side
    picture = picture_svg(frames.size, cut.photo, cut.points, near, drawn, alt, cut.path)
    return KeyPicture(MOMENT_WORDS[moment], DrawnPicture(picture, alt, f"frame {cut.frame}, {time:.3f} s"))


def curve_panels(analysis: Analysis, limbs: Sequence[LegColumn]) -> tuple[Panel, ...]:
    """One panel for each signal, all legs in it."""
    panels = []
    for name in dict.fromkeys(c.name for c in analysis.curves):
        group = [c for c in analysis.curves if c.name == name]
        bands = [band for c in group if (band := _band(c, limbs)) is not None]
        if bands:
            title, hint = CURVE_WORDS.get(name, (words.humanised(name), ""))
            unit = words.unit_word(group[0].unit)
            said = "; ".join(f"{b.label} {np.nanmin(b.mean):.0f} to {np.nanmax(b.mean):.0f}{unit}" for b in bands)
            chart = svg.cycle_chart(bands, f"{unit} {hint}".strip(), f"{title} over the stride. {said}")
            panels.append(Panel(title, "", chart))
    return tuple(panels)


def _band(curve: Curve, limbs: Sequence[LegColumn]) -> svg.CycleBand | None:
    if not np.isfinite(curve.values).any():
        return None
    limb = next((x for x in limbs if x.holds(curve.side)), LegColumn(curve.leg, curve.side, curve.leg or "both"))
    there = np.isfinite(curve.values)
    count = there.sum(axis=0)
    mean = known_mean(curve.values)
    squares = np.where(there, (curve.values - mean) ** 2, 0).sum(axis=0)
    spread = np.where(count > 1, np.sqrt(squares / np.maximum(count - 1, 1)), 0.0)
    return svg.CycleBand(limb.style, limb.label, mean, spread, curve.toe_off_pct, len(curve.values))


def laid_over(analysis: Analysis, limbs: Sequence[LegColumn]) -> tuple[Panel, ...]:
    """Every used landing and toe-off of a leg as stick figures over one another, aligned on the hips; the mean bold."""
    moments: tuple[KeyMoment, ...] = ("initial_contact", "toe_off")
    frames = KeyFrames(analysis, None, steady=False)
    shown = []
    for limb in limbs:
        strides = [s for s in analysis.strides if limb.side and s.used and limb.holds(s.side)]
        for moment in moments if strides else ():
            chosen = strides[:: max(1, -(-len(strides) // LAID_OVER))]
            figures = [frames.cut(frames.row_at(moment_time(s, moment))).points for s in chosen]
            shown.append((limb, words.leg_label(strides[0].leg, limb.side), moment, figures))
    bottom = max((_lowest(figures, limb) for limb, *_, figures in shown), default=0.0)
    return tuple(_laid_over(*each, frames.size, bottom) for each in shown)


def _lowest(figures: Sequence[LimbPoints], limb: LegColumn) -> float:
    """The largest y of the leg's foot, so that it is not cut off."""
    foot = [f[name][1] for f in figures for name in (f"{limb.side}_heel", f"{limb.side}_toe") if name in f]
    return max((float(y) for y in foot if np.isfinite(y)), default=0.0)


def _laid_over(
    limb: LegColumn, label: str, moment: KeyMoment, figures: Sequence[LimbPoints], size: tuple[int, int], bottom: float
) -> Panel:
    side: Side = limb.side or "right"
    colour = svg.LEG_COLOURS[limb.style]
    names = ["mid_shoulder", *(f"{side}_{n}" for n in ("hip", "knee", "ankle", "heel", "toe"))]
    figures = [f | {"mid_shoulder": middle(f, "shoulder")} for f in figures]
    thin = "".join(_stick(f, names, colour, 1.1, 0.32) for f in figures)
    stack = {n: np.array([f[n] for f in figures if n in f]).reshape(-1, 2) for n in names}
    mean = {n: np.nanmean(p, axis=0) for n, p in stack.items() if np.isfinite(p).any()}
    count = words.plural(len(figures), "stride")
    alt = f"{label}: {count} at {MOMENT_WORDS[moment].lower()} laid over one another"
    chart = _trimmed(
        size, bottom, alt, _plumb(mean.get(f"{side}_hip"), size), thin, _stick(mean, names, colour, 3.4, 1.0)
    )
    return Panel(f"{label}, {MOMENT_WORDS[moment].lower()}", count, chart)


def _plumb(hip: Array | None, size: tuple[int, int]) -> str:
    if hip is None:
        return ""
    x, top, bottom = float(hip[0]), 0.17 * size[1], 0.93 * size[1]
    return svg.line(x, top, x, bottom, svg.MUTED, stroke_dasharray="5 4")


def _trimmed(size: tuple[int, int], bottom: float, alt: str, *parts: str) -> str:
    """The middle of the picture only, and down to the feet: a bare figure needs less room than a photograph."""
    width, left, top = 0.8 * size[0], 0.1 * size[0], 0.13 * size[1]
    height = max(0.82 * size[1], bottom + BELOW_FEET - top)
    moved = svg.tag("g", *parts, transform=f"translate({-left:g} {-top:g})")
    return svg.drawing(width, height, alt, svg.rect(0, 0, width, height, "#f3f5f7", rx=6), moved)


def _stick(points: LimbPoints, names: Sequence[str], colour: str, width: float, opacity: float) -> str:
    missing = np.full(2, np.nan)
    body, foot = names[:4], [names[3], names[4], names[5], names[3]]
    return "".join(
        svg.path(
            [(float(p[0]), float(p[1])) for p in (points.get(n, missing) for n in chain)],
            fill="none", stroke=colour, stroke_width=width, stroke_opacity=opacity, stroke_linejoin="round",
        )
        for chain in (body, foot)
    )  # fmt: skip


def contacts_panel(analysis: Analysis, limbs: Sequence[LegColumn], longest_s: float = 12.0) -> Panel | None:
    """When each foot was on the ground; of long recordings the first seconds."""
    legs = [limb for limb in limbs if limb.side is not None]
    strides = sorted(analysis.strides, key=lambda s: s.start_s)
    if not strides or not legs:
        return None
    end = strides[0].start_s + longest_s
    contacts = [
        svg.ContactBar(limb.style, s.start_s, s.toe_off_s, s.used)
        for s in strides
        for limb in legs
        if limb.holds(s.side) and s.start_s <= end
    ]
    cut = strides[-1].start_s > end
    alt = f"Contacts of each foot over time: {len(contacts)} contacts, {sum(c.used for c in contacts)} used"
    chart = svg.contact_chart(contacts, {limb.style: limb.label for limb in legs}, alt)
    return Panel("Contacts over time", f"first {longest_s:.0f} s" if cut else "whole recording", chart)
