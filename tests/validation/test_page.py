"""docs/validation.md is what the stored results give; the tables and plots it is made of."""

from pathlib import Path

import pytest

from validation.__main__ import SECTIONS
from validation.pages import made
from validation.tools.markdown import NONE, number, signed, table
from validation.tools.pictures import Axis, Series, dots, histograms
from validation.tools.store import load, rounded, save
from validation.tools.targets import Target, targets, verdicts

DOCS = Path(__file__).parents[2] / "docs"
STORED = {name: result for name in SECTIONS if (result := load(name))}


def test_what_is_stored_was_run_in_full_and_what_was_not_run_is_said():
    assert {"clips", "force", "synthetic", "repeatability"} <= set(STORED) <= set(SECTIONS)
    assert not any(result.get("quick") for result in STORED.values())
    missing = set(SECTIONS) - set(STORED)
    assert made(STORED)["validation.md"].count("Not run yet.") == len(missing)


def test_the_page_and_its_pictures_are_what_the_stored_results_give():
    assert "validation.md" in made(STORED)
    for name, content in made(STORED).items():
        assert (DOCS / name).read_text(encoding="utf-8") == content, f"{name}: run python -m validation --page"


def test_every_picture_of_the_page_exists():
    page = made(STORED)["validation.md"]
    shown = [line.partition("](")[2].rstrip(")") for line in page.splitlines() if line.startswith("![")]
    assert shown and all((DOCS / name).is_file() for name in shown)


def test_every_target_has_a_source_and_one_bound():
    assert any(targets(section) for section in SECTIONS)
    for section in SECTIONS:
        for target in targets(section):
            assert target.source and target.published
            assert (target.most is None) != (target.least is None), target.id


def test_the_figures_of_the_stored_results_are_those_that_are_asked():
    for name, result in STORED.items():
        figures = __import__(SECTIONS[name], fromlist=["figures"]).figures(result)
        assert set(figures) == {target.id for target in targets(name)} - missing(name)
        assert all(value is None or isinstance(value, int | float) for value in figures.values())


def missing(section):
    """Figures that need a peer's points, which not every data folder holds."""
    peers = {"rtm_near_excess", "rtm_far_excess"}
    return set() if section != "clips" or "rtmpose" in STORED["clips"]["trackers"] else peers


def test_without_results_the_page_says_so():
    assert made({})["validation.md"].count("Not run yet.") == len(SECTIONS)


def test_a_figure_that_falls_short_is_shown_as_it_is():
    page = verdicts("force", {"ic_sd": 5.3, "to_sd": 6.9, "missed": None})
    lines = {line.split(" | ")[0].strip("| "): line for line in page.splitlines()}
    assert "**5.3** ms | at most 5 | **no** |" in lines["initial contact, SD, 150 Hz"]
    assert "**6.9** ms | at most 7 | yes |" in lines["toe-off, SD, 150 Hz"]
    assert "not measured" in lines["contacts and toe-offs missed, 150 Hz"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(None, False), (1.9, True), (2.0, True), (2.01, False)],
)
def test_reached(value, wanted):
    assert Target("x", "x", "", "-", "-", most=2.0).reached(value) is wanted


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, NONE),
        (float("nan"), NONE),
        (3.0, "3"),
        (3.14159, "3.14"),
        (-0.001, "0"),
        (120.04, "120"),
        (1234.5, "1234"),
    ],
)
def test_numbers(value, text):
    assert number(value) == text


def test_signed_numbers():
    assert [signed(v) for v in (1.25, -1.25, 0.0, None)] == ["+1.2", "-1.2", "0", NONE]


def test_table():
    assert table(["a", "b"], [[1, "x|y"]]) == "| a | b |\n|---|---|\n| 1 | x\\|y |\n"
    with pytest.raises(ValueError, match="3 cells in a table of 2"):
        table(["a", "b"], [[1, 2, 3]])


def test_results_are_stored_small_and_without_not_a_number(tmp_path):
    save("x", {"a": 1.23456789, "b": [float("nan"), 3, "s", None, True]}, tmp_path)
    assert load("x", tmp_path) == {"a": 1.235, "b": [None, 3, "s", None, True]}
    assert load("y", tmp_path) is None
    assert rounded((1e-9,)) == [1e-9]


def test_plots_hold_a_mark_for_each_value_and_their_alternative_text():
    svg = dots("T", "alt words", ["r1", "r2"], [Series("s", [1.0, None]), Series("t", [2.0, 9.0])], Axis("x", 0, 5))
    assert svg.count("<circle") == 1 + 1 and 'aria-label="alt words"' in svg  # one in the legend
    bars = histograms("T", "alt", [-1, 0, 1], [("a", [1, 3])])
    assert bars.count("<rect") == 2
