"""Track -> Events -> Strides -> Measures: cleaning, view, detectors, angles, the measure registry, quality."""

from typing import TYPE_CHECKING

from gaitcue.terms.lazy import on_first_use

if TYPE_CHECKING:
    from gaitcue.gait.cycle_curves import SignalOverTime as SignalOverTime
    from gaitcue.gait.cycle_curves import curves as curves
    from gaitcue.gait.cycle_curves import signals_over_time as signals_over_time
    from gaitcue.gait.events import detect_events as detect_events
    from gaitcue.gait.filtering import filter_track as filter_track
    from gaitcue.gait.measures import MEASURES as MEASURES
    from gaitcue.gait.measures import MeasureDefinition as MeasureDefinition
    from gaitcue.gait.measures import Reference as Reference
    from gaitcue.gait.measures import frame_rate_status as frame_rate_status
    from gaitcue.gait.measuring import measure as measure
    from gaitcue.gait.plane import Plane as Plane
    from gaitcue.gait.plane import join_planes as join_planes
    from gaitcue.gait.plane import to_plane as to_plane
    from gaitcue.gait.quality import file_notes as file_notes
    from gaitcue.gait.quality import quality_notes as quality_notes
    from gaitcue.gait.slow_motion import doubt_times as doubt_times
    from gaitcue.gait.slow_motion import suggest_capture_fps as suggest_capture_fps
    from gaitcue.gait.standing import Standing as Standing
    from gaitcue.gait.standing import standing_reference as standing_reference
    from gaitcue.gait.strides import check_running as check_running
    from gaitcue.gait.strides import segment_strides as segment_strides
    from gaitcue.gait.tempo import keep_real_time as keep_real_time
    from gaitcue.gait.view import find_view as find_view

_HOMES = {
    "MEASURES": "measures",
    "MeasureDefinition": "measures",
    "Plane": "plane",
    "Reference": "measures",
    "Standing": "standing",
    "check_running": "strides",
    "filter_track": "filtering",
    "SignalOverTime": "cycle_curves",
    "curves": "cycle_curves",
    "signals_over_time": "cycle_curves",
    "segment_strides": "strides",
    "doubt_times": "slow_motion",
    "file_notes": "quality",
    "detect_events": "events",
    "find_view": "view",
    "frame_rate_status": "measures",
    "join_planes": "plane",
    "keep_real_time": "tempo",
    "measure": "measuring",
    "quality_notes": "quality",
    "standing_reference": "standing",
    "suggest_capture_fps": "slow_motion",
    "to_plane": "plane",
}

__all__ = [*_HOMES]

# Libraries for filters and splines take half a second to load: a clip can be read in the meantime.
__getattr__ = on_first_use(__name__, _HOMES)
