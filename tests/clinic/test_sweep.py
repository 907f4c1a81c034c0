"""What may never be said of anybody, asked of thousands: the product of all kinds, and people with two complaints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from gaitcue.clinic import NO_CUE, Decision, Problem, Profile
from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.triage import BLOCKABLE
from support import product
from support.cases import TODAY, decided
from support.drawn import GAITS, HISTORY, filmed, people
from support.must_nots import MUST_NOTS, RULES, told


@dataclass
class Swept:
    """What was found wrong with many people, and how far they reach; the decisions themselves are not kept."""

    asked: int = 0
    wrong: defaultdict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """must-not -> person and what was found"""
    rules: set[str] = field(default_factory=set)
    no_cue: set[str | None] = field(default_factory=set)
    levels: set[str | None] = field(default_factory=set)
    blocked: defaultdict[frozenset[str], int] = field(default_factory=lambda: defaultdict(int))
    offered: int = 0


def swept(everybody: Iterable[tuple[str, Decision]]) -> Swept:
    found = Swept()
    for label, decision in everybody:
        found.asked += 1
        found.rules |= set(told(decision))
        found.no_cue.add(decision.no_cue)
        found.levels.add(decision.triage.level)
        found.blocked[decision.triage.blocks] += 1
        found.offered += decision.first is not None
        for must_not in MUST_NOTS:
            found.wrong[must_not.__name__] += [(label, wrong) for wrong in must_not(decision)]
    return found


def of_the_product() -> Iterator[tuple[str, Decision]]:
    return ((str(row), product.decided_for(row)) for row in product.rows())


@pytest.fixture(scope="module")
def whole() -> Swept:
    return swept(of_the_product())


@pytest.fixture(scope="module")
def drawn() -> Swept:
    """People with up to two complaints, other sides and views, and what was told of a complaint."""
    return swept((one.label, one.decision) for one in people())


def test_the_product_is_whole_and_holds_every_value_of_every_kind(whole):
    rows = list(product.rows())
    kinds = product.FLAG_KINDS, product.GAIT_KINDS, product.HISTORY_KINDS
    of_kinds = [{name: kind for kind, names in table.items() for name in names} for table in kinds]
    met = {(row[0], *(table[name] for table, name in zip(of_kinds, row[1:], strict=True))) for row in rows}
    lengths = [len(product.COMPLAINTS), *map(len, kinds)]
    assert len(met) == len(rows) == whole.asked == lengths[0] * lengths[1] * lengths[2] * lengths[3]
    for column, values in enumerate((product.COMPLAINTS, product.FLAGS, GAITS)):
        assert {row[column] for row in rows} == set(values)
    assert {row[3] for row in rows} == set(HISTORY)


def test_any_two_values_of_flag_gait_and_history_meet():
    rows = list(product.rows())
    for one, two in ((1, 2), (1, 3), (2, 3)):
        values = {row[one] for row in rows}, {row[two] for row in rows}
        assert len({(row[one], row[two]) for row in rows}) == len(values[0]) * len(values[1])


def test_the_product_reaches_every_level_and_each_way_to_be_blocked(whole):
    assert whole.levels == {"emergency", "same_day", "within_days", "clinician_first", "caution", None}
    ways = [blocks for blocks in whole.blocked if blocks]
    assert frozenset(BLOCKABLE) in ways
    assert frozenset({"cue_trial", "running", "filming"}) in ways, "exercises stay"
    assert frozenset({"exercise"}) in ways, "only exercises wait"
    assert whole.offered > 400
    assert whole.blocked[frozenset()] > 2000


@pytest.mark.parametrize("must_not", [must_not.__name__ for must_not in MUST_NOTS])
def test_of_the_whole_product_nobody_must(whole, must_not):
    assert whole.wrong[must_not] == []


@pytest.mark.parametrize("must_not", [must_not.__name__ for must_not in MUST_NOTS])
def test_of_people_with_two_complaints_nobody_must(drawn, must_not):
    assert drawn.wrong[must_not] == []


def test_the_draw_reaches_every_rule_level_and_code(drawn):
    assert len(set(RULES) - drawn.rules) <= 4, "all but the rarest"
    assert drawn.no_cue >= set(NO_CUE) - {"no_person", "dismissed"}
    assert drawn.levels >= {"emergency", "within_days", "caution", None}
    assert sum(number for blocks, number in drawn.blocked.items() if blocks) > 500
    assert drawn.offered > 300


def test_more_pain_never_offers_more():
    milder, worse = Problem("proximal_hamstring", side="right"), setting("triage", "pain_ceiling") + 1
    for name in sorted(GAITS):
        profile = Profile(TODAY, age=35.0, height_cm=174.0, sports=("running",), problems=(milder,), pain_now=2.0)
        assert decided(filmed(name, "as it is"), replace(profile, pain_now=worse)).first is None
