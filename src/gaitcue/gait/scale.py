"""How many Track units make a metre, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.gait.ground import GroundLine, travel_speed
from gaitcue.gait.plane import Plane
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Conditions

SEGMENTS_PER_HEIGHT = 0.491
"""thigh + shank over stature: 0.245 + 0.246 (Drillis & Contini as in Winter's table) (unverified)"""
HEIGHT_HALF_WIDTH = 0.10
"""95 %, relative: people differ in proportion and the hip point is uncertain by some per cent of the leg"""
SPEED_HALF_WIDTH = 0.03
"""95 %, relative: belt displays and the depth between the legs (product default)"""
LENGTH_HALF_WIDTH = 0.02
"""95 %, relative: how well the ends of a known length are clicked (product default)"""
PLAUSIBLE_SEGMENTS_M = (0.55, 1.10)
"""thigh + shank of people from 1.2 to 2.1 m tall, with room for error (product default)"""


@dataclass(frozen=True, slots=True)
class LengthScale:
    """Units per metre, its 95 % half width (both None when unknown) and where it came from."""

    units_per_m: float | None
    half_width: float | None
    source: Reason


def find_scale(
    plane: Plane,
    surface: str,
    ground: GroundLine | None,
    conditions: Conditions,
    leg: float,
    known_length: tuple[float, float] | None = None,
) -> LengthScale:
    """Scale from the best thing known: metres as such, a known length, the speed, or the runner's height.

    Parameters
    ----------
    plane : roll need not be undone
    surface : "treadmill" or "overground"
    ground : line and speed of the standing feet
    conditions : speed and height as told
    leg : thigh + shank in plane units
    known_length : (length in plane units, the same length in m) of something in the runner's plane
    """
    if plane.unit == "m":
        return LengthScale(1.0, 0.0, Reason("metres"))
    if known_length is not None:
        per_m = known_length[0] / known_length[1]
        return LengthScale(per_m, LENGTH_HALF_WIDTH * per_m, Reason("known_length", {"m": known_length[1]}))
    from_speed = _from_speed(plane, surface, ground, conditions)
    if from_speed is not None and from_speed.units_per_m and _plausible(leg / from_speed.units_per_m):
        return from_speed
    if conditions.height_cm and leg > 0:
        per_m = leg / (SEGMENTS_PER_HEIGHT * conditions.height_cm / 100)
        return LengthScale(per_m, HEIGHT_HALF_WIDTH * per_m, Reason("height", {"cm": conditions.height_cm}))
    if from_speed is not None:
        return LengthScale(None, None, Reason("speed_does_not_fit"))
    return LengthScale(None, None, Reason("scale_unknown"))


def _from_speed(plane: Plane, surface: str, ground: GroundLine | None, conditions: Conditions) -> LengthScale | None:
    speed_mps = conditions.speed_mps
    if not speed_mps or plane.x_is_relative:
        return None
    if surface == "treadmill":
        seen, own = (ground.speed, ground.speed_half_width) if ground else (0.0, 0.0)
        code = "belt_speed"
    else:
        seen, own = travel_speed(plane), 0.0
        code = "hip_speed"
    if seen <= 0:
        return None
    half_width = ((own / seen) ** 2 + SPEED_HALF_WIDTH**2) ** 0.5
    return LengthScale(seen / speed_mps, half_width * seen / speed_mps, Reason(code, {"kmh": conditions.speed_kmh}))


def _plausible(segments_m: float) -> bool:
    return PLAUSIBLE_SEGMENTS_M[0] <= segments_m <= PLAUSIBLE_SEGMENTS_M[1]
