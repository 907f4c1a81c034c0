"""How the camera sees the runner: facing, near side, surface, camera, roll, scale; each with how it was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import xarray as xr

from gaitcue.gait.facing import known_facing
from gaitcue.gait.filtering import leg_size
from gaitcue.gait.ground import GroundLine, ground_line, travel_speed
from gaitcue.gait.plane import Plane, to_plane
from gaitcue.gait.scale import LengthScale, find_scale
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Conditions, View
from gaitcue.terms.track import point

if TYPE_CHECKING:
    from gaitcue.video import Scene

Surface = Literal["treadmill", "overground"]


@dataclass(frozen=True, slots=True)
class ViewRules:
    """Limits of the view check, all product defaults."""

    travel: float = 0.3
    """leg lengths per s that the hip must travel to be over ground; the slowest jog makes 2, in 4x slow motion 0.5"""
    foot_reach: float = 0.55
    """range of the ankles' x about the hip, in leg lengths, under which it is no side view (those have 0.9 to 1.5)"""
    shoulder_width: float = 0.55
    """distance of the shoulders in x over torso length, above which the camera sees the chest or the back"""
    roll_unknown_deg: float = 4.0
    """95 % half width of roll when nothing tells it: 3-4 deg are common in hand-held clips"""
    roll_given_deg: float = 0.5
    roll_ground_deg: float = 1.5
    """floor of the half width from the feet's line: a camera 1 m above the belt that is 5 deg off square bends it so"""
    roll_most_deg: float = 8.0
    """nobody holds a camera more askew without knowing: such a line is perspective, not roll"""
    head_room: float = 0.28
    """torso lengths between ears and top edge under which the crown is outside the picture; on real clips whose head is
    just inside 0.35, cut off 0.06 to 0.25, with shoulders that are two to ten times as far off"""
    square_deg: float = 3.0
    """verticals and ground line that differ by more show a camera that is not square to the running"""


RULES = ViewRules()
NO_LEG = "hip, knee and ankle of one leg are never seen together"


@dataclass(frozen=True, slots=True)
class Roll:
    """Roll of the camera with its 95 % half width, and what it was read from."""

    deg: float
    half_width_deg: float
    source: Reason


def find_view(
    track: xr.Dataset,
    scene: Scene | None,
    conditions: Conditions,
    *,
    near_side: Literal["auto"] | Side = "auto",
    roll_deg: float | None = None,
    facing: Literal["auto"] | Side = "auto",
    known_length: tuple[float, float] | None = None,
    rules: ViewRules = RULES,
) -> View:
    """Find out how the camera sees the runner.

    Parameters
    ----------
    track : cleaned Track of one shot
    scene : what the pictures tell (camera motion, verticals); None for markers and keypoints
    conditions : incline, speed, height, surface as told
    near_side : body side towards the camera when the person says so
    roll_deg : roll when the person says so; + = the scene appears turned clockwise
    facing : side of the picture that the runner faces when the person says so
    known_length : (length in Track units, the same in m) of something at the runner's distance

    Raises
    ------
    UnusableInput : front or rear view, or no legs to be seen.

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> view.facing, view.near_side, view.camera
    ('right', 'right', 'fixed')
    """
    markers = track.attrs.get("units") == "m"
    leg = _leg_seen(track, markers, rules)
    camera: Literal["fixed", "panning"] = "panning" if scene is not None and scene.camera == "panning" else "fixed"
    faces, facing_source = find_facing(track, facing)
    near, near_source = find_near_side(track, faces, near_side)
    start = View(faces, near, "treadmill", camera, 0.0, 0.0, None, None, leg)
    plane = to_plane(track, start, scene)
    surface, surface_source = find_surface(plane, conditions, leg, rules)
    ground = None if plane.x_is_relative else ground_line(plane, surface, leg)
    roll = find_roll(ground, surface, faces, scene, conditions, roll_deg, markers=markers, rules=rules)
    scale = find_scale(plane, surface, ground, conditions, leg, known_length)
    sources = {
        "facing": facing_source,
        "near_side": near_source,
        "surface": surface_source,
        "camera": Reason("background_motion" if scene is not None else "no_pictures"),
        "roll_deg": roll.source,
        "units_per_m": scale.source,
        "thigh_shank_length": Reason("median_of_frames"),
    }
    seen = {
        "not_square": _askew(ground, faces, scene, conditions, rules),
        "head_cut_off": not markers and _head_cut_off(track, rules),
        "speed_contradicts_scale": scale.source.code == "speed_does_not_fit",
    }
    remarks = frozenset(code for code, holds in seen.items() if holds)
    return _finish(start, surface, roll, scale, sources, remarks)


