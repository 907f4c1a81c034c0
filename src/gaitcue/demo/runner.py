"""The synthetic runner: everything that is chosen about the figure, its movement and the camera."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Literal

from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side

Surface = Literal["treadmill", "overground"]
CameraKind = Literal["fixed", "panning"]
Lighting = Literal["bright", "normal", "dark"]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Variability:
    """Standard deviation of each contact around the runner's own mean (independent draws for every contact)."""

    step_time_pct: float = 0.8
    contact_time_pct: float = 1.0
    shank_deg: float = 0.8
    knee_deg: float = 1.0
    foot_deg: float = 1.2
    knee_off_deg: float = 1.2
    trunk_deg: float = 0.4
    pelvic_tilt_deg: float = 0.4


NO_VARIABILITY = Variability(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Left minus right, in % of their mean or in degrees; half of it is given to each leg."""

    step_time_pct: float = 0.0
    """step time of a leg: from the other foot's contact to its own"""
    contact_time_pct: float = 0.0
    shank_deg: float = 0.0
    knee_deg: float = 0.0
    foot_deg: float = 0.0


@dataclass(frozen=True, slots=True)
class GaitChange:
    """How the runner runs from some moment of the clip on; None keeps what it was. The belt's speed stays."""

    start_s: float
    over_s: float = 0.0
    """the change takes so long; 0: from one step to the next"""
    cadence_spm: float | None = None
    contact_time_s: float | None = None
    shank_deg: float | None = None
    knee_deg: float | None = None
    foot_deg: float | None = None
    knee_off_deg: float | None = None
    trunk_lean_deg: float | None = None

    def share(self, time_s: float) -> float:
        """How much of the change is done, 0-1."""
        return min(max((time_s - self.start_s) / max(self.over_s, 1e-9), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Clothes:
    """Colours of the drawn figure, RGB."""

    shirt: Colour = (46, 96, 168)
    shorts: Colour = (38, 40, 48)
    skin: Colour = (214, 166, 136)
    hair: Colour = (70, 48, 34)
    shoe: Colour = (206, 62, 52)
    sole: Colour = (240, 240, 236)
    sock: Colour = (228, 228, 228)


@dataclass(frozen=True, slots=True)
class Body:
    """Segment lengths in m: usual fractions of the stature (leg and foot include the shoe)."""

    thigh: float
    shank: float
    trunk: float
    """mid-hip to mid-shoulder"""
    upper_arm: float
    forearm: float
    neck: float
    """mid-shoulder to ear"""
    shoe: float
    """heel to tip"""
    ball: float
    """heel to the line where the shoe bends"""
    ankle_x: float
    ankle_y: float

    @property
    def leg_length(self) -> float:
        """Trochanter to floor when standing."""
        return self.thigh + self.shank + self.ankle_y

    @property
    def thigh_shank_length(self) -> float:
        return self.thigh + self.shank


def body_of_height(height_m: float) -> Body:
    """Proportions of the drawn figure; textbook-like fractions, chosen by us, not measured on anybody."""
    shoe = 0.162 * height_m
    return Body(
        thigh=0.245 * height_m,
        shank=0.243 * height_m,
        trunk=0.290 * height_m,
        upper_arm=0.172 * height_m,
        forearm=0.150 * height_m,
        neck=0.128 * height_m,
        shoe=shoe,
        ball=0.70 * shoe,
        ankle_x=0.24 * shoe,
        ankle_y=0.052 * height_m,
    )


@dataclass(frozen=True, slots=True)
class Runner:
    """Parameters of the synthetic runner and of the recording; angles follow ``gaitcue.terms.signs``.

    Thigh extension, vertical oscillation and step length are not chosen: they follow from speed, cadence, contact
    time and posture, as in a real runner. ``shank_deg`` is the overstride; ``knee_peak_deg`` None lets the peak of
    knee flexion in stance follow from the ballistic flight alone.
    """

    cadence_spm: float = 166.0
    speed_mps: float = 3.0
    contact_time_s: float | None = None
    """None: 0.271 - 0.035 (speed - 2.7), a line through OldYoung and Ammann16 (product default)"""
    shank_deg: float = 7.0
    """shank angle at initial contact, + ankle ahead of the knee"""
    knee_deg: float = 16.0
    """knee flexion at initial contact"""
    knee_peak_deg: float | None = None
    foot_deg: float = 12.0
    """sole (heel to ball) against the ground at initial contact, + toes up: 12 rearfoot, 3 midfoot, -5 forefoot"""
    knee_off_deg: float = 15.0
    """knee flexion at toe-off; the heel rises as far as this needs"""
    knee_swing_deg: float = 98.0
    """highest knee flexion in swing"""
    thigh_swing_deg: float | None = None
    """highest thigh angle in swing; None: thigh angle at contact + 18"""
    trunk_lean_deg: float = 6.0
    trunk_oscillation_deg: float = 1.5
    """half the range of the lean within a step"""
    pelvic_tilt_deg: float = 14.0
    pelvic_tilt_excursion_deg: float = 6.0
    pelvis_rotation_m: float = 0.008
    shoulder_rotation_m: float = 0.035
    fore_aft_m: float = 0.012
    drift_m: float = 0.015
    """slow wander on the belt"""
    variability: Variability = field(default_factory=Variability)
    asymmetry: Asymmetry = field(default_factory=Asymmetry)
    change: GaitChange | None = None
    height_m: float = 1.75
    duration_s: float = 10.0
    """length of the clip in true time, the standing part included"""
    standing_s: float = 0.0
    """quiet standing at the beginning, before a hard cut to running"""
    seed: int = 0
    # --- the recording ---
    fps: float = 120.0
    """capture rate"""
    slow_motion: float = 1.0
    """the container stores fps / slow_motion"""
    width: int = 720
    height: int = 960
    px_per_m: float = 420.0
    roll_deg: float = 0.0
    """how far the scene appears turned clockwise: a plumb line's top leans to the right"""
    lens_height_m: float = 0.95
    """the middle of the picture lies at this height; the lens looks level"""
    lens_ahead_m: float = 0.0
    """a fixed camera looks at a place so far ahead of the middle of the belt"""
    behind_deg: float = 0.0
    """how far the camera stands behind the perpendicular to the running"""
    distance_m: float | None = None
    """camera to the runner's plane; None: so far that there is no perspective"""
    facing: Side = "right"
    near_side: Side | None = None
    """body side towards the camera; None: the side that an unmirrored picture shows (equal to facing)"""
    surface: Surface = "treadmill"
    camera: CameraKind = "fixed"
    stickers: tuple[str, ...] = ()
    """of asis, psis, c7: dots drawn on the near side"""
    clothes: Clothes = field(default_factory=Clothes)
    lighting: Lighting = "normal"
    noise_sd: float = 3.0
    """grey levels"""
    take: int = 0
    """another number records the same strides again: new camera noise"""
    shutter: float = 0.35
    """exposure as a part of the frame time (motion blur); 0: none"""

    def __post_init__(self) -> None:
        """Refuse what cannot run: no flight phase, or parameters out of range."""
        if not (self.fps > 0 and self.slow_motion > 0 and self.duration_s > 0 and self.px_per_m > 0):
            raise BadOption("fps, slow_motion, duration_s and px_per_m of the synthetic runner must be above 0.")
        if self.width % 2 or self.height % 2:
            raise BadOption("The picture of the synthetic runner needs an even width and height (H.264).")
        if abs(self.behind_deg) > 45 or (self.distance_m is not None and self.distance_m < 1.5):
            raise BadOption("behind_deg of the synthetic runner goes to 45, distance_m begins at 1.5 m.")
        if self.step_time_s - self.contact_s < 0.03:
            raise BadOption("The synthetic runner has no flight phase: shorten contact_time_s or lower cadence_spm.")
        if not set(self.stickers) <= {"asis", "psis", "c7"}:
            raise BadOption("Stickers of the synthetic runner are asis, psis and c7.")

    @property
    def step_time_s(self) -> float:
        return 60.0 / self.cadence_spm

    @property
    def contact_s(self) -> float:
        return self.contact_time_s or 0.271 - 0.035 * (self.speed_mps - 2.7)

    @property
    def body(self) -> Body:
        return body_of_height(self.height_m)

    @property
    def height_cm(self) -> float:
        return 100.0 * self.height_m

    @property
    def near(self) -> Side:
        return self.near_side or self.facing

    @property
    def stored_fps(self) -> float:
        return self.fps / self.slow_motion

    @property
    def frames(self) -> int:
        return max(1, round(self.duration_s * self.fps))

    def at(self, time_s: float) -> Runner:
        """The runner as he or she runs at one moment; without a change the same at all times."""
        change = self.change
        if change is None:
            return self
        share = change.share(time_s)
        own = {"contact_time_s": self.contact_s}
        wanted = {f.name: getattr(change, f.name) for f in fields(change) if f.name not in ("start_s", "over_s")}
        changed = {
            name: (1 - share) * own.get(name, getattr(self, name)) + share * value
            for name, value in wanted.items()
            if value is not None
        }
        return replace(self, change=None, **changed)

    def with_(self, **changes: object) -> Runner:
        """The same runner with some parameters changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def before_runner(**changes: object) -> Runner:
    """The demo's "before": 160 spm, overstriding with a rearfoot strike, leaning forward, pelvis tilted."""
    return Runner(
        cadence_spm=160.0,
        contact_time_s=0.268,
        shank_deg=13.0,
        knee_deg=9.0,
        foot_deg=20.0,
        trunk_lean_deg=13.0,
        pelvic_tilt_deg=19.0,
        stickers=("asis", "psis"),
        seed=3,
    ).with_(**changes)


def after_runner(**changes: object) -> Runner:
    """The demo's "after": the same person at the same speed, 170 spm, shorter steps and upright."""
    return Runner(
        cadence_spm=170.0,
        contact_time_s=0.254,
        shank_deg=5.0,
        knee_deg=17.0,
        foot_deg=9.0,
        trunk_lean_deg=6.0,
        pelvic_tilt_deg=14.0,
        stickers=("asis", "psis"),
        seed=4,
    ).with_(**changes)
