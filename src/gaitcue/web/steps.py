"""Where the steps of an appointment lie: a step whose page the app does not have is shown without a link."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import FastAPI

from gaitcue.work.clinic.visits import State, Step

PATHS = {
    "answers": "/runners/{runner_id}/answers",
    "film": "/visits/{visit_id}/film",
    "trial": "/visits/{visit_id}/trial",
    "report": "/visits/{visit_id}/report",
}
MADE = {"report": "/reports/{made}"}
"""where that lies which came of a step"""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its address; empty where the app has no such page."""

    id: str
    state: State
    address: str
    begun: bool = False


def step_views(app: FastAPI, steps: Iterable[Step], runner_id: str, visit_id: str) -> tuple[StepView, ...]:
    """The steps of one visit."""
    return tuple(
        StepView(
            step.id,
            step.state,
            _address(step, runner_id, visit_id) if has_page(app, PATHS[step.id]) else "",
            step.begun,
        )
        for step in steps
    )


def has_page(app: FastAPI, path: str) -> bool:
    """Whether the app has a page at an address such as ``/visits/{visit_id}/trial``."""
    return f"{path}.json" in app.openapi()["paths"]


def _address(step: Step, runner_id: str, visit_id: str) -> str:
    if step.made:
        return MADE[step.id].format(made=step.made)
    address = PATHS[step.id].format(runner_id=runner_id, visit_id=visit_id)
    return address if "visit_id" in PATHS[step.id] else f"{address}?visit={visit_id}"
