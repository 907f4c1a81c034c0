"""Lines drawn on a runner: skeleton, plumb line, trunk, thigh, shank and leg line, angle arcs and number tags, as SVG.

All points are in the picture's own units, y down, with true vertical upright (the camera's roll is already undone).
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import cv2
import numpy as np

from gaitcue.report.drawing import svg
from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.body import middle_of_sides
from gaitcue.terms.keypoints import BONES, Side, other_side

LimbPoints = dict[str, Array]
LineKind = Literal["plumb", "trunk", "thigh", "shank", "leg", "foot", "pelvis", "hip_path"]

LINE_COLOURS: Final[dict[str, str]] = {
    "plumb": "#ffffff",
    "trunk": "#ffd45c",
    "thigh": "#8fe388",
    "shank": "#ff8a5c",
    "leg": "#7fd4ff",
    "foot": "#ffb3e1",
    "pelvis": "#ffb3e1",
    "hip_path": "#7fd4ff",
}
LINE_WORDS: Final[dict[str, str]] = {
    "plumb": "plumb line",
    "trunk": "trunk line",
    "thigh": "thigh line",
    "shank": "shank line",
    "leg": "hip-to-ankle line",
    "foot": "sole line",
    "pelvis": "pelvis line",
    "hip_path": "path of the hips",
}
CASING: Final = "#10161d"
BACKDROP: Final = "#263543"


@dataclass(frozen=True, slots=True)
class DrawnPicture:
    """One finished picture: SVG (with the photograph inside), its alternative text and a caption."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class ToDraw:
    """What to draw on one picture: which lines, of which leg, and the number beside the line that it belongs to."""

    lines: tuple[LineKind, ...]
    side: Side
    tag: str = ""
    tag_at: LineKind | None = None
    painful: Side | Literal["both"] | None = None


def middle(points: LimbPoints, name: str) -> Array:
    """Middle of both sides as the measures take it, (2,): NaN while one side is hidden; no line is drawn then."""
    both = middle_of_sides(points, name)
    return np.full(2, np.nan) if both is None else both


def picture_svg(
    size: tuple[int, int],
    photo: Pixels | None,
    points: LimbPoints,
    near: Side,
    drawn: ToDraw,
    alt: str,
    path: LimbPoints,
) -> str:
    """Photograph (or a plain backdrop with the stick figure) with the lines on top.

    Parameters
    ----------
    size : width, height in picture units
    photo : RGB of the same aspect, any resolution; None without a video
    points : name -> (2,)
    path : name -> (n, 2), for lines that follow a point through the stride
    """
    width, height = size
    parts = [_photo(photo, width, height) if photo is not None else svg.rect(0, 0, width, height, BACKDROP)]
    parts.append(skeleton(points, near, strong=photo is None))
    parts += [drawn_line(kind, points, drawn.side, height, path) for kind in drawn.lines]
    if drawn.tag:
        parts.append(_tag(drawn))
    if drawn.painful in (drawn.side, "both"):
        parts.append(_pain_mark(width))
    return svg.drawing(width, height, alt, *parts, css_class="picture")


def _photo(photo: Pixels, width: int, height: int) -> str:
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(photo[:, :, ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 80])
    if not done:  # only for an empty array
        return svg.rect(0, 0, width, height, BACKDROP)
    uri = f"data:image/jpeg;base64,{base64.b64encode(data.tobytes()).decode()}"
    return svg.tag("image", href=uri, width=width, height=height, preserveAspectRatio="none")


def skeleton(points: LimbPoints, near: Side, *, strong: bool) -> str:
    """Bones as thin lines, the far side lighter and dashed; over a photograph only the legs, to leave it readable."""
    parts = []
    bones = [b for b in BONES if strong or b[0] not in ("shoulder", "elbow")]
    for side, opacity, dash in ((other_side(near), 0.55, "4 3"), (near, 0.9, None)):
        for a, b in bones:
            ends = points.get(f"{side}_{a}"), points.get(f"{side}_{b}")
            if ends[0] is None or ends[1] is None:
                continue
            parts.append(
                _stroke(
                    [ends[0], ends[1]],
                    "#ffffff",
                    3.0 if strong else 1.2,
                    opacity=opacity * (1.0 if strong else 0.7),
                    dash=dash,
                )
            )
    if strong:
        parts.append(_stroke([middle(points, "shoulder"), middle(points, "hip")], "#ffffff", 3.0, opacity=0.9))
        parts.append(_head(points))
    return "".join(parts)


def _head(points: LimbPoints) -> str:
    found = [
        p for name in ("nose", "left_ear", "right_ear") if np.isfinite(p := points.get(name, np.full(2, np.nan))).all()
    ]
    if not found:
        return ""
    centre, trunk = np.mean(found, axis=0), np.linalg.norm(middle(points, "shoulder") - middle(points, "hip"))
    radius = 0.2 * float(trunk) if np.isfinite(trunk) else 10.0
    return svg.tag(
        "circle", cx=float(centre[0]), cy=float(centre[1]), r=radius, fill="none", stroke="#fff", stroke_width=3
    )


