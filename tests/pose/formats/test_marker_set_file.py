"""Marker sets that a laboratory writes: what is refused; no pattern runs for ever, no path leaves the folder."""

from pathlib import Path

import pytest

from gaitcue.pose.formats.marker_set import marker_set, read_marker_set, shipped_sets
from gaitcue.terms.errors import BadOption

STATIC = {"trial": "^(?P<subject>.+?)run.*$", "file": "{subject}static.c3d"}
SIDES = {"left": "L", "right": "R"}
VALID = {"sides": SIDES, "points": {"heel": ["heel{S}"], "toe": ["toe{S}"]}, "static": STATIC}


def test_the_shipped_sets_are_read():
    assert {"rbds", "full_body_42"} <= {one.name for one in shipped_sets()}


def test_the_standing_trial_lies_beside_the_run(tmp_path: Path):
    (tmp_path / "s1static.c3d").touch()
    assert read_marker_set(VALID, "mine.toml").static_of(tmp_path / "s1run3.c3d") == tmp_path / "s1static.c3d"
    assert read_marker_set(VALID, "mine.toml").static_of(tmp_path / "s2run3.c3d") is None


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"static": STATIC | {"trial": "^(a|a)*$"}}, "repeat only single letters"),
        ({"static": STATIC | {"trial": "^(a+)+$"}}, "repeat only single letters"),
        ({"static": STATIC | {"trial": ".*.*.*.*x"}}, "more than 3 repeats"),
        ({"static": STATIC | {"trial": "("}}, r"static.trial is '\(': missing \)"),
        ({"static": STATIC | {"trial": r"(?P<subject>a)\1"}}, "use letters"),
        ({"static": STATIC | {"file": "../../{subject}.c3d"}}, "without folders"),
        ({"static": STATIC | {"file": "{subjct}.c3d"}}, "no named group of static.trial; did you mean subject"),
        ({"static": STATIC | {"file": "{subject.__class__}"}}, "no named group"),
        ({"static": STATIC | {"file": "{subject:>99}"}}, "without folders"),
        ({"static": STATIC | {"file": "{"}}, "static.file is '{'"),
        ({"static": {"trial": "a"}}, "static.file is missing"),
        ({"points": {"heal": ["a"]}}, "'heal' in points is not known; did you mean heel"),
        ({"points": {"heel": "a"}}, r"points.heel is 'a': write a list, e.g. \[\"a\"\]"),
        ({"points": {"heel": []}}, "empty list"),
        ({"points": 3}, "points is 3: write named fields"),
        ({"sides": {"left": "L"}}, "sides.right is missing"),
        ({"beyond": {"toe": {"start": "heel", "share": "a third"}}}, "beyond.toe.share is 'a third': write a number"),
        ({"beyond": {"toe": {"start": "heel", "share": 40}}}, "give a number from -2 to 2"),
        ({"standing_height_m": {"heel": -1}}, "from 0 to 2.5 m"),
        ({"clusters": [{"name": "foot", "markers": ["a"], "carries": ["heels"]}]}, "has 'heels': did you mean heel"),
        ({"poinst": {}}, "'poinst' is not known; did you mean points"),
    ],
)
def test_what_cannot_be_is_one_line(changed, said):
    with pytest.raises(BadOption, match=said) as caught:
        read_marker_set({**VALID, **changed}, "mine.toml")
    assert str(caught.value).startswith("mine.toml: ")
    assert "\n" not in str(caught.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path):
    file = tmp_path / "latin.toml"
    file.write_bytes('title = "Größe"\n'.encode("latin-1"))
    with pytest.raises(BadOption, match=r"latin.toml .* is not written in UTF-8: save it as UTF-8"):
        marker_set(str(file))
