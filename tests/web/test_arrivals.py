"""Clips of a watched folder: taken in when they are finished, assigned with one click, never changed where they lie."""

from datetime import date

import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.work.clinic.arrivals import Watch, watching
from support.record import visited
from support.small_clips import small_clip


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "camera"
    place.mkdir()
    return place


@pytest.fixture
def watch(record, asker, folder) -> Watch:
    return Watch(record, asker, folder)


@pytest.fixture
def visit(record, asker) -> str:
    return visited(record, asker, on=date.today())


def listed(browser, visit) -> list[dict]:
    return browser.get(f"/visits/{visit}/film.json").json()["arrived"]


def test_a_file_is_taken_in_once_it_has_stopped_growing_and_only_once(watch, folder, browser, visit):
    clip = small_clip(folder / "left.mp4")
    whole = clip.read_bytes()
    clip.write_bytes(whole[:100])
    assert watch.look() == []
    clip.write_bytes(whole)
    assert watch.look() == []
    assert [one.name for one in watch.look()] == ["left.mp4"]
    assert watch.look() == []
    assert [(one["name"], one["error"]) for one in listed(browser, visit)] == [("left.mp4", "")]
    again = Watch(watch.record, watch.asker, folder)
    assert [again.look(), again.look()] == [[], []], "a new start takes nothing in twice"


def test_one_click_takes_it_into_a_visit_with_its_side_and_the_file_stays(watch, folder, browser, visit):
    clip = small_clip(folder / "left.mp4")
    before = (clip.read_bytes(), clip.stat().st_mtime_ns)
    watch.look()
    (arrived,) = watch.look()
    done = browser.fill_in(f"/api/arrivals/{arrived.id}/assign", {"visit_id": visit, "shows": "left"})
    assert done.status_code == 303
    page = browser.get(f"/visits/{visit}/film.json").json()
    side = {field["name"]: field["value"] for field in page["takes"][0]["fields"]}["near_side"]
    assert (page["takes"][0]["name"], side, page["arrived"]) == ("left.mp4", "left", [])
    assert (clip.read_bytes(), clip.stat().st_mtime_ns) == before
    late = browser.fill_in(f"/api/arrivals/{arrived.id}/assign", {"visit_id": visit})
    assert late.status_code == 404 and "taken it in already" in late.text


def test_what_is_no_clip_is_listed_with_the_reason_and_can_be_taken_off(watch, folder, browser, visit):
    (folder / "notes.mp4").write_bytes(b"no film" * 50)
    (folder / "readme.txt").write_bytes(b"not looked at")
    watch.look()
    (arrived,) = watch.look()
    (shown,) = listed(browser, visit)
    assert "video" in shown["error"] and shown["error"] in browser.page(f"/visits/{visit}/film")
    assert browser.fill_in(f"/api/arrivals/{arrived.id}/dismiss", {"visit_id": visit}).status_code == 303
    assert listed(browser, visit) == [] and (folder / "notes.mp4").exists()


def test_a_folder_that_cannot_be_watched_is_refused(record, asker, tmp_path):
    for place in (tmp_path / "nowhere", record.folder.root / "uploads"):
        with pytest.raises(BadOption, match="--watch"), watching(record, asker, place):
            pass
