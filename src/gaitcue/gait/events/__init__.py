"""When each foot lands and leaves: initial contacts and toe-offs between frames, for any strike, on belt or ground."""

from gaitcue.gait.events.find import find_events

__all__ = ["find_events"]
