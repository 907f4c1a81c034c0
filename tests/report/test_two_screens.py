"""The runner's part is at most two screens of a phone, measured in a real browser."""

from dataclasses import replace

from gaitcue.clinic import advice_of
from gaitcue.report.pages.html import html_text, person_html_text
from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.person import build_person_report
from gaitcue.report.pages.runner import runner_page
from support import handmade, people
from support.catalog import catalog
from support.drawn import people as drawn
from support.in_browser import as_it_stands

WIDTH, HEIGHT = 390, 844
HOW_MANY = 10
BOTTOM = "document.querySelector('.runner').getBoundingClientRect().bottom + scrollY"


def bottom_of(chromium, html: str) -> float:
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.set_content(html)
    bottom = as_it_stands(page.evaluate(BOTTOM))
    page.close()
    return float(bottom)


def drawn_pages() -> list[tuple[str, str]]:
    """The pages with most text among those drawn."""
    found = []
    for one in drawn(how_many=300):
        advice, findings = advice_of(one.decision), one.decision.findings
        page = runner_page(advice, findings, one.analysis)
        report = replace(build_person_report("case", advice, findings), runner=page, lead=page.lead)
        length = sum(len(part) for part in (page.lead, *page.history, *page.why, *page.avoid, *page.beside))
        found.append((length + 1000 * (page.cue is not None), one.label, person_html_text(report)))
    return [(label, html) for _, label, html in sorted(found, reverse=True)[:HOW_MANY]]


def test_the_ten_longest_pages_fit(chromium):
    heights = {label: bottom_of(chromium, html) for label, html in drawn_pages()}
    assert len(heights) == HOW_MANY
    assert {label: height for label, height in heights.items() if height > 2 * HEIGHT} == {}


def test_a_report_with_cue_exercises_and_measures_fits(chromium):
    report = build_report(people.told(), handmade.picker())
    assert report.runner is not None and report.runner.cue is not None and len(report.seen) == 3
    assert bottom_of(chromium, html_text(report)) <= 2 * HEIGHT


def test_a_report_about_nobody_fits_too(chromium):
    report = build_report(handmade.analysis(), handmade.picker(), catalog=catalog)
    assert bottom_of(chromium, html_text(report)) <= 2 * HEIGHT
