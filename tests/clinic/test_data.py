"""The data of the clinic hold together: every statement has its source or says that it is a product default."""

import re
from pathlib import Path

import pytest

import gaitcue
from gaitcue.clinic import NO_CUE, Profile, cues, questions, rules
from gaitcue.clinic.choice import LEAVE_THE_GAIT_ALONE
from gaitcue.clinic.facts import SHORT_NAME
from gaitcue.clinic.findings import KIND_ORDER
from gaitcue.clinic.gait_facts import gather
from gaitcue.clinic.rule_data import guards, modifiers, table
from gaitcue.clinic.vetoes import TISSUE_FACTS
from gaitcue.gait.measures import MEASURES
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.fields import FOR_THE_CLINICIAN
from gaitcue.terms.forms import form
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED, sources

SOURCE = Path(gaitcue.__file__).parent
REAR_VIEW = {"pelvic_drop", "step_width"}
HEDGES = re.compile(r"\b(may|might|could|suggests?|points? towards|is no lever)\b")
GROUPS = {"rules": rules, "cues": lambda: cues().values(), "guards": guards, "modifiers": modifiers}


def sources_of(value):
    """Every (key, source) below a table."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("sources", "built_on"):
                yield from inner
            elif key == "tag":
                yield inner
            else:
                yield from sources_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources_of(inner)


@pytest.mark.parametrize("group", GROUPS)
def test_every_row_has_a_source_or_the_tag(group):
    assert GROUPS[group]() and questions()
    for row in GROUPS[group]():
        assert row.sources, row
    for question in questions():
        assert question.sources, question


@pytest.mark.parametrize("name", ["rules", "cues", "thresholds", "red_flags", "practice"])
def test_every_source_is_in_the_list(name):
    known = {*sources(), PRODUCT_DEFAULT, UNVERIFIED}
    assert set(sources_of(table(name))) <= known


def test_every_threshold_has_a_tag_and_nothing_unverified_is_used():
    thresholds = table("thresholds")
    assert all(thresholds[group] for group in ("fact", "observed", "person", "trial", "unverified"))
    for group in ("fact", "observed", "person", "trial"):
        for name, entry in thresholds[group].items():
            assert entry.get("tag"), name
            assert entry["tag"] != "unverified", name
    for name, entry in thresholds["unverified"].items():
        assert entry["tag"] == "unverified", name


def test_grades_are_known():
    assert all(re.fullmatch(r"[A-E](/[A-E])?", rule.grade) for rule in rules())
    assert all(cue.grade in table("cues")["weights"]["grade"] for cue in cues().values())


def test_hypotheses_are_worded_as_hypotheses():
    assert {"gait", "capacity", "load"} <= {rule.kind for rule in rules()}
    for rule in rules():
        if rule.kind in ("gait", "capacity", "load"):
            assert HEDGES.search(rule.clinician), rule.id
            assert not re.search(r"\b(causes?|proves?|diagnos)", rule.clinician), rule.id


def test_measures_exist():
    used = {t.measure for cue in cues().values() for t in (*cue.target, *cue.instead, *cue.helps)}
    used |= {guard.measure for guard in guards()} | {f["measure"] for f in table("thresholds")["fact"].values()}
    assert used <= set(MEASURES) | REAR_VIEW


def test_rules_and_cues_refer_to_what_exists():
    ids = {rule.id for rule in rules()}
    assert len(ids) == len(rules())
    for rule in rules():
        assert set(rule.overrides) - {"*"} <= ids | {f"kind:{kind}" for kind in KIND_ORDER}
        assert set(rule.cues) <= set(cues())
        assert rule.id not in rule.overrides
        assert set(rule.needs) <= set(rule.cues)
        assert rule.no_cue in ("", *NO_CUE)
        assert bool(rule.no_cue) == (rule.kind in LEAVE_THE_GAIT_ALONE), rule.id
    for cue in cues().values():
        assert cue.after is None or cue.after in cues()
        assert set(cue.effect) == set(TISSUE_FACTS)
        assert cue.external
        assert cue.internal


def known_facts():
    from gaitcue.clinic.profile import SITES
    from support.cases import gait, person

    names = set(gather(gait(), person()))
    for site in SITES:
        names |= {f"{SHORT_NAME.get(site, site)}_{when}" for when in ("current", "past", "any")}
    return names | {"distal_any", "distal_current", "distal_past"}


def test_every_fact_that_is_asked_for_can_be_known():
    asked = {name for rule in rules() for name in (*rule.all, *rule.any, *rule.none)}
    asked |= {name.removeprefix("!") for rule in rules() for needs in rule.needs.values() for name in needs}
    asked |= {rule.cues_from for rule in rules() if rule.cues_from}
    asked |= {name for cue in cues().values() for name in (*cue.for_facts, *cue.veto, *cue.penalty)}
    asked |= {guard.fact for guard in guards()} | {modifier.fact for modifier in modifiers()}
    assert asked - known_facts() == set()
    assert set(wording()["fact"]) <= known_facts()


def test_every_field_about_a_person_is_used_or_says_that_it_is_for_the_clinician_to_read():
    """What is asked costs an appointment time: it has to serve a rule, a sentence, or the clinician's judgement."""
    files = [
        file
        for room in ("clinic", "care", "report")
        for file in (SOURCE / room).rglob("*.py")
        if file.name != "profile.py" and file.parent.name != "drawing"  # a drawing knows shapes, not persons
    ]
    files += [SOURCE / "clinic" / "data" / "thresholds.toml"]
    told = "\n".join(file.read_text(encoding="utf-8") for file in files)
    methods = (SOURCE / "clinic" / "profile.py").read_text(encoding="utf-8").partition("@property")[2]
    unused = []
    for field in form(Profile):
        name = field.name.rpartition(".")[2]
        if not re.search(rf'\.{name}\b|"{name}"|^{name} =', told + methods, re.MULTILINE):
            unused.append(field)
    assert 3 < len(unused) < 8
    assert [field.name for field in unused if FOR_THE_CLINICIAN not in field.help] == []
