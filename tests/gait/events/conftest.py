"""Short ways from a Track to its events."""

from collections.abc import Callable

import pytest
import xarray as xr

from gaitcue.gait.cleaning import clean
from gaitcue.gait.events import find_events
from gaitcue.gait.plane import Plane, to_plane
from gaitcue.gait.view import find_view
from gaitcue.terms.records import Conditions, Event

Found = tuple[tuple[Event, ...], Plane]


@pytest.fixture(scope="session")
def events_of() -> Callable[[xr.Dataset], Found]:
    def found(track: xr.Dataset) -> Found:
        cleaned = clean(track)
        view = find_view(cleaned, None, Conditions())
        plane = to_plane(cleaned, view)
        return find_events(plane, view), plane

    return found
