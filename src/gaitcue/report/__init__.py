"""Telling: one report model of an Analysis -> self-contained HTML, PDF, pictures with lines drawn, annotated video."""

from gaitcue.report.before_after import before_after_picture
from gaitcue.report.overlay import write_annotated_video
from gaitcue.report.side_by_side import side_by_side_video
from gaitcue.report.write import write_comparison, write_report, write_trial

__all__ = [
    "before_after_picture",
    "side_by_side_video",
    "write_annotated_video",
    "write_comparison",
    "write_report",
    "write_trial",
]
