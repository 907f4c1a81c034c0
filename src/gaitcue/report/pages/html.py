"""The report model as one HTML file that needs nothing else: no network, no script, fonts of the system."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gaitcue.report.drawing.svg import FONT, LEG_COLOURS
from gaitcue.report.pages.changes import ChangeReport
from gaitcue.report.pages.cue_trial import TrialReport
from gaitcue.report.pages.measure_tables import TableRow
from gaitcue.report.pages.model import Report
from gaitcue.report.pages.person import PersonReport
from gaitcue.report.pages.visit import VisitPart
from gaitcue.report.wording.words import capital, joined


@cache
def environment() -> Environment:
    """Everything is escaped unless it is SVG that this package drew itself."""
    found = Environment(
        loader=PackageLoader("gaitcue.report.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["drawn"] = Markup
    found.filters["aloud"] = joined
    found.filters["capital"] = capital
    found.filters["groupby_in_order"] = by_family
    return found


def by_family(rows: tuple[TableRow, ...]) -> list[tuple[str, list[TableRow]]]:
    """Rows that follow one another in the same family, under its name."""
    return [(family, list(group)) for family, group in groupby(rows, key=lambda row: row.family)]


def html_text(report: Report, visit: VisitPart | None = None) -> str:
    """The whole page of one analysis as text; ``visit`` adds what an appointment's report says beside it."""
    return _page("report.html", report, visit)


def change_html_text(report: ChangeReport) -> str:
    """The whole page of a comparison as text."""
    return _page("comparison.html", report)


def person_html_text(report: PersonReport) -> str:
    """The whole page of one person as text."""
    return _page("person.html", report)


def trial_html_text(report: TrialReport) -> str:
    """The whole page of a cue trial as text."""
    return _page("trial.html", report)


def _page(
    template: str, report: Report | ChangeReport | TrialReport | PersonReport, visit: VisitPart | None = None
) -> str:
    style = Path(__file__).with_name("templates").joinpath("report.css").read_text(encoding="utf-8")
    return (
        environment()
        .get_template(template)
        .render(report=report, visit=visit, style=Markup(style), font=Markup(FONT), colours=LEG_COLOURS)
    )
