"""A file comes in pieces, goes on where the line broke, and becomes a clip; what is none is told in one line."""

import os
import socket
import time
from datetime import date
from pathlib import Path

import pytest

from gaitcue.store import accounts, jobs
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import Outdated
from gaitcue.web.app import create_app
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.record import program
from gaitcue.work.clinic.uploads import NewUpload, Piece, safe_name
from support.browser import HERE, Browser
from support.served import served
from support.small_clips import small_clip


@pytest.fixture
def visit(browser) -> str:
    runner = browser.call("/api/runners", {"name": "Ada Runner"}).json()["id"]
    return browser.call(f"/api/runners/{runner}/visits", {"on": date.today().isoformat()}).json()["id"]


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> bytes:
    return small_clip(tmp_path_factory.mktemp("film") / "run.mp4").read_bytes()


def begin(browser, visit, size, name="run.mp4", **more):
    return browser.call("/api/uploads", {"visit_id": visit, "name": name, "bytes": size, **more})


def send(browser, upload, offset, content):
    headers = {"x-csrf-token": browser.token(), "upload-offset": str(offset)}
    return browser.patch(f"/api/uploads/{upload}", content=content, headers=headers)


def finish(browser, upload):
    return browser.call(f"/api/uploads/{upload}/finish", {})


def left(record) -> list[Path]:
    return list((record.folder.root / "uploads").iterdir())


def test_a_file_comes_in_two_pieces_and_becomes_a_clip_that_was_looked_at(browser, visit, film, record, app):
    upload = begin(browser, visit, len(film), name="C:\\films\\run 1.mp4").json()["id"]
    half = len(film) // 2
    assert send(browser, upload, 0, film[:half]).json() == {"id": upload, "offset": half, "bytes": len(film)}
    assert send(browser, upload, half, film[half:]).headers["upload-offset"] == str(len(film))
    done = finish(browser, upload)
    assert done.status_code == 200 and done.headers["location"] == f"/visits/{visit}/film"
    clip = done.json()["clip"]
    assert (clip["name"], clip["bytes"], clip["probe"]["frames"]) == ("run 1.mp4", len(film), 12)
    assert record.folder.media(clip["sha256"]).read_bytes() == film
    assert left(record) == []
    with record.read(app.state.only_user) as session:
        assert [job.kind for job in jobs.jobs(session).items] == ["proxy"]


def test_how_far_a_file_is_can_be_asked(browser, visit):
    upload = begin(browser, visit, 1000).json()["id"]
    send(browser, upload, 0, b"x" * 300)
    head = browser.head(f"/api/uploads/{upload}")
    assert (head.headers["upload-offset"], head.headers["upload-length"], head.content) == ("300", "1000", b"")
    assert browser.get(f"/api/uploads/{upload}").json()["offset"] == 300


def test_what_has_come_stays_when_the_line_breaks(browser, app, visit):
    upload = begin(browser, visit, 5_000_000).json()["id"]
    told = {
        "host": "127.0.0.1", "cookie": f"gaitcue={browser.cookies['gaitcue']}", "x-csrf-token": browser.token(),
        "upload-offset": "0", "content-length": "5000000",
    }  # fmt: skip
    head = f"PATCH /api/uploads/{upload} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items())
    with served(app) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(f"{head}\r\n".encode() + b"x" * 3_000_000)
        deadline = time.monotonic() + 20
        while (here := browser.get(f"/api/uploads/{upload}").json()["offset"]) < 3_000_000:
            assert time.monotonic() < deadline, here
            time.sleep(0.05)
    assert here == 3_000_000
    assert send(browser, upload, here, b"x" * 2_000_000).json()["offset"] == 5_000_000


def test_a_piece_that_does_not_begin_where_the_file_ends_is_409(browser, visit):
    upload = begin(browser, visit, 1000).json()["id"]
    send(browser, upload, 0, b"x" * 300)
    for offset in (0, 200, 301):
        refused = send(browser, upload, offset, b"x")
        assert refused.status_code == 409 and "300 bytes of the file are here" in refused.json()["detail"]
    assert browser.get(f"/api/uploads/{upload}").json()["offset"] == 300


