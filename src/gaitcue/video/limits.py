"""What is read at most: every limit on foreign files stands here, and is checked before memory is taken."""

from __future__ import annotations

MOST_PIXELS = 40_000_000
"""of one picture; 8K video has 33 million"""
LONGEST_SIDE = 16_384
"""px"""
MOST_ELONGATED = 20.0
"""longer over shorter side of a picture; the widest panorama of a runway stays under it"""
MOST_FRAMES = 500_000
"""of a clip: over two hours at 60 frames a second"""
MOST_IMAGE_FILES = 50_000
LONGEST_CLIP_S = 6 * 3600.0
MOST_FAULTS = 100
"""damaged places in a file after which it is given up"""

FORMATS = (
    *("mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "avi", "mpegts", "mpeg", "asf", "flv", "ogg"),
    *("gif", "apng", "m4v", "h264", "hevc", "mjpeg", "mpegvideo", "mxf", "dv", "ivf", "nut", "yuv4mpegpipe"),
)
"""FFmpeg's demuxers that may open a clip: containers and plain streams. None that opens further files (concat, hls,
dash, image patterns), and none that takes text or sound for pictures"""
IMAGE_FORMATS = {
    b"\x89PNG": "png_pipe",
    b"\xff\xd8\xff": "jpeg_pipe",
    b"BM": "bmp_pipe",
    b"II*\0": "tiff_pipe",
    b"MM\0*": "tiff_pipe",
    b"RIFF": "webp_pipe",
}
"""first bytes of an image -> FFmpeg's demuxer for one picture"""


def picture_problem(width: int, height: int) -> str | None:
    """Why pictures of this size are not read; None when they are."""
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        most = f"{MOST_PIXELS // 10**6} million pixels, {LONGEST_SIDE} px a side"
        return f"pictures of {width}x{height} px are too large (at most {most}); export it at a smaller size"
    if max(width, height) > MOST_ELONGATED * min(width, height):
        return f"pictures of {width}x{height} px are too narrow to show a runner; export it as filmed"
    return None
