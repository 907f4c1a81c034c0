"""The models of a preset, compiled in threads of their own while other work goes on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.pose.runner.detector import PersonDetector
from gaitcue.pose.settings import PosePlan, plan_of

if TYPE_CHECKING:
    from gaitcue.pose.looking.rtmpose import RtmposeNetwork


def open_network(plan: PosePlan, requests: int) -> PoseNetwork | RtmposeNetwork:
    """The pose model of a plan, ready to be asked.

    Raises
    ------
    GaitcueError : its weights are not on this machine
    """
    if plan.model != "rtmpose":
        return PoseNetwork(plan.model, requests, device=plan.device)
    from gaitcue.pose.looking.rtmpose import RtmposeNetwork

    return RtmposeNetwork(requests, plan.device)


class Networks:
    """What a :class:`PosePlan` needs; asking for a model waits until it is ready."""

    def __init__(self, plan: PosePlan) -> None:
        inferences = sum(not kind.averaged for kind in plan.passes)
        pool = ThreadPoolExecutor(2)
        self.pose = pool.submit(open_network, plan, plan.depth * inferences)
        self.detector: Future[PersonDetector] = pool.submit(PersonDetector)
        pool.shutdown(wait=False)


_ahead: dict[PosePlan, Networks] = {}


def prepare(preset: str, model: str = "blazepose", device: str = "cpu") -> None:
    """Begin to compile the models that the next clip will need; an unknown preset, model or device is left alone.

    Python's imports leave one of two cores idle for a second: the time to compile them.
    """
    plan = plan_of(preset, model, device)
    if plan is not None and plan not in _ahead:
        _ahead[plan] = Networks(plan)


def networks(plan: PosePlan) -> Networks:
    """Those of :func:`prepare`, which nobody else gets then, or new ones."""
    return _ahead.pop(plan, None) or Networks(plan)