def test_the_same_piece_twice_at_once_leaves_the_file_whole(record, app, browser, visit):
    asker = app.state.only_user
    upload = uploads.begin(record, asker, NewUpload(visit_id=visit, name="a.mp4", bytes=6)).id
    one, other = (Piece(record, asker, upload, 0) for _ in range(2))
    one.write(b"abc")
    other.write(b"abcdef")
    one.write(b"def")
    assert one.close().whole and other.close().whole
    assert record.folder.upload(upload).read_bytes() == b"abcdef"
    with pytest.raises(Outdated):
        Piece(record, asker, upload, 3)


def test_a_file_longer_than_it_was_said_to_be_is_refused(browser, visit):
    upload = begin(browser, visit, 10).json()["id"]
    refused = send(browser, upload, 0, b"x" * 11)
    assert refused.status_code == 422 and "longer than it was said to be" in refused.json()["detail"]


@pytest.mark.parametrize(("size", "line"), [(0, "is empty (0 bytes)"), (5 << 30, "has 5.0 GB, a clip may have 4 GB")])
def test_a_file_without_content_or_of_more_than_4_gb_is_refused_at_once(browser, visit, size, line):
    refused = begin(browser, visit, size)
    assert refused.status_code == 422 and line in refused.json()["detail"]


@pytest.mark.parametrize(("name", "content"), [("run.mp4", b"no film " * 50), ("list.m3u8", b"#EXTM3U\nfile:///etc/passwd\n"),
                                               ("page.html", b"<script>alert(1)</script>")])  # fmt: skip
def test_what_is_no_video_is_refused_in_one_line_and_nothing_is_kept(browser, visit, record, name, content):
    upload = begin(browser, visit, len(content), name=name).json()["id"]
    send(browser, upload, 0, content)
    refused = finish(browser, upload)
    assert refused.status_code == 422 and name in refused.json()["detail"] and "\n" not in refused.json()["detail"]
    assert upload not in refused.json()["detail"] and left(record) == []
    assert not [file for file in (record.folder.root / "media").rglob("*") if file.is_file()]


def test_a_file_that_is_not_whole_cannot_be_finished_and_goes_on(browser, visit, film):
    upload = begin(browser, visit, len(film)).json()["id"]
    send(browser, upload, 0, film[:100])
    refused = finish(browser, upload)
    assert refused.status_code == 422 and "send the rest" in refused.json()["detail"]
    send(browser, upload, 100, film[100:])
    done = finish(browser, upload)
    assert done.status_code == 200
    assert finish(browser, upload).json() == done.json(), "asked again, since the answer was lost: no second take"


def test_the_same_film_twice_is_kept_once(browser, visit, film, record):
    for _ in range(2):
        upload = begin(browser, visit, len(film)).json()["id"]
        send(browser, upload, 0, film)
        assert finish(browser, upload).status_code == 200
    assert len([file for file in (record.folder.root / "media").rglob("*") if file.is_file()]) == 1


def test_an_upload_of_another_clinic_is_not_there(browser, visit, record, app):
    upload = begin(browser, visit, 10).json()["id"]
    with record.write(program()) as session:
        clinic = accounts.add_clinic(session, "Other")
        other = accounts.add_account(session, clinic, "other", "Other", Role.CLINICIAN, None)
    foreign = create_app(record, app.state.settings)
    foreign.state.only_user = type(app.state.only_user)(clinic, other.id, Role.CLINICIAN, "Other")
    with Browser(foreign, base_url=HERE) as stranger:
        asked = (
            stranger.get(f"/api/uploads/{upload}"), send(stranger, upload, 0, b"x"), finish(stranger, upload),
            begin(stranger, visit, 10),
        )  # fmt: skip
        assert [answer.status_code for answer in asked] == [404] * 4
    assert browser.get(f"/api/uploads/{upload}").json()["offset"] == 0


@pytest.mark.parametrize("upload", ["f" * 32, "..%2fsecret", "a.json", "%00"])
def test_an_upload_that_does_not_exist_is_404(browser, upload):
    assert browser.get(f"/api/uploads/{upload}").status_code == 404
    assert send(browser, upload, 0, b"x").status_code == 404


def test_a_piece_without_the_token_or_the_offset_is_refused(browser, visit):
    upload = begin(browser, visit, 10).json()["id"]
    browser.get("/")
    assert browser.patch(f"/api/uploads/{upload}", content=b"x", headers={"upload-offset": "0"}).status_code == 403
    without = browser.patch(f"/api/uploads/{upload}", content=b"x", headers={"x-csrf-token": browser.token()})
    assert without.status_code == 422 and "upload-offset" in without.json()["detail"]


