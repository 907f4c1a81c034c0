"""Two clips beside one another, started at an initial contact of the same leg, at half speed.

Both play at the same pace from the common contact, so a quicker rhythm is seen to run ahead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from gaitcue.report.frames.face_blur import hidden
from gaitcue.report.frames.keyframes import SIDE_BY_SIDE_LEG_SHARE, KeyFrames, cut_out
from gaitcue.report.video import paint
from gaitcue.report.video.overlay import Overlay, Progress
from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis, Clip

PANEL: Final = (480, 640)
FPS: Final = 30.0
PACE: Final = 0.5
"""speed of play; 1 is true time"""
LEAD_S: Final = 0.4
"""shown before the common contact, where both clips have it"""


def contact_times(analysis: Analysis, side: Side) -> Array:
    """Initial contacts of a side, s, in order."""
    times = [e.time_s for e in analysis.events if e.type == "initial_contact" and e.side == side]
    return np.array(sorted(times), float)


@dataclass(frozen=True)
class Half:
    """One of the two clips: painted, cut to the runner, at the common scale."""

    analysis: Analysis
    clip: Clip
    title: str
    blur: bool

    @cached_property
    def _frames(self) -> KeyFrames:
        scale = SIDE_BY_SIDE_LEG_SHARE * PANEL[1] / self.analysis.view.thigh_shank_length
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
    blur_faces: bool = False,
    progress: Progress | None = None,
) -> Path:
    """Write both clips beside one another, from an initial contact of the same leg on.

    Parameters
    ----------
    leg : the side whose contact starts both; without it the side near the camera in the first

    Raises
    ------
    BadOption
        when one of the clips has no contact of that leg
    """
    from gaitcue.video import VideoWriter

    side = leg or before.view.near_side or "right"
    halves = (Half(before, clip_before, "before", blur_faces), Half(after, clip_after, "after", blur_faces))
    times = _common_times(halves, side)
    with VideoWriter(out, 2 * PANEL[0], PANEL[1], FPS) as writer:
        for k, panels in enumerate(zip(*(h.panels(t) for h, t in zip(halves, times, strict=True)), strict=True)):
            writer.write(np.ascontiguousarray(np.hstack(panels)), k / FPS)
            if progress is not None:
                progress("video", k + 1, len(times[0]))
    return out


def _common_times(halves: tuple[Half, Half], side: Side) -> tuple[Array, Array]:
    """Times in each clip, one for each frame of the output, as long as both clips last."""
    contacts = [contact_times(h.analysis, side) for h in halves]
    for half, found in zip(halves, contacts, strict=True):
        if not len(found):
            raise BadOption(f"{half.clip.path.name} shows no contact of the {side} foot; name the other leg")
    since = np.arange(-LEAD_S, 3600.0, PACE / FPS)
    longest = max(h.span_s[1] - h.span_s[0] for h in halves)
    since = since[since <= longest]
    first, second = contacts[0][0] + since, contacts[1][0] + since
    inside = np.ones(len(since), bool)
    for half, times in zip(halves, (first, second), strict=True):
        inside &= (times >= half.span_s[0] - 1e-6) & (times <= half.span_s[1] + 1e-6)
    return first[inside], second[inside]
