"""Whatever the schema of the API allows, and whatever it does not: no answer says that something was not foreseen.

Each operation is asked with values that schemathesis makes of its schema, half of the time with ids of things that are
there. ``GAITCUE_EXAMPLES=200`` asks longer, and differently each time.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, Unsatisfiable
from schemathesis import GenerationMode

from gaitcue.web.app import create_app
from gaitcue.web.security import token
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import logins
from gaitcue.work.clinic.record import Record
from support.empty_record import empty_record
from support.whole_clinic import PASSWORD, clinics, one_of_everything

SECRET = b"s" * 32
VISITOR = "somebody"
HERE = "http://localhost"
LONGER = int(os.environ.get("GAITCUE_EXAMPLES", "0"))
OUTSIDE = ("/login", "/api/login", "/account", "/api/account/", "/mine")
"""what only an app with a login answers; the rest is asked without one, so that nobody is logged out on the way"""
CALM = settings(
    max_examples=LONGER or 2,
    derandomize=not LONGER,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    # Where nothing can be made, fifty tries show it as well as five hundred.
    suppress_health_check=[one for one in HealthCheck if LONGER or one != HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def held(tmp_path_factory) -> Iterator[tuple[Record, dict[str, str]]]:
    """A record with one of everything."""
    folder = tmp_path_factory.mktemp("clinic")
    with Record.open(empty_record(folder / "record")) as record:
        admin, _ = clinics(record)
        ids = one_of_everything(record, admin, folder)
        yield record, ids


def asked(app, ids: dict[str, str], headers: Callable[[], dict[str, str]], which) -> list[str]:
    """Ask each operation, and tell which of them answered that something was not foreseen.

    Each is asked with headers of its own: one of them ends all logins.
    """
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.app = app
    found, met, wrong = 0, Counter[int](), []
    for result in schema.get_all_operations():
        operation = result.ok()
        if not which(operation.path):
            continue
        found += 1
        for mode in GenerationMode:
            told = _answers(operation, mode, met, ids, headers())
            wrong += [f"{operation.label}: {one}" for one in told]
    assert found > 5
    assert met[401] + met[403] < 0.3 * met.total(), f"most were stopped at the door: {met}"
    return wrong


def _answers(operation, mode, met, ids, headers) -> list[str]:
    wrong: list[str] = []

    @CALM
    @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
    def ask(case, real) -> None:
        if real:
            known = {name: ids[name] for name in case.path_parameters or {} if name in ids}
            case.path_parameters = {**(case.path_parameters or {}), **known}
        answer = case.call(base_url=HERE, headers=headers)
        met[answer.status_code] += 1
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code} {case.as_curl_command()}"[:1500])

    try:
        ask()
    except (Unsatisfiable, FailedHealthCheck):  # nothing is asked for but names in the path, and any text is one
        assert mode is GenerationMode.NEGATIVE, operation.label
        assert not (operation.query or operation.headers or operation.body), operation.label
    return wrong[:3]


def headers_of(cookie: str, more: str = "") -> dict[str, str]:
    return {"x-csrf-token": token(VISITOR, SECRET), "cookie": f"{cookie}={VISITOR}{more}"}


def test_on_this_computer_alone(held):
    record, ids = held
    app = create_app(record, Settings(secret=SECRET))
    assert asked(app, ids, lambda: headers_of("gaitcue"), lambda path: not path.startswith(OUTSIDE)) == []


def test_behind_a_login(held):
    record, ids = held
    app = create_app(record, Settings(secret=SECRET, host="0.0.0.0", names=("localhost",)))

    def logged_in() -> dict[str, str]:
        login = logins.log_in(record, logins.check_password(record, "ann", PASSWORD))
        return headers_of("gaitcue", f"; gaitcue-login={login}")

    assert asked(app, ids, logged_in, lambda path: path.startswith(OUTSIDE)) == []
