"""The before/after picture: the same leg at the same event, at the same scale, hips on hips, with lines and numbers.

Both runners are scaled to the same thigh + shank, so a camera that stood nearer does not make a longer stride.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from gaitcue.clinic.rule_data import cue_title
from gaitcue.compare import unlike
from gaitcue.report.drawing import svg
from gaitcue.report.drawing.figures import DrawnPicture, LimbPoints, LineKind, ToDraw, middle, picture_svg
from gaitcue.report.frames.keyframes import (
    MARKER_UNITS,
    MOMENT_WORDS,
    Cut,
    FrameSource,
    KeyFrames,
    KeyMoment,
    moment_time,
    typical_stride,
)
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.sentences import reason_text
from gaitcue.report.wording.units import spoken
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Leg, Side, side_of_leg
from gaitcue.terms.records import Analysis, Summary

SIZE: Final = (320, 420)
LEG_SHARE: Final = 0.37
"""of the picture's height that thigh + shank take; below the ankle a shoe needs room, also on its heel"""
LINES: Final[tuple[LineKind, ...]] = ("plumb", "trunk", "shank")
SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "initial_contact": ("shank_angle_ic", "ankle_hip_distance_pct", "knee_flexion_ic", "trunk_lean_ic"),
    "loading": ("shank_angle_loading",),
    "mid_stance": ("trunk_lean_stance", "knee_flexion_peak_stance"),
    "toe_off": ("thigh_extension", "hip_extension", "front_back_ratio"),
}
BEFORE_COLOUR: Final = "#6b7785"
ROW: Final = 22


def before_after_drawing(
    runs: tuple[Analysis, Analysis],
    sources: tuple[FrameSource | None, FrameSource | None],
    leg: Leg | Side,
    event: KeyMoment,
    *,
    names: tuple[str, str] = ("before", "after"),
    blur_faces: bool = False,
    catalog: Catalog = registry,
) -> DrawnPicture:
    """The same picture as SVG, for reports."""
    if why := unlike(*runs):
        raise BadOption(f"no picture of runs that are unlike: {reason_text(why)}")
    runs = (spoken(runs[0]), spoken(runs[1]))
    side = _same_side(runs, leg)
    cuts = [_cut(run, source, side, event, blur_faces) for run, source in zip(runs, sources, strict=True)]
    near = runs[0].view.near_side or side
    at = MOMENT_WORDS[event].lower()
    alt = f"{words.capital(names[0])} and {names[1]} at {at}, {side} leg, same scale, hips aligned"
    panels = [
        picture_svg(
            SIZE, cut.photo, cut.points, near, ToDraw(LINES, side, painful=run.conditions.painful_side), alt, {}
        )
        for cut, run in zip(cuts, runs, strict=True)
    ]
    panels.append(_both_figures((cuts[0].points, cuts[1].points), names, side, alt))
    rows = _rows(runs, side, event, catalog)
    rows = [_heads(names), *rows] if rows else []
    return DrawnPicture(
        _sheet(panels, _titles(runs, names), rows, f"{MOMENT_WORDS[event]}, {side} leg", alt),
        alt,
        alt,
    )


def _same_side(runs: tuple[Analysis, Analysis], leg: Leg | Side) -> Side:
    sides: list[Side] = []
    for run in runs:
        if leg == "left" or leg == "right":
            sides.append(leg)
        elif run.view.near_side is None:
            raise BadOption("markers have no near or far leg: name the leg left or right")
        else:
            sides.append(side_of_leg(leg, run.view.near_side))
    if sides[0] != sides[1]:
        raise BadOption(
            "the two clips were filmed from different sides: name the leg left or right, or film both alike"
        )
    return sides[0]


def _cut(run: Analysis, source: FrameSource | None, side: Side, event: KeyMoment, blur: bool) -> Cut:
    stride = typical_stride(run, SHOWN.get(event, ("",))[0], side)
    if stride is None:
        raise BadOption(f"{run.source.name} has no stride of the {side} leg; choose the other leg")
    unit = MARKER_UNITS if run.track.attrs.get("units") == "m" else 1.0
    scale = LEG_SHARE * SIZE[1] / (run.view.thigh_shank_length * unit)
    frames = KeyFrames(run, source, size=SIZE, blur=blur, scale=scale, steady=False)
    return frames.cut(frames.row_at(moment_time(stride, event)), stride)


