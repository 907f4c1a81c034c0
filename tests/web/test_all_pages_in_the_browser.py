"""Every page of the app on a phone: nothing is wider than the screen, whatever a runner, a clip or a cue is called."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gaitcue.work.clinic import people
from gaitcue.work.clinic.people import ToldRunner
from support.in_browser import PHONE, SERIOUS, WIDER, as_it_stands
from support.whole_clinic import one_of_everything

LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewissenhaftschaferswessenschafe"
RIGHT_TO_LEFT = "محمد بن عبد الله بن أبي سفيان"
LOGGED_IN = frozenset({"/login", "/account", "/account/second-factor", "/mine", "/mine/diary"})
"""pages of an app with a login; tests of accounts look at them"""
FEWEST = 26


def pages_of(app, ids: dict[str, str]) -> list[str]:
    """Addresses of all pages, filled in."""
    told = ids | {"analysis_id": ids["analysis_id"]}
    paths = [path.removesuffix(".json") for path in app.openapi()["paths"] if path.endswith(".json")]
    paths = ["/" if path == "/index" else path for path in paths if path != "/api/openapi"]
    known = [path for path in paths if path not in LOGGED_IN and set(re.findall(r"{(\w+)}", path)) <= told.keys()]
    filled = [path.format(**told) for path in known]
    two = f"?analysis={ids['other_analysis']}&analysis={ids['analysis']}"
    return [f"{path}{two}" if path == "/compare" else path for path in filled]


@pytest.fixture
def called(record, asker, tmp_path):
    """A clinic with one of everything whose runner is called so."""

    def made(name: str) -> dict[str, str]:
        ids = one_of_everything(record, asker, tmp_path)
        people.correct_runner(record, asker, ids["runner_id"], ToldRunner(name=name), date.today())
        return ids

    return made


def wrong_with(page, address: str) -> list[str]:
    """What is wrong with a page, all of it unfolded."""
    answer = page.goto(address)
    if answer.status != 200:
        return [f"{address}: {answer.status}"]
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    wider = as_it_stands(page.evaluate(WIDER))
    return [f"{address} is {wider} px wider than the screen"] if wider > 0 else []


@pytest.mark.parametrize("name", [LONG, RIGHT_TO_LEFT], ids=["long", "right to left"])
def test_every_page_fits_a_phone(app, open_page, axe, called, name):
    addresses = pages_of(app, called(name))
    page, wrong = open_page(PHONE), []
    assert len(addresses) >= FEWEST
    for address in addresses:
        wrong += wrong_with(page, address)
        if name == LONG:
            page.evaluate(axe)
            wrong += [f"{address}: {one}" for one in as_it_stands(page.evaluate(SERIOUS))]
    assert not wrong, "\n".join(wrong)
