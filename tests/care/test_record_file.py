"""What is entered is read whole, or refused in one line that says what is wrong."""

from datetime import date, timedelta

import pytest

from gaitcue.care.entries import ENTRY_KINDS, CareRecord, DiaryDay, ref
from gaitcue.care.record_file import read_entry, read_record, record_of, with_entry
from gaitcue.terms.errors import BadOption
from gaitcue.terms.forms import form

TODAY = date(2026, 6, 1)
WHOLE = """
[[plan]]
on = 2026-04-01
site = "sit bone"
side = "right"
sports = ["jogging"]
goals = ["an hour on the trail"]
[[day]]
on = 2026-05-30
task_pain = 2
sitting_min = 25
[[activity]]
on = 2026-05-30
what = "rehab"
during = 3
[[test]]
on = 2026-05-20
kind = "single_leg_bridge"
side = "right"
value = 18
[[treatment]]
kind = "cortisone"
when = "spring 2024"
[[outcome]]
on = 2026-05-01
scale = "visa_h"
total = 42
"""


def test_a_whole_file_is_read_with_words_as_people_write_them(tmp_path):
    file = tmp_path / "care.toml"
    file.write_text(WHOLE, encoding="utf-8")
    record = read_record(file, TODAY)
    assert record.plan[0].site == "proximal_hamstring" and record.plan[0].sports == ("running",)
    assert record.activity[0].what == "exercises"
    assert record.treatment[0].span.first == date(2024, 3, 1)
    assert len(list(record.entries())) == 6
    assert record_of(record.entries()) == record


@pytest.mark.parametrize(
    ("kind", "told", "says"),
    [
        ("day", {"on": "2026-05-30", "pain_worst": 11}, "pain_worst is 11: give a number from 0 to 10"),
        ("day", {"on": "2026-07-30"}, "lies in the future"),
        ("day", {"on": "2026-05-30", "mood": 3}, "'mood' is not known"),
        ("activity", {"on": "2026-05-30", "what": "surfing"}, "use one of"),
        ("test", {"on": "2026-05-30", "kind": "single_leg_bridge", "value": 20}, "side is missing"),
        ("test", {"on": "2026-05-30", "kind": "knee_flexion_strength", "side": "left", "value": 300, "unit": "kg"},
         "value is 300 kg: Knee bend strength, dynamometer lies from 0.5 to 120 kg; check the reading"),
        ("test", {"on": "2026-05-30", "kind": "knee_flexion_strength", "side": "left", "value": 30}, "unit is missing"),
        ("test", {"on": "2026-05-30", "kind": "thomas", "side": "left", "value": 4, "unit": "kg"}, "is given in deg"),
        ("test", {"on": "2026-05-30", "kind": "thomas", "side": "left", "value": 4, "lever_cm": 40}, "lever_cm does"),
        ("test", {"on": "2026-05-30", "kind": "puranen_orava", "side": "left", "pain": 4}, "recorded by a clinician"),
        ("test", {"on": "2026-05-30", "kind": "drop_lunge", "side": "left"}, "pain is missing"),
        ("treatment", {"kind": "prp", "when": "once"}, "write a date such as 2024-05-03"),
        ("treatment", {"kind": "prp", "when": "2031"}, "lies in the future"),
        ("treatment", {"kind": "rest", "when": "May 2025", "until": "2024"}, "lies before"),
        ("change", {"on": "2026-05-30", "what": "stage", "by": "A", "reason": " ", "value": 2}, "needs a reason"),
        ("change", {"on": "2026-05-30", "what": "stage", "by": "A. Physio", "reason": "x"}, "value is missing"),
        ("change", {"on": "2026-05-30", "what": "pain_ok", "by": "A", "reason": "x", "value": 6}, "give up to 5"),
        ("change", {"on": "2026-05-30", "what": "level", "by": "A", "reason": "x", "value": 1}, "variable is missing"),
        ("outcome", {"on": "2026-05-30", "scale": "lefs", "total": 90}, "LEFS runs from 0 to 80"),
        ("outcome", {"on": "2026-05-30", "scale": "psfs", "total": 4}, "activity is missing"),
        ("milestone", {"on": "2026-05-30", "item": "running", "allowed_from": "2026-09-01", "by": ""}, "by is empty"),
        ("plan", {"on": "2026-05-30", "site": "calf", "runs": "never", "needs_speed": True}, "correct one of them"),
        ("mood", {"on": "2026-05-30"}, "is no kind of entry"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_in_one_line_that_says_what_is_allowed(kind, told, says):
    with pytest.raises(BadOption) as refused:
        read_entry(kind, told, TODAY)
    assert says in str(refused.value) and "\n" not in str(refused.value)


def test_two_answers_for_one_day_are_refused_and_the_first_stays():
    record = read_record({"day": [{"on": "2026-05-30", "task_pain": 2}]}, TODAY)
    with pytest.raises(BadOption, match="day has 2 answers for 2026-05-30: keep one answer for a day"):
        with_entry(record, DiaryDay(date(2026, 5, 30), task_pain=5.0))
    assert record.day[0].task_pain == 2.0


def test_two_results_of_one_side_on_one_day_are_refused_but_the_other_side_is_not():
    one = {"on": "2026-05-30", "kind": "single_leg_bridge", "side": "left", "value": 20}
    assert len(read_record({"test": [one, one | {"side": "right"}]}, TODAY).test) == 2
    with pytest.raises(BadOption, match="2 results of single_leg_bridge of the left side for 2026-05-30"):
        read_record({"test": [one, one | {"value": 22}]}, TODAY)


def test_every_kind_of_entry_has_a_form_whose_fields_are_labelled():
    fields = {kind: form(model) for kind, model in ENTRY_KINDS.items()}
    assert all(len(found) >= 2 for found in fields.values())
    assert all(one.label for found in fields.values() for one in found)
    assert {name for name in CareRecord.__dataclass_fields__} == set(ENTRY_KINDS)


def test_an_entry_is_named_by_its_day_its_kind_and_what_it_is_about():
    named = ref(read_entry("test", {"on": TODAY, "kind": "drop_lunge", "side": "left", "pain": 0}, TODAY))
    assert (named.on, named.kind, named.what) == (TODAY, "test", "drop_lunge")


def test_the_zone_of_who_writes_may_be_a_day_ahead_but_no_more():
    assert read_entry("day", {"on": TODAY + timedelta(days=1)}, TODAY).on > TODAY
    with pytest.raises(BadOption):
        read_entry("day", {"on": TODAY + timedelta(days=2)}, TODAY)
