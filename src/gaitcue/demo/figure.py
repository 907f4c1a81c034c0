"""The drawn runner: which shaded parts it is made of, from the far arm to the near arm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gaitcue.demo.motion import Points, middle
from gaitcue.demo.runner import Colour, Runner
from gaitcue.demo.shapes import Outline, Shape, disc, limb, local_polygon, rounded, strip, tint, unit
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Side, other_side

THIGH = Outline((0.080, 0.084, 0.074, 0.062, 0.056), (0.084, 0.082, 0.070, 0.056, 0.050))
SHORTS_LEG = Outline((0.092, 0.094, 0.092, 0.090), (0.104, 0.100, 0.094, 0.088), bottom_cap=0.15)
SHANK = Outline((0.054, 0.050, 0.046, 0.039, 0.036), (0.050, 0.066, 0.060, 0.042, 0.036))
SOCK = Outline((0.040, 0.038, 0.040), (0.043, 0.040, 0.042), top_cap=0.1)
TRUNK = Outline((0.088, 0.096, 0.104, 0.112, 0.098, 0.060), (0.112, 0.084, 0.084, 0.100, 0.104, 0.066), bottom_cap=0.5)
SHORTS_TOP = Outline((0.094, 0.096, 0.098), (0.094, 0.112, 0.118), top_cap=0.0, bottom_cap=0.8)
NECK = Outline((0.052, 0.050), (0.058, 0.056))
UPPER_ARM = Outline((0.056, 0.050, 0.042), (0.056, 0.048, 0.042))
SLEEVE = Outline((0.064, 0.064, 0.062), (0.066, 0.064, 0.060), bottom_cap=0.1)
FOREARM = Outline((0.042, 0.044, 0.034, 0.028), (0.042, 0.042, 0.032, 0.027))
HAND = Outline((0.032, 0.042, 0.036), (0.030, 0.034, 0.026))

FAR_BRIGHTNESS = 0.66
STICKER: Colour = (250, 236, 60)
STICKER_RIM: Colour = (30, 30, 30)
STICKER_RADIUS_M = 0.016
DRAWN_FOR_M = 1.75
"""the widths above are those of a person of this stature"""
LEG_DEPTH_M, ARM_DEPTH_M, STICKER_DEPTH_M = 0.08, 0.20, 0.12
"""far leg and arm lie so far behind the middle, near ones before it; usual half widths of a body, chosen by us"""


def figure(runner: Runner, points: Points) -> list[Shape]:
    """All shapes of the runner in painting order for the moments of ``points``."""
    near, far = runner.near, other_side(runner.near)
    hidden = [*at(ARM_DEPTH_M, arm(runner, points, far)), *at(LEG_DEPTH_M, leg(runner, points, far))]
    shapes = [shaded(s, FAR_BRIGHTNESS) for s in hidden]
    shapes += [*trunk(runner, points), *head(runner, points), *at(-LEG_DEPTH_M, leg(runner, points, near))]
    return [*shapes, *stickers(runner, points), *at(-ARM_DEPTH_M, arm(runner, points, near))]


def at(depth_m: float, shapes: list[Shape]) -> list[Shape]:
    return [replace(shape, depth_m=depth_m) for shape in shapes]


def shaded(shape: Shape, brightness: float) -> Shape:
    return replace(shape, colour=tint(shape.colour, brightness))


def depth_of(runner: Runner, name: str) -> float:
    """Depth at which a point is drawn: + behind the runner's middle, seen from the camera."""
    side, _, part = name.partition("_")
    if part in ("asis", "psis"):
        return -STICKER_DEPTH_M
    wide = {"elbow": ARM_DEPTH_M, "wrist": ARM_DEPTH_M, "shoulder": ARM_DEPTH_M}
    wide |= dict.fromkeys(("hip", "knee", "ankle", "heel", "ball", "toe"), LEG_DEPTH_M)
    return wide.get(part, 0.0) * (-1.0 if side == runner.near else 1.0)


def along(top: Array, bottom: Array, part: float) -> Array:
    return top + part * (bottom - top)


def leg(runner: Runner, points: Points, side: Side) -> list[Shape]:
    clothes, size = runner.clothes, runner.height_m / DRAWN_FOR_M
    hip, knee, ankle = (points[f"{side}_{p}"] for p in ("hip", "knee", "ankle"))
    return [
        *shoe(runner, points, side),
        *limb(knee, ankle, SHANK, clothes.skin, size),
        *limb(along(knee, ankle, 0.80), ankle, SOCK, clothes.sock, size),
        *shoe_collar(runner, points, side),
        *limb(hip, knee, THIGH, clothes.skin, size),
        *limb(hip, along(hip, knee, 0.46), SHORTS_LEG, clothes.shorts, size),
        Shape(side_stripe(hip, along(hip, knee, 0.46), size), tint(clothes.sole, 0.82)),
    ]


