"""Drawn clips that several files of tests ask for: each is drawn once, whichever of xdist's processes comes first."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from pathlib import Path

import pytest

from gaitcue.demo import Runner, draw_clip


def drawn_clip(runner: Runner, file: Path, factory: pytest.TempPathFactory) -> Path:
    """A copy, in ``file``, of the runner's clip."""
    base = factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "drawn-clips"
    shared.mkdir(exist_ok=True)
    kept = shared / f"{hashlib.sha256(repr(runner).encode()).hexdigest()[:16]}.mp4"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            whole = kept.with_name(f"part-{kept.name}")
            draw_clip(runner, whole)
            whole.rename(kept)
    return Path(shutil.copyfile(kept, file))
