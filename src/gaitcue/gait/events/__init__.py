"""When each foot lands and leaves: initial contacts and toe-offs between frames, for any strike, on belt or ground."""

from gaitcue.gait.events.find import detect_events

__all__ = ["detect_events"]
