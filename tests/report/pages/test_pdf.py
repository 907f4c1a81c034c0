import io
from dataclasses import replace

from pypdf import PdfReader

from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.pdf import pdf_bytes
from support.catalog import catalog


def test_pdf_says_what_the_page_says(report):
    pages = PdfReader(io.BytesIO(pdf_bytes(report))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert 3 <= len(pages) <= 8
    for part in ("11.4 ± 1.8°", "When to get checked out", "product default", "Key positions", "not recorded"):
        assert part in text


def test_the_runners_page_is_one_page(report):
    first = PdfReader(io.BytesIO(pdf_bytes(report))).pages[0].extract_text()
    assert "Three things seen" in first
    assert "does not diagnose" in " ".join(first.split())
    assert "for the clinician" not in first


def test_pdf_is_tagged_and_has_a_title(report):
    reader = PdfReader(io.BytesIO(pdf_bytes(report)))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "handmade.mp4" in reader.metadata.title


def test_text_is_never_markup(analysis):
    run = replace(analysis, conditions=replace(analysis.conditions, shoe='#panic("x") $a$ *b* łódź', cue="`c`"))
    text = " ".join(
        p.extract_text() for p in PdfReader(io.BytesIO(pdf_bytes(build_report(run, None, catalog=catalog)))).pages
    )
    assert '#panic("x") $a$ *b* łódź' in text


def test_nothing_measured_still_makes_a_pdf(analysis):
    empty = replace(analysis, measures=(), strides=(), events=(), values=(), curves=(), quality=(), provenance={})
    assert pdf_bytes(build_report(empty, None, catalog=catalog)).startswith(b"%PDF")
