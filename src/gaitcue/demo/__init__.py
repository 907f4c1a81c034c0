"""The synthetic runner: clips whose truth is known exactly."""

from gaitcue.demo.draw import draw_clip, draw_frame
from gaitcue.demo.runner import (
    NO_VARIABILITY,
    Asymmetry,
    Clothes,
    Runner,
    Variability,
    after_runner,
    before_runner,
)
from gaitcue.demo.tracks import noisy_track, sticker_clicks, true_plane_track, true_track
from gaitcue.demo.truth import configured, truth, write_truth

__all__ = [
    "NO_VARIABILITY",
    "Asymmetry",
    "Clothes",
    "Runner",
    "Variability",
    "after_runner",
    "before_runner",
    "configured",
    "draw_clip",
    "draw_frame",
    "noisy_track",
    "sticker_clicks",
    "true_plane_track",
    "true_track",
    "truth",
    "write_truth",
]
