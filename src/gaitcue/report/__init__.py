"""Telling: one report model of an Analysis -> self-contained HTML, PDF, pictures with lines drawn, annotated video."""

from gaitcue.report.video.overlay import write_annotated_video
from gaitcue.report.video.side_by_side import side_by_side_video
from gaitcue.report.write import (
    visit_html,
    write_comparison,
    write_person,
    write_report,
    write_trial_report,
    write_visit_report,
)

__all__ = [
    "side_by_side_video",
    "visit_html",
    "write_annotated_video",
    "write_comparison",
    "write_person",
    "write_report",
    "write_trial_report",
    "write_visit_report",
]
