"""What a clip allows, before any pose is estimated: its time, its picture, and what to change when filming."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gaitcue.gait import MEASURES, file_notes, frame_rate_status
from gaitcue.gait.policy import DARK, ENOUGH_STRIDES, SHORTEST_S, SMALL_PX, frame_rate
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Clip, Note, Status, note
from gaitcue.video import Scene, SceneWatcher, frames, read_clip

LOOK_FRAMES = 300


@dataclass(frozen=True, slots=True)
class ClipProbe:
    """What a clip allows; ``allows`` maps a measure's id to its status at this frame rate."""

    clip: Clip
    scene: Scene
    notes: tuple[Note, ...]
    allows: dict[str, Status]


def probe_clip(path: Path, *, capture_fps: float | None = None) -> ClipProbe:
    """Read the container and look at the first seconds of pictures.

    Raises
    ------
    UnusableInput : not a video, or it cannot be decoded
    """
    if not path.exists():
        raise UnusableInput(f"{path} does not exist; check the path")
    clip = read_clip(path, capture_fps=capture_fps)
    watcher = SceneWatcher(clip)
    for frame in frames(clip, 0, min(clip.frames, LOOK_FRAMES)):
        watcher.feed(frame)
    scene = watcher.result()
    clip = replace(clip, duplicate_frames=scene.duplicates)
    allows = {m.id: frame_rate_status(m, clip.new_fps) for m in MEASURES.values()}
    return ClipProbe(clip, scene, (*clip.notes, *file_notes(scene), *clip_notes(clip, scene)), allows)


def clip_notes(clip: Clip, scene: Scene) -> list[Note]:
    notes = []
    fps, duration_s = clip.new_fps, float(clip.time_s[-1])
    rate = frame_rate(fps)
    if rate == "low":
        notes.append(note("low_frame_rate", "warning", fps, fps=fps))
    elif rate == "medium":
        notes.append(note("medium_frame_rate", "info", fps, fps=fps))
    if min(clip.height, clip.width) < SMALL_PX:
        notes.append(note("small_picture", "warning", clip.height, width=clip.width, height=clip.height))
    if scene.brightness < DARK:
        notes.append(note("dark", "warning", scene.brightness))
    if scene.camera == "panning":
        notes.append(note("camera_moves", "warning"))
    if duration_s < SHORTEST_S:
        notes.append(note("short_clip", "warning", duration_s, duration_s=duration_s, needed=ENOUGH_STRIDES))
    return notes
