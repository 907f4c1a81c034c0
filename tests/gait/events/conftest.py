"""Short ways from a Track to its events."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

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
        return find_events(plane, view, Conditions()), plane

    return found


@pytest.fixture(scope="session")
def force_plates() -> ModuleType:
    """The validation against force plates, which lies outside the package."""
    file = Path(__file__).parents[3] / "validation" / "force_plates.py"
    spec = importlib.util.spec_from_file_location("force_plates", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["force_plates"] = module
    spec.loader.exec_module(module)
    return module
