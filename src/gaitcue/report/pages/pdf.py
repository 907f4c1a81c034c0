"""The report model as an accessible PDF (PDF/UA) by typst: it goes in as JSON and pictures, never as markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from gaitcue.report.drawing.figures import DrawnPicture
from gaitcue.report.drawing.svg import LEG_COLOURS
from gaitcue.report.pages.gallery import Panel
from gaitcue.report.pages.model import Report
from gaitcue.report.pages.visit import VisitPart

FONTS: Final = (
    "Inter",
    "Segoe UI",
    "Helvetica Neue",
    "Arial",
    "Liberation Sans",
    "Noto Sans",
    "DejaVu Sans",
    "Libertinus Serif",
)
"""The first that the machine has; typst brings the last one along"""
SHARED: Final[dict[str, Any]] = {"fonts": FONTS, "colours": LEG_COLOURS}
LEVEL_WORDS: Final = {"info": "Note", "warning": "Mind", "serious": "Serious"}
THINGS: Final = {3: "Three things seen", 2: "Two things seen", 1: "One thing seen", 0: "Nothing could be shown"}


def pdf_bytes(report: Report, visit: VisitPart | None = None) -> bytes:
    """Typeset the report; ``bytes`` of the PDF. ``visit`` adds what an appointment's report says beside it."""
    return typeset(
        "report.typ", lambda pictures: _document(report, pictures) | {"visit": visit and _visit(visit, pictures)}
    )


def typeset(template: str, document: Callable[[Pictures], dict[str, Any]]) -> bytes:
    """Typeset what ``document`` makes of a report model, drawings written beside it, with one of the templates."""
    import typst

    templates = Path(__file__).with_name("templates")
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name in {template, "parts.typ", "runner.typ", "clinician.typ", "visit.typ"}:
            (root / name).write_text(templates.joinpath(name).read_text(encoding="utf-8"), encoding="utf-8")
        data = json.dumps(SHARED | document(Pictures(root)), ensure_ascii=False)
        (root / "report.json").write_text(data, encoding="utf-8")
        return bytes(typst.compile(root / template, root=root, format="pdf", pdf_standards="ua-1"))


class Pictures:
    """Writes each drawing beside the template and names it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.count = 0

    def file(self, svg: str, alt: str, **more: str) -> dict[str, str]:
        self.count += 1
        name = f"picture-{self.count}.svg"
        (self.root / name).write_text(svg, encoding="utf-8")
        return {"file": name, "alt": alt, **more}

    def picture(self, picture: DrawnPicture) -> dict[str, str]:
        return self.file(picture.svg, picture.alt, caption=picture.caption)

    def panel(self, panel: Panel) -> dict[str, str]:
        return self.file(panel.svg, f"{panel.title} {panel.hint}", title=panel.title, hint=panel.hint)


def _document(report: Report, pictures: Pictures) -> dict[str, Any]:
    """The model as plain JSON, with file names for the drawings."""
    plain = (
        "name",
        "lead",
        "chips",
        "painful",
        "check_out_now",
        "check_out_soon",
        "safety",
        "method",
        "footnotes",
        "for_later",
    )
    facts = ("conditions", "recording", "strides", "coverage", "unmeasured", "definitions")
    return (
        {name: getattr(report, name) for name in plain}
        | {name: [asdict(item) for item in getattr(report, name)] for name in facts}
        | {
            "things_title": THINGS[len(report.seen)],
            "seen": [_seen(report, i, pictures) for i in range(len(report.seen))],
            "told": asdict(report.advised) if report.advised else None,
            "runner": asdict(report.runner) if report.runner else None,
            "sources": [asdict(source) for source in report.sources],
            "notes": [{"level": LEVEL_WORDS[n.level], "text": n.text} for n in report.notes],
            "limbs": [{"label": limb.label, "painful": limb.painful} for limb in report.limbs],
            "rows": [_row(report, i, pictures) for i in range(len(report.rows))],
            "strips": [_strip(report, i, pictures) for i in range(len(report.strips))],
            "curves": [pictures.panel(p) for p in report.curves],
            "laid_over": [pictures.panel(p) for p in report.laid_over],
            "parts": asdict(report.parts) if report.parts else None,
            "contacts": pictures.panel(report.contacts) if report.contacts else None,
            "provenance": [{"name": n, "value": v, "told": True} for n, v in report.provenance],
        }
    )


def _seen(report: Report, index: int, pictures: Pictures) -> dict[str, Any]:
    thing = report.seen[index]
    words = {k: v for k, v in asdict(thing).items() if k not in ("picture", "bar")}
    bar = pictures.file(thing.bar, f"{thing.title}: {thing.value}, usual {thing.usual}")
    return words | {"picture": pictures.picture(thing.picture) if thing.picture else None, "bar": bar}


def _row(report: Report, index: int, pictures: Pictures) -> dict[str, Any]:
    row = report.rows[index]
    said = ", ".join(f"{limb.label} {c.value}" for limb, c in zip(report.limbs, row.cells, strict=True))
    words = {name: getattr(row, name) for name in ("title", "family", "usual", "evidence")}
    cells = [asdict(c) | {"weak": c.status not in (None, "ok")} for c in row.cells]
    first = index == 0 or report.rows[index - 1].family != row.family
    return words | {"first": first, "cells": cells, "bar": pictures.file(row.bar, f"{row.title}: {said}")}


def _strip(report: Report, index: int, pictures: Pictures) -> dict[str, Any]:
    strip = report.strips[index]
    shown = [{"moment": k.moment, "picture": pictures.picture(k.picture)} for k in strip.pictures]
    return {"label": strip.label, "painful": strip.painful, "about": strip.about, "pictures": shown}


def _visit(visit: VisitPart, pictures: Pictures) -> dict[str, Any]:
    """What an appointment's report says beside one analysis."""
    plain = ("about", "paragraphs", "for_runner", "for_clinician")
    trial, change, course, progress = visit.trial, visit.comparison, visit.course, visit.progress
    return {name: getattr(visit, name) for name in plain} | {
        "trial": trial
        and {
            "title": trial.title,
            "lead": trial.lead,
            "steps": trial.steps,
            "ranking": [asdict(r) for r in trial.ranking],
        },
        "comparison": change
        and {name: getattr(change, name) for name in ("title", "lead", "explained")}
        | {
            "first": change.names[0],
            "pictures": [pictures.picture(picture) for picture in change.pictures],
            "runs": [{"name": run, "rows": [asdict(row) for row in rows]} for run, rows in change.headline],
        },
        "course": course
        and {name: value for name, value in asdict(course).items() if name not in ("svg", "alt")}
        | {"picture": pictures.file(course.svg, course.alt)},
        "progress": progress
        and {name: getattr(progress, name) for name in ("title", "lead", "notes")}
        | {"picture": pictures.file(progress.svg, progress.alt)},
    }
