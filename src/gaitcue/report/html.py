"""The report model as one HTML file that needs nothing else: no network, no script, fonts of the system."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gaitcue.report.model import Report
from gaitcue.report.svg import FONT, LEG_COLOURS


@cache
def environment() -> Environment:
    """Everything is escaped unless it is SVG that this package drew itself."""
    found = Environment(
        loader=PackageLoader("gaitcue.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters["drawn"] = Markup
    return found


def html_text(report: Report) -> str:
    """The whole page as text."""
    style = Path(__file__).with_name("templates").joinpath("report.css").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("report.html")
        .render(report=report, style=Markup(style), font=Markup(FONT), colours=LEG_COLOURS)
    )
