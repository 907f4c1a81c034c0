"""Several looks at a frame speak of one picture; doubt calls for more looks; frames stay in order."""

from collections.abc import Iterable

import numpy as np
import pytest

from gaitcue.pose.looking.crop import CROP_SIZE, Crop
from gaitcue.pose.looking.engine import PoseOutput
from gaitcue.pose.looking.heatmaps import SWAP
from gaitcue.pose.looking.passes import LEG_NAMES, Look, Looker, is_doubtful, passes_of, read_look
from gaitcue.pose.settings import AVERAGED, MIRRORED, PLAIN, TURNED, WIDE, PosePlan, in_doubt
from gaitcue.terms.arrays import Pixels
from gaitcue.terms.keypoints import KEYPOINTS
from support.fakes import FakeFrame, figure, in_crop

CROP = Crop(320.0, 180.0, 240.0, 0.2)
POINTS = figure(320.0, swing=50.0)


def heatmaps(inside: np.ndarray, height: float = 0.9) -> np.ndarray:
    y, x = np.mgrid[:64, :64]
    cells = inside / 4
    distance = (x - cells[:, 0, None, None]) ** 2 + (y - cells[:, 1, None, None]) ** 2
    return (height * np.exp(-distance / 3)).astype(np.float32)


def seen(points: np.ndarray, crop: Crop, *, mirrored: bool = False, height: float = 0.9) -> PoseOutput:
    """What a perfect model says of ``points`` px in ``crop``."""
    inside = in_crop(crop, points)
    body = in_crop(crop, np.array([[320.0, 180.0], [320.0, 90.0]]))
    if mirrored:
        inside = (inside * [-1, 1] + [CROP_SIZE, 0])[SWAP]
        body = body * [-1, 1] + [CROP_SIZE, 0]
    return PoseOutput(heatmaps(inside, height), inside.astype(np.float32), body.astype(np.float32), 0.9)


def test_all_passes_agree_on_what_a_perfect_model_sees() -> None:
    kinds = (PLAIN, MIRRORED, AVERAGED, *TURNED, WIDE)
    maps = {k: seen(POINTS, CROP.varied(k.turn_deg, k.padding), mirrored=k.mirrored) for k in kinds if not k.averaged}
    look = read_look(3, 0.1, CROP, maps, kinds)
    np.testing.assert_allclose(look.points, np.broadcast_to(POINTS, look.points.shape), atol=0.6)
    known = np.isfinite(look.regression).all(axis=(1, 2))
    assert known.tolist() == [not k.averaged for k in kinds]
    np.testing.assert_allclose(look.regression[known], np.broadcast_to(POINTS, look.regression[known].shape), atol=0.01)
    np.testing.assert_allclose(look.body, [[320.0, 180.0], [320.0, 90.0]], atol=1e-3)
    left_toe = LEG_NAMES.index("left_toe")
    np.testing.assert_allclose(look.modes[:, left_toe, 0, :2] - POINTS[KEYPOINTS.index("left_toe")], 0, atol=0.6)


def test_frame_without_a_crop_is_missing() -> None:
    look = read_look(0, 0.0, None, {}, (PLAIN, MIRRORED))
    assert np.isnan(look.points).all()
    assert not look.presence.any()


@pytest.mark.parametrize(
    ("points", "height", "doubtful"),
    [(figure(320.0, 50.0), 0.9, False), (figure(320.0, 50.0), 0.4, True), (figure(320.0, 1.0), 0.9, True)],
)
def test_low_peaks_and_legs_on_each_other_are_doubtful(points: np.ndarray, height: float, doubtful: bool) -> None:
    look = read_look(0, 0.0, CROP, {MIRRORED: seen(points, CROP, mirrored=True, height=height)}, (MIRRORED,))
    assert is_doubtful(look.modes[0]) is doubtful


def test_a_strong_rival_is_doubtful() -> None:
    look = read_look(0, 0.0, CROP, {PLAIN: seen(POINTS, CROP)}, (PLAIN,))
    modes = look.modes[0].copy()
    modes[3, 1] = [100.0, 100.0, 0.8]
    assert is_doubtful(modes)


DAYLIGHT = 100
"""a picture as light as this is shown to the model as it is"""


