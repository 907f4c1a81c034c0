"""A catalogue with usual ranges of its own, so that the report's tests do not hang on the registered ones."""

from gaitcue.report.wording.catalog import MeasureWords, Usual
from gaitcue.report.wording.words import humanised
from gaitcue.terms.records import Conditions

RANGES = {
    "cadence": Usual(157, 173, "deRuiter20", "de Ruiter 2020"),
    "shank_angle_ic": Usual(None, 8, "product default"),
    "ankle_hip_distance_pct": Usual(None, 30, "product default"),
    "trunk_lean_stance": Usual(3.7, 10.9, "Teng14", "Teng 2014"),
    "knee_flexion_ic": Usual(10, None, "product default"),
    "contact_time": Usual(238, 282, "product default"),
}


def catalog(measure: str, conditions: Conditions) -> MeasureWords:
    return MeasureWords(measure, humanised(measure), humanised(measure), "What it is.", usual=RANGES.get(measure))
