"""Frames into a Track: models, the runner, which leg is which, stickers; reading points already tracked."""

from typing import TYPE_CHECKING

from gaitcue.terms.lazy import on_first_use

if TYPE_CHECKING:
    from gaitcue.pose.estimation import PoseResult as PoseResult
    from gaitcue.pose.estimation import estimate as estimate
    from gaitcue.pose.formats import is_track_file as is_track_file
    from gaitcue.pose.formats import load_track as load_track
    from gaitcue.pose.looking.networks import prepare as prepare
    from gaitcue.pose.settings import PoseSettings as PoseSettings
    from gaitcue.pose.stickers import Sticker as Sticker
    from gaitcue.pose.stickers import track_stickers as track_stickers

_HOMES = {
    "PoseResult": "estimation",
    "PoseSettings": "settings",
    "Sticker": "stickers",
    "estimate": "estimation",
    "is_track_file": "formats",
    "load_track": "formats",
    "prepare": "looking.networks",
    "track_stickers": "stickers",
}

__all__ = [*_HOMES]


# Reading markers needs no video, choosing settings needs no model.
__getattr__ = on_first_use(__name__, _HOMES)
