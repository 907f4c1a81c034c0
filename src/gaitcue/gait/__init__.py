"""Track -> Events -> Strides -> Measures: cleaning, view, detectors, angles, the measure registry, quality."""

from gaitcue.gait.clean import clean
from gaitcue.gait.curves import curves
from gaitcue.gait.events import find_events
from gaitcue.gait.measures import MEASURES, MeasureDefinition, Reference, frame_rate_status
from gaitcue.gait.measuring import measure
from gaitcue.gait.plane import Plane, join_planes, to_plane
from gaitcue.gait.quality import quality_notes
from gaitcue.gait.slow_motion import doubt_times, suggest_capture_fps
from gaitcue.gait.standing import Standing, standing_reference
from gaitcue.gait.strides import check_running, cut_strides
from gaitcue.gait.view import find_view

__all__ = [
    "MEASURES",
    "MeasureDefinition",
    "Plane",
    "Reference",
    "Standing",
    "check_running",
    "clean",
    "curves",
    "cut_strides",
    "doubt_times",
    "find_events",
    "find_view",
    "frame_rate_status",
    "join_planes",
    "measure",
    "quality_notes",
    "standing_reference",
    "suggest_capture_fps",
    "to_plane",
]
