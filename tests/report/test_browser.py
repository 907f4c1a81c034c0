"""The pages in a real browser: no error, nothing wider than a phone, readable contrast, whole on paper."""

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from gaitcue.clinic import Override
from gaitcue.report.pages.changes import build_change_report
from gaitcue.report.pages.cue_trial import build_trial_report
from gaitcue.report.pages.html import change_html_text, html_text, trial_html_text
from gaitcue.report.pages.model import build_report
from support import handmade, people
from support.catalog import catalog
from support.comparisons import comparison
from support.in_browser import as_it_stands

NOW = datetime(2026, 3, 1, 9, 30)

CONTRAST = """
() => {
  const channel = c => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const numbers = s => s.match(/[0-9.]+/g).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = numbers(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), bold = parseInt(style.fontWeight) >= 700;
    const [a, b] = [light(numbers(style.color)), light(behind(e))].sort((x, y) => y - x);
    const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < needed) weak.push(e.className + ': ' + e.textContent.trim().slice(0, 40));
  }
  return weak;
}
"""
UNNAMED = "() => [...document.querySelectorAll('svg:not(svg svg), img')].filter(e => !(e.ariaLabel || e.alt)).length"
WIDER = """
() => [...document.querySelectorAll('body *')]
  .filter(e => !e.closest('.scroll, .unseen, .skip, thead'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.tagName + '.' + e.className)
"""


def analysis_page(report):
    return html_text(report)


def person_page(report):
    log = ((Override("p7", "dismiss", "flat trails, asked again", "Dr A", NOW), True),)
    return html_text(build_report(people.told(log=log), handmade.picker(), catalog=catalog))


def blocked_page(report):
    return html_text(build_report(people.told(answers={"hot_limb": True}), handmade.picker(), catalog=catalog))


def comparison_page(report):
    runs = [handmade.analysis()] * 2
    return change_html_text(build_change_report(comparison(), runs, [handmade.picker()] * 2, catalog=catalog))


def trial_page(report):
    result, runs = people.trial()
    return trial_html_text(build_trial_report(result, runs, [handmade.picker()] * 3, catalog=catalog))


@pytest.fixture(scope="module", params=[analysis_page, person_page, blocked_page, comparison_page, trial_page])
def file(request, report, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / f"{request.param.__name__} ü.html"
    path.write_text(request.param(report), encoding="utf-8")
    return path


@pytest.fixture(scope="module", params=[390, 1280])
def page(chromium, file, request):
    """A page as it is once it is there; no test of it changes anything."""
    page = chromium.new_page(viewport={"width": request.param, "height": 844})
    page.problems = []
    page.on("console", lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.problems.append(str(e)))
    page.on("request", lambda r: page.problems.append(r.url) if not r.url.startswith(("file:", "data:")) else None)
    page.goto(file.as_uri())
    yield page
    page.close()


def test_no_errors_and_nothing_fetched(page):
    assert page.problems == []


def test_nothing_is_wider_than_the_screen(page):
    assert as_it_stands(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
    assert as_it_stands(page.evaluate(WIDER)) == []


def test_contrast_is_enough_everywhere(page):
    assert as_it_stands(page.evaluate(CONTRAST)) == []


def test_every_picture_has_words(page):
    assert as_it_stands(page.evaluate(UNNAMED)) == 0


def test_paper_holds_the_runners_page_on_its_own(chromium, file):
    page = chromium.new_page()
    page.goto(file.as_uri())
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages
    page.close()
    assert 2 <= len(pages) <= 8, len(pages)
    width, height = (float(x) for x in (pages[0].mediabox.width, pages[0].mediabox.height))
    assert (round(width), round(height)) == (595, 842)
    if not file.name.startswith("comparison"):
        first = " ".join(pages[0].extract_text().split())
        assert "If in doubt, get checked out" in first and "does not diagnose" in first
        assert "As told by the runner" not in first
