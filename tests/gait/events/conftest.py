"""Short ways from a Track to its events."""

from collections.abc import Callable

import pytest
import xarray as xr

from gaitcue.gait.events import detect_events
from gaitcue.gait.filtering import filter_track
from gaitcue.gait.plane import Plane, to_plane
from gaitcue.gait.view import find_view
from gaitcue.terms.records import Conditions, Event

Found = tuple[tuple[Event, ...], Plane]


@pytest.fixture(scope="session")
def events_of() -> Callable[[xr.Dataset], Found]:
    def found(track: xr.Dataset) -> Found:
        cleaned = filter_track(track)
        view = find_view(cleaned, None, Conditions())
        plane = to_plane(cleaned, view)
        return detect_events(plane, view), plane

    return found