def side_stripe(hip: Array, hem: Array, size: float) -> Array:
    edge = np.full(9, 0.012 * size)
    return strip(hip, hem, Outline((0.01,) * 2, (0.01,) * 2, 0, 0), edge, -edge)


def shoe(runner: Runner, points: Points, side: Side) -> list[Shape]:
    """The sole ends exactly at the heel and toe points; the upper sits on it and bends at the ball."""
    clothes, body = runner.clothes, runner.body
    heel, ball, toe = (points[f"{side}_{p}"] for p in ("heel", "ball", "toe"))
    rear, front, b = unit(ball - heel), unit(toe - ball), body.ball
    tip = body.shoe - b
    upper_rear = [(0.000, 0.020), (-0.004, 0.055), (0.008, 0.092), (0.108, 0.094), (0.150, 0.076), (b, 0.056)]
    upper_front = [(0.030, 0.048), (tip - 0.022, 0.036), (tip - 0.004, 0.018)]
    upper = joined(local_polygon(heel, rear, upper_rear), local_polygon(ball, front, upper_front))
    light = joined(
        local_polygon(heel, rear, [(0.024, 0.040), (0.026, 0.076), (0.104, 0.078), (b, 0.048)]),
        local_polygon(ball, front, [(tip - 0.030, 0.030), (tip - 0.028, 0.022)]),
    )
    sole = joined(
        local_polygon(heel, rear, [(0.010, 0.0), (0.0, 0.006), (-0.004, 0.024), (0.010, 0.032), (b, 0.026)]),
        local_polygon(ball, front, [(tip - 0.006, 0.018), (tip, 0.008), (tip - 0.006, 0.0), (0.0, 0.0)]),
    )
    swoosh = local_polygon(heel, rear, [(0.075, 0.040), (0.135, 0.062), (0.145, 0.054), (0.095, 0.034)])
    tread = joined(
        local_polygon(heel, rear, [(0.010, 0.0), (0.006, 0.007), (b, 0.007)]),
        local_polygon(ball, front, [(tip - 0.006, 0.007), (tip - 0.008, 0.0), (0.0, 0.0)]),
    )
    return [
        Shape(upper, tint(clothes.shoe, 0.80)),
        Shape(light, clothes.shoe),
        Shape(swoosh, clothes.sole),
        Shape(sole, clothes.sole),
        Shape(tread, tint(clothes.sole, 0.35)),
    ]


def shoe_collar(runner: Runner, points: Points, side: Side) -> list[Shape]:
    """The rim of the shoe around the sock."""
    heel = points[f"{side}_heel"]
    rear = unit(points[f"{side}_ball"] - heel)
    rim = [(0.004, 0.082), (0.010, 0.098), (0.060, 0.086), (0.106, 0.096), (0.130, 0.084), (0.060, 0.070)]
    return [Shape(local_polygon(heel, rear, rim), tint(runner.clothes.shoe, 0.62))]


def joined(*polygons: Array) -> Array:
    return np.concatenate(polygons, axis=1)


def trunk(runner: Runner, points: Points) -> list[Shape]:
    clothes, size = runner.clothes, runner.height_m / DRAWN_FOR_M
    hip, shoulder = middle(points, "hip"), middle(points, "shoulder")
    ear = middle(points, "ear")
    top, waist = along(shoulder, hip, 0.02), along(hip, shoulder, 0.20)
    seam = along(shoulder, hip, 0.32)
    return [
        *limb(along(shoulder, ear, 0.85), along(shoulder, ear, -0.15), NECK, tint(clothes.skin, 0.92), size),
        *limb(top, along(hip, shoulder, 0.10), TRUNK, clothes.shirt, size),
        Shape(band(seam, hip, 0.014, 0.096, 0.086, size), tint(clothes.shirt, 1.35)),
        *limb(waist, along(hip, shoulder, -0.06), SHORTS_TOP, clothes.shorts, size),
        Shape(band(waist, hip, 0.016, 0.094, 0.094, size), tint(clothes.shorts, 1.5)),
    ]


