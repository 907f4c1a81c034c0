"""Presets and choices that make no sense."""

import pytest

from gaitcue.pose import PoseSettings
from gaitcue.pose.settings import PLANS
from gaitcue.terms.errors import BadOption


def test_each_preset_looks_more_often_than_the_one_before() -> None:
    looks = [sum(not k.averaged for k in PLANS[p].passes) for p in ("fast", "standard", "best")]
    assert looks[0] == 1
    assert looks == sorted(looks)


@pytest.mark.parametrize(
    ("bad", "says"),
    [({"preset": "slow"}, "fast, standard or best"), ({"person": 0}, "from 1"), ({"start": 9, "end": 9}, "--start")],
)
def test_bad_choices_are_told(bad: dict[str, object], says: str) -> None:
    with pytest.raises(BadOption, match=says):
        PoseSettings(**bad)  # type: ignore[arg-type]
