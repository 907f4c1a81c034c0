"""The standing reference: from a part of the recording (``START-END`` in seconds) or from a recording of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import xarray as xr

from gaitcue import gait
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import View
from gaitcue.work.options import STANDING_SPAN, AnalyzeOptions
from gaitcue.work.recording import Progress, take_in
from gaitcue.work.steps import Steps


def take_standing(source: Path, options: AnalyzeOptions, progress: Progress, steps: Steps) -> xr.Dataset | None:
    """The raw Track of quiet standing; None when none was recorded.

    Raises
    ------
    BadOption : --standing names neither a recording nor seconds
    UnusableInput : nobody stands there
    """
    if options.standing is None:
        return None
    still = replace(options, standing=None, start_s=None, end_s=None, stickers=(), corrections=None, runner_at=None)
    span = standing_span(options)
    if span is None:
        source = Path(options.standing)
        if not source.exists():
            raise BadOption(f"--standing must be a clip or START-END in seconds, e.g. 0-3; got {options.standing!r}")
    else:
        still = replace(still, start_s=span[0], end_s=span[1])
    try:
        return take_in(source, still, lambda _what, done, total: progress("standing", done, total), steps.pose).track
    except (BadOption, UnusableInput) as problem:
        raise type(problem)(f"--standing {options.standing}: {problem}") from None


def standing_of(still: xr.Dataset | None, options: AnalyzeOptions, view: View, steps: Steps) -> gait.Standing | None:
    """Quiet standing gives the zero of foot and trunk angles and the leg's length.

    Raises
    ------
    UnusableInput : the person does not stand still
    """
    if still is None:
        return None
    try:
        return gait.standing_reference(gait.to_plane((steps.filter or gait.filter_track)(still), view))
    except UnusableInput as problem:
        raise UnusableInput(f"--standing {options.standing}: {problem}") from None


def standing_span(options: AnalyzeOptions) -> tuple[float, float] | None:
    """(start, end) in s when --standing names a part of the recording."""
    span = STANDING_SPAN.fullmatch(options.standing or "")
    if span is None:
        return None
    if float(span[2]) <= float(span[1]):
        raise BadOption(f"--standing {options.standing}: the end must be later than the start")
    return float(span[1]), float(span[2])