def band(at: Array, towards: Array, height: float, front: float, back: float, size: float) -> Array:
    """A stripe across the trunk."""
    down = unit(towards - at)
    flat = Outline((0.1, 0.1), (0.1, 0.1), 0, 0)
    return strip(at, at + height * size * down, flat, np.full(9, front * size), np.full(9, -back * size))


def head(runner: Runner, points: Points) -> list[Shape]:
    """A face in profile: skull, nose, lips and chin, eye and brow, ear, hair."""
    clothes, size = runner.clothes, runner.height_m / DRAWN_FOR_M
    ear = middle(points, "ear")
    face = unit(points["nose"] - ear)

    def part(xy: list[tuple[float, float]], colour: Colour) -> Shape:
        return Shape(local_polygon(ear, face, [(size * x, size * y) for x, y in rounded(xy)]), colour)

    skull = [(-0.078, 0.050), (-0.058, 0.104), (-0.010, 0.130), (0.040, 0.126), (0.078, 0.098), (0.090, 0.060)]
    profile = [(0.092, 0.034), (0.100, 0.012), (0.115, -0.002), (0.108, -0.012), (0.094, -0.016), (0.099, -0.026)]
    chin = [(0.094, -0.036), (0.097, -0.046), (0.090, -0.058), (0.086, -0.078), (0.064, -0.086), (0.020, -0.062)]
    nape = [(0.004, -0.040), (-0.050, -0.040), (-0.074, -0.010)]
    cheek = [(0.010, 0.060), (0.072, 0.070), (0.082, 0.020), (0.078, -0.050), (0.050, -0.062), (0.014, -0.030)]
    hair = [(-0.084, 0.050), (-0.062, 0.112), (-0.010, 0.140), (0.046, 0.135), (0.084, 0.104), (0.072, 0.088)]
    temple = [(0.044, 0.084), (0.020, 0.060), (0.012, 0.028), (-0.016, 0.026), (-0.030, -0.024), (-0.058, -0.040)]
    shine = [(-0.050, 0.090), (-0.008, 0.126), (0.044, 0.122), (0.026, 0.104), (-0.010, 0.104)]
    auricle = [(-0.012, 0.020), (0.004, 0.022), (0.010, 0.008), (0.004, -0.014), (-0.004, -0.020), (-0.012, -0.004)]
    return [
        part([*skull, *profile, *chin, *nape], tint(clothes.skin, 0.84)),
        part(cheek, clothes.skin),
        part([*hair, *temple, (-0.082, -0.006)], clothes.hair),
        part(shine, tint(clothes.hair, 1.35)),
        part(auricle, tint(clothes.skin, 0.74)),
        part([(0.072, 0.030), (0.086, 0.034), (0.088, 0.026), (0.076, 0.022)], (245, 245, 240)),
        part([(0.080, 0.033), (0.087, 0.033), (0.087, 0.023), (0.080, 0.023)], (40, 34, 30)),
        part([(0.066, 0.046), (0.090, 0.050), (0.090, 0.044), (0.068, 0.040)], clothes.hair),
        part([(0.076, -0.036), (0.097, -0.036), (0.094, -0.042), (0.078, -0.040)], (168, 92, 84)),
    ]


def arm(runner: Runner, points: Points, side: Side) -> list[Shape]:
    clothes, size = runner.clothes, runner.height_m / DRAWN_FOR_M
    shoulder, elbow, wrist = (points[f"{side}_{p}"] for p in ("shoulder", "elbow", "wrist"))
    return [
        *limb(along(elbow, wrist, 1.02), along(elbow, wrist, 1.28), HAND, clothes.skin, size),
        *limb(elbow, wrist, FOREARM, clothes.skin, size),
        *limb(along(shoulder, elbow, 0.12), elbow, UPPER_ARM, clothes.skin, size),
        *limb(along(shoulder, elbow, 0.12), along(shoulder, elbow, 0.56), SLEEVE, tint(clothes.shirt, 1.06), size),
    ]


def stickers(runner: Runner, points: Points) -> list[Shape]:
    """Dots on the near side, under the near arm; C7 lies in the middle."""
    where = {"asis": f"{runner.near}_asis", "psis": f"{runner.near}_psis", "c7": "c7"}
    out = []
    for name in runner.stickers:
        dots = [
            disc(points[where[name]], STICKER_RADIUS_M, STICKER_RIM),
            disc(points[where[name]], 0.75 * STICKER_RADIUS_M, STICKER),
        ]
        out += at(depth_of(runner, where[name]), dots)
    return out
