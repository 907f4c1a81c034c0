"""The charts of the report as plain SVG text: the same vector picture in HTML, in the PDF and on paper.

Near and far leg differ by colour, by dash and by label, never by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import escape

from gaitcue.terms.arrays import Array

Attribute = str | float | int | None

INK: Final = "#1c2733"
MUTED: Final = "#52606d"
GRID: Final = "#d5dce3"
USUAL: Final = "#cfe8d8"
USUAL_EDGE: Final = "#3f7d58"
LEG_COLOURS: Final = {"near": "#0b5f96", "far": "#b04a12", "both": "#4a3a86"}
LEG_DASHES: Final = {"near": None, "far": "5 3", "both": None}
FONT: Final = "Inter, 'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """One SVG element; attribute names take ``_`` for ``-``; values are escaped, children are taken as markup."""
    parts = (
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{''.join(parts)}>{''.join(children)}</{name}>"


def _value(value: Attribute) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
    return str(escape(str(value)))


def text(x: float, y: float, content: str, *, size: float = 11, anchor: str = "start", **more: Attribute) -> str:
    more = {"fill": INK, **more}
    return tag("text", str(escape(content)), x=x, y=y, font_size=size, text_anchor=anchor, **more)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = INK, **more: Attribute) -> str:
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def rect(x: float, y: float, width: float, height: float, fill: str, **more: Attribute) -> str:
    return tag("rect", x=x, y=y, width=max(width, 0.0), height=height, fill=fill, **more)


def path(points: Iterable[tuple[float, float]], *, closed: Attribute = False, **more: Attribute) -> str:
    """A polyline; points that are not finite break it into pieces."""
    commands, pen = [], "M"
    for x, y in points:
        if not (math.isfinite(x) and math.isfinite(y)):
            pen = "M"
            continue
        commands.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return tag("path", d=" ".join(commands) + ("Z" if closed and commands else ""), **more)


def drawing(width: float, height: float, alt: str, *children: str, css_class: str = "chart") -> str:
    """A whole picture with its alternative text; it scales with the page."""
    return tag(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=width,
        height=height,
        role="img",
        aria_label=alt,
        class_=css_class,
        font_family=FONT,
    )


@dataclass(frozen=True, slots=True)
class AxisScale:
    """A straight map from values to drawing units."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def clipped(self, value: float) -> float:
        return self(min(max(value, min(self.low, self.high)), max(self.low, self.high)))


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Round numbers inside [low, high], about ``wanted`` of them."""
    span = max(high - low, 1e-9)
    raw = span / max(wanted, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= raw)
    first = math.ceil(low / step - 1e-9)
    return [i * step for i in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


# ---- dot and whisker against the usual range -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whisker:
    """One leg's mean with its 95 % interval."""

    leg: str
    mean: float
    low: float
    high: float
    label: str = ""


def interval_bar(
    whiskers: Sequence[Whisker],
    usual: tuple[float | None, float | None] | None,
    alt: str,
    *,
    width: float = 200,
    with_axis: bool = False,
    neutral: bool = False,
) -> str:
    """Mean and interval of each leg as dot and whisker, the usual range as a band behind them.

    ``neutral`` draws the band grey: not what is usual but what cannot be told from measurement error.
    """
    row, top = 13.0, 4.0
    body = top + row * max(len(whiskers), 1)
    height = body + (18 if with_axis else 4)
    low, high = _domain(whiskers, usual)
    scale = AxisScale(low, high, 6, width - 6)
    parts = [
        rect(0, 0, width, body, "#f3f5f7", rx=3),
        *_usual_band(scale, usual, body, ("#dde2e8", MUTED) if neutral else (USUAL, USUAL_EDGE)),
    ]
    parts += [_whisker(scale, w, top + row * (i + 0.5)) for i, w in enumerate(whiskers)]
    if with_axis:
        parts += _axis_below(scale, body)
    return drawing(width, height, alt, *parts, css_class="chart bar")


def _domain(whiskers: Sequence[Whisker], usual: tuple[float | None, float | None] | None) -> tuple[float, float]:
    ends = [x for w in whiskers for x in (w.low, w.high, w.mean)]
    ends += [x for x in usual or () if x is not None]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    margin = 0.18 * (high - low) or max(abs(high), 1.0) * 0.1
    return low - margin, high + margin


def _usual_band(
    scale: AxisScale, usual: tuple[float | None, float | None] | None, height: float, colours: tuple[str, str]
) -> list[str]:
    if usual is None or usual == (None, None):
        return []
    left = scale.start - 6 if usual[0] is None else scale(usual[0])
    right = scale.end + 6 if usual[1] is None else scale(usual[1])
    edges = [line(scale(x), 0, scale(x), height, colours[1], stroke_width=1) for x in usual if x is not None]
    return [rect(left, 0, right - left, height, colours[0]), *edges]


def _whisker(scale: AxisScale, whisker: Whisker, y: float) -> str:
    colour = LEG_COLOURS.get(whisker.leg, INK)
    left, right, x = scale.clipped(whisker.low), scale.clipped(whisker.high), scale.clipped(whisker.mean)
    caps = "".join(line(end, y - 3, end, y + 3, colour, stroke_width=1.6) for end in (left, right))
    bar = line(left, y, right, y, colour, stroke_width=2.2)
    if whisker.leg == "far":
        dot = rect(x - 3.4, y - 3.4, 6.8, 6.8, "#fff", stroke=colour, stroke_width=2)
    else:
        dot = tag("circle", cx=x, cy=y, r=4, fill=colour)
    return bar + caps + dot