def test_a_disk_without_room_is_told_before_anything_is_sent(browser, visit, monkeypatch):
    monkeypatch.setattr(uploads, "SPARE_BYTES", 1 << 60)
    refused = begin(browser, visit, 1000)
    assert refused.status_code == 507 and "make room" in refused.json()["detail"]


def test_a_disk_that_fills_up_on_the_way_is_one_line_and_what_came_stays(browser, visit, monkeypatch):
    upload = begin(browser, visit, 4_000_000).json()["id"]
    send(browser, upload, 0, b"x" * 300)

    def full(self, content):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Piece, "_put", full)
        refused = send(browser, upload, 300, b"x" * 2_000_000)
    assert refused.status_code == 507 and refused.json()["detail"].count("\n") == 0
    assert "No space left" in refused.json()["detail"]
    assert browser.get(f"/api/uploads/{upload}").json()["offset"] == 300
    assert send(browser, upload, 300, b"x").status_code == 200


def test_what_nobody_goes_on_sending_for_a_week_is_removed_and_logged(browser, visit, record, caplog):
    old, new = (begin(browser, visit, 9).json()["id"] for _ in range(2))
    week_ago = time.time() - 8 * 24 * 3600
    for name in (old, f"{old}.json"):
        os.utime(record.folder.root / "uploads" / name, (week_ago, week_ago))
    with caplog.at_level("WARNING", "gaitcue.uploads"):
        assert uploads.sweep(record, time.time()) == (old,)
    assert old in caplog.text
    assert sorted(file.name for file in (record.folder.root / "uploads").iterdir()) == [new, f"{new}.json"]
    assert browser.get(f"/api/uploads/{old}").status_code == 404


# --- without JavaScript -----------------------------------------------------------------------------------------------


def sent_as_form(browser, visit, content: bytes, **more):
    """A plain form with a file, its fields before it."""
    told = {"csrf": browser.token(), **more}
    files = {"clip": ("run.mp4", content, "video/mp4")}
    return browser.post(
        f"/api/visits/{visit}/clips", data=told, files=files, headers={"accept": "text/html"}, follow_redirects=False
    )


def test_a_plain_form_sends_a_clip_that_is_looked_at_like_any_other(browser, visit, tmp_path, record):
    content = small_clip(tmp_path / "run.mp4").read_bytes()
    done = sent_as_form(browser, visit, content)
    take = browser.get(f"/visits/{visit}/film.json").json()["takes"][0]
    assert (done.status_code, done.headers["location"]) == (303, f"/visits/{visit}/film#take-{take['id']}")
    assert take["name"] == "run.mp4" and "frames a second" in take["picture"]
    assert list((record.folder.root / "uploads").iterdir()) == []


@pytest.mark.parametrize(("content", "line"), [(b"no film" * 50, "video"), (b"", "empty")])
def test_what_is_no_film_is_said_in_one_line_and_nothing_is_kept_of_it(browser, visit, record, content, line):
    refused = sent_as_form(browser, visit, content)
    assert refused.status_code == 422 and line in refused.text
    assert list((record.folder.root / "uploads").iterdir()) == []


def test_a_form_of_another_page_or_without_a_file_is_refused(browser, visit):
    assert sent_as_form(browser, visit, b"x", csrf="0" * 64).status_code == 403
    token = browser.token()
    assert browser.post(f"/api/visits/{visit}/clips", content=b"x").status_code == 403
    assert browser.post(f"/api/visits/{visit}/clips", content=b"x", headers={"x-csrf-token": token}).status_code == 422
    broken = {"content-type": "multipart/form-data; boundary=x", "x-csrf-token": token}
    assert browser.post(f"/api/visits/{visit}/clips", content=b"--y\r\n", headers=broken).status_code == 422


@pytest.mark.parametrize("name", ["run 50% before.mp4", "100%d.mp4", "ÄÖ 90 % (2).mov"])
def test_a_clip_keeps_its_name_with_a_percent_sign(name):
    assert safe_name(name) == name


def test_a_single_picture_is_no_clip(browser, visit, tmp_path):
    picture = small_clip(tmp_path / "one.mp4", frames=1).read_bytes()
    refused = sent_as_form(browser, visit, picture)
    assert refused.status_code == 422 and "a single picture and no video" in refused.text
