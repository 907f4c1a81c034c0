"""Stock MediaPipe on the same clips, in a Python environment of its own (it pins numpy < 2)."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).with_name("mediapipe_keypoints.py")


def stock_keypoints(clip: Path, out: Path, python: Path | None) -> bool:
    """Write what MediaPipe's ``full`` graph sees as a keypoint file for ``load_track``; False when it cannot run."""
    if out.exists():
        return True
    try:
        done = subprocess.run([python or own_python(), SCRIPT, clip, out], capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return done.returncode == 0 and out.exists()


def own_python() -> Path:
    """The environment that the benchmark makes and uses as well."""
    from benchmarks.against_mediapipe import rival_python

    return rival_python(Path(tempfile.gettempdir()) / "gaitcue-benchmark-mediapipe")
