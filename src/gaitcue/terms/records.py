"""The records that flow from room to room. All frozen; angles in degrees, times in true seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import xarray as xr

from gaitcue.terms.advice import Advice, Finding, Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.conditions import Conditions as Conditions
from gaitcue.terms.keypoints import Leg, Side

EventType = Literal["initial_contact", "toe_off"]
Status = Literal["ok", "low_confidence", "not_measurable"]
MeasureLeg = Literal["near", "far", "both"]
REPEATS_SHARE = 0.02
"""of a clip's frames; with more repeats than this the rate that counts is that of new pictures (product default)"""


@dataclass(frozen=True, slots=True)
class Clip:
    """A video file (or a folder of images) and the true capture time of each of its frames."""

    path: Path
    sha256: str
    width: int
    """px, after rotation"""
    height: int
    time_s: Array
    """(frames,) true capture time from the first frame; slow motion and variable frame rate are already undone"""
    capture_fps: float
    playback_fps: float
    slow_motion_factor: float
    """capture_fps / playback_fps; 1 for real time"""
    capture_fps_source: str
    """code of where the capture rate came from: ``option``, ``tag``, ``container``, ..."""
    rotation_deg: int = 0
    codec: str = ""
    pixel_format: str = ""
    interlaced: bool = False
    variable_frame_rate: bool = False
    duplicate_frames: tuple[int, ...] = ()
    """frames that repeat the one before; known once all pictures were seen"""
    notes: tuple[Note, ...] = ()

    @property
    def frames(self) -> int:
        return len(self.time_s)

    @property
    def new_fps(self) -> float:
        """Frames per true second that show something new: the rate that accuracy depends on."""
        if len(self.duplicate_frames) <= REPEATS_SHARE * self.frames:
            return self.capture_fps
        new = np.delete(self.time_s, self.duplicate_frames)
        return float(1 / np.median(np.diff(new))) if len(new) > 1 else self.capture_fps


NoteLevel = Literal["info", "warning", "serious"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the quality of the recording or the result that a person should know."""

    code: str
    """stable short name, e.g. "low_frame_rate" """
    level: NoteLevel
    text: str = ""
    """one sentence: what, and what to do about it; empty where the report makes it of code and values"""
    value: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """what the sentence is filled with: plain numbers, texts, or lists of them"""


def note(code: str, level: NoteLevel, value: float | None = None, /, **values: Any) -> Note:
    """A note without a sentence: the report words it.

    Examples
    --------
    >>> note("low_frame_rate", "warning", 25.0, fps=25.0).values["fps"]
    25.0
    """
    return Note(code, level, value=None if value is None else float(value), values=values)


@dataclass(frozen=True, slots=True)
class View:
    """How the camera sees the runner. ``sources`` says for each field how it was found."""

    facing: Side
    """the side of the picture that the runner faces (markers: "right", x forward)"""
    near_side: Side | None
    """the body side towards the camera; None for markers"""
    surface: Literal["treadmill", "overground"]
    camera: Literal["fixed", "panning"]
    roll_deg: float
    """how far the scene appears turned clockwise in the picture: a plumb line's top leans to the right"""
    roll_half_width_deg: float
    """95 % half width of roll_deg; it widens every angle from the vertical"""
    units_per_m: float | None
    """Track units (px; 1 for metres) per metre in the plane of the runner; None when unknown (JSON: ``px_per_m``)"""
    units_per_m_half_width: float | None
    thigh_shank_length: float
    """thigh + shank in Track units"""
    sources: Mapping[str, Reason] = field(default_factory=dict)
    """field -> how it was found"""
    remarks: frozenset[str] = frozenset()
    """codes of what is not as it should be: not_square, head_cut_off, speed_contradicts_scale"""


@dataclass(frozen=True, slots=True)
class Event:
    """Initial contact or toe-off of one foot, between frames."""

    time_s: float
    frame: float
    """fractional, 0-based in the source"""
    type: EventType
    leg: Leg | None
    """None for markers"""
    side: Side
    confidence: float
    """0-1"""
    source: Literal["auto", "hand"] = "auto"
    half_width_s: float = 0.0
    """95 % half width of time_s"""
    single_s: float = 0.0
    """SD of what noise moves this event by where its stride is looked at alone; 0 where nothing is known of it"""


@dataclass(frozen=True, slots=True)
class Stride:
    """From one initial contact to the next of the same leg."""

    stride: int
    leg: Leg | None
    side: Side
    start_s: float
    toe_off_s: float
    end_s: float
    used: bool
    reason: str | None = None
    """the sentence, where a person or a file brought one; what gaitcue finds comes as ``reasons``"""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class StrideValue:
    """One measure of one stride (or step)."""

    measure: str
    leg: MeasureLeg | None
    side: Side | None
    stride: int
    value: float | None
    unit: str
    status: Status
    reason: str | None = None
    """the sentence, where a person or a file brought one; what gaitcue finds comes as ``reasons``"""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """One measure of one leg over the whole clip. The interval is for the runner's mean under these conditions."""

    measure: str
    leg: MeasureLeg | None
    side: Side | None
    unit: str
    n: int
    mean: float | None
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    status: Status
    reason: str | None = None
    """the sentence, where a person or a file brought one; what gaitcue finds comes as ``reasons``"""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """A signal over the gait cycle, one row per used stride, at 0, 1, ... 100 % of the stride."""

    name: str
    leg: Leg | None
    side: Side
    unit: str
    values: Array
    """(strides, 101)"""
    toe_off_pct: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that the path makes of one recording; the report and the files are made from it."""

    clip: Clip | None
    source: Path
    conditions: Conditions
    view: View
    quality: tuple[Note, ...]
    events: tuple[Event, ...]
    strides: tuple[Stride, ...]
    values: tuple[StrideValue, ...]
    measures: tuple[Summary, ...]
    curves: tuple[Curve, ...]
    track: xr.Dataset
    findings: tuple[Finding, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)
    raw: xr.Dataset | None = None
    """the Track before cleaning and corrections, with what else the path started from; None when it was read back"""
    raw_standing: xr.Dataset | None = None
    advice: Advice | None = None
    """None without a profile of the person"""
    parts: Parts | None = None
    """the clip divided where the gait changed; None when it was not divided, and when the analysis was read back"""

    def summary(self, measure: str, leg: MeasureLeg | None = "both") -> Summary:
        """The row of one measure.

        Parameters
        ----------
        measure : id, e.g. "cadence" (docs/measures)
        leg : near, far or both; None for markers, whose legs are told apart by ``side``

        Raises
        ------
        KeyError : there is no such row

        Examples
        --------
        >>> analysis.summary("shank_angle_ic", "near").mean  # doctest: +SKIP
        9.4
        """
        found = [row for row in self.measures if (row.measure, row.leg) == (measure, leg)]
        if not found:
            raise KeyError(f"no row {measure} of {leg}")
        return next((row for row in found if row.side is None), found[0])


@dataclass(frozen=True, slots=True)
class Parts:
    """What lies before and after a moment of the clip, each measured by itself."""

    at_s: float
    before: Analysis
    after: Analysis
