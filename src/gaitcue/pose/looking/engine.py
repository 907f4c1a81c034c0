"""OpenVINO, the only module that imports it: models are compiled once and asked asynchronously.

The ``.tflite`` files are read as they are; outputs nobody uses (segmentation, world landmarks) are cut off, the
pixels go in as bytes, and only the heatmaps of the points that we name leave the graph.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.pose.looking.heatmaps import Peaks, find_peaks
from gaitcue.pose.looking.offsets import BLAZEPOSE
from gaitcue.pose.looking.precision import LIMITS, chosen_precision, cpu_flags
from gaitcue.pose.settings import Device, ModelName
from gaitcue.terms import cache as kept
from gaitcue.terms.arrays import Floats, IndexArray, Pixels
from gaitcue.terms.errors import BadOption, GaitcueError

MODEL_FOLDER = Path(__file__).parents[1] / "models"

MODEL_INDEX = (0, 7, 8, *range(11, 17), *range(23, 33))
"""Row of BlazePose's 39 landmarks for each of ``terms.keypoints.KEYPOINTS``"""
HIP_CENTRE, BODY_CIRCLE = 33, 34
"""Auxiliary landmarks: the middle of the hips, and a point on the circle around the whole body"""
REQUESTS = 2
"""pictures that the detector looks at side by side: a thread for each costs less than both for one"""


_importing = threading.Lock()


@cache
def _openvino() -> Any:
    """Import OpenVINO without its telemetry, which would call home and write into the home folder.

    Where that package is missing, OpenVINO takes a stand-in of its own: so it is missing for the time of this import.
    """
    # Models are compiled in threads of their own: only one of them may take the package away and put it back.
    with _importing, missing("openvino_telemetry"):
        return importlib.import_module("openvino")


@contextmanager
def missing(package: str) -> Iterator[None]:
    """While this holds, ``package`` cannot be imported; afterwards all is as the host had it."""
    modules: dict[str, Any] = sys.modules
    before = {package: modules[package]} if package in modules else {}
    modules[package] = None
    try:
        yield
    finally:
        modules.pop(package, None)
        modules.update(before)


@cache
def _core() -> Any:
    return _openvino().Core()


def usable_cpus() -> int:
    """CPUs this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def model_file(name: str) -> Path:
    """Where a model of this package lies."""
    path = MODEL_FOLDER / f"{name}.tflite"
    if not path.exists():
        raise GaitcueError(f"The pose model {path.name} is missing from the installation: install gaitcue again.")
    return path


def backend(device: Device) -> str:
    """As a result names it."""
    return "openvino" if device == "cpu" else f"openvino {device}"


def model_facts(name: str, precision: str, device: Device) -> dict[str, str]:
    """Name, SHA-256, precision and backend of a model, for the provenance of a result."""
    return {"name": name, "sha256": _sha256(name), "precision": precision, "backend": backend(device)}


@cache
def _sha256(name: str) -> str:
    return hashlib.sha256(model_file(name).read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Graph:
    """A model before it is compiled."""

    build: Callable[[], Any]
    """reads the ``openvino.Model``; not called where it was compiled in an earlier run and kept"""
    name: str = ""
    sha256: str = ""
    """of the file; without it the compiled model is not kept"""

    def made_from(self, options: dict[str, Any]) -> list[str]:
        """All that the compiled model depends on, this module's text included, which says what is cut off it."""
        limits = [os.environ.get(name, "") for name in LIMITS]
        versions = [_openvino().get_version(), hashlib.sha256(Path(__file__).read_bytes()).hexdigest()]
        return [self.sha256, *versions, options["INFERENCE_PRECISION_HINT"], *sorted(cpu_flags()), *limits]


def _shipped(name: str, build: Callable[[], Any]) -> Graph:
    return Graph(build, name, _sha256(name))


@dataclass(frozen=True, slots=True)
class PoseOutput:
    """What the pose model says of one crop, in crop pixels (0 to 256, measured from the crop's edge)."""

    heatmaps: Floats
    """(19, 64, 64), 0-1, one for each of ``KEYPOINTS``; cell (row, column) lies at 4 x (column, row)"""
    regression: Floats
    """(19, 2), x and y"""
    body: Floats
    """(2, 2): hip centre and body circle, from which the next crop is made"""
    presence: float
    """0-1: is somebody there"""

    def peaks(self, rows: IndexArray, modes: int) -> Peaks:
        """The strongest peaks of the points ``rows`` of ``KEYPOINTS``."""
        return find_peaks(self.heatmaps[rows], modes)


