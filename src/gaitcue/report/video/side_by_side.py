"""Two clips beside one another, started at an initial contact of the same leg; time-normalised if asked.

Without normalisation both play in true time from the common contact, so a quicker rhythm is seen to run ahead. With it
the second clip is stretched stride by stride until its contacts fall on those of the first: postures can be compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gaitcue.report.frames.face_blur import hidden
from gaitcue.report.frames.keyframes import KeyFrames, cut_out
from gaitcue.report.video import paint
from gaitcue.report.video.overlay import Overlay, Progress
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Clip

Pixels = NDArray[np.uint8]
Array = NDArray[np.float64]

PANEL: Final = (480, 640)
LEG_SHARE: Final = 0.38
"""of the panel's height that thigh + shank take, in both"""
FPS: Final = 30.0
LEAD_S: Final = 0.4
"""shown before the common contact, where both clips have it"""


def contact_times(analysis: Analysis, side: Side) -> Array:
    """Initial contacts of a side, s, in order."""
    times = [e.time_s for e in analysis.events if e.type == "initial_contact" and e.side == side]
    return np.array(sorted(times), float)


def matched_times(first: Array, second: Array, since: Array, *, time_normalised: bool) -> tuple[Array, Array]:
    """True times in both clips for times since the common contact.

    Parameters
    ----------
    first, second : initial contacts of the same leg in each clip, s; the first of each is the common one
    since : times since the common contact in the first clip, s
    time_normalised : stretch the second clip so that contact follows contact
    """
    in_first = first[0] + since
    if not time_normalised:
        return in_first, second[0] + since
    pairs = min(len(first), len(second))
    if pairs < 2:
        raise BadOption("time-normalised needs two contacts of the leg in both clips; leave it out")
    stretched = np.interp(in_first, first[:pairs], second[:pairs])
    pace = [(second[k] - second[k - 1]) / (first[k] - first[k - 1]) for k in (1, pairs - 1)]
    before, after = in_first < first[0], in_first > first[pairs - 1]
    stretched[before] = second[0] + (in_first[before] - first[0]) * pace[0]
    stretched[after] = second[pairs - 1] + (in_first[after] - first[pairs - 1]) * pace[1]
    return in_first, stretched


@dataclass(frozen=True)
class Half:
    """One of the two clips: painted, cut to the runner, at the common scale."""

    analysis: Analysis
    clip: Clip
    title: str
    blur: bool

    @cached_property
    def _frames(self) -> KeyFrames:
        scale = LEG_SHARE * PANEL[1] / self.analysis.view.thigh_shank_length
        return KeyFrames(self.analysis, None, size=PANEL, scale=scale)

    @cached_property
    def _overlay(self) -> Overlay:
        return Overlay(self.analysis, self.clip.width, self.clip.height)

    @cached_property
    def span_s(self) -> tuple[float, float]:
        time = self.analysis.track["time"].values
        return float(time[0]), float(time[-1])

    def panels(self, times: Array) -> Iterator[Pixels]:
        """One panel for each time; the clip is decoded once, in order."""
        from gaitcue.video import frames

        indices = np.searchsorted(self.clip.time_s, times)
        indices = np.clip(indices, 1, self.clip.frames - 1)
        left = self.clip.time_s[indices - 1]
        indices = np.where(times - left < self.clip.time_s[indices] - times, indices - 1, indices)
        source = frames(self.clip, int(indices[0]), int(indices[-1]) + 1)
        current, panel = -1, np.zeros((PANEL[1], PANEL[0], 3), np.uint8)
        for wanted in indices:
            frame = None
            while current < wanted and (found := next(source, None)) is not None:
                frame, current = found, found.index
            if frame is not None:
                panel = self._panel(frame.rgb(), current)
            yield panel

    def _panel(self, image: Pixels, frame: int) -> Pixels:
        if self.blur:
            image = hidden(image, self._frames.heads, frame)
        image = np.array(image, copy=True, order="C")
        time = float(self.clip.time_s[frame])
        self._overlay.paint_runner(image, frame, time)
        panel = cut_out(image, self._frames.matrix(self._frames.row_at(time)), PANEL, density=1.0)
        cadence = self._overlay.live.cadence_spm(time)
        said = self.title + ("" if cadence is None else f": {cadence:.0f} steps/min")
        paint.plate(panel, 0, 0, PANEL[0], 38)
        paint.letters(panel, said, 12, 26, 19)
        return panel


def side_by_side_video(
    before: Analysis,
    clip_before: Clip,
    after: Analysis,
    clip_after: Clip,
    out: Path,
    *,
    leg: Side | None = None,
    pace: float = 0.5,
    time_normalised: bool = False,
    blur_faces: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write both clips beside one another, from an initial contact of the same leg on.

    Parameters
    ----------
    leg : the side whose contact starts both; without it the side near the camera in the first
    pace : speed of play; 1 is true time
    time_normalised : stretch the second clip so that its contacts fall on those of the first

    Raises
    ------
    BadOption
        when one of the clips has no contact of that leg, or pace is not above 0
    """
    from gaitcue.video import VideoWriter

    if not pace > 0:
        raise BadOption(f"pace is {pace}; give a number above 0, such as 0.5 for half speed")
    side = leg or before.view.near_side or "right"
    halves = (Half(before, clip_before, "before", blur_faces), Half(after, clip_after, "after", blur_faces))
    times = _common_times(halves, side, pace, time_normalised)
    with VideoWriter(out, 2 * PANEL[0], PANEL[1], FPS) as writer:
        for k, panels in enumerate(zip(*(h.panels(t) for h, t in zip(halves, times, strict=True)), strict=True)):
            writer.write(np.ascontiguousarray(np.hstack(panels)), k / FPS)
            if progress is not None:
                progress("video", k + 1, len(times[0]))
    return out


def _common_times(halves: tuple[Half, Half], side: Side, pace: float, normalised: bool) -> tuple[Array, Array]:
    """Times in each clip, one for each frame of the output, as long as both clips last."""
    contacts = [contact_times(h.analysis, side) for h in halves]
    for half, found in zip(halves, contacts, strict=True):
        if not len(found):
            raise BadOption(f"{half.clip.path.name} shows no contact of the {side} foot; name the other leg")
    since = np.arange(-LEAD_S, 3600.0, pace / FPS)
    longest = max(h.span_s[1] - h.span_s[0] for h in halves)
    since = since[since <= longest]
    first, second = matched_times(contacts[0], contacts[1], since, time_normalised=normalised)
    inside = np.ones(len(since), bool)
    for half, times in zip(halves, (first, second), strict=True):
        inside &= (times >= half.span_s[0] - 1e-6) & (times <= half.span_s[1] + 1e-6)
    return first[inside], second[inside]
