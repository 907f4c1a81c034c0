import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

from gaitcue.report.pages.html import html_text
from gaitcue.report.pages.model import build_report
from gaitcue.terms.advice import Finding
from gaitcue.terms.records import Conditions, Note, Summary
from support import handmade
from support.catalog import catalog


class Page(HTMLParser):
    """Collects tags and their attributes."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, name):
        return [attrs for tag, attrs in self.tags if tag == name]


def test_page_needs_nothing_from_outside(report):
    text = html_text(report)
    page = Page(text)
    assert not page.all("script") and not page.all("link") and not page.all("iframe")
    references = [a[k] for _, a in page.tags for k in ("src", "href", "xlink:href", "data", "poster") if a.get(k)]
    assert references and all(r.startswith(("data:image/", "#")) for r in references)
    assert "@import" not in text and "url(" not in text
    assert re.findall(r"https?://[^\"' ]+", text.replace("http://www.w3.org/2000/svg", "")) == []


def test_page_is_small_enough_to_mail(report):
    assert len(html_text(report).encode()) < 4_000_000


def test_structure_is_readable_by_a_screen_reader(report):
    page = Page(html_text(report))
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1
    drawings = page.all("svg")
    assert len(drawings) > 20
    assert all(d.get("role") == "img" and len(d.get("aria-label", "")) > 8 for d in drawings)
    assert all(h.get("scope") in ("col", "row") for h in page.all("th"))
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_hostile_text_is_only_text(analysis):
    evil = '<script>alert("x")</script>'
    run = replace(
        analysis,
        conditions=Conditions(shoe=evil, cue=evil),
        quality=(Note("n", "warning", evil),),
        findings=(Finding("f", "r", evil, evil, "C", evil, {"a": evil}, {"cue": evil}),),
        provenance={evil: evil},
        measures=(
            *analysis.measures,
            Summary(evil, "near", "right", evil, 5, 1.0, 1.0, 0.5, 1.5, "low_confidence", evil),
        ),
    )
    text = html_text(build_report(run, None, catalog=catalog))
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_every_number_comes_with_interval_range_status_and_reason(report):
    text = html_text(report)
    for part in (
        "11.4 ± 1.8°",
        "9.6 to 13.2",
        "n\u00a08",
        "up to 8°",
        "product default",
        "deRuiter20",
        "low confidence",
    ):
        assert part in text
    assert "The far leg is partly hidden" in text
    assert "hip keypoints cannot give pelvic tilt" in text


def test_painful_side_is_marked_where_the_leg_is_shown(report):
    text = html_text(report)
    assert "Painful side: left. It was away from the camera" in text
    assert text.count("painful side</") >= 4, "in the heads of the table, the strip and the legends"
    assert text.count(">painful<") == 5, "on each of the five key positions of that leg"


def test_conditions_not_told_are_said_so(analysis):
    text = html_text(build_report(replace(analysis, conditions=Conditions()), None, catalog=catalog))
    assert text.count("not recorded") >= 8
    assert "None" not in text


def test_findings_are_shown_to_both_readers(analysis):
    finding = Finding(
        "id", "G1-3", "Long reach at contact", "You land far ahead", "C", "clinical.md G1", {"shank": 11.4}
    )
    text = html_text(build_report(replace(analysis, findings=(finding,)), None, catalog=catalog))
    for part in ("You land far ahead", "Long reach at contact", "Evidence grade C", "G1-3"):
        assert part in text


def test_hidden_faces_are_said_with_their_limit(analysis):
    hidden = html_text(build_report(analysis, handmade.picker(), blur_faces=True, catalog=catalog))
    assert "Other people in the pictures were not looked for" in hidden
    assert hidden != html_text(build_report(analysis, handmade.picker(), catalog=catalog))


def test_checking_out_is_always_there(report):
    text = html_text(report)
    assert "When to get checked out" in text
    assert "bladder" in text and "does not diagnose" in text


def test_without_a_video_stick_figures_take_the_pictures_place(analysis):
    text = html_text(build_report(replace(analysis, clip=None), None, catalog=catalog))
    assert "data:image" not in text
    assert "Key positions" in text


def test_a_result_with_almost_nothing_still_makes_a_report(analysis):
    empty = replace(analysis, measures=(), strides=(), events=(), values=(), curves=(), quality=(), provenance={})
    text = html_text(build_report(empty, handmade.picker(), catalog=catalog))
    assert "did not allow a trustworthy number" in text
    assert "When to get checked out" in text


def test_markers_have_left_and_right_columns(analysis):
    rows = tuple(replace(s, leg=None) for s in analysis.measures)
    strides = tuple(replace(s, leg=None) for s in analysis.strides)
    curves = tuple(replace(c, leg=None) for c in analysis.curves)
    run = replace(
        analysis, measures=rows, strides=strides, curves=curves, clip=None, view=replace(analysis.view, near_side=None)
    )
    report = build_report(run, None, catalog=catalog)
    assert [limb.label for limb in report.limbs] == ["Left", "Right", "Both legs"]
    assert [limb.style for limb in report.limbs] == ["near", "far", "both"]
    assert "(near camera)" not in html_text(report)