def _both_figures(runs: tuple[LimbPoints, LimbPoints], names: tuple[str, str], side: Side, alt: str) -> str:
    """Trunk and leg of both runs over one another, hips on hips: the first grey and dashed, the second in colour."""
    parts = [svg.rect(0, 0, *SIZE, "#f3f5f7")]
    parts.append(svg.line(SIZE[0] / 2, 30, SIZE[0] / 2, SIZE[1] - 12, svg.MUTED, stroke_dasharray="5 5"))
    for points, colour, dash in zip(runs, (BEFORE_COLOUR, svg.LEG_COLOURS["near"]), ("7 5", None), strict=True):
        joints_of = [f"{side}_{n}" for n in ("hip", "knee", "ankle", "heel", "toe", "ankle")]
        leg = [points.get(n, np.full(2, np.nan)) for n in joints_of]
        for chain in ([middle(points, "shoulder"), middle(points, "hip")], leg):
            ends = [(float(p[0]), float(p[1])) for p in chain]
            joints = {"stroke_linecap": "round", "stroke_linejoin": "round"}
            parts.append(svg.path(ends, fill="none", stroke=colour, stroke_width=4, stroke_dasharray=dash, **joints))
    parts.append(svg.text(14, SIZE[1] - 32, f"- - {names[0]}", size=12, fill=BEFORE_COLOUR, font_weight=600))
    near = svg.LEG_COLOURS["near"]
    parts.append(svg.text(14, SIZE[1] - 14, f"\N{EM DASH} {names[1]}", size=12, fill=near, font_weight=600))
    return svg.drawing(*SIZE, alt, *parts)


def _titles(runs: tuple[Analysis, Analysis], names: tuple[str, str]) -> tuple[str, str, str]:
    titles = []
    for word, run in zip((words.capital(n) for n in names), runs, strict=True):
        told = run.conditions
        more = [cue_title(told.cue)] if told.cue else []
        more += [f"{told.speed_kmh:g} km/h"] if told.speed_kmh is not None else []
        titles.append(": ".join([word, ", ".join(more)]) if more else word)
    return titles[0], titles[1], "Laid over one another"


def _heads(names: tuple[str, str]) -> tuple[str, str, str]:
    return "Mean ± 95 % error", words.capital(names[0]), words.capital(names[1])


def _rows(
    runs: tuple[Analysis, Analysis], side: Side, event: KeyMoment, catalog: Catalog
) -> list[tuple[str, str, str]]:
    """(title, before, after) of the measures that belong to the event, each with its error."""
    rows = []
    for measure in SHOWN.get(event, ()):
        found = [_summary(run, measure, side) for run in runs]
        if any(s is not None and s.mean is not None for s in found):
            title = words.capital(catalog(measure, runs[0].conditions).title)
            texts = [words.value_with_error(s) if s is not None else words.MISSING for s in found]
            rows.append((title, texts[0], texts[1]))
    return rows


def _summary(run: Analysis, measure: str, side: Side) -> Summary | None:
    group = [s for s in run.measures if s.measure == measure]
    return next((s for s in group if s.side == side), next((s for s in group if s.side is None), None))


def _sheet(
    panels: Sequence[str],
    titles: Sequence[str],
    rows: Sequence[tuple[str, str, str]],
    heading: str,
    alt: str,
) -> str:
    """Panels beside one another, their titles above, the numbers, if any, below; the first row holds the heads."""
    gap, head = 12, 58
    width = 3 * SIZE[0] + 4 * gap
    below = head + SIZE[1] + 26
    height = below + ROW * len(rows) + 10
    parts = [svg.rect(0, 0, width, height, "#ffffff")]
    parts.append(svg.text(gap, 22, heading, size=17, font_weight=600))
    for i, (panel, title) in enumerate(zip(panels, titles, strict=True)):
        x = gap + i * (SIZE[0] + gap)
        parts.append(svg.text(x, head - 10, title, size=13.5, font_weight=600))
        parts.append(svg.tag("g", panel, transform=f"translate({x} {head})"))
    columns = (gap, gap + SIZE[0] + gap, gap + 1.6 * (SIZE[0] + gap))
    for i, row in enumerate(rows):
        weight = 600 if i == 0 else 400
        cells = (
            svg.text(x, below + ROW * i, t, size=13.5, font_weight=weight) for x, t in zip(columns, row, strict=True)
        )
        parts += cells
    return svg.drawing(width, height, alt, *parts, css_class="picture")


def png_bytes(drawing: str, ppi: float = 150.0) -> bytes:
    """SVG as a PNG file; one drawing unit is 1/96 inch."""
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "drawing.svg").write_text(drawing, encoding="utf-8")
        page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg")'
        (root / "page.typ").write_text(page, encoding="utf-8")
        png = typst.compile(root / "page.typ", root=root, format="png", ppi=ppi)
    return bytes(png[0] if isinstance(png, list) else png)
