"""The standing reference: from a part of the clip (``START-END`` in seconds) or from a clip of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from gaitcue import gait
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import View
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.recording import Progress, Recording, take_in

SPAN = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*-\s*(\d+(?:\.\d+)?)\s*$")


def take_standing(
    options: AnalyzeOptions, recording: Recording, view: View, progress: Progress
) -> gait.Standing | None:
    """Quiet standing gives the zero of foot and trunk angles and the leg's length; None when none was recorded."""
    if options.standing is None:
        return None
    span = SPAN.match(options.standing)
    if span:
        start_s, end_s = float(span[1]), float(span[2])
        times = recording.track["time"].values
        part = recording.track.isel(time=(times >= start_s) & (times <= end_s))
        if end_s <= start_s or part.sizes["time"] < 3:
            raise BadOption(f"--standing {options.standing}: the recording has nothing between these seconds")
        return gait.standing_reference(gait.to_plane(gait.clean(part), view))
    file = Path(options.standing)
    if not file.exists():
        raise BadOption(f"--standing must be a clip or START-END in seconds, e.g. 0-3; got {options.standing!r}")
    plain = replace(options, standing=None, start_s=None, end_s=None, stickers=(), corrections=None)
    still = take_in(file, plain, progress)
    return gait.standing_reference(gait.to_plane(gait.clean(still.track), view))
