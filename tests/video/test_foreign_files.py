"""Files that phones, tools and strangers make: valid ones are read, others end in one line, and none opens another."""

from __future__ import annotations

import os
import socket
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from gaitcue.terms.errors import UnusableInput
from gaitcue.video import frames, read_clip
from gaitcue.video.limits import MOST_FRAMES
from gaitcue.work.compare import find_clip

from .conftest import number_of, numbered_picture
from .test_read_clip import is_one_line, with_edit_list

WriteClip = Callable[..., Path]


def refused(path: Path, *words: str, **options: Any) -> None:
    with pytest.raises(UnusableInput) as error:
        list(frames(read_clip(path, **options)))
    assert is_one_line(error)
    assert all(word in str(error.value) for word in words), str(error.value)


def numbers(path: Path, **options: Any) -> list[int]:
    return [number_of(frame.luma(None)) for frame in frames(read_clip(path, **options))]


def write_images(folder: Path, suffix: str, count: int = 5) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for i in range(count):
        cv2.imwrite(str(folder / f"im{i:03d}{suffix}"), numbered_picture(i)[..., ::-1])
    return sorted(folder.iterdir())


# --- names and addresses ---


@pytest.mark.parametrize(
    "name",
    ["run:left.mp4", "2026-11-20T10:30:05.mp4", "run [left].mp4", "im%03d.mp4", "concat:a|b.mp4", "a" * 250 + ".mp4"],
)
def test_a_name_is_only_a_name(
    write_clip: WriteClip, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip("clip.mp4", count=6).rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert numbers(Path(name)) == list(range(6))


@pytest.mark.parametrize("name", ["subfile,,start,0,end,0,,:secret.mp4", "file:secret.mp4", "cache:secret.mp4"])
def test_a_name_opens_no_other_file(
    write_clip: WriteClip, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip("secret.mp4", count=3)
    monkeypatch.chdir(tmp_path)
    refused(Path(name), "does not exist")
    write_clip("own.mp4", count=6).rename(tmp_path / name)
    assert numbers(Path(name)) == list(range(6))


def test_a_folder_called_http_opens_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = tmp_path / "http:" / f"127.0.0.1:{server.getsockname()[1]}"
        place.mkdir(parents=True)
        (place / "run.mp4").write_bytes(b"no video")
        monkeypatch.chdir(tmp_path)
        refused(Path("http:") / place.name / "run.mp4", "not a video")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("list.mp4", "ffconcat version 1.0\nfile clip.mp4\n"),
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nclip.mp4\n#EXT-X-ENDLIST\n"),
        ("list.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"),
        ("picture.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>'),
    ],
)
def test_a_text_that_names_other_files_is_no_video(write_clip: WriteClip, tmp_path: Path, name: str, text: str) -> None:
    write_clip("clip.mp4", count=6)
    (tmp_path / name).write_text(text)
    refused(tmp_path / name, "not a video")


def test_an_image_with_a_pattern_in_its_name_reads_no_neighbours(tmp_path: Path) -> None:
    files = write_images(tmp_path / "images", ".png")
    files[0].rename(files[0].with_name("im%03d.png"))
    assert read_clip(tmp_path / "images" / "im%03d.png").frames == 1


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    refused(tmp_path / "pipe.mp4", "no file")


# --- letters, side data and codecs ---


@pytest.mark.parametrize("name", ["clip.mp4", "clip.avi"])
def test_a_title_in_windows_letters(write_clip: WriteClip, name: str) -> None:
    codec, pixels = ("libx264", "yuv420p") if name.endswith("mp4") else ("mjpeg", "yuvj420p")
    path = write_clip(name, count=6, codec=codec, pixel_format=pixels, metadata={"title": "Muehle auf dem Laufband"})
    path.write_bytes(path.read_bytes().replace(b"Muehle", b"M\xfchle "))
    assert len(numbers(path)) == 6


def test_a_codec_without_a_decoder(write_clip: WriteClip) -> None:
    path = write_clip()
    path.write_bytes(path.read_bytes().replace(b"avc1", b"xyz1").replace(b"avcC", b"xyzC"))
    refused(path, "export it as MP4")


EXIF_ORIENTATIONS = {1: (0, False), 2: (0, True), 3: (180, False), 6: (270, False), 8: (90, False)}


def exif(orientation: int, thumbnail: bytes = b"") -> bytes:
    """APP1 segment with an orientation and, in a second directory, a small JPEG as cameras store it."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    first = struct.pack(">H", 1) + entry
    second = struct.pack(">H", 2)
    second += struct.pack(">HHII", 0x0201, 4, 1, 8 + len(first) + 4 + 30) + struct.pack(
        ">HHII", 0x0202, 4, 1, len(thumbnail)
    )
    body = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + first + struct.pack(">I", 8 + len(first) + 4) + second
    body += struct.pack(">I", 0) + thumbnail
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize("orientation", EXIF_ORIENTATIONS)
def test_exif_of_a_camera_turns_the_picture(tmp_path: Path, orientation: int) -> None:
    thumbnail = cv2.imencode(".jpg", np.zeros((16, 24, 3), np.uint8))[1].tobytes()
    for file in write_images(tmp_path / "images", ".jpg"):
        data = file.read_bytes()
        file.write_bytes(data[:2] + exif(orientation, thumbnail) + data[2:])
    clip = read_clip(tmp_path / "images", capture_fps=30)
    turned, mirrored = EXIF_ORIENTATIONS[orientation]
    assert clip.rotation_deg == turned or mirrored
    wanted = numbered_picture(3)[:, ::-1] if mirrored else np.rot90(numbered_picture(3), turned // 90)
    shown = list(frames(clip))[3].rgb().astype(int)
    assert shown.shape == wanted.shape
    assert np.abs(shown - wanted).mean() < 14


@pytest.mark.parametrize("suffix", [".tif", ".png", ".bmp", ".webp", ".jpg"])
def test_images_of_every_kind(tmp_path: Path, suffix: str) -> None:
    write_images(tmp_path / "images", suffix)
    assert numbers(tmp_path / "images", capture_fps=30) == list(range(5))


def test_images_are_images_whatever_lies_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    write_images(folder, ".png")
    (folder / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (folder / "folder.png").mkdir()
    (folder / "im000¹.png").write_bytes((folder / "im004.png").read_bytes())
    (folder / "labels.json").write_text("{}")
    assert len(numbers(folder, capture_fps=30)) == 6


# --- limits ---


def test_a_picture_too_large_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    folder = tmp_path / "images"
    folder.mkdir()
    for name, size in (("wide", (20_000, 20_000)), ("tall", (2, 16_000))):
        head = struct.pack(">II", *size) + b"\x08\x00\x00\x00\x00"
        data = zlib.compress(bytes(1 + size[0]) * min(size[1], 400))
        png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
        (tmp_path / f"{name}.png").write_bytes(png)
    refused(tmp_path / "wide.png", "too large")
    refused(tmp_path / "tall.png", "narrow")


def test_a_gif_of_gigabytes_is_refused(tmp_path: Path) -> None:
    gif = b"GIF89a" + struct.pack("<HH", 16_384, 16_384) + b"\x80\0\0\0\0\0\xff\xff\xff"
    gif += b"\x2c" + struct.pack("<HHHH", 0, 0, 16_384, 16_384) + b"\0\x02\x02\x4c\x01\0\x3b"
    (tmp_path / "bomb.gif").write_bytes(gif)
    refused(tmp_path / "bomb.gif", "too large")


def test_more_frames_than_anybody_films_are_refused_before_they_are_listed(write_clip: WriteClip) -> None:
    path = write_clip(codec="mpeg4", codec_options={"bf": "0"})
    data = bytearray(path.read_bytes())
    at = data.index(b"stsz") + 8
    data[at : at + 8] = struct.pack(">II", 100, 50_000_000)
    path.write_bytes(data)
    refused(path, "50000000 frames", str(MOST_FRAMES))


# --- damage ---


def busy(count: int) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 90, (64, 96, 3), np.uint8)
    return [numbered_picture(i) // 2 + np.roll(noise, 3 * i, axis=1) for i in range(count)]


def test_damaged_pictures_are_known_to_be_damaged(write_clip: WriteClip) -> None:
    path = write_clip(pictures=busy(60), codec_options={"g": "10", "bf": "0"})
    data = bytearray(path.read_bytes())
    begin = data.index(b"mdat") + 2000
    for at in np.random.default_rng(2).integers(begin, begin + data.index(b"moov") - 4000, 20):
        data[at] ^= 0x5A
    path.write_bytes(data)
    assert 3 <= sum(frame.damaged for frame in frames(read_clip(path))) <= 60


@pytest.mark.parametrize("seed", range(12))
def test_a_file_with_wrong_bytes_gives_frames_or_one_line(write_clip: WriteClip, seed: int) -> None:
    name, codec, pixels = [("a.gif", "gif", "rgb8"), ("a.mkv", "libx264", "yuv420p"), ("a.avi", "mjpeg", "yuvj420p")][
        seed % 3
    ]
    data = bytearray(write_clip(name, count=8, codec=codec, pixel_format=pixels).read_bytes())
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(data), 12):
        data[at] = rng.integers(256)
    path = write_clip("other.mp4").with_name(name)
    path.write_bytes(data)
    try:
        assert len(list(frames(read_clip(path)))) <= 500
    except UnusableInput as error:
        assert "\n" not in str(error)


# --- time ---


def test_a_rate_that_was_set_but_not_reached_gives_way_to_the_time_stamps(write_clip: WriteClip) -> None:
    tag = {"com.android.capture.fps": "30.000000"}
    path = write_clip(count=48, fps=24, metadata=tag, container_options={"movflags": "use_metadata_tags"})
    clip = read_clip(path)
    assert clip.slow_motion_factor == 1
    assert np.allclose(clip.time_s, np.arange(48) / 24)
    assert [note.code for note in clip.notes] == ["speed_contradiction"]


def test_one_doubled_time_stamp_costs_one_frame(write_clip: WriteClip) -> None:
    path = write_clip("doubled.mkv", count=20, fps=22, codec_options={"bf": "0"})
    data = path.read_bytes()
    blocks = [i for i in range(len(data) - 8) if data[i : i + 1] == b"\x81" and data[i + 3] in (0x00, 0x80)]
    times = {struct.unpack(">h", data[i + 1 : i + 3])[0]: i for i in blocks}
    ninth, tenth = times[round(9 / 22 * 1000)], times[round(10 / 22 * 1000)]
    patched = bytearray(data)
    patched[tenth + 1 : tenth + 3] = data[ninth + 1 : ninth + 3]
    path.write_bytes(patched)
    clip = read_clip(path)
    assert clip.frames == 19
    assert "doubled_time_stamps" in [note.code for note in clip.notes]
    kept = [i for i in range(20) if i != 10]
    assert np.allclose(clip.time_s, np.array(kept) / 22, atol=1e-3)
    assert [number_of(frame.luma(None)) for frame in frames(clip)] == kept


def test_a_lossless_trim_is_not_cut_off(write_clip: WriteClip) -> None:
    """What is hidden before the first shown frame is no loss, nor is a frame left out near the end."""
    path = write_clip("trimmed.mp4", count=60, codec_options={"bf": "2", "g": "30"})
    with_edit_list(path, [(40 * 1000 // 30, 12 * 512 + 1024, 1.0)])
    clip = read_clip(path)
    assert not clip.notes
    assert 39 <= clip.frames <= 41
    assert [frame.index for frame in frames(clip)] == list(range(clip.frames))


def test_avi_with_b_frames_is_shown_in_order(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip("clip.avi", count=40, codec_options={"bf": "3"}))
    assert [number_of(frame.luma(None)) for frame in frames(clip)] == list(range(40))
    assert np.allclose(clip.time_s, np.arange(40) / 30)


@pytest.mark.parametrize(
    ("marked", "shown"),
    [((False, True), (96, 64, 30)), ((True, False), (32, 32, 5)), ((False, False), (96, 64, 30))],
    ids=["a preview first", "the smaller one is marked", "none is marked"],
)
def test_of_several_video_streams_the_one_that_players_show_is_read(
    tmp_path: Path, marked: tuple[bool, bool], shown: tuple[int, int, int]
) -> None:
    path = tmp_path / ("two.mp4" if marked == (False, True) else "two.mkv")  # an MP4 file marks at least one
    with av.open(str(path), "w") as container:
        streams: list[Any] = [container.add_stream("libx264", rate=rate) for rate in (5, 30)]
        for stream, (width, height) in zip(streams, ((32, 32), (96, 64)), strict=True):
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for stream, is_default in zip(streams, marked, strict=True):
            stream.disposition = int(av.stream.Disposition.default) if is_default else 0
        for i in range(10):
            for stream in streams:
                picture = numbered_picture(i, stream.width, stream.height)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        for stream in streams:
            container.mux(stream.encode(None))
    clip = read_clip(path)
    assert (clip.width, clip.height, round(clip.capture_fps)) == shown
    assert clip.frames == 10


def test_a_change_of_resolution_is_scaled_and_known(tmp_path: Path, write_clip: WriteClip) -> None:
    """Browsers record so: key frames of another size in one stream."""
    parts = []
    for size in ((96, 64), (192, 128)):
        pictures = [numbered_picture(i, *size) for i in range(10)]
        parts.append(write_clip(f"{size[0]}.webm", pictures, codec="libvpx", codec_options={"auto-alt-ref": "0"}))
    with av.open(str(tmp_path / "both.webm"), "w") as target:
        stream = None
        for number, part in enumerate(parts):
            with av.open(str(part)) as source:
                stream = stream or target.add_stream_from_template(source.streams.video[0])
                for packet in source.demux(video=0):
                    if packet.size:
                        packet.stream, packet.pts, packet.dts = (
                            stream,
                            packet.pts + 333 * number,
                            packet.dts + 333 * number,
                        )
                        target.mux(packet)
    seen = list(frames(read_clip(tmp_path / "both.webm")))
    assert [number_of(frame.luma(None)) for frame in seen] == [*range(10), *range(10)]
    assert [frame.resized for frame in seen] == [False] * 10 + [True] * 10
    assert {frame.luma(None).shape for frame in seen} == {(64, 96)}


def test_pieces_joined_end_to_end_are_whole(write_clip: WriteClip) -> None:
    """Cameras divide long recordings; their MPEG-TS pieces can simply be strung together."""
    pieces = [write_clip(f"{i}.ts", [numbered_picture(40 * i + k) for k in range(40)]) for i in range(2)]
    joined = pieces[0].with_name("joined.ts")
    joined.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    clip = read_clip(joined)
    assert "truncated" not in [note.code for note in clip.notes]
    assert clip.frames >= 76
    seen = [number_of(frame.luma(None)) for frame in frames(clip)]
    assert seen[:30] == list(range(30)) and seen[-30:] == list(range(50, 80))


# --- large files ---


def test_looking_for_a_clip_does_not_read_it_into_memory(
    write_clip: WriteClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    from support.cases import gait

    path = write_clip(count=5)
    clip = read_clip(path)
    analysis = gait()
    analysis.provenance["clip"] = {"file": path.name, "sha256": clip.sha256, "capture_fps": 30.0}
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("the whole clip was read into memory"))
    assert find_clip(path.parent / "x.gaitcue", analysis) is not None


def test_whatever_is_noticed_in_a_file_can_be_worded(write_clip: WriteClip) -> None:
    from gaitcue.report.wording.sentences import note_text, wording

    tag = {"com.android.capture.fps": "30.000000"}
    path = write_clip(count=24, fps=24, metadata=tag, container_options={"movflags": "use_metadata_tags"})
    (found,) = read_clip(path).notes
    assert "30 frames per second, but its frames are 1/24 s apart" in note_text(found)
    codes = {"truncated", "no_time_stamps", "doubled_time_stamps", "interlaced", "mirrored", "images_missing"}
    assert codes <= set(wording()["quality"])
