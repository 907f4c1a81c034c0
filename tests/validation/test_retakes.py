"""The error of recording again: how it is pooled, stored, and handed to ``compare``."""

from pathlib import Path

import numpy as np
import pytest

from gaitcue.compare import smallest_detectable_change
from gaitcue.demo.tracks import in_view
from gaitcue.demo.truth import measures
from validation.sections import retakes
from validation.sections.retakes import CASES, DAYS, RUNNERS, SESSION, TAKES, Take
from validation.tools.store import load

ROOT = Path(__file__).parents[2]


def rows(errors: dict[str, list[float]], key: str = "knee_flexion_ic near", fps: float = 60.0) -> list[dict]:
    """Takes of some runners that differ in one measure."""
    return [
        {"runner": name, "fps": fps, "take": k, "measures": {key: {"error": e, "known": True, "unit": "deg"}}}
        for name, values in errors.items()
        for k, e in enumerate(values)
    ]


def test_spread_is_within_runners_only_and_pooled_by_freedom():
    found = retakes.spread(rows({"a": [0.0, 2.0], "b": [10.0, 10.0, 10.0]}), "knee_flexion_ic near", (0, 1, 2))
    assert found.freedom == 3 and found.runners == 2
    assert found.sem == pytest.approx(np.sqrt(2.0 / 3))
    assert found.detectable == pytest.approx(1.96 * np.sqrt(2) * found.sem)


def test_spread_finds_the_error_that_was_put_in():
    rng = np.random.default_rng(2)
    takes = rows({f"{n}": list(5.0 * n + 1.5 * rng.standard_normal(4)) for n in range(400)})
    assert retakes.spread(takes, "knee_flexion_ic near", (0, 1, 2, 3)).sem == pytest.approx(1.5, rel=0.05)


def test_takes_of_two_frame_rates_or_of_one_take_give_no_spread():
    one = rows({"a": [1.0]})
    assert retakes.spread(one + rows({"a": [4.0]}, fps=120.0), "knee_flexion_ic near", (0,)) is None


def test_the_worse_leg_counts_and_other_days_are_never_better():
    near = rows({"a": [0.0, 1.0, 0.5, 0.0, 0.0]})
    far = rows({"a": [0.0, 4.0, 2.0, 0.0, 0.0]}, key="knee_flexion_ic far")
    ((measure, days, session, unit),) = retakes.detectable(near + far)
    assert (measure, unit) == ("knee_flexion_ic", "deg")
    assert session == pytest.approx(1.96 * np.sqrt(2) * 2.0) and days == session


def test_bias_is_each_runners_own():
    assert retakes.biases(rows({"a": [1.0, 3.0], "b": [-2.0]}), "knee_flexion_ic near") == [2.0, -2.0]


def test_stored_small_and_read_back():
    takes = [*rows({"a": [1.0, 3.0]}), {"runner": "b", "fps": 60.0, "take": 0, "refused": "dark"}]
    back = retakes.unpacked(retakes.packed(takes))
    assert [row["measures"] for row in back] == [*(row["measures"] for row in takes[:2]), {}]
    assert back[2]["refused"] == "dark"


def test_what_compare_reads_is_what_the_stored_takes_give():
    stored = load("retakes")
    assert (ROOT / retakes.TARGET).read_text(encoding="utf-8") == retakes.table(stored)
    for measure, days, session, unit in retakes.detectable(retakes.unpacked(stored)):
        for value, same in ((days, False), (session, True)):
            used = smallest_detectable_change(measure, unit, same_session=same)
            assert used.value >= value * (1 - 5e-3), measure


def test_every_case_is_stored_and_every_runner_can_be_drawn_in_view():
    assert [(r["fps"], r["runner"], r["take"]) for r in load("retakes")["takes"]] == list(CASES)
    assert set(SESSION) | set(DAYS) <= set(range(len(TAKES)))
    for name, runner in RUNNERS.items():
        shown = [take.of(runner, number, 60.0) for number, take in enumerate(TAKES)]
        assert all(in_view(one).all() for one in shown), name
        assert all(measures(one) == measures(shown[0]) for one in shown), name


def test_takes_of_one_session_wear_the_same():
    plain = Take()
    assert all((TAKES[k].clothes, TAKES[k].lighting) == (plain.clothes, plain.lighting) for k in SESSION)
    assert len({TAKES[k].clothes.shirt for k in DAYS}) == len({TAKES[k].lighting for k in DAYS}) == len(DAYS)
