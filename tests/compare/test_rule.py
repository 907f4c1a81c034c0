import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.compare import HEADLINE
from gaitcue.compare.curves import block_length, test_curves
from gaitcue.compare.detectable import convert, smallest_detectable_change
from gaitcue.compare.rule import DifferenceEvidence, explain, holm, verdict, weigh
from gaitcue.gait.autocorrelation import lag_one_correlation, run_mean, variance_inflation
from gaitcue.report.wording.sentences import reason_text
from gaitcue.terms.sources import unresolved
from validation.calibration.change_rule import Cell, autoregressive, simulate


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_never_lowers_and_keeps_the_order(p_values):
    adjusted = holm(p_values)
    assert all(a >= p for a, p in zip(adjusted, p_values, strict=True))
    assert all(a <= 1 for a in adjusted)
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(np.array(adjusted)[order]) >= 0)


def test_variance_inflation_by_hand():
    assert variance_inflation(0.0, 10) == 1.0
    assert variance_inflation(0.5, 3) == pytest.approx(1 + 2 * (2 / 3 * 0.5 + 1 / 3 * 0.25))
    assert variance_inflation(0.6, 5000) == pytest.approx(1.6 / 0.4, rel=1e-2)


def test_correlation_of_strides_is_found_and_a_gap_breaks_pairs():
    rng = np.random.default_rng(4)
    runs = [(np.arange(400.0), autoregressive(rng, (400,), 0.6)) for _ in range(2)]
    assert lag_one_correlation(runs) == pytest.approx(0.6, abs=0.07)
    number = np.array([0.0, 2.0, 4.0, 8.0, 10.0, 12.0])
    assert 0 <= lag_one_correlation([(number, rng.standard_normal(6))]) <= 0.9


def test_variance_of_a_correlated_mean_is_right_on_average():
    rng = np.random.default_rng(7)
    means = [run_mean(autoregressive(rng, (20,), 0.5), 0.5) for _ in range(4000)]
    assert np.mean([run.variance for run in means]) == pytest.approx(np.var([run.mean for run in means]), rel=0.08)


def test_identical_values_without_spread_do_not_fail():
    flat = run_mean(np.full(10, 3.0), 0.3)
    evidence = weigh(flat, flat, 1.0)
    assert verdict(evidence, 1.0) == "no_change_shown"


def test_units_and_frame_rate_of_the_detectable_change():
    assert convert(0.01, "m", "cm") == pytest.approx(1.0)
    assert convert(1.0, "deg", "m") is None
    assert smallest_detectable_change("step_width", "deg", fps=120).value == 4.0
    assert smallest_detectable_change("stride_time", "s", fps=120).value == pytest.approx(0.010)
    assert smallest_detectable_change("stride_time", "ms", fps=30).value == pytest.approx(40.0)
    assert smallest_detectable_change("anything_new", "deg").source == "product default"
    assert smallest_detectable_change("anything_new", "furlong") is None


@pytest.mark.parametrize("cell", [Cell(10, 120, 0.3, 1.0), Cell(20, 60, 0.0, 1.0), Cell(8, 120, 0.6, 0.0)])
def test_error_rates_hold_when_nothing_changed(cell):
    rates = simulate(cell, 400, 11)
    assert rates.per_measure <= 0.05 + 0.01  # worst of 19 rows; one standard error of 400 repeats
    assert rates.table <= 0.10 + 0.015


def test_a_change_of_three_detectable_changes_is_found():
    assert simulate(Cell(20, 120, 0.3, 1.0, 3.0), 100, 12).power > 0.9


def test_curve_test_holds_and_finds():
    rng = np.random.default_rng(3)
    alarms = [
        test_curves(*(np.cumsum(rng.standard_normal((10, 20)), axis=1) for _ in "ab"), permutations=200).p_value <= 0.05
        for _ in range(200)
    ]
    assert np.mean(alarms) <= 0.07
    shifted = test_curves(rng.standard_normal((12, 20)), rng.standard_normal((12, 20)) + 5, permutations=500)
    assert shifted.p_value < 0.01
    assert np.all(np.abs(shifted.difference) > shifted.critical)


def test_curve_test_is_repeatable_and_blocks_leave_enough_to_exchange():
    rng = np.random.default_rng(5)
    pair = rng.standard_normal((9, 11)), rng.standard_normal((9, 11))
    assert test_curves(*pair, permutations=99).p_value == test_curves(*pair, permutations=99).p_value
    assert block_length(0.9, 20) == 4
    assert block_length(0.0, 20) == 1


def test_every_measure_has_a_detectable_change_in_its_unit():
    from gaitcue.gait.measures import MEASURES

    unknown = [name for name, about in MEASURES.items() if smallest_detectable_change(name, about.unit) is None]
    assert unknown == []
    assert set(HEADLINE) <= set(MEASURES)


def test_every_detectable_change_has_a_source_that_is_listed():
    from gaitcue.compare.detectable import _table

    groups = ("published", "default", "own", "retakes", "by_unit")
    cited = {entry["source"] for group in groups for entry in _table()[group].values()}
    assert {"Dingenen18", "OwnRetakes"} <= cited
    assert unresolved(cited) == []


def test_the_largest_known_error_counts(monkeypatch):
    from gaitcue.compare import detectable

    tables = {
        "own": {"a": {"value": 2.0, "same_session": 0.5, "unit": "steps/min", "source": "OwnRetakes"}},
        "retakes": {"c": {"value": 0.5, "same_session": 0.4, "unit": "deg", "source": "OwnRetakes"}},
        "published": {"a": {"value": 1.0, "unit": "spm", "source": "Somebody20"}},
        "default": {"b": {"value": 3.0, "unit": "cm", "source": "product default"}},
        "by_unit": {},
    }
    monkeypatch.setattr(detectable, "_table", lambda: tables)
    assert smallest_detectable_change("a", "steps/min").source == "OwnRetakes"
    assert smallest_detectable_change("a", "steps/min", same_session=True).source == "Somebody20"
    assert smallest_detectable_change("b", "m").value == pytest.approx(0.03)
    assert smallest_detectable_change("c", "deg").source == "OwnRetakes"


@pytest.mark.parametrize(
    ("difference", "unit", "said"),
    [(-0.0139, "s", "14 ms"), (0.0997, "s", "100 ms"), (0.0512, "m", "5.1 cm"), (3.456, "deg", "3.5°"),
     (123.4, "ms", "123 ms"), (0.0, "deg", "0°")],
)  # fmt: skip
def test_a_reason_has_units_and_digits_that_one_reads(difference, unit, said):
    evidence = DifferenceEvidence(difference, -1.0, 1.0, 0.01, 0.01, True, True)
    assert reason_text([explain(evidence, "changed", unit)]).startswith(f"{said} is more")


def test_a_reason_is_no_finer_than_what_can_be_told():
    evidence = DifferenceEvidence(0.0437, -1.0, 1.0, 0.9, 4.0, False, False)
    assert (
        reason_text([explain(evidence, "no_change_shown", "deg")]) == "0° is within the smallest detectable change (4°)"
    )
