"""Measures of two or more runs -> changes, with the error of each and a rule that holds its error rate."""

from gaitcue.compare.changes import compare
from gaitcue.compare.comparable import Limits, capture_fps, unlike
from gaitcue.compare.curves import CurveTest, test_curves
from gaitcue.compare.detectable import DetectableChange, smallest_detectable_change
from gaitcue.compare.recording_errors import Occasion
from gaitcue.compare.records import Change, Comparison, CurveChange, Phase, Verdict
from gaitcue.gait.policy import HEADLINE

__all__ = [
    "HEADLINE",
    "Change",
    "Comparison",
    "CurveChange",
    "CurveTest",
    "DetectableChange",
    "Limits",
    "Occasion",
    "Phase",
    "Verdict",
    "capture_fps",
    "compare",
    "smallest_detectable_change",
    "test_curves",
    "unlike",
]
