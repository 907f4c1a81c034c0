"""Stickers clicked after the analysis: followed through the clip beside the raw points that the result keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Clip
from gaitcue.terms.track import confidences, point
from gaitcue.work.options import AnalyzeOptions, StickerClick
from gaitcue.work.recording import Recording, sided
from gaitcue.work.stored import Stored


def with_stickers(
    recording: Recording, options: AnalyzeOptions, clicks: Sequence[StickerClick], before: Stored | None
) -> tuple[Recording, AnalyzeOptions]:
    """The recording with one more point for each click; a click that was followed before is not followed again.

    Raises
    ------
    BadOption : no clip to look at, or a click that cannot be followed
    """
    if not clicks:
        return recording, options
    near: Side = recording.track.attrs.get("near_side") or "right"
    asked = [replace(click, name=sided(click.name, near)) for click in clicks]
    known = [click for click in asked if before is not None and was_followed(click, before, recording)]
    recording = taken_over(recording, known, before)
    recording = followed(recording, [click for click in asked if click not in known])
    names = {click.name for click in asked}
    kept = [one for one in options.stickers if sided(one.name, near) not in names]
    return recording, replace(options, stickers=(*kept, *asked))


def was_followed(click: StickerClick, before: Stored, recording: Recording) -> bool:
    """The same click in the same frames of the same side."""
    track = before.recording.track
    same = np.array_equal(track["frame"].values, recording.track["frame"].values)
    return same and str(click) in before.settings["stickers"] and click.name in track["keypoint"].values


def taken_over(recording: Recording, clicks: Sequence[StickerClick], before: Stored | None) -> Recording:
    from gaitcue.pose.stickers import with_points

    if not clicks or before is None:
        return recording
    track, sure = before.recording.track, confidences(before.recording.track)
    paths = {click.name: point(track, click.name) for click in clicks}
    return replace(recording, track=with_points(recording.track, paths, {name: sure[name] for name in paths}))


def followed(recording: Recording, clicks: Sequence[StickerClick]) -> Recording:
    from gaitcue.pose import Sticker, track_stickers

    if not clicks:
        return recording
    clip = clip_at_hand(recording)
    check_frames(recording, clicks)
    stickers = [Sticker(click.name, click.x, click.y, click.frame) for click in clicks]
    try:
        return replace(recording, track=track_stickers(clip, stickers, recording.track))
    except (BadOption, UnusableInput) as problem:
        raise BadOption(str(problem).removeprefix("--sticker ")) from None


def check_frames(recording: Recording, clicks: Sequence[StickerClick]) -> None:
    """Raise BadOption for a click in a frame in which the runner was not looked for: fast clips are thinned out."""
    frames = recording.track["frame"].values
    for click in clicks:
        if click.frame not in frames:
            nearest = int(frames[np.abs(frames - click.frame).argmin()])
            raise BadOption(f"frame {click.frame} was not looked at: click the sticker in frame {nearest}")


def clip_at_hand(recording: Recording) -> Clip:
    clip = recording.clip
    if clip is None or not clip.path.is_file():
        raise BadOption("stickers are followed in the clip, which is not here: bring the clip of this run")
    return clip
