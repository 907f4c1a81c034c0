import xml.etree.ElementTree as ET

import numpy as np
import pytest

from gaitcue.report.drawing import svg


def parsed(text):
    return ET.fromstring(text)


def test_values_are_escaped():
    text = svg.drawing(10, 10, '"><script>x</script>', svg.text(0, 0, "<b>"))
    assert "<script>" not in text
    assert parsed(text).get("aria-label") == '"><script>x</script>'


def test_bar_puts_dot_and_band_in_the_same_scale():
    bar = parsed(svg.interval_bar([svg.Whisker("near", 8.0, 7.0, 9.0)], (None, 8.0), "alt", width=200))
    ns = "{http://www.w3.org/2000/svg}"
    dot = float(bar.find(f"{ns}circle").get("cx"))
    edge = next(float(x.get("x1")) for x in bar.iter(f"{ns}line") if x.get("stroke") == svg.USUAL_EDGE)
    assert dot == pytest.approx(edge, abs=0.02)


def test_ticks_are_round_and_inside():
    assert svg.nice_ticks(-3, 11) == [0, 5, 10]
    assert svg.nice_ticks(0.12, 0.19) == pytest.approx([0.12, 0.14, 0.16, 0.18])


def test_paths_break_where_points_are_missing():
    path = svg.path([(0, 0), (1, 1), (float("nan"), 2), (3, 3), (4, 4)], fill="none")
    assert path.count("M") == 2
    assert "nan" not in path


def test_curves_survive_missing_percent_points():
    mean = np.linspace(0, 40, 101)
    mean[:5] = np.nan
    bands = [svg.CycleBand("near", "Left", mean, np.ones(101), 36.0, 7)]
    text = svg.cycle_chart(bands, "°", "alt")
    assert "nan" not in text
    parsed(text)


def test_contacts_show_unused_ones_hollow():
    text = svg.contact_chart(
        [svg.ContactBar("near", 0, 0.2, True), svg.ContactBar("near", 0.7, 0.9, False)], {"near": "L"}, "a"
    )
    fills = [r.get("fill") for r in parsed(text).iter("{http://www.w3.org/2000/svg}rect")]
    assert fills == [svg.LEG_COLOURS["near"], "#fff"]
