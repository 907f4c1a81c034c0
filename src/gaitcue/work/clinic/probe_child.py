"""Child process: look at a file that somebody sent, and print what it allows as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from gaitcue.terms.errors import GaitcueError

MEMORY = 4 << 30


def told(file: Path, name: str) -> dict[str, Any]:
    """What the film page says of a clip."""
    from gaitcue.work.probe import probe_clip
    from gaitcue.work.results import note_json

    try:
        probe = probe_clip(file)
    except GaitcueError as problem:
        return {"error": str(problem).replace(file.name, name)}
    clip = probe.clip
    if clip.frames < 2:
        return {"error": f"{name} is a single picture and no video: film the run, half a minute of it"}
    return {
        "version": 1,
        "width": clip.width,
        "height": clip.height,
        "frames": clip.frames,
        "duration_s": round(float(clip.time_s[-1]), 3) if clip.frames else 0.0,
        "fps": round(float(clip.new_fps), 2),
        "slow_motion_factor": clip.slow_motion_factor,
        "camera": probe.scene.camera,
        "notes": [note_json(note) for note in probe.notes],
        "allows": probe.allows,
    }


def main() -> None:
    from gaitcue.pose.formats.limited import limit_memory

    limit_memory(MEMORY)
    print(json.dumps(told(Path(sys.argv[1]), sys.argv[2])))


if __name__ == "__main__":
    main()
