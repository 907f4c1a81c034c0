"""A clip file becomes frames with their true capture time; frames become a clip that every browser plays."""

from gaitcue.video.clip import read_clip
from gaitcue.video.decode import frames, pick_frames
from gaitcue.video.frame import Frame
from gaitcue.video.proxy import write_proxy
from gaitcue.video.scene import Scene, SceneWatcher
from gaitcue.video.writer import VideoWriter

__all__ = ["Frame", "Scene", "SceneWatcher", "VideoWriter", "frames", "pick_frames", "read_clip", "write_proxy"]
