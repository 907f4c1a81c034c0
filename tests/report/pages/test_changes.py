import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from gaitcue.compare import Phase
from gaitcue.report import write_comparison
from gaitcue.report.pages.changes import build_change_report
from gaitcue.report.pages.html import change_html_text
from support import handmade
from support.catalog import catalog
from support.comparisons import change, comparison


@pytest.fixture(scope="module")
def report():
    runs = [handmade.analysis(), handmade.analysis()]
    return build_change_report(comparison(), runs, [handmade.picker(), handmade.picker()], catalog=catalog)


def test_lead_sentence_speaks_of_the_headline_table_only(report):
    runs = [handmade.analysis()] * 2
    assert report.lead == "Changed: shank angle ic."

    def lead(*rows):
        return build_change_report(comparison(*rows), runs, [None, None], catalog=catalog).lead

    assert lead(change(headline=False)) == "No change shown between these recordings."
    assert lead(change(verdict="probably_changed")).startswith("Nothing changed for sure; probably changed")
    assert lead(change(verdict="cannot_tell")).startswith("These recordings cannot tell")


def test_rows_carry_difference_interval_error_and_verdict(report):
    row = report.headline[0][1][0]
    assert (row.before, row.after, row.difference, row.interval) == ("11.4°", "7.0°", "−4.4°", "−6.0 to −2.8")
    assert (row.detectable, row.verdict_words) == ("2.5°", "changed")
    assert len(report.headline[0][1]) == 1, "a measure without any number has no row"


def test_times_are_told_in_milliseconds(report):
    row = report.others[0][1][0]
    assert (row.before, row.difference) == ("259\u00a0ms", "−7\u00a0ms")


def test_a_part_of_a_curve_that_is_shaded_is_never_said_to_show_nothing():
    runs, made = [handmade.analysis()] * 2, comparison()
    small = replace(made.curves[0], verdict="no_change_shown", phases=(Phase(20.0, 34.0, -1.0, False),))
    none = replace(small, phases=())
    panels = build_change_report(replace(made, curves=(small, none)), runs, [None, None], catalog=catalog).curves
    assert "differs in part, but by no more than a repeated recording can" in panels[0].hint
    assert "no change shown" in panels[1].hint


def test_page_is_whole_and_safe(report):
    text = change_html_text(report)
    assert re.findall(r"https?://[^\"' ]+", text.replace("http://www.w3.org/2000/svg", "")) == []
    for part in ("no change shown", "0.2 km/h faster", "Knee flexion", "When to get checked out", "20 to 34 %"):
        assert part in text
    evil = "<script>x</script>"
    runs = [handmade.analysis()] * 2
    hostile = build_change_report(
        replace(comparison(change(reason=evil, run=evil, unit=evil)), names=(evil, evil)),
        runs,
        [None, None],
        catalog=catalog,
    )
    assert "<script" not in change_html_text(hostile)


def test_different_sides_give_no_picture_but_a_page(report):
    runs = [handmade.analysis("right"), handmade.analysis("left")]
    other = build_change_report(comparison(), runs, [None, None], catalog=catalog)
    assert len(report.pictures) == 1
    assert "Before and after" in change_html_text(report)
    # the right leg is in both clips, near in one and far in the other, so that it can still be shown
    assert all("right leg" in p.alt for p in other.pictures)


def test_frames_of_different_speeds_are_left_out_and_why_is_said():
    run = handmade.analysis()
    faster = replace(run, conditions=replace(run.conditions, speed_kmh=13.0))
    told = build_change_report(comparison(), [run, faster], [handmade.picker(), handmade.picker()], catalog=catalog)
    assert told.pictures == ()
    assert told.unpictured == (
        "No picture of before beside after: speeds differ (10.8 and 13 km/h): record both at one speed.",
    )
    assert told.unpictured[0] in change_html_text(told)


def test_files_are_written(tmp_path):
    runs = [handmade.analysis()] * 3
    three = replace(comparison(change(), change(run="third")), names=("before", "after", "third"))
    files = write_comparison(three, runs, [None, None, None], tmp_path)
    assert sorted(f.name for f in files) == ["before_after.png", "before_after_2.png", "comparison.html"]
    assert (tmp_path / "before_after.png").read_bytes().startswith(b"\x89PNG")


def test_drawings_are_sound_xml(report):
    for drawing in (*(p.svg for p in report.pictures), *(p.svg for p in report.curves)):
        ET.fromstring(drawing)
