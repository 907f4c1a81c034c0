"""A runner taken out or deleted in the app, a login for them, and backups of the record."""

import io
import json
import zipfile

import pytest

from gaitcue.store import audit, jobs
from gaitcue.work.clinic.keeping import back_up
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.worker import run_job
from support.full_record import everything, full_runner


@pytest.fixture
def held(record, asker):
    return full_runner(record, asker)


def log_of(record: Record, asker) -> list[str]:
    with record.read(asker) as session:
        return [line.action for line in audit.entries(session).items]


def test_everything_about_a_runner_is_handed_out_as_one_zip_and_noted(browser, record, asker, held):
    answer = browser.get(f"/runners/{held.runner}/export.zip")
    assert answer.status_code == 200 and "Rita%20Runner.zip" in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert json.loads(archive.read("runner.json"))["runner"]["name"] == "Rita Runner"
        assert b"a clip" in {archive.read(name) for name in archive.namelist()}
    assert log_of(record, asker)[0] == "runner.exported"
    assert list((record.folder.root / "uploads").iterdir()) == [], "the zip does not stay here"


def test_a_zip_that_a_dead_server_left_is_swept_away(record):
    record.folder.download("a.zip").write_bytes(b"half")
    record.folder.sweep()
    assert not record.folder.download("a.zip").exists()


@pytest.mark.parametrize("typed", ["", "Rita", "Sam Second"])
def test_another_name_deletes_nothing(browser, record, held, typed):
    before = everything(record)
    back = browser.fill_in(f"/api/runners/{held.runner}/delete", {"name": typed})
    assert back.status_code == 422 and "nothing was deleted" in back.text
    assert everything(record) == before and browser.get(f"/runners/{held.runner}.json").status_code == 200


def test_the_typed_name_deletes_for_good_and_names_the_backups_that_still_hold_the_runner(browser, record, asker, held):
    place = back_up(record).place
    assert str(place) in browser.page(f"/runners/{held.runner}/data")
    gone = browser.goes_on(f"/api/runners/{held.runner}/delete", {"name": " rita  runner"})
    assert gone.status_code == 200 and str(place) in gone.text and "Rita" not in gone.text
    assert everything(record) == {} and browser.get(f"/runners/{held.runner}.json").status_code == 404
    assert "runner.deleted" in log_of(record, asker)
    assert "a deleted runner" in browser.page(f"/log?runner={held.runner}")


def test_a_backup_is_made_in_the_background_and_listed(browser, record, asker):
    assert "There is no backup yet." in browser.page("/backups")
    asked = browser.call("/api/backups", {}).json()
    assert browser.call("/api/backups", {}).json()["id"] == asked["id"], "pressed twice is one"
    assert f"job-{asked['id']}" in browser.page("/backups")
    with record.write(asker) as session:
        jobs.claim(session, "me", 60.0)
    run_job(record.place, asked["id"], "me")
    told = browser.get("/backups.json").json()
    assert len(told["backups"]) == 1 and told["backups"][0]["there"] and told["jobs"] == []
    assert {"backup.asked", "record.backed_up"} <= set(log_of(record, asker))


def test_a_backup_on_a_disk_that_is_unplugged_is_listed_as_such(browser, record, tmp_path):
    made = back_up(record, tmp_path / "usb")
    made.place.rename(tmp_path / "elsewhere")
    assert "cannot be reached from here" in browser.page("/backups")


def test_a_runner_gets_a_login_of_their_own(browser, held):
    made = browser.goes_on(f"/api/runners/{held.runner}/account", {"login": "rita"})
    assert made.status_code == 200 and "Rita Runner" in made.text
    assert '<code class="typed">rita</code>' in browser.page(f"/runners/{held.runner}/data")
    taken = browser.fill_in(f"/api/runners/{held.runner}/account", {"login": "rita"})
    assert taken.status_code == 422 and "is taken" in taken.text


def test_a_deleted_runners_login_and_name_are_gone(browser, record, held):
    browser.call(f"/api/runners/{held.runner}/account", {"login": "rita"})
    browser.call(f"/api/runners/{held.runner}/delete", {"name": "Rita Runner"})
    kept = b"".join(file.read_bytes() for file in record.folder.root.glob("gaitcue.db*"))
    assert b"Rita" not in kept and b"rita" not in kept
