"""The annotated video: skeleton, feet on the ground, live numbers and a legend, at the clip's own pace.

The near leg is drawn solid, the far leg thinner and lighter; bones between points that are unsure are dashed, and
what could not be measured is not drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from gaitcue.report.frames.face_blur import Heads, find_heads, hidden
from gaitcue.report.video import paint
from gaitcue.report.video.live_numbers import LiveNumbers
from gaitcue.report.wording import words
from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import BONES, Side, other_side
from gaitcue.terms.records import Analysis, Clip
from gaitcue.terms.track import point, point_confidence

Progress = Callable[[str, int, int], None]

SURE: Final = 0.5
"""confidence below which a point counts as unsure (product default)"""
BRIGHT: Final = {"near": (64, 196, 255), "far": (255, 190, 120)}
"""on video, lighter than on paper: the picture behind is dark"""


@dataclass(frozen=True)
class Overlay:
    """Paints one runner's measurements onto the frames of the clip."""

    analysis: Analysis
    width: int
    height: int

    @cached_property
    def near(self) -> Side:
        return self.analysis.view.near_side or self.analysis.view.facing

    @cached_property
    def live(self) -> LiveNumbers:
        return LiveNumbers(self.analysis)

    @cached_property
    def _row_of(self) -> dict[int, int]:
        numbers = self.analysis.track["frame"].values.astype(int)
        rows = {int(f): row for row, f in enumerate(numbers)}
        repeats = set(self.analysis.clip.duplicate_frames) if self.analysis.clip else set()
        usual = int(np.median(np.diff(numbers))) if len(numbers) > 1 else 1
        # repeated pictures, and those of a fast clip that were not looked at, are painted as the one before
        for frame in range(int(numbers[0]) + 1, int(numbers[-1]) + 1):
            if (
                frame not in rows
                and frame - 1 in rows
                and (frame in repeats or frame - numbers[rows[frame - 1]] < usual)
            ):
                rows[frame] = rows[frame - 1]
        return rows

    @cached_property
    def _points(self) -> dict[str, tuple[Array, Array]]:
        track = self.analysis.track
        names = [str(n) for n in track["keypoint"].values]
        return {name: (point(track, name), point_confidence(track, name)) for name in names}

    @cached_property
    def stroke_width(self) -> int:
        """Thicker on larger figures, so that it looks the same in every size of clip."""
        return max(round(self.analysis.view.thigh_shank_length / 70), 2)

    @cached_property
    def letter_size(self) -> int:
        return max(round(min(self.width, 0.75 * self.height) / 34), 13)

    @cached_property
    def _everywhere(self) -> Array:
        """All places where the runner's points were, (n, 2) px, to keep the lettering away from them."""
        paths = [path[::3] for path, _ in self._points.values()]
        places = np.concatenate(paths) if paths else np.empty((0, 2))
        return np.asarray(places[np.isfinite(places).all(axis=1)])

    def _free_corner(self, wide: int, tall: int, taken: tuple[int, int] | None = None) -> tuple[int, int]:
        """Left and top of a plate in the corner that covers the runner least; upper corners win a tie."""
        corners = [(x, y) for y in (0, self.height - tall) for x in (0, self.width - wide)]
        margin, places = self.letter_size, self._everywhere

        def covered(corner: tuple[int, int]) -> int:
            low = np.array(corner) - margin
            high = low + 2 * margin + np.array([wide, tall])
            return int(((places >= low) & (places <= high)).all(axis=1).sum())

        return min((c for c in corners if taken is None or not _same_corner(c, taken)), key=covered)

    @cached_property
    def _numbers_at(self) -> tuple[int, int]:
        return self._free_corner(*self._numbers_size)

    @cached_property
    def _numbers_size(self) -> tuple[int, int]:
        size = self.letter_size
        wide = size + paint.text_width("shank, right right foot down", size)
        return wide, 4 * round(1.45 * size) + size

    @cached_property
    def _legend_at(self) -> tuple[int, int]:
        return self._free_corner(*self._legend_size, taken=self._numbers_at)

    @cached_property
    def _legend_size(self) -> tuple[int, int]:
        size, rows = self._small, self._legend_words()
        return max(paint.text_width(t, size) for t, _ in rows) + size, round(1.4 * size) * len(rows) + size

    @property
    def _small(self) -> int:
        return max(round(0.72 * self.letter_size), 11)

    def painted(self, image: Pixels, frame: int, time_s: float) -> Pixels:
        """The frame with everything on it, painted in place.

        Parameters
        ----------
        image : (h, w, 3) RGB, contiguous and writable
        frame : number in the source
        time_s : true time
        """
        self.paint_runner(image, frame, time_s)
        self._paint_numbers(image, time_s)
        self._paint_legend(image)
        return image

    def paint_runner(self, image: Pixels, frame: int, time_s: float) -> None:
        """Only the skeleton and the feet on the ground."""
        row = self._row_of.get(frame)
        if row is None:
            return
        for side in (other_side(self.near), self.near):
            self._paint_side(image, row, side)
            if self.live.is_down(side, time_s):
                self._paint_contact(image, row, side)

    def _colour(self, side: Side) -> paint.Colour:
        return BRIGHT["near" if side == self.near else "far"]

    def _at(self, name: str, row: int) -> tuple[Array, bool]:
        """Where a point is, and whether that is sure."""
        path, confidence = self._points.get(name, (None, None))
        if path is None or confidence is None:
            return np.full(2, np.nan), False
        return path[row], bool(confidence[row] >= SURE)

    def _paint_side(self, image: Pixels, row: int, side: Side) -> None:
        wide = self.stroke_width if side == self.near else max(self.stroke_width - 1, 1)
        for a, b in BONES:
            (start, sure_a), (end, sure_b) = self._at(f"{side}_{a}", row), self._at(f"{side}_{b}", row)
            paint.stroke(image, start, end, self._colour(side), wide, dashed=not (sure_a and sure_b))
        for name in ("hip", "knee", "ankle"):
            at, sure = self._at(f"{side}_{name}", row)
            if sure:
                paint.dot(image, at, self._colour(side), wide)

    def _paint_contact(self, image: Pixels, row: int, side: Side) -> None:
        """A bar along the ground under the foot that carries."""
        heel, toe = self._at(f"{side}_heel", row)[0], self._at(f"{side}_toe", row)[0]
        drop = np.array([0.0, 2.5 * self.stroke_width])
        paint.stroke(image, heel + drop, toe + drop, self._colour(side), 2 * self.stroke_width)

    def _paint_numbers(self, image: Pixels, time_s: float) -> None:
        cadence = self.live.cadence_spm(time_s)
        far = other_side(self.near)
        rows = (
            ("cadence", words.MISSING if cadence is None else f"{cadence:.0f} steps/min", paint.WHITE),
            ("now", self.live.phase(time_s), paint.WHITE),
            (f"shank, {self.near}", self.live.shank(self.near, time_s), BRIGHT["near"]),
            (f"shank, {far}", self.live.shank(far, time_s), BRIGHT["far"]),
        )
        size, step = self.letter_size, round(1.45 * self.letter_size)
        (left, top), (wide, tall) = self._numbers_at, self._numbers_size
        value_at = left + size // 2 + paint.text_width("shank, right ", size)
        paint.plate(image, left, top, left + wide, top + tall)
        for i, (name, value, colour) in enumerate(rows):
            baseline = top + size // 2 + step * i + size
            paint.letters(image, name, left + size // 2, baseline, size, (200, 208, 216))
            paint.letters(image, value, value_at, baseline, size, colour)

    def _legend_words(self) -> Sequence[tuple[str, paint.Colour]]:
        far, painful = other_side(self.near), self.analysis.conditions.painful_side
        sore = {"left": [("painful side: left", (255, 150, 160))], "right": [("painful side: right", (255, 150, 160))]}
        return [
            (f"{self.near} leg (near)", BRIGHT["near"]),
            (f"{far} leg (far)", BRIGHT["far"]),
            ("bar: foot on the ground", paint.WHITE),
            ("dashes: unsure", paint.WHITE),
            *(sore.get(painful or "", [("painful side: both", (255, 150, 160))] if painful else [])),
        ]

    def _paint_legend(self, image: Pixels) -> None:
        size, step = self._small, round(1.4 * self._small)
        (left, top), (wide, tall) = self._legend_at, self._legend_size
        paint.plate(image, left, top, left + wide, top + tall)
        for i, (text, colour) in enumerate(self._legend_words()):
            paint.letters(image, text, left + size // 2, top + step * i + size + size // 3, size, colour)


def _same_corner(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Plates of different sizes sit in the same corner when both of their zeros agree."""
    return (one[0] == 0) == (other[0] == 0) and (one[1] == 0) == (other[1] == 0)


def write_annotated_video(
    analysis: Analysis, clip: Clip, out: Path, *, blur_faces: bool = False, progress: Progress | None = None
) -> Path:
    """Write the analysed part of a clip with the measurements painted on it.

    The frames keep their own spacing in time; a slow-motion clip plays as slowly as it was stored.

    Parameters
    ----------
    out : the file, ``.mp4``
    blur_faces : hide the runner's face; where the runner is not found, the last known place of the head is hidden
    progress : told ("video", frames done, frames in all)

    Raises
    ------
    UnusableInput
        when the Track is not in pixels of this clip
    """
    from gaitcue.video import VideoWriter, frames

    if analysis.track.attrs.get("units", "px") != "px":
        raise UnusableInput(
            "an annotated video needs keypoints in pixels of the clip; markers in metres have no picture"
        )
    numbers = analysis.track["frame"].values
    first, last = int(numbers.min()), min(int(numbers.max()), clip.frames - 1)
    overlay = Overlay(analysis, clip.width, clip.height)
    heads = find_heads(analysis.track, (clip.width, clip.height)) if blur_faces else None
    with VideoWriter(out, clip.width, clip.height, clip.playback_fps) as writer:
        for frame in frames(clip, first, last + 1):
            image = _prepared(frame.rgb(), heads, frame.index, blur_faces)
            overlay.painted(image, frame.index, float(clip.time_s[frame.index]))
            since_start = float(clip.time_s[frame.index] - clip.time_s[first])
            writer.write(image, since_start * clip.slow_motion_factor)
            if progress is not None:
                progress("video", frame.index - first + 1, last - first + 1)
    return out


def _prepared(image: Pixels, heads: Heads | None, frame: int, blur: bool) -> Pixels:
    """A frame that may be painted on, with the face hidden if asked."""
    if blur:
        return np.ascontiguousarray(hidden(image, heads, frame))
    return np.array(image, copy=True, order="C")
