"""What a clip allows, before any pose is estimated: its time, its picture, and what to change when filming."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gaitcue.gait import MEASURES, file_notes, frame_rate_status
from gaitcue.gait.policy import DARK, SHORTEST_S, SMALL_PX, frame_rate
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Clip, Note, Status
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
        text = f"{fps:.0f} fps: cadence, trunk lean and bounce only; film at 120 fps or more for angles at foot contact"
        notes.append(Note("low_frame_rate", "warning", text, fps))
    elif rate == "medium":
        text = f"{fps:.0f} fps: contact angles with wider error; film at 120 fps or more if the phone can"
        notes.append(Note("medium_frame_rate", "info", text, fps))
    if min(clip.height, clip.width) < SMALL_PX:
        text = f"{clip.width}x{clip.height} px is small; film at 720p or more, the runner filling most of the height"
        notes.append(Note("small_picture", "warning", text, float(clip.height)))
    if scene.brightness < DARK:
        notes.append(
            Note(
                "dark", "warning", "the picture is dark; add light so that feet and the far leg show", scene.brightness
            )
        )
    if scene.camera == "panning":
        text = "the camera moves; put it on a tripod if you can, speed and distances cannot be measured while it pans"
        notes.append(Note("camera_panning", "warning", text))
    if duration_s < SHORTEST_S:
        text = f"{duration_s:.1f} s is short; film 10 s or more for at least 7 steps of each leg"
        notes.append(Note("short_clip", "warning", text, duration_s))
    return notes
