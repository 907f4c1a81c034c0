"""The handmade runner, and a catalogue with usual ranges, for the report's tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import handmade

from gaitcue.report.catalog import About, Usual
from gaitcue.report.model import Report, build_report
from gaitcue.report.words import humanised
from gaitcue.terms.records import Analysis, Conditions

RANGES = {
    "cadence": Usual(157, 173, "deRuiter20", "de Ruiter 2020"),
    "shank_angle_ic": Usual(None, 8, "E"),
    "ankle_hip_distance_pct": Usual(None, 30, "E"),
    "trunk_lean_stance": Usual(3.7, 10.9, "Teng14", "Teng 2014"),
    "knee_flexion_ic": Usual(10, None, "E"),
    "contact_time": Usual(238, 282, "E"),
}


def catalog(measure: str, conditions: Conditions) -> About:
    return About(measure, humanised(measure), humanised(measure), "What it is.", usual=RANGES.get(measure))


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return handmade.analysis()


@pytest.fixture(scope="session")
def report(analysis: Analysis) -> Report:
    return build_report(analysis, handmade.picker(), catalog=catalog)