def _axis_below(scale: AxisScale, y: float) -> list[str]:
    parts = [line(0, y, scale.end + 6, y, GRID)]
    for value in nice_ticks(scale.low, scale.high):
        x = scale(value)
        parts += [line(x, y, x, y + 3, MUTED), text(x, y + 14, tick_text(value), size=9.5, anchor="middle", fill=MUTED)]
    return parts


# ---- curves over the gait cycle ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CycleBand:
    """Mean and spread of one leg's curve at 0, 1, ... 100 % of the stride."""

    leg: str
    label: str
    mean: Array
    """(101,)"""
    spread: Array
    """(101,) one standard deviation of the strides"""
    toe_off_pct: float
    strides: int


def cycle_chart(
    bands: Sequence[CycleBand],
    y_title: str,
    alt: str,
    *,
    marked: Sequence[tuple[float, float]] = (),
    width: float = 320,
    height: float = 214,
) -> str:
    """Mean curves with a band of one standard deviation; toe-off of each leg as a vertical mark.

    ``marked`` are parts of the cycle (start, end in %) that are shaded.
    """
    low, high = _curve_domain(bands)
    x, y = AxisScale(0, 100, 42, width - 14), AxisScale(low, high, height - 40, 20)
    parts = [*_grid(x, y, height), text(2, 11, y_title, size=12, fill=MUTED)]
    shades = [rect(x(a), y.end, x(b) - x(a), y.start - y.end, "#f6e3b4") for a, b in marked]
    parts = [*shades, *parts, *(_band(band, x, y) for band in bands)]
    parts += [_toe_off(band, x, y, i) for i, band in enumerate(bands)]
    return drawing(width, height, alt, *parts)


def _curve_domain(bands: Sequence[CycleBand]) -> tuple[float, float]:
    ends = [e for b in bands for e in (np.nanmin(b.mean - b.spread), np.nanmax(b.mean + b.spread)) if np.isfinite(e)]
    low, high = (float(min(ends)), float(max(ends))) if ends else (0.0, 1.0)
    middle, half = (low + high) / 2, max(0.54 * (high - low), 2.0)
    return middle - half, middle + half


def _grid(x: AxisScale, y: AxisScale, height: float) -> list[str]:
    parts = []
    for value in nice_ticks(y.low, y.high):
        heavy = 1.2 if value == 0 else 0.7
        parts.append(line(x.start, y(value), x.end, y(value), MUTED if value == 0 else GRID, stroke_width=heavy))
        parts.append(text(x.start - 5, y(value) + 4, tick_text(value), size=12, anchor="end", fill=MUTED))
    for value in (0, 25, 50, 75, 100):
        parts.append(text(x(value), y.start + 15, f"{value}", size=12, anchor="middle", fill=MUTED))
    parts.append(text((x.start + x.end) / 2, height - 5, "% of stride", size=12, anchor="middle", fill=MUTED))
    return parts


def _band(band: CycleBand, x: AxisScale, y: AxisScale) -> str:
    colour = LEG_COLOURS.get(band.leg, INK)
    percent = np.linspace(0, 100, len(band.mean))
    upper = [(x(p), y(v)) for p, v in zip(percent, band.mean + band.spread, strict=True) if np.isfinite(v)]
    lower = [(x(p), y(v)) for p, v in zip(percent, band.mean - band.spread, strict=True) if np.isfinite(v)]
    area = path([*upper, *reversed(lower)], closed=True, fill=colour, fill_opacity=0.16)
    mean = path(
        [(x(p), y(v)) for p, v in zip(percent, band.mean, strict=True)],
        fill="none",
        stroke=colour,
        stroke_width=2,
        stroke_dasharray=LEG_DASHES.get(band.leg),
    )
    return area + mean


def _toe_off(band: CycleBand, x: AxisScale, y: AxisScale, index: int) -> str:
    if not math.isfinite(band.toe_off_pct):
        return ""
    at, colour = x(band.toe_off_pct), LEG_COLOURS.get(band.leg, INK)
    mark = line(at, y.start, at, y.end, colour, stroke_width=1, stroke_dasharray="2 2")
    return mark + (text(at + 3, y.end + 9, "toe-off", size=10.5, fill=colour) if index == 0 else "")


# ---- contacts over time -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ContactBar:
    """One foot on the ground."""

    leg: str
    start_s: float
    end_s: float
    used: bool


def contact_chart(contacts: Sequence[ContactBar], labels: dict[str, str], alt: str, *, width: float = 680) -> str:
    """When each foot was on the ground: full bars were used, hollow ones left out."""
    legs = list(labels)
    end = max((c.end_s for c in contacts), default=1.0)
    start = min((c.start_s for c in contacts), default=0.0)
    x = AxisScale(start, max(end, start + 0.1), 116, width - 8)
    row, bottom = 22.0, 22.0 * len(legs) + 6
    parts = [text(0, 17 + row * i, labels[leg], size=11) for i, leg in enumerate(legs)]
    parts += [_contact(c, x, 6 + row * legs.index(c.leg)) for c in contacts if c.leg in labels]
    for value in nice_ticks(x.low, x.high, 8):
        parts.append(line(x(value), bottom, x(value), bottom + 4, MUTED))
        parts.append(text(x(value), bottom + 15, f"{tick_text(value)} s", size=9.5, anchor="middle", fill=MUTED))
    return drawing(width, bottom + 20, alt, *parts)


def _contact(contact: ContactBar, x: AxisScale, y: float) -> str:
    colour = LEG_COLOURS.get(contact.leg, INK)
    left, wide = x(contact.start_s), max(x(contact.end_s) - x(contact.start_s), 1.0)
    if contact.used:
        return rect(left, y, wide, 14, colour, rx=2)
    return rect(left, y + 0.7, wide, 12.6, "#fff", rx=2, stroke=colour, stroke_width=1.2, stroke_dasharray="3 2")
