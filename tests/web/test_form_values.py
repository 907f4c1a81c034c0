"""A plain form becomes the values that its fields ask for; what cannot be read stays, to be complained of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.care.entries import Activity
from gaitcue.clinic.profile import Profile
from gaitcue.terms.errors import BadOption
from gaitcue.terms.forms import form
from gaitcue.terms.typed import faults
from gaitcue.web.form_values import read_by, tree_of
from gaitcue.web.forms import FieldView, GroupView, as_text, parts_of
from gaitcue.web.mistakes import with_labels

DEFINITIONS = form(Profile)


def test_dots_make_a_tree_and_numbers_a_list_in_their_order():
    told = tree_of(b"a=1&b.c=2&d.10.e=late&d.2.e=early&f=x&f=y&g=")
    assert told == {"a": "1", "b": {"c": "2"}, "d": [{"e": "early"}, {"e": "late"}], "f": ["x", "y"]}


@pytest.mark.parametrize("body", [b"\xff", b"a=1&a.b=2", b"&".join(b"a.%d.b=1" % n for n in range(201))])
def test_what_is_no_form_is_one_line(body):
    with pytest.raises(BadOption):
        tree_of(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body):
    try:
        assert isinstance(tree_of(body), dict)
    except BadOption as problem:
        assert "\n" not in str(problem)


@pytest.mark.parametrize(
    ("told", "read"),
    [("41", 41.0), ("41,5", 41.5), ("41.5", 41.5), ("\N{MINUS SIGN}4", -4.0), ("tall", "tall"), ("1e", "1e")],
)
def test_a_number_is_read_with_point_or_comma(told, read):
    assert read_by(DEFINITIONS, {"height_cm": told}) == {"height_cm": read}


def test_a_choice_that_counts_where_none_is_made_is_shown_as_made():
    """So that "not answered" is never offered for what will be kept as an answer."""
    entry = {"site": "proximal_hamstring"}
    (problems,) = (
        one for part in parts_of(DEFINITIONS, {"problems": [entry]}) for one in part.items if one.name == "problems"
    )
    status = next(one for one in problems.entries[0].items if one.name == "problems.0.status")
    assert (status.value, status.required) == ("current", True)
    asked = {one.name: one for model in (Profile, Activity) for one in form(model)}
    assert {name: one.standard for name, one in asked.items() if one.standard} == {
        "problems[].status": "current", "done": "all",
    }  # fmt: skip


def test_what_another_answer_says_too_is_not_shown_as_not_answered():
    items = [one for part in parts_of(DEFINITIONS, {}) for one in part.items]
    assert {one.name: one.untold for one in items if isinstance(one, FieldView) and one.untold} == {
        "tendon_medication": "as the medicines say"
    }


def test_what_a_form_shows_is_what_it_reads():
    """Every field of a profile, through a form and back."""
    kept = {
        "age": 41.5, "sex": "female", "sports": ["running"], "novice": True, "race_on": "2027-03-01", "wants": "run",
        "pain_now": 3.0, "observed": {"thomas_test_deg": -4.0},
        "problems": [{"site": "patellofemoral", "status": "current", "months": 8.0, "sudden": False, "side": "left"}],
    }  # fmt: skip
    shown: list[tuple[str, str]] = []
    for part in parts_of(DEFINITIONS, kept):
        for item in part.items:
            fields = [f for e in item.entries for f in e.items] if isinstance(item, GroupView) else [item]
            shown += [(one.name, value) for one in fields for value in (one.values or (one.value,)) if value]
    body = "&".join(f"{name}={value}" for name, value in shown).encode()
    assert read_by(DEFINITIONS, tree_of(body)) == kept


def test_a_field_is_opened_by_its_neighbour_or_by_one_from_the_top():
    parts = parts_of(DEFINITIONS, {"problems": [{"site": "bone_stress"}]}, prefix="profile.")
    items = [item for part in parts for item in part.items]
    problem = next(item for item in items if item.name == "profile.problems").entries[0]
    opened = {one.name: one.asked_when for one in (*problem.items, *(i for i in items if not isinstance(i, GroupView)))}
    assert opened["profile.problems.0.cleared"] == "profile.problems.0.site"
    assert opened["profile.pregnant"] == "profile.sex"


def test_every_fault_is_told_with_its_place():
    told = {"on": "2026-11-29", "age": "x", "height_cm": 500, "problems": [{"side": "left"}, {"site": "nowhere"}]}
    found = {one.place: one.code for one in faults(told, Profile)}
    assert found == {"age": "float", "height_cm": "told", "problems.0.site": "missing", "problems.1.site": "told"}
    assert faults({"on": "2026-11-29"}, Profile) == ()


def test_a_value_is_written_as_a_form_holds_it():
    assert [as_text(value) for value in (None, True, False, 41.0, 41.5, "x", 7)] == [
        "",
        "yes",
        "no",
        "41",
        "41.5",
        "x",
        "7",
    ]


def test_names_of_a_file_become_labels_and_other_words_stay():
    labels = {"pain_now": "Pain now", "on": "Day", "problems": "Complaints"}
    line = "pain_now goes on, see problems[2].site and problems"
    assert with_labels(line, labels) == "“Pain now” goes on, see “Complaints”, entry 2 and problems"