class PerfectModel:
    """Sees POINTS in whatever crop it is shown; low peaks in every third frame."""

    def __init__(self) -> None:
        self.shown = 0
        self.frame = 0

    def start(self, picture: Pixels) -> int:
        self.shown += 1
        return int(picture[0, 0, 0]) - DAYLIGHT

    def finish(self, ticket: int) -> PoseOutput:
        return seen(POINTS, CROP, mirrored=True, height=0.4 if ticket % 3 == 0 else 0.9)


class Numbered(FakeFrame):
    """Its picture holds its number, over DAYLIGHT."""

    def warp(self, matrix: np.ndarray, size: int) -> np.ndarray:
        return np.full((size, size, 3), DAYLIGHT + self.index, np.uint8)


class Fixed:
    def __init__(self) -> None:
        self.told: list[int] = []

    def crop(self, frame: FakeFrame) -> Crop | None:
        return CROP if frame.index != 4 else None

    def saw(self, look: Look) -> None:
        self.told.append(look.frame)


class Everywhere(Fixed):
    def crop(self, frame: FakeFrame) -> Crop | None:
        return CROP


def numbered(count: int) -> Iterable[Numbered]:
    return (Numbered(i) for i in range(count))


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_looks_come_in_order_and_doubt_calls_for_more(depth: int) -> None:
    plan = PosePlan("heavy", (MIRRORED, *in_doubt(TURNED[0])), depth)
    model, source = PerfectModel(), Fixed()
    passes = passes_of(Looker(model, plan, source, None).look(numbered(10)), plan.passes)  # type: ignore[arg-type]
    np.testing.assert_array_equal(passes.frame, np.arange(10))
    assert source.told == list(range(10))
    extra = np.isfinite(passes.points[:, 1]).all(axis=(1, 2))
    assert np.flatnonzero(extra).tolist() == [0, 3, 6, 9]
    assert np.isnan(passes.points[4]).all()
    assert model.shown == 9 + 4
    assert passes.row(MIRRORED) == passes.main == 0
    assert passes.cut(2, 5).frame.tolist() == [2, 3, 4]
    assert passes.second.shape == (10, 2, 10)


def test_doubts_of_a_clip_of_many_frames_a_second_are_settled_sixty_times_a_second() -> None:
    plan = PosePlan("heavy", (MIRRORED, *in_doubt(TURNED[0])), settle_hz=60.0)
    model = PerfectModel()
    low = [Numbered(3 * i, 3 * 240.0) for i in range(9)]  # 240 a second; the model is unsure of every third number
    passes = passes_of(Looker(model, plan, Everywhere()).look(low), plan.passes)  # type: ignore[arg-type]
    again = np.isfinite(passes.points[:, 1]).all(axis=(1, 2))
    assert np.flatnonzero(again).tolist() == [0, 4, 8]
    assert model.shown == 9 + 3


class UnsureTwice(PerfectModel):
    """Of a frame with low peaks the second look is clear, but in every sixth frame."""

    def start(self, picture: Pixels) -> int:
        ticket = super().start(picture)
        self.looks[ticket] = self.looks.get(ticket, 0) + 1
        return 1 if self.looks[ticket] == 2 and ticket % 6 else ticket

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[int, int] = {}


def test_a_second_further_look_is_for_frames_that_the_first_one_leaves_unclear() -> None:
    plan = PosePlan("heavy", (MIRRORED, *in_doubt(TURNED[0], PLAIN)))
    model = UnsureTwice()
    passes = passes_of(Looker(model, plan, Everywhere()).look(numbered(10)), plan.passes)  # type: ignore[arg-type]
    made = np.isfinite(passes.points).all(axis=(2, 3))
    assert [np.flatnonzero(one).tolist() for one in made.T] == [list(range(10)), [0, 3, 6, 9], [0, 6]]
    assert passes.frame.tolist() == list(range(10))
    assert model.shown == 10 + 4 + 2


def test_no_frames_no_looks() -> None:
    assert list(Looker(PerfectModel(), PosePlan("lite", (PLAIN,)), Fixed()).look([])) == []  # type: ignore[arg-type]


def test_passes_keep_the_crop() -> None:
    look = read_look(7, 0.2, CROP, {PLAIN: seen(POINTS, CROP)}, (PLAIN,))
    np.testing.assert_allclose(passes_of([look], (PLAIN,)).crop, [[320.0, 180.0, 240.0, 0.2]], rtol=1e-6)
