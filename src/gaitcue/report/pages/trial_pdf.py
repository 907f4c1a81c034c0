"""A judged trial as an accessible PDF (PDF/UA) by typst, from the same model as its page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gaitcue.report.pages.changes import ChangeRow
from gaitcue.report.pages.cue_trial import TrialReport
from gaitcue.report.pages.pdf import LEVEL_WORDS, Pictures, typeset
from gaitcue.report.wording import words


def trial_pdf_bytes(report: TrialReport) -> bytes:
    """Typeset a trial; ``bytes`` of the PDF."""
    return typeset("trial.typ", lambda pictures: _document(report, pictures))


def _document(report: TrialReport, pictures: Pictures) -> dict[str, Any]:
    """The model as plain JSON, with file names for the drawings."""
    plain = ("title", "lead", "chips", "alarm", "asked", "steps", "no_picture", "picture_title", "remember")
    more = ("stopping", "explained", "check_out_now", "check_out_soon", "safety")
    return {name: getattr(report, name) for name in (*plain, *more)} | {
        "practice": asdict(report.practice) if report.practice else None,
        "why": [asdict(cue) for cue in report.why],
        "picture": pictures.picture(report.picture) if report.picture else None,
        "scores": [pictures.panel(panel) for panel in report.scores],
        "ranking": [asdict(row) for row in report.ranking],
        "notes": [{"level": LEVEL_WORDS[note.level], "text": note.text} for note in report.notes],
        "trends": [pictures.file(t.chart, f"{t.name}: {t.text}", title=t.name, hint=t.text) for t in report.trends],
        "changes": [
            {"name": words.capital(run.name), "rows": [_row(row, pictures) for row in run.headline]}
            for run in report.changes
        ],
        "provenance": [{"name": name, "value": value, "told": True} for name, value in report.provenance],
    }


def _row(row: ChangeRow, pictures: Pictures) -> dict[str, Any]:
    told = {name: value for name, value in asdict(row).items() if name != "bar"}
    alt = f"{row.title}: {row.difference}, {row.verdict_words}"
    return told | {"bar": pictures.file(row.bar, alt) if row.bar else None}
