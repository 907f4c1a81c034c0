"""What the caller may choose, and the passes that each preset stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from gaitcue.terms.errors import BadOption

Preset = Literal["fast", "standard", "best"]
ModelName = Literal["lite", "full", "heavy"]
"""sizes of BlazePose"""
PoseModelName = Literal["blazepose", "rtmpose"]
Device = Literal["cpu", "gpu"]
"""what the pose model runs on: the processor, or graphics that OpenVINO knows (Intel's)"""
DEVICES: tuple[Device, ...] = get_args(Device)
PRESETS: tuple[Preset, ...] = get_args(Preset)
MODELS: tuple[PoseModelName, ...] = get_args(PoseModelName)
PassRole = Literal["always", "doubtful"]
"""in every frame, or only where the first pass leaves doubt about a leg; one after another until one is clear"""

PADDING = 1.25
"""Crop side over twice the distance hip centre - crown circle; 1.14 to 1.25 did best on real clips (PoseTrials)."""


@dataclass(frozen=True, slots=True)
class PassKind:
    """One way of showing a frame to the pose model."""

    mirrored: bool = False
    turn_deg: float = 0.0
    """the crop turned further by this angle, clockwise in the picture"""
    padding: float = PADDING
    averaged: bool = False
    """no inference of its own: the mean of the plain and the mirrored heatmaps (PoseTrials)"""
    role: PassRole = "always"

    @property
    def name(self) -> str:
        if self.averaged:
            return "averaged"
        turn = f" turned {self.turn_deg:+g}" if self.turn_deg else ""
        padding = f" padding {self.padding:g}" if self.padding != PADDING else ""
        return ("mirrored" if self.mirrored else "plain") + turn + padding


PLAIN = PassKind()
MIRRORED = PassKind(mirrored=True)
"""the best single one: it swaps the legs less often (PoseTrials)"""
AVERAGED = PassKind(averaged=True)
TURNED = (PassKind(mirrored=True, turn_deg=-12.0), PassKind(mirrored=True, turn_deg=12.0))
WIDE = PassKind(padding=1.56)


def in_doubt(*kinds: PassKind) -> tuple[PassKind, ...]:
    """The same passes, made one after another until one is clear, only where the first one leaves doubt about a leg."""
    return tuple(replace(kind, role="doubtful") for kind in kinds)


@dataclass(frozen=True, slots=True)
class PosePlan:
    """Which model looks at each frame, and how often."""

    model: ModelName | Literal["rtmpose"]
    passes: tuple[PassKind, ...]
    depth: int = 2
    """how many frames are under way at once: the crop of a frame comes from the frame ``depth`` earlier"""
    enough_hz: float | None = None
    """looks a second of true time that are enough: of faster clips every second, third ... frame is looked at"""
    settle_hz: float | None = None
    """how often a second of true time further passes settle a doubt: what they tell carries over to frames between"""
    device: Device = "cpu"

    @property
    def names(self) -> list[str]:
        """The passes in words."""
        return [kind.name for kind in self.passes]


ENOUGH_HZ = 110.0
"""so 240 frames a second are looked at 120 times, 120 as they are (product default). A drawn runner, 5 s at 240 frames
a second, every frame and every second one: `fast` 19 and 12 s of processor time, mean contact time 2.6 and 1.6 ms too
short; `standard` 49 and 25 s, but 4.6 and 7.8 ms too long: it looks at every frame"""
SETTLE_HZ = 60.0
"""A drawn runner, 5 s at 240 frames a second: 68 frames are looked at again instead of 113, 44 s of processor time
instead of 46; means of the angles move by 0.15 deg at most"""

# On the real treadmill clips the mirrored pass alone, through the dynamics of ``legs``, is as good as five passes
# wherever its peaks are clear; the further passes are for where they are not (figures in docs/benchmarks.md).
PLANS: dict[str, PosePlan] = {
    # a third frame keeps two cores busy; older crops cost no accuracy
    "fast": PosePlan("full", (MIRRORED,), depth=3, enough_hz=ENOUGH_HZ),
    "standard": PosePlan("heavy", (MIRRORED, *in_doubt(PLAIN, TURNED[1])), settle_hz=SETTLE_HZ),
    "best": PosePlan("heavy", (PLAIN, MIRRORED, AVERAGED, *TURNED, WIDE)),
}
RTMPOSE_PLAN = PosePlan("rtmpose", (PLAIN,))
"""one look a frame whatever the preset: nothing is known of what further ones would give"""


def plan_of(preset: str, model: str, device: str = "cpu") -> PosePlan | None:
    """The plan of a choice; None when it is not known."""
    plan = RTMPOSE_PLAN if model == "rtmpose" else PLANS.get(preset) if model == "blazepose" else None
    on = next((each for each in DEVICES if each == device), None)
    return None if plan is None or on is None else replace(plan, device=on)


@dataclass(frozen=True, slots=True)
class RunnerAt:
    """A click on the runner: px of the displayed frame, and the 0-based frame."""

    x: float
    y: float
    frame: int

    def __str__(self) -> str:
        return f"{self.x:g},{self.y:g}@{self.frame}"


@dataclass(frozen=True, slots=True)
class PoseSettings:
    """Choices for :func:`gaitcue.pose.estimate`."""

    preset: Preset = "standard"
    model: PoseModelName = "blazepose"
    person: int | None = None
    """1-based, people numbered from left to right where they are first seen; None: the one who runs"""
    runner_at: RunnerAt | None = None
    """follow whoever is here"""
    every_frame: bool = False
    """look at every frame, however fast the clip"""
    device: Device = "cpu"
    start: int = 0
    """first frame"""
    end: int | None = None
    """frame after the last one"""

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise BadOption(f"Preset {self.preset!r} is not known: choose fast, standard or best.")
        if self.model not in MODELS:
            raise BadOption(f"Model {self.model!r} is not known: choose blazepose or rtmpose.")
        if self.device not in DEVICES:
            raise BadOption(f"Device {self.device!r} is not known: choose cpu or gpu.")
        if self.person is not None and self.person < 1:
            raise BadOption("--person counts from 1, from left to right: give 1 or more.")
        if self.person is not None and self.runner_at is not None:
            raise BadOption("--person and --runner-at both choose the runner: give one of them.")
        if self.start < 0 or (self.end is not None and self.end <= self.start):
            raise BadOption("--start must lie before --end: no frames are left to analyse.")

    @property
    def plan(self) -> PosePlan:
        plan = plan_of(self.preset, self.model, self.device)
        assert plan is not None, "checked when the settings were made"
        return plan
