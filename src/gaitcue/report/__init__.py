"""Telling: one report model of an Analysis -> self-contained HTML, PDF, pictures with lines drawn, annotated video."""

from gaitcue.report.overlay import write_annotated_video
from gaitcue.report.write import write_report

__all__ = ["write_annotated_video", "write_report"]
