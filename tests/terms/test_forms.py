"""Field definitions: said once at the record, they make the reader, the page, and a form."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import pytest

from gaitcue.clinic import Profile, read_profile
from gaitcue.terms.fields import STEPS, About, When, choose, use_one_of
from gaitcue.terms.forms import form, told


@dataclass(frozen=True)
class Inner:
    site: Annotated[str, About("Where", choices={"knee": "the knee", "hip": "the hip"})]
    cleared: Annotated[bool | None, About("Cleared", asked_when=When("site", ("hip",)))] = None


@dataclass(frozen=True)
class Outer:
    age: Annotated[float | None, About("Age", "In years.", "years", 5, 110, step="person")] = None
    side: Annotated[Literal["left", "right"] | Literal["both"] | None, About("Side", step="complaint")] = None
    inner: Annotated[tuple[Inner, ...], About("Complaints", step="complaint")] = ()
    name: str = ""


def test_a_form_is_plain_data_in_the_order_of_an_appointment():
    by_name = {one.name: one for one in form(Outer)}
    assert list(by_name) == ["age", "side", "inner", "inner[].site", "inner[].cleared", "name"]
    age, site = by_name["age"], by_name["inner[].site"]
    assert (age.label, age.help, age.unit, age.low, age.high, age.kind) == (
        "Age",
        "In years.",
        "years",
        5,
        110,
        "number",
    )
    assert (site.choices, site.required, site.step) == ((("knee", "the knee"), ("hip", "the hip")), True, "complaint")
    assert by_name["inner[].cleared"].asked_when == When("site", ("hip",))
    assert [name for name, _ in by_name["side"].choices] == ["left", "right", "both"]
    assert (by_name["inner"].kind, by_name["inner"].many) == ("record", True)


def test_the_persons_form_follows_the_appointment():
    steps = [one.step for one in form(Profile)]
    assert None not in steps
    assert steps == sorted(steps, key=STEPS.index)


def test_every_field_of_a_person_has_a_label_and_its_condition_names_a_field():
    fields = form(Profile)
    names = {one.name for one in fields}
    assert [one.name for one in fields if not one.label.strip()] == []
    for one in fields:
        near = one.name.rpartition(".")[0]
        asked = one.asked_when
        assert asked is None or {asked.field, f"{near}.{asked.field}"} & names, one.name


def test_what_was_told_is_listed_and_nothing_else():
    profile = read_profile(
        {
            "on": "2026-11-20",
            "age": 38,
            "medicines": ["prednisone"],
            "problems": [{"site": "calf", "sudden": False}, {"site": "achilles"}],
            "fears": "that it tears",
        }
    )
    listed = [(one.field.name, one.number, one.value) for one in told(profile)]
    assert listed == [
        ("on", None, date(2026, 11, 20)),
        ("age", None, 38.0),
        ("problems[].site", 1, "calf"),
        ("problems[].status", 1, "current"),
        ("problems[].sudden", 1, False),
        ("problems[].site", 2, "Achilles tendon"),
        ("problems[].status", 2, "current"),
        ("medicines", None, ("corticosteroid (cortisone) tablets",)),
        ("fears", None, "that it tears"),
    ]


@pytest.mark.parametrize("word", ["Run Tall", "run-tall", "RUN_TALL", " run  tall "])
def test_a_choice_is_known_however_it_is_written(word):
    assert choose(word, {"run_tall": "Run tall", "glutes": "Tighten the glutes"}) == "run_tall"


def test_a_long_list_of_choices_is_cut():
    said = use_one_of("", [f"choice_{i}" for i in range(80)])
    assert said.endswith("choice_23, ...")


def test_a_title_of_several_choices_is_not_guessed():
    with pytest.raises(ValueError, match="title of a, b: write which one"):
        choose("faster", {"a": "Faster: a little", "b": "Faster: a lot"})