def _leg_seen(track: xr.Dataset, markers: bool, rules: ViewRules) -> float:
    """Thigh + shank in Track units; refuses what shows no leg, or not from the side."""
    leg = leg_size(track)
    if not np.isfinite(leg) or leg <= 0:
        raise UnusableInput(_no_leg(track) if markers else f"{NO_LEG}; film the whole body from the side")
    if not markers:
        check_side_on(track, leg, rules)
    return leg


def _no_leg(track: xr.Dataset) -> str:
    """Which joints a marker trial does not give: nobody has to film anything again for that."""
    names = [f"{side}_{joint}" for side in ("left", "right") for joint in ("hip", "knee", "ankle")]
    given = set(track["keypoint"].values.tolist())
    missing = [name for name in names if name not in given or not np.isfinite(point(track, name)).any()]
    what = f"the markers give no {', '.join(missing)}" if missing else NO_LEG
    return f"{what}; export the trial with their markers, or give with --standing another trial that has them"


def _askew(
    ground: GroundLine | None, facing: Side, scene: Scene | None, conditions: Conditions, rules: ViewRules
) -> bool:
    """Whether the ground's line and the scene's verticals cannot both be right: the camera stands askew."""
    seen = scene_roll(scene)
    if seen is None or ground is None or conditions.incline_pct is None:
        return False
    apart = abs(seen.deg - roll_from_ground(ground.slope_deg, conditions.incline_pct, facing))
    return apart > rules.square_deg


def _head_cut_off(track: xr.Dataset, rules: ViewRules) -> bool:
    """Whether the ears lie at the picture's top edge: where the shoulders are is half guessed then."""
    plane = raw_plane(track)  # y up, 0 at the top edge
    torso = np.linalg.norm(plane.point("mid_shoulder") - plane.point("mid_hip"), axis=1)
    room = np.concatenate([-plane.point(f"{side}_ear")[:, 1] / torso for side in SIDES])
    room = room[np.isfinite(room)]
    return bool(len(room) and np.median(room) < rules.head_room)


def _finish(
    start: View, surface: Surface, roll: Roll, scale: LengthScale, sources: dict[str, Reason], remarks: frozenset[str]
) -> View:
    return replace(
        start,
        surface=surface,
        roll_deg=roll.deg,
        roll_half_width_deg=roll.half_width_deg,
        units_per_m=scale.units_per_m,
        units_per_m_half_width=scale.half_width,
        sources=sources,
        remarks=remarks,
    )


def raw_plane(track: xr.Dataset) -> Plane:
    """The Track as it lies in the picture, y up: no facing, no roll, no camera motion undone."""
    return to_plane(track, View("right", None, "treadmill", "fixed", 0.0, 0.0, None, None, 1.0))


def check_side_on(track: xr.Dataset, leg: float, rules: ViewRules = RULES) -> None:
    """Refuse front and rear views.

    From the side the feet swing far to and fro about the hip and the shoulders lie behind one another; from front or
    rear the feet move up and down under a body that shows its width.

    Raises
    ------
    UnusableInput
    """
    plane = raw_plane(track)
    reach = foot_reach(plane) / leg
    width = shoulder_width(plane)
    if reach < rules.foot_reach and (width > rules.shoulder_width / 2 or reach < rules.foot_reach / 2):
        raise UnusableInput("this is a front or rear view, not a side view; film from the side, square to the running")
    if width > rules.shoulder_width and reach < 1.5 * rules.foot_reach:
        raise UnusableInput("the camera stands too far in front or behind; film from the side, square to the running")


def foot_reach(plane: Plane) -> float:
    """How far the ankles swing along x about the hip: 5th to 95th percentile, mean of the legs, in plane units."""
    hip = plane.point("mid_hip")[:, 0]
    ranges = []
    for side in SIDES:
        x = plane.point(f"{side}_ankle")[:, 0] - hip
        x = x[np.isfinite(x)]
        if len(x):
            ranges.append(np.percentile(x, 95) - np.percentile(x, 5))
    return float(np.mean(ranges)) if ranges else float("nan")


