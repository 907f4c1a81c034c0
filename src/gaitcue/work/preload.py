"""What can begin before it is needed."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from gaitcue.pose import prepare

AFTER_READING = ("gaitcue.gait.measuring", "gaitcue.gait.filtering", "gaitcue.report")
"""what an analysis needs once the clip has been read; their libraries take half a second to load"""


def prepare_models(inputs: Sequence[Path], preset: str, model: str, device: str = "cpu") -> None:
    """Compile the pose models in the background when the inputs look like videos."""
    if all(source.is_file() and (mimetypes.guess_type(source)[0] or "").startswith("video") for source in inputs):
        prepare(preset, model, device)


def load_what_follows() -> None:
    """Import in the background what is needed after the reading of a clip; for the command, which owns its process."""

    def load() -> None:
        for module in AFTER_READING:
            import_module(module)

    threading.Thread(target=load, name="gaitcue-load").start()
