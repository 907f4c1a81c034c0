"""The steps of the path that a researcher may exchange: one record of functions, passed along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import xarray as xr

from gaitcue.terms.records import Clip, Event, View

if TYPE_CHECKING:
    from gaitcue.gait import Plane


class PoseModel(Protocol):
    """A clip becomes a Track of one runner."""

    def __call__(self, clip: Clip) -> xr.Dataset:
        """Points in displayed px, y down, as ``gaitcue.terms.track.make_track`` builds them; unseen is NaN."""


class Filter(Protocol):
    """A raw Track becomes a Track fit for derivatives."""

    def __call__(self, track: xr.Dataset) -> xr.Dataset:
        """The same points, times and frames; what cannot be repaired is NaN."""


class EventDetector(Protocol):
    """Paths of the points become initial contacts and toe-offs."""

    def __call__(self, plane: Plane, view: View) -> tuple[Event, ...]:
        """Events of both feet in order of time, between frames, each with its 95 % half width in s."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What does the work at three places of the path; None is gaitcue's own.

    Examples
    --------
    A detector of one's own in place of gaitcue's (``docs/extend.md`` has a whole one, scored)::

        gaitcue.analyze("trial.c3d", steps=gaitcue.Steps(events=my_detector))
    """

    pose: PoseModel | None = None
    filter: Filter | None = None
    events: EventDetector | None = None

    def exchanged(self) -> dict[str, str]:
        """Step -> name of the function that was put in its place, for the provenance."""
        given = {"pose": self.pose, "filter": self.filter, "events": self.events}
        return {name: _name(step) for name, step in given.items() if step is not None}


def _name(step: Any) -> str:
    return f"{getattr(step, '__module__', '')}.{getattr(step, '__qualname__', type(step).__qualname__)}"