def check_device(device: Device) -> None:
    """Raise BadOption where OpenVINO does not see the device."""
    if device == "cpu":
        return  # always there; to ask would load the other plugins
    seen = [name.split(".")[0] for name in _core().available_devices]
    if device.upper() not in seen:
        raise BadOption(
            f"--device {device}: OpenVINO sees none here (only {', '.join(seen).lower()}); "
            "install the maker's driver, or leave --device out"
        )


def _compiled(graph: Graph, options: dict[str, Any], device: Device) -> Any:
    if device != "cpu":
        return _core().compile_model(graph.build(), device.upper(), options)
    try:
        return _for_cpu(graph, options)
    except RuntimeError:
        # Offered, but not there: a virtual machine or an environment variable holds instructions back.
        if options["INFERENCE_PRECISION_HINT"] == "f32":
            raise
        return _for_cpu(graph, options | {"INFERENCE_PRECISION_HINT": "f32"})


def _for_cpu(graph: Graph, options: dict[str, Any]) -> Any:
    """As an earlier run has kept it, or compiled now; both give the same numbers to the last bit."""
    path = _kept_at(graph, options)
    blob = path and kept.read(path)
    if blob:
        with suppress(RuntimeError):  # it is not understood after all
            return _core().import_model(blob, "CPU", options)
    compiled = _core().compile_model(graph.build(), "CPU", options)
    if path:
        kept.write(path, compiled.export_model().getvalue())
    return compiled


def _kept_at(graph: Graph, options: dict[str, Any]) -> Path | None:
    if not graph.sha256:
        return None
    return kept.place(f"{graph.name}-{options['INFERENCE_PRECISION_HINT']}", graph.made_from(options))


class Network:
    """A compiled model and a ring of requests that run side by side.

    Parameters
    ----------
    graph : the model
    requests : how many questions may be under way at once
    precision : "f32" or "bf16"; where the processor cannot run bf16 after all, f32 is taken
    device : where it runs; graphics always work with f32, with which the errors were measured
    """

    def __init__(self, graph: Graph, requests: int, precision: str, device: Device = "cpu") -> None:
        streams = max(1, min(requests, usable_cpus()))
        options: dict[str, Any] = {
            "INFERENCE_PRECISION_HINT": precision if device == "cpu" else "f32",
            "PERFORMANCE_HINT": "THROUGHPUT" if streams > 1 else "LATENCY",
        }
        if device == "cpu":
            options["INFERENCE_NUM_THREADS"] = usable_cpus()
            options["NUM_STREAMS"] = str(streams)
            # Pinned threads of several processes would fight for the same cores.
            options["ENABLE_CPU_PINNING"] = False
        self._compiled = _compiled(graph, options, device)
        self._free = [self._compiled.create_infer_request() for _ in range(requests)]

    @property
    def precision(self) -> str:
        """The one in use, "f32" or "bf16"."""
        return str(self._compiled.get_property("INFERENCE_PRECISION_HINT").to_string())

    def start(self, image: Pixels) -> Any:
        """Begin to look at ``image`` (height, width, 3), RGB; give the ticket to :meth:`finish`."""
        request = self._free.pop() if self._free else self._compiled.create_infer_request()
        # Into the model's own memory: the way through start_async's arguments costs three times as much.
        np.copyto(request.get_input_tensor().data[0], image)
        request.start_async()
        return request

    def finish(self, ticket: Any) -> list[Floats]:
        """Wait for the answer: one copied array for each output of the model."""
        ticket.wait()
        outputs = [np.array(ticket.get_output_tensor(i).data, np.float32) for i in range(len(self._compiled.outputs))]
        self._free.append(ticket)
        return outputs


def _bytes_in(model: Any, scale: float, shift: float) -> Any:
    """Let the graph take RGB bytes and make ``scale * value + shift`` of them."""
    ov = _openvino()
    pre = ov.preprocess.PrePostProcessor(model)
    pre.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    pre.input().preprocess().convert_element_type(ov.Type.f32).mean(-shift / scale).scale(1.0 / scale)
    return pre.build()