def line_ends(kind: LineKind, points: LimbPoints, side: Side) -> tuple[Array, Array] | None:
    """Upper and lower end of a segment line, or None when a point is missing."""
    missing = np.full(2, np.nan)
    pairs = {
        "trunk": (middle(points, "shoulder"), middle(points, "hip")),
        "thigh": (points.get(f"{side}_hip", missing), points.get(f"{side}_knee", missing)),
        "shank": (points.get(f"{side}_knee", missing), points.get(f"{side}_ankle", missing)),
        "leg": (points.get(f"{side}_hip", missing), points.get(f"{side}_ankle", missing)),
        "foot": (points.get(f"{side}_toe", missing), points.get(f"{side}_heel", missing)),
        "pelvis": (points.get(f"{side}_psis", missing), points.get(f"{side}_asis", missing)),
    }
    ends = pairs.get(kind)
    return ends if ends is not None and np.isfinite(ends).all() else None


def drawn_line(kind: LineKind, points: LimbPoints, side: Side, height: float, path: LimbPoints) -> str:
    """One line with its dark casing; nothing when its points are missing."""
    if kind == "plumb":
        return _plumb(points, side, height)
    if kind == "hip_path":
        return _stroke(list(path.get("mid_hip", np.empty((0, 2)))), LINE_COLOURS[kind], 2.2)
    ends = line_ends(kind, points, side)
    if ends is None:
        return ""
    upper, lower = ends
    beyond = 0.12 * (upper - lower)
    line = _stroke([upper + beyond, lower - (0 if kind == "trunk" else 0.6) * beyond], LINE_COLOURS[kind], 4.0)
    dots = "".join(_dot(p, LINE_COLOURS[kind]) for p in ends)
    return _arc(kind, upper, lower) + line + dots


def _plumb(points: LimbPoints, side: Side, height: float) -> str:
    hip = points.get(f"{side}_hip", np.full(2, np.nan))
    if not np.isfinite(hip).all():
        return ""
    foot = max(
        (p[1] for n, p in points.items() if n.endswith(("heel", "toe")) and np.isfinite(p).all()), default=height
    )
    ends = [np.array([hip[0], hip[1] - 0.05 * height]), np.array([hip[0], min(foot + 6, height - 4)])]
    return _stroke(ends, LINE_COLOURS["plumb"], 2.2, dash="9 6")


def _arc(kind: str, upper: Array, lower: Array) -> str:
    """Wedge between the vertical and the segment, at the end that the angle turns about."""
    if kind not in ("trunk", "shank", "thigh", "leg"):
        return ""
    centre, far_end, upward = (lower, upper, -1.0) if kind == "trunk" else (upper, lower, 1.0)
    radius = 0.62 * float(np.linalg.norm(far_end - centre))
    tip = centre + (far_end - centre) / max(float(np.linalg.norm(far_end - centre)), 1e-9) * radius
    vertical = centre + np.array([0.0, upward * radius])
    sweep = 1 if (tip[0] > vertical[0]) == (upward < 0) else 0
    d = (
        f"M{centre[0]:.1f} {centre[1]:.1f}L{vertical[0]:.1f} {vertical[1]:.1f}"
        f"A{radius:.1f} {radius:.1f} 0 0 {sweep} {tip[0]:.1f} {tip[1]:.1f}Z"
    )
    wedge = svg.tag("path", d=d, fill=LINE_COLOURS[kind], fill_opacity=0.38)
    return wedge + _stroke([centre, vertical], "#ffffff", 1.2, dash="3 3")


def _stroke(ends: Sequence[Array], colour: str, width: float, *, opacity: float = 1.0, dash: str | None = None) -> str:
    points = [(float(p[0]), float(p[1])) for p in ends]
    if not any(math.isfinite(x + y) for x, y in points):
        return ""
    common = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}
    casing = svg.path(
        points, stroke=CASING, stroke_width=width + 2, stroke_opacity=0.55 * opacity, stroke_dasharray=dash, **common
    )
    return casing + svg.path(
        points, stroke=colour, stroke_width=width, stroke_opacity=opacity, stroke_dasharray=dash, **common
    )


def _dot(point: Array, colour: str) -> str:
    return svg.tag("circle", cx=float(point[0]), cy=float(point[1]), r=3.4, fill=colour, stroke=CASING, stroke_width=1)


def _tag(drawn: ToDraw) -> str:
    """The number on a dark plate with the colour of its line, in the corner above the head where it hides nothing."""
    size, left, top, tall = 19.0, 8.0, 8.0, 31.0
    wide = 0.58 * size * len(drawn.tag) + 24
    plate = svg.rect(left, top, wide, tall, CASING, rx=5, fill_opacity=0.86)
    edge = svg.rect(left, top, 7, tall, LINE_COLOURS.get(drawn.tag_at or "", "#ffffff"), rx=2)
    number = svg.text(
        left + wide / 2 + 3, top + 22, drawn.tag, size=size, anchor="middle", fill="#fff", font_weight=600
    )
    return plate + edge + number


def _pain_mark(width: float) -> str:
    plate = svg.rect(width - 74, 10, 66, 25, "#8f1d2c", rx=12)
    return plate + svg.text(width - 41, 27.5, "painful", size=14.5, anchor="middle", fill="#fff", font_weight=600)
