"""Every reason that a course or a session gives has its line."""

import ast
from pathlib import Path
from typing import get_args

import pytest

import gaitcue
from gaitcue.live.protocol.course import OVER, Code
from gaitcue.live.protocol.events import WHYS
from gaitcue.report.wording.retraining import advice_words, reason_words, retraining_words
from gaitcue.terms.advice import Reason

SOURCE = Path(gaitcue.__file__).parent
FILES = (
    *sorted((SOURCE / "live" / "protocol").glob("*.py")),
    *(SOURCE / "work" / "clinic" / f"{name}.py" for name in ("retraining", "retraining_checks", "retraining_course")),
)
VALUES = {
    "pain": 6.0, "start": 1.0, "tolerated": 5.0, "ceiling": 7.0, "days": 9, "sessions": 3, "times": 2, "rise": 2.0,
    "share": 0.6, "needed": 0.7, "after_days": 7, "have": 3, "need": 20, "seconds": 12.0, "on": "2026-11-29",
    "until": "2026-12-06", "from": "2026-12-01", "usual_min": 60.0, "usual": 160.0, "change": 4.0, "measure": "cadence",
    "cue": "cadence_5", "why": "pain_stop", "what": "cue", "mode": "stopped", "raised": ["chest_pain"], "actions": [],
}  # fmt: skip


def codes() -> list[str]:
    """The codes of ``Reason("...")`` as they stand in the rooms that give them."""
    calls = [
        node for file in FILES for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
    ]
    named = [one.args[0] for one in calls if isinstance(one.func, ast.Name) and one.func.id == "Reason" and one.args]
    return sorted({one.value for one in named if isinstance(one, ast.Constant)})


@pytest.mark.parametrize("code", codes())
def test_a_reason_has_a_line_that_its_values_fill(code):
    line = reason_words(Reason(code, VALUES))
    assert line and "{" not in line and code not in line.split() and line != code.replace("_", " ")


def test_every_advice_and_every_end_has_its_words():
    told = retraining_words()
    assert set(get_args(Code)) == set(told["advice"]) and advice_words("go_on") == "Go on with the next session."
    assert set(WHYS) <= set(told["reason"]) and {f"advice_{one}" for one in OVER} <= set(told["reason"])


def test_days_are_written_as_people_write_them():
    assert "1 December 2026" in reason_words(Reason("too_soon", {"from": "2026-12-01"}))
    assert "1 December 2026" in reason_words(Reason("next_test", {"on": "2026-12-01"}))


@pytest.mark.parametrize(("code", "unit"), [("test_speeds_differ", "10 km/h"), ("test_inclines_differ", "10 %")])
def test_a_run_that_shows_what_was_kept_is_refused_with_what_to_set(code, unit):
    assert unit in reason_words(Reason(code, {"before": 10.0, "after": 12.0}))
