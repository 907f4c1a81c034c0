"""docs/api.md: the public functions and records, from their docstrings.

``python -m tools.api_page [docs/api.md]``
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import gaitcue
from gaitcue import gait
from gaitcue.terms.track import make_track
from gaitcue.work import steps
from gaitcue.work.contract import read_comparison, read_trial_result

PAGE = Path(__file__).parents[1] / "docs" / "api.md"
PUBLIC: dict[str, tuple[Any, ...]] = {
    "gaitcue": (gaitcue.analyze, gaitcue.compare, gaitcue.load, gaitcue.person, gaitcue.Steps, gaitcue.Analysis),
    "gaitcue.work.steps": (steps.PoseModel, steps.Filter, steps.EventDetector),
    "gaitcue.gait": (
        gait.filter_track,
        gait.find_view,
        gait.to_plane,
        gait.detect_events,
        gait.segment_strides,
        gait.measure,
        gait.curves,
        gait.standing_reference,
    ),
    "gaitcue.terms.track": (make_track,),
    "gaitcue.work.contract": (read_comparison, read_trial_result),
}
"""module by which it is imported -> what is public in it"""


def api_page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield "# Python API\n"
    yield "<!-- Made by `python -m tools.api_page`; do not edit. -->\n"
    yield "The steps of the path, in the order in which `gaitcue.analyze` takes them, and the records they hand over."
    yield "How to put a step of your own in one's place: [for researchers](extend.md).\n"
    for module, members in PUBLIC.items():
        yield f"## `{module}`\n"
        for member in members:
            yield from _member(member)


def _member(member: Any) -> Iterator[str]:
    yield f"### `{member.__name__}`\n"
    yield f"```python\n{member.__name__}{_signature(member)}\n```\n"
    yield f"```text\n{inspect.getdoc(member)}\n```\n"
    if is_dataclass(member):
        methods = [
            value for name, value in vars(member).items() if inspect.isfunction(value) and not name.startswith("_")
        ]
        for method in methods:
            yield f"`.{method.__name__}{_signature(method)}`\n"
            yield f"```text\n{inspect.getdoc(method)}\n```\n"


def _signature(member: Any) -> str:
    if getattr(member, "_is_protocol", False):
        member = member.__call__
    return str(inspect.signature(member)).replace("'", "")


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(api_page(), encoding="utf-8")
