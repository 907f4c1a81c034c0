"""Clips of a drawn runner in company: people who stand, walk or run beside, before and behind, and a mirror."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaitcue.demo import Clothes, Runner
from gaitcue.demo.draw import Backdrop, belt, near_rail, shadows
from gaitcue.demo.figure import figure
from gaitcue.demo.motion import Points, motion_of, up_along, upper_body
from gaitcue.demo.shapes import Shape, tint
from gaitcue.video import VideoWriter

Array = NDArray[np.float64]

SMALL = Runner(width=480, height=360, px_per_m=140.0, fps=30.0, duration_s=4.0, shutter=0.0, noise_sd=2.0)
"""a small clip that is drawn and read quickly"""
WALKING_SPM = 108.0
OTHER_CLOTHES = Clothes(shirt=(176, 60, 54), shorts=(54, 74, 60), hair=(30, 26, 24), shoe=(60, 90, 190))


@dataclass(frozen=True)
class Companion:
    """Somebody else in the picture; places in m of the runner's plane, x to the right."""

    does: Literal["stands", "walks", "runs"] = "stands"
    x_m: float = 0.0
    """place of the hips at the beginning"""
    size: float = 1.0
    """over 1 for somebody nearer to the camera than the runner"""
    before: bool = False
    """drawn over the runner, not behind"""
    pace_mps: float = 0.0
    """through the picture, to the right"""
    brightness: float = 1.0
    turned: bool = False
    """seen facing the other way"""
    like: Runner = field(default_factory=lambda: replace(SMALL, seed=5, clothes=OTHER_CLOTHES, cadence_spm=160.0))

    def shapes(self, times: Array) -> list[Shape]:
        shapes = figure(self.like, self._points(times))
        return [replace(s, outline=self._placed(s.outline, times), colour=self._lit(s.colour)) for s in shapes]

    def _lit(self, colour: tuple[int, int, int]) -> tuple[int, int, int]:
        return tint(colour, self.brightness)

    def _points(self, times: Array) -> Points:
        if self.does == "runs":
            return motion_of(self.like).points(times)
        if self.does == "walks":
            return walking(self.like, times)
        return motion_of(replace(self.like, standing_s=60.0, duration_s=61.0)).points(np.zeros(len(times)))

    def _placed(self, outline: Array, times: Array) -> Array:
        way = np.array([-self.size if self.turned else self.size, self.size])
        place = np.stack([self.x_m + self.pace_mps * times, np.full(len(times), 0.12 * (1 - self.size))], axis=-1)
        return np.asarray(outline * way + place[:, None])


def mirror_image(runner: Runner, x_m: float, size: float = 0.7) -> Companion:
    """The runner in a mirror on the wall: smaller, paler, facing the other way, in step."""
    return Companion("runs", x_m, size, brightness=0.85, turned=True, like=runner)


def walking(runner: Runner, times: Array) -> Points:
    """A simple walk on the spot: thighs swing, the knee bends in swing, the trunk is upright."""
    body, stride_phase = runner.body, np.pi * times * WALKING_SPM / 60
    hip = np.stack([np.zeros(len(times)), body.leg_length - 0.03 + 0.012 * np.cos(2 * stride_phase)], axis=-1)
    legs = {}
    for side, phase in (("left", stride_phase), ("right", stride_phase + np.pi)):
        thigh = 24.0 * np.cos(phase)
        knee = 6.0 + 52.0 * np.clip(-np.sin(phase), 0, 1) ** 2
        legs[side] = walking_leg(runner, hip, thigh, knee)
    arms = upper_body(runner, hip, np.zeros(len(times)), np.full(len(times), 12.0), stride_phase, swing=0.4)
    return arms | {f"{side}_{name}": value for side, leg in legs.items() for name, value in leg.items()}


def walking_leg(runner: Runner, hip: Array, thigh_deg: Array, knee_deg: Array) -> Points:
    body = runner.body
    knee = hip - body.thigh * up_along(-thigh_deg)
    shank_deg = thigh_deg - knee_deg
    ankle = knee - body.shank * up_along(-shank_deg)
    foot = np.radians(0.5 * shank_deg)
    ahead = np.stack([np.cos(foot), np.sin(foot)], axis=-1)
    up = np.stack([-ahead[:, 1], ahead[:, 0]], axis=-1)
    heel = ankle - body.ankle_x * ahead - body.ankle_y * up
    return {
        "hip": hip,
        "knee": knee,
        "ankle": ankle,
        "heel": heel,
        "ball": heel + body.ball * ahead,
        "toe": heel + body.shoe * ahead,
    }


class Company(Backdrop):
    """The runner's stage with others on it."""

    def __init__(self, runner: Runner, others: tuple[Companion, ...]) -> None:
        super().__init__(runner)
        self.others = others

    def _shapes(self, times: Array) -> list[Shape]:
        points = self.motion.points(times)
        back, front = ([s for o in self.others if o.before is b for s in o.shapes(times)] for b in (False, True))
        ground = [*belt(self.motion, times), *shadows(self.runner, points)]
        rail = near_rail(self.runner, len(times))
        return [*back, *ground, *figure(self.runner, points), *rail, *front]


def draw_company(path: Path, runner: Runner, *others: Companion) -> Path:
    """Write the clip; the others keep their order, later ones before earlier ones."""
    stage = Company(runner, others)
    with VideoWriter(path, runner.width, runner.height, runner.fps) as writer:
        for k, picture in enumerate(chunks(stage)):
            writer.write(picture, k / runner.fps)
    return path


def chunks(stage: Company) -> Iterator[NDArray[np.uint8]]:
    for first in range(0, stage.runner.frames, 32):
        yield from stage.chunk(range(first, min(first + 32, stage.runner.frames)))
