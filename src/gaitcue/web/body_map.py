"""The list of places that hurt with the drawn body over it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gaitcue.care.vocabulary import places
from gaitcue.report.drawing.body import VIEWS, BodyWords, body_svg
from gaitcue.web.forms import FieldView
from gaitcue.web.words import words


@dataclass(frozen=True, slots=True)
class BodyMapView:
    """A field of places, and both views of the body."""

    field: FieldView
    views: tuple[str, ...]
    """SVG"""


def body_map(field: FieldView) -> BodyMapView:
    """A list of places as a body map; places that were told without a side stay in the list."""
    offered = places()
    kept = tuple(choice for choice in field.choices if choice[0] in offered or choice[0] in field.values)
    own = words()["care"]["body"]
    drawn = tuple(body_svg(view, BodyWords(own[view], own["left"], own["right"])) for view in VIEWS)
    return BodyMapView(replace(field, choices=kept), drawn)
