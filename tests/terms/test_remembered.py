"""What was computed from the same content is not computed again, and memory stays bounded."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcue.terms.arrays import Array
from gaitcue.terms.remembered import Remembered


def counted(made: list[int], size: int = 10) -> Array:
    made.append(size)
    return np.full(size, float(len(made)))


def test_the_same_content_is_computed_once() -> None:
    kept, made = Remembered(10_000), list[int]()
    path = np.arange(5.0)
    first = kept.get(kept.key("clean", path, 10.0), lambda: counted(made))
    again = kept.get(kept.key("clean", path.copy(), 10.0), lambda: counted(made))
    assert again is first and len(made) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("lowpass", np.arange(5.0), 10.0),
        ("clean", np.arange(5.0), 10.000000000000002),
        ("clean", np.arange(5.0) + 1e-15, 10.0),
        ("clean", np.arange(5.0)[:, None], 10.0),
        ("clean", np.arange(5), 10.0),
    ],
)
def test_whatever_differs_is_another_thing(other: tuple[object, ...]) -> None:
    assert Remembered.key(*other) != Remembered.key("clean", np.arange(5.0), 10.0)


def test_what_is_kept_cannot_be_changed_by_who_got_it() -> None:
    kept = Remembered(10_000)
    with pytest.raises(ValueError, match="read-only"):
        kept.get(b"a", lambda: np.zeros(3))[0] = 1.0


def test_what_was_not_asked_for_longest_goes_first_and_what_is_too_large_is_not_kept() -> None:
    kept, made = Remembered(800), list[int]()
    for key in (b"a", b"b", b"c", b"a", b"d"):  # 80 bytes each: ten of them stay
        kept.get(key, lambda: counted(made))
    for number in range(8):
        kept.get(bytes([number]), lambda: counted(made))
    before = len(made)
    kept.get(b"a", lambda: counted(made))
    assert len(made) == before
    kept.get(b"b", lambda: counted(made))
    assert len(made) == before + 1
    for _ in range(2):
        kept.get(b"large", lambda: counted(made, 13))
    assert made.count(13) == 2


def test_of_many_only_those_that_are_not_kept_are_made():
    kept, asked = Remembered(most_bytes=10_000), []

    def doubled(places):
        asked.append(list(places))
        return [np.full(3, 2.0 * place) for place in places]

    keys = [kept.key(place) for place in range(4)]
    assert [one[0] for one in kept.get_all(keys[:2], doubled)] == [0.0, 2.0]
    assert [one[0] for one in kept.get_all(keys, doubled)] == [0.0, 2.0, 4.0, 6.0]
    kept.get_all(keys, doubled)
    assert asked == [[0, 1], [2, 3]]


def test_those_asked_for_with_many_stay_too():
    kept, made = Remembered(800), list[int]()  # ten of 80 bytes stay
    for number in range(10):
        kept.get(bytes([number]), lambda: counted(made))
    assert len(kept.get_all([bytes([0]), bytes([1])], lambda left: [counted(made) for _ in left])) == 2
    for number in range(10, 18):
        kept.get(bytes([number]), lambda: counted(made))
    before = len(made)
    kept.get_all([bytes([0]), bytes([1])], lambda left: [counted(made) for _ in left])
    assert len(made) == before
