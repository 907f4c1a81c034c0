"""What can begin before everything else is imported."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path

from gaitcue.pose import prepare


def prepare_models(inputs: Sequence[Path], preset: str, model: str) -> None:
    """Compile the pose models in the background when the inputs look like videos."""
    if all(source.is_file() and (mimetypes.guess_type(source)[0] or "").startswith("video") for source in inputs):
        prepare(preset, model)
