"""The person over time: diary, tests, treatments and programme; entries by date in, a state with its reasons out.

Examples
--------
>>> from datetime import date
>>> from gaitcue.care import read_record, replay
>>> plan = {"on": "2026-05-01", "site": "proximal_hamstring", "side": "right"}
>>> replay(read_record({"plan": [plan]}, today=date(2026, 5, 2)), date(2026, 5, 2)).stage
1
"""

from __future__ import annotations

from gaitcue.terms.lazy import on_first_use

HOMES = {
    "adherence": "adherence",
    "attention": "attention",
    "outlook": "programme.outlook",
    "read_entry": "record_file",
    "read_record": "record_file",
    "read_tests": "tests.results",
    "replay": "programme.engine",
    "today_of": "today",
    "verdicts": "symptoms.day",
}
__getattr__ = on_first_use(__name__, HOMES)
