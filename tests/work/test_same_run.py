"""One run, stored in many ways: padded, cropped, trimmed, joined, timed anew. The numbers stay, or a note says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import Runner
from gaitcue.demo.draw import pictures
from gaitcue.report.wording.sentences import note_text
from gaitcue.terms.records import Analysis, Summary
from gaitcue.video import VideoWriter
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from

RUNNER = Runner(duration_s=4.5, fps=60.0, width=480, height=640, px_per_m=290.0, roll_deg=2.0, seed=5)
MEASURES = ("cadence", "stride_time", "contact_time", "trunk_lean_stance", "shank_angle_ic", "knee_flexion_ic")
Timed = Iterable[tuple[np.ndarray, float]]


@lru_cache(maxsize=1)
def frames() -> tuple[np.ndarray, ...]:
    return tuple(np.ascontiguousarray(picture) for picture in pictures(RUNNER))


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """A quarter of a gigabyte of pictures is not kept for the tests of other files."""
    yield
    frames.cache_clear()


def plain() -> Iterator[tuple[np.ndarray, float]]:
    yield from ((picture, i / RUNNER.fps) for i, picture in enumerate(frames()))


def bars(fill: int, width: int) -> Timed:
    for picture, time_s in plain():
        yield np.pad(picture, ((0, 0), (width, width), (0, 0)), constant_values=fill), time_s


def letterbox() -> Timed:
    for picture, time_s in plain():
        yield np.pad(picture, ((80, 80), (0, 0), (0, 0))), time_s


def cropped() -> Timed:
    for picture, time_s in plain():
        yield np.ascontiguousarray(picture[16:-8, 24:-16]), time_s


def trimmed() -> Timed:
    yield from list(plain())[37:-22]


def joined() -> Timed:
    """A second of a grey wall between the two halves, as an editor leaves it."""
    half, wall = len(frames()) // 2, np.full_like(frames()[0], 128)
    both = [*frames()[:half], *[wall] * 60, *frames()[half:]]
    yield from ((picture, i / RUNNER.fps) for i, picture in enumerate(both))


def uneven() -> Timed:
    """One frame in ten is lost; the others keep their times."""
    kept = np.random.default_rng(3).uniform(size=len(frames())) > 0.1
    yield from (each for each, stays in zip(plain(), kept, strict=True) if stays)


def paused() -> Timed:
    """0.9 s in the middle are cut out, and the times tell it."""
    yield from (each for each in plain() if not 2.0 < each[1] < 2.9)


def doubled() -> Timed:
    for picture, time_s in plain():
        yield picture, time_s
        yield picture, time_s + 0.5 / RUNNER.fps


def slowed() -> Timed:
    yield from ((picture, 4 * time_s) for picture, time_s in plain())


def write(file: Path, timed: Timed) -> Path:
    shots = list(timed)
    height, width = shots[0][0].shape[:2]
    with VideoWriter(file, width, height, RUNNER.fps, fast=True) as writer:
        for picture, time_s in shots:
            writer.write(picture, time_s - shots[0][1])
    return file


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return analyze(write(tmp_path_factory.mktemp("same") / "plain.mp4", plain()), options_from({"preset": "fast"}))


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Analysis]:
    """The run stored in one of the ways, analysed once."""

    @cache
    def found(way: str) -> Analysis:
        timed, told = WAYS[way]
        file = tmp_path_factory.mktemp("way") / "other.mp4"
        return analyze(write(file, timed()), options_from({"preset": "fast"} | told))

    return found


def rows(analysis: Analysis) -> dict[str, Summary]:
    return {m.measure: m for m in analysis.measures if m.measure in MEASURES and m.leg in ("near", "both")}


WAYS: dict[str, tuple[Callable[[], Timed], dict[str, float]]] = {
    "black bars": (lambda: bars(0, 200), {}),
    "white bars": (lambda: bars(255, 120), {}),
    "letterbox": (letterbox, {}),
    "cropped": (cropped, {}),
    "trimmed": (trimmed, {}),
    "joined": (joined, {}),
    "frames lost": (uneven, {}),
    "paused": (paused, {}),
    "every frame twice": (doubled, {}),
    "slow motion, told": (slowed, {"capture_fps": 60.0}),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_numbers_stay_however_the_run_is_stored(
    analysed: Callable[[str], Analysis], usual: Analysis, way: str
) -> None:
    before, after = rows(usual), rows(analysed(way))
    assert {"cadence", "stride_time"} <= {name for name, row in after.items() if row.mean is not None}
    for name, row in after.items():
        reference = before[name]
        if row.mean is None or reference.mean is None or row.status == "not_measurable":
            assert row.reason, name
            continue
        assert row.ci_low is not None and row.ci_high is not None
        assert reference.ci_low is not None and reference.ci_high is not None
        assert row.ci_low <= reference.ci_high and reference.ci_low <= row.ci_high, (name, row, reference)
    cadence = after["cadence"].mean
    assert cadence is not None
    assert cadence == pytest.approx(RUNNER.cadence_spm, abs=1.5)


def test_bars_do_not_turn_the_scene(analysed: Callable[[str], Analysis]) -> None:
    assert analysed("black bars").view.roll_deg == pytest.approx(RUNNER.roll_deg, abs=0.6)


def test_slow_motion_that_is_not_told_is_doubted_and_never_silently_corrected(tmp_path: Path) -> None:
    """Baked slow motion carries no mark: the cadence speaks, and the rate that is suggested leads to the truth."""
    found = analyze(write(tmp_path / "slow.mp4", slowed()), options_from({"preset": "fast"}))
    cadence = next(row for row in found.measures if row.measure == "cadence")
    assert (cadence.status, cadence.mean) == ("not_measurable", None), "no page may take 41 steps a minute for a gait"
    doubt = next(note for note in found.quality if note.code == "looks_like_slow_motion")
    assert doubt.value == 60.0
    assert doubt.values["spm"] == pytest.approx(RUNNER.cadence_spm / 4, rel=0.03)
    assert "--capture-fps 60" in note_text(doubt)
