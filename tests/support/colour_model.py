"""A stand-in for RTMPose with its signature: it finds dots of known colours instead of body points.

The graph undoes the normalisation that the real model expects, so that wrong colours, a wrong order of the channels or
a wrong scale of the input are seen as missing points.
"""

from itertools import product
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from gaitcue.pose.formats.names import HALPE_26, our_name
from gaitcue.pose.looking.rtmpose import MEAN, SD
from gaitcue.terms.keypoints import KEYPOINTS

COLOURS = [c for c in product((0, 127, 255), repeat=3) if len(set(c)) > 1][: len(KEYPOINTS)]
"""RGB of the dot of each of ``KEYPOINTS``: no greys"""
NOT_SHOWN = (1000.0, 1000.0, 1000.0)
WIDTH_OF_A_COLOUR = 35.0
"""grey levels; the mean over 7 x 7 px then has one highest place in the middle of a dot of 5 px"""


def halpe_colours() -> np.ndarray:
    """(26, 3) RGB of Halpe's points; those that gaitcue does not use have a colour that no picture holds."""
    ours = [our_name(name) for name in HALPE_26]
    return np.array([COLOURS[KEYPOINTS.index(n)] if n in KEYPOINTS else NOT_SHOWN for n in ours], np.float32)


def write_colour_model(file: Path, points: int = 26, size: tuple[int, int] = (256, 192)) -> Path:
    """Write the ONNX file: (batch, 3, 256, 192) in, SimCC columns (batch, 26, 384) and lines (batch, 26, 512) out."""
    height, width = size
    colour = halpe_colours()[:points]
    constants = {
        "sd": np.reshape(SD, (1, 3, 1, 1)),
        "mean": np.reshape(MEAN, (1, 3, 1, 1)),
        "minus_twice": -2 * colour[:, :, None, None],
        "squared_colour": (colour**2).sum(axis=1),
        "cells_over_dot": np.array(2.2),
        "sharpness": np.array(-0.5 / WIDTH_OF_A_COLOUR**2),
    }
    whole = {"last": [-1], "channel": [1], "columns": [0, points, 2 * width], "lines": [0, points, 2 * height]}
    node = helper.make_node
    nodes = [
        node("Mul", ["input", "sd"], ["scaled"]),
        node("Add", ["scaled", "mean"], ["rgb"]),
        node("Mul", ["rgb", "rgb"], ["squares"]),
        node("ReduceSum", ["squares", "channel"], ["length"], keepdims=1),
        node("Conv", ["rgb", "minus_twice", "squared_colour"], ["rest"], kernel_shape=[1, 1]),
        node("Add", ["length", "rest"], ["distance"]),
        node("Mul", ["distance", "sharpness"], ["exponent"]),
        node("Exp", ["exponent"], ["alike"]),
        node("AveragePool", ["alike"], ["pooled"], kernel_shape=[7, 7], pads=[3, 3, 3, 3]),
        node("Mul", ["pooled", "cells_over_dot"], ["seen"]),
    ]
    for name, axis in (("columns", 2), ("lines", 3)):
        out = {"columns": "simcc_x", "lines": "simcc_y"}[name]
        nodes += [
            node("ReduceMax", ["seen"], [f"{name}_high"], axes=[axis], keepdims=0),
            node("Unsqueeze", [f"{name}_high", "last"], [f"{name}_one"]),
            node("Concat", [f"{name}_one", f"{name}_one"], [f"{name}_two"], axis=-1),
            node("Reshape", [f"{name}_two", name], [out]),
        ]
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, height, width])],
        [
            helper.make_tensor_value_info("simcc_x", TensorProto.FLOAT, ["batch", points, 2 * width]),
            helper.make_tensor_value_info("simcc_y", TensorProto.FLOAT, ["batch", points, 2 * height]),
        ],
        [numpy_helper.from_array(v.astype(np.float32), k) for k, v in constants.items()]
        + [numpy_helper.from_array(np.array(v, np.int64), k) for k, v in whole.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(file))
    return file