def onnx_model(path: Path, mean: Sequence[float], sd: Sequence[float], size: tuple[int, int]) -> Any:
    """An ONNX model of pictures, batch 1, channel first, that takes RGB bytes (1, height, width, 3).

    Parameters
    ----------
    mean, sd : per channel, of values 0 to 255: (value - mean) / sd goes in
    size : height and width of the picture

    Raises
    ------
    RuntimeError : OpenVINO cannot read the file, or it does not take such pictures
    """
    ov = _openvino()
    model = _core().read_model(path)
    model.reshape([1, 3, *size])
    pre = ov.preprocess.PrePostProcessor(model)
    pre.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    pre.input().model().set_layout(ov.Layout("NCHW"))
    pre.input().preprocess().convert_element_type(ov.Type.f32).mean(list(mean)).scale(list(sd))
    return pre.build()


def _pose_model(name: ModelName) -> Any:
    """Landmarks, presence and the named heatmaps, channel first."""
    ov = _openvino()
    ops = importlib.import_module("openvino.opset13")
    source = _core().read_model(model_file(f"pose_landmark_{name}"))
    landmarks, presence, heatmaps = (source.output(f"Identity{suffix}") for suffix in ("", "_1", "_3"))
    first = heatmaps.get_node().input_value(0)
    chosen = ops.gather(first, ops.constant(np.array(MODEL_INDEX, np.int64)), ops.constant(np.int64(3)))
    channel_first = ops.transpose(ops.sigmoid(chosen), ops.constant(np.array([0, 3, 1, 2], np.int64)))
    outputs = [o.get_node().input_value(0) for o in (landmarks, presence)]
    model = ov.Model([*outputs, channel_first.output(0)], source.get_parameters(), f"blazepose_{name}")
    return _bytes_in(model, 1.0 / 255.0, 0.0)


class PoseNetwork:
    """BlazePose (``lite``, ``full`` or ``heavy``) for 256 x 256 crops."""

    convention = BLAZEPOSE

    def __init__(
        self, name: ModelName, requests: int = 2, precision: str | None = None, device: Device = "cpu"
    ) -> None:
        graph = _shipped(f"pose_landmark_{name}", lambda: _pose_model(name))
        self._network = Network(graph, requests, precision or chosen_precision(), device)
        self.precision = self._network.precision
        self.facts = model_facts(graph.name, self.precision, device)

    def start(self, crop: Pixels) -> Any:
        """Begin to look at a crop, (256, 256, 3) RGB."""
        return self._network.start(crop)

    def finish(self, ticket: Any) -> PoseOutput:
        """Wait for the answer to :meth:`start`."""
        landmarks, presence, heatmaps = self._network.finish(ticket)
        xy = landmarks.reshape(39, 5)[:, :2]
        body = xy[[HIP_CENTRE, BODY_CIRCLE]]
        return PoseOutput(heatmaps[0], xy[list(MODEL_INDEX)], body, float(presence.reshape(-1)[0]))

    def __call__(self, crop: Pixels) -> PoseOutput:
        return self.finish(self.start(crop))


def _detector_model() -> Any:
    return _bytes_in(_core().read_model(model_file("pose_detection")), 2.0 / 255.0, -1.0)


class DetectorNetwork:
    """The person detector for 224 x 224 pictures; raw boxes and scores, decoded in ``detector``."""

    def __init__(self) -> None:
        # f32: it is asked rarely, and small figures score near the threshold.
        self._network = Network(_shipped("pose_detection", _detector_model), REQUESTS, "f32")

    def __call__(self, picture: Pixels) -> tuple[Floats, Floats]:
        """Raw boxes (2254, 12) and score logits (2254,) of a picture (224, 224, 3) RGB."""
        return next(self.each([picture]))

    def each(self, pictures: Iterable[Pixels]) -> Iterator[tuple[Floats, Floats]]:
        """The same of several pictures in order, two of them side by side."""
        under_way: deque[Any] = deque()
        for picture in pictures:
            under_way.append(self._network.start(picture))
            if len(under_way) == REQUESTS:
                yield self._answer(under_way.popleft())
        while under_way:
            yield self._answer(under_way.popleft())

    def _answer(self, ticket: Any) -> tuple[Floats, Floats]:
        boxes, scores = self._network.finish(ticket)
        return boxes[0], scores[0, :, 0]
