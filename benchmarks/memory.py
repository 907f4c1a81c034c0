"""Peak memory of the whole command, and how it grows with the length of the clip.

    python benchmarks/memory.py CLIP.mp4 [--preset fast] [--times 50]

The clip is played several times over into a longer one; the peak of each run comes from the operating system.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import av

from gaitcue.video import read_clip


def repeated(source: Path, times: int, out: Path) -> int:
    """Play the clip ``times`` over into a file, its packets copied as they are; returns the number of frames."""
    clip = read_clip(source)
    with av.open(str(source)) as played, av.open(str(out), "w") as made:
        stream = played.streams.video[0]
        copy = made.add_stream_from_template(stream)
        assert stream.time_base is not None
        length = round(clip.frames / clip.playback_fps / stream.time_base)
        for turn in range(times):
            played.seek(0)
            for packet in played.demux(stream):
                if packet.size and packet.pts is not None and packet.dts is not None:
                    packet.pts, packet.dts = packet.pts + turn * length, packet.dts + turn * length
                    packet.stream = copy
                    made.mux(packet)
    return times * clip.frames


def peak_mb(clip: Path, preset: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(sys.executable).with_name("gaitcue")
        command = [str(program), "analyze", str(clip), "--preset", preset, "--out", str(Path(folder) / "result")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            raise RuntimeError(f"gaitcue analyze {clip.name} failed")
        return usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--preset", default="fast")
    parser.add_argument("--times", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.mp4"
        more = repeated(asked.clip, asked.times, long)
        short = read_clip(asked.clip).frames
        peaks = peak_mb(asked.clip, asked.preset), peak_mb(long, asked.preset)
    growth = 1000 * (peaks[1] - peaks[0]) / (more - short)
    told = {"preset": asked.preset, "frames": [short, more], "peak_mb": [round(p, 1) for p in peaks]}
    print(json.dumps(told | {"mb_per_1000_frames": round(growth, 2)}, indent=1))


if __name__ == "__main__":
    main()
