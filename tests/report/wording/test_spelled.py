from gaitcue.report.wording.spelled import sentence, speller
from gaitcue.terms.records import Conditions
from support.catalog import catalog

SPELL = speller(catalog, Conditions())


def test_measures_units_and_signs_become_words():
    assert SPELL("shank_angle_ic 13.0 to 8.0 deg") == "shank angle ic: 13.0 to 8.0°"
    assert SPELL("cadence 154 to 165 spm") == "cadence 154 to 165\N{NO-BREAK SPACE}steps/min"
    assert SPELL("pain -2, stages 1-2, +10 %") == "pain \N{MINUS SIGN}2, stages 1-2, +10 %"
    assert SPELL("no change shown in trunk_lean_stance: try") == "no change shown in trunk lean stance: try"
    assert SPELL("27.1 % leg_segments") == "27.1 % of thigh + shank"


def test_a_sentence_has_its_capital_and_its_stop():
    assert (sentence("a b"), sentence("done."), sentence("")) == ("A b.", "Done.", "")
