"""Drawn clips through the whole of gaitcue: each is drawn and analysed once a run, whichever sections ask for it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from gaitcue.demo import Runner, draw_clip
from gaitcue.terms.records import Analysis
from gaitcue.work.analyze import analyze
from gaitcue.work.options import AnalyzeOptions


@lru_cache(maxsize=8)
def analysed(runner: Runner, options: AnalyzeOptions, work: Path) -> Analysis:
    """Draw a runner's clip into the folder ``work``, analyse it, and throw the clip away.

    Raises
    ------
    GaitcueError : the analysis refuses the clip
    """
    clip = work / "drawn.mp4"
    draw_clip(runner, clip)
    try:
        return analyze(clip, options)
    finally:
        clip.unlink(missing_ok=True)