def shoulder_width(plane: Plane) -> float:
    """Median distance of the shoulders along x over the torso's length; NaN without shoulders."""
    across = np.abs(plane.point("left_shoulder")[:, 0] - plane.point("right_shoulder")[:, 0])
    torso = np.linalg.norm(plane.point("mid_shoulder") - plane.point("mid_hip"), axis=1)
    share = across / torso
    return float(np.median(share[np.isfinite(share)])) if np.isfinite(share).any() else float("nan")


def find_facing(track: xr.Dataset, wanted: Literal["auto"] | Side = "auto") -> tuple[Side, Reason]:
    """Side of the picture (or of the x axis) that the runner faces."""
    if wanted != "auto":
        return wanted, Reason("told")
    if known := known_facing(track):
        return known
    plane = raw_plane(track)
    # Without feet: knees bend so that they lie ahead of the line from hip to ankle.
    bend = np.concatenate(
        [plane.point(f"{s}_knee") - (plane.point(f"{s}_hip") + plane.point(f"{s}_ankle")) / 2 for s in SIDES]
    )
    return ("right" if np.nanmean(bend[:, 0]) >= 0 else "left"), Reason("direction_of_knees")


def find_near_side(
    track: xr.Dataset, facing: Side, wanted: Literal["auto"] | Side = "auto"
) -> tuple[Side | None, Reason]:
    """Body side towards the camera; None for markers."""
    if track.attrs.get("units") == "m":
        return None, Reason("markers_have_no_near_side")
    if wanted != "auto":
        return wanted, Reason("told")
    known = track.attrs.get("near_side")
    if known in SIDES:
        return known, Reason("seen_by_pose_or_told")
    return facing, Reason("side_faced")


def find_surface(plane: Plane, conditions: Conditions, leg: float, rules: ViewRules = RULES) -> tuple[Surface, Reason]:
    """Treadmill when the hip stays in place, over ground when it travels or the camera follows it."""
    if conditions.surface is not None:
        return conditions.surface, Reason("told")
    if plane.x_is_relative:
        return "overground", Reason("camera_follows")
    speed = travel_speed(plane) / leg
    if abs(speed) > rules.travel:
        return "overground", Reason("hip_travels", {"speed": speed})
    return "treadmill", Reason("hip_stays")


def find_roll(
    ground: GroundLine | None,
    surface: Surface,
    facing: Side,
    scene: Scene | None,
    conditions: Conditions,
    given_deg: float | None,
    *,
    markers: bool = False,
    rules: ViewRules = RULES,
) -> Roll:
    """Roll of the camera from the best thing known.

    In this order: told; verticals in the scene; the line of the standing feet, but only with a known incline (roll and
    incline cannot be told apart from the line alone); else 0 with a wide half width.
    """
    if given_deg is not None:
        return Roll(given_deg, rules.roll_given_deg, Reason("told"))
    if markers:
        return Roll(0.0, 0.0, Reason("laboratory_vertical"))
    seen = scene_roll(scene)
    if seen is not None:
        return seen
    if ground is not None and conditions.incline_pct is not None:
        roll = roll_from_ground(ground.slope_deg, conditions.incline_pct, facing)
        half_width = float(np.hypot(rules.roll_ground_deg, ground.slope_half_width_deg))
        if half_width < rules.roll_unknown_deg and abs(roll) <= rules.roll_most_deg:
            line = "belt_and_incline" if surface == "treadmill" else "foot_prints_and_incline"
            return Roll(roll, half_width, Reason(line))
    return Roll(0.0, rules.roll_unknown_deg, Reason("roll_unknown"))


def roll_from_ground(slope_deg: float, incline_pct: float, facing: Side) -> float:
    """Roll that makes a ground of this incline appear at this slope (in the direction of running, + up)."""
    turned = float(np.degrees(np.arctan(incline_pct / 100))) - slope_deg
    return turned if facing == "right" else -turned


def scene_roll(scene: Scene | None) -> Roll | None:
    """Roll from what stands upright in the scene; None where nothing does."""
    if scene is None or scene.vertical_roll_deg is None:
        return None
    half_width = scene.vertical_roll_half_width_deg
    return Roll(float(scene.vertical_roll_deg), float(half_width or 1.0), Reason("verticals"))
