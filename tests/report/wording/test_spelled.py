from gaitcue.report.wording.spelled import for_runner, sentence, speller
from gaitcue.terms.records import Conditions
from support.catalog import catalog

SPELL = speller(catalog, Conditions())


def test_measures_units_and_signs_become_words():
    assert SPELL("shank_angle_ic 13.0 to 8.0 deg") == "shank angle ic: 13.0 to 8.0°"
    assert SPELL("cadence 154 to 165 spm") == "cadence 154 to 165\N{NO-BREAK SPACE}steps/min"
    assert SPELL("pain -2, stages 1-2, +10 %") == "pain \N{MINUS SIGN}2, stages 1-2, +10 %"
    assert SPELL("no change shown in trunk_lean_stance: try") == "no change shown in trunk lean stance: try"
    assert SPELL("27.1 % leg_segments") == "27.1 % of thigh + shank"


def test_reasons_in_the_runners_words():
    assert for_runner("overstride") == "your foot lands well ahead of your body"
    assert for_runner("may ease the patellofemoral") == "it may ease the load on your kneecap"
    assert for_runner("something new") == "something new"
    assert (sentence("a b"), sentence("done."), sentence("")) == ("A b.", "Done.", "")
