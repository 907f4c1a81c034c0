"""Weights come over verified TLS or not at all, are the known ones or not kept, and are checked at every use."""

import hashlib
import http.server
import io
import ssl
import threading
import tracemalloc
import zipfile
from pathlib import Path
from typing import ClassVar
from urllib.error import URLError

import pytest

from gaitcue.pose.looking import weights
from gaitcue.pose.looking.weights import Weights, data_folder, known_weights, store_weights, weights_file
from gaitcue.terms.errors import BadOption, GaitcueError, OutputRefused, UnusableInput
from gaitcue.work import models
from gaitcue.work.models import download_model, install_model, offer, open_verified

MODEL = b"weights of a model" * 40


def archive_of(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as content:
        for name in names:
            content.writestr(name, MODEL)
    return out.getvalue()


ARCHIVE = archive_of("deploy/end2end.onnx", "deploy/pipeline.json")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def known(tmp_path, monkeypatch) -> Weights:
    """A small model in place of the official one."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    small = Weights(
        "rtmpose", "Small", "https://example.org/small.zip", sha256(ARCHIVE), len(ARCHIVE), "end2end.onnx",
        sha256(MODEL), "none", "none",
    )  # fmt: skip
    monkeypatch.setattr(weights, "known_weights", lambda name: small)
    monkeypatch.setattr(models, "known_weights", lambda name: small)
    return small


def stored(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "data").rglob("*") if p.is_file())


def test_the_official_model_is_pinned():
    known = known_weights("rtmpose")
    assert known.url.startswith("https://")
    assert len(known.sha256) == len(known.archive_sha256) == 64
    assert "52 MB" in offer("rtmpose")
    assert known.url in offer("rtmpose")
    with pytest.raises(BadOption, match="rtmpose"):
        known_weights("alphapose")


def test_a_download_is_unpacked_checked_and_kept(known, tmp_path):
    asked, told = [], []

    def answer(url: str) -> io.BytesIO:
        asked.append(url)
        return io.BytesIO(ARCHIVE)

    path = download_model("rtmpose", lambda *step: told.append(step), answer)
    assert asked == [known.url]
    assert path.read_bytes() == MODEL
    assert weights_file("rtmpose") == (path, known.sha256)
    assert told[-1] == ("download", len(ARCHIVE), len(ARCHIVE))
    assert stored(tmp_path) == ["rtmpose.onnx", "rtmpose.sha256"]


@pytest.mark.parametrize("sent", [ARCHIVE[:-1], ARCHIVE + b"x" * 10_000_000, archive_of("other/end2end.onnx"), b""])
def test_another_archive_is_not_kept(known, tmp_path, sent):
    with pytest.raises(GaitcueError, match="not the known archive"):
        download_model("rtmpose", open_url=lambda url: io.BytesIO(sent))
    assert stored(tmp_path) == []


def test_an_own_file_is_kept_when_it_is_the_official_one(known, tmp_path):
    for name, content in (("model.onnx", MODEL), ("archive.zip", ARCHIVE)):
        (tmp_path / name).write_bytes(content)
        assert install_model("rtmpose", tmp_path / name).read_bytes() == MODEL
    (tmp_path / "changed.onnx").write_bytes(MODEL + b"!")
    with pytest.raises(GaitcueError, match="another file"):
        install_model("rtmpose", tmp_path / "changed.onnx")
    assert weights_file("rtmpose")[1] == known.sha256


def test_a_model_that_the_person_vouches_for_is_kept_under_its_hash(known, tmp_path):
    own = MODEL + b" trained further"
    (tmp_path / "own.onnx").write_bytes(own)
    install_model("rtmpose", tmp_path / "own.onnx", sha256(own).upper())
    assert weights_file("rtmpose")[1] == sha256(own)
    with pytest.raises(BadOption, match="64"):
        install_model("rtmpose", tmp_path / "own.onnx", "abc")


@pytest.mark.parametrize("names", [("deploy/other.onnx",), ("a/end2end.onnx", "b/end2end.onnx")])
def test_an_archive_without_the_one_model_is_refused(known, tmp_path, names):
    (tmp_path / "archive.zip").write_bytes(archive_of(*names))
    with pytest.raises(UnusableInput, match=r"end2end\.onnx"):
        install_model("rtmpose", tmp_path / "archive.zip")
    with pytest.raises(UnusableInput, match="cannot be read"):
        install_model("rtmpose", tmp_path / "nowhere.onnx")


def test_a_file_that_changed_later_is_not_used(known, tmp_path):
    path = store_weights("rtmpose", MODEL, known.sha256)
    path.write_bytes(MODEL[::-1])
    with pytest.raises(GaitcueError, match="not the file that was stored"):
        weights_file("rtmpose")


def test_missing_weights_say_the_command(known):
    with pytest.raises(GaitcueError, match="gaitcue fetch-model rtmpose"):
        weights_file("rtmpose")


def test_a_data_folder_that_cannot_be_written(known, tmp_path):
    (tmp_path / "data").write_text("a file in its place")
    with pytest.raises(OutputRefused, match="XDG_DATA_HOME"):
        store_weights("rtmpose", MODEL, known.sha256)


def test_the_data_folder_follows_the_systems_custom(monkeypatch):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setattr(weights.sys, "platform", "linux")
    assert data_folder() == Path.home() / ".local" / "share" / "gaitcue"
    monkeypatch.setattr(weights.sys, "platform", "darwin")
    assert data_folder() == Path.home() / "Library" / "Application Support" / "gaitcue"


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives the archive and notes what was asked for."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(ARCHIVE)))
        self.end_headers()
        self.wfile.write(ARCHIVE)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def unverified_server(monkeypatch):
    """https on this machine with a certificate that nobody vouches for."""
    for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("nobody_vouches.pem"))
    Handler.asked.clear()
    server = http.server.ThreadingHTTPServer(("localhost", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/small.zip"
    server.shutdown()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_ends_it(known, tmp_path, monkeypatch, unverified_server):
    with pytest.raises(GaitcueError, match=r"(?i)certificate.*--file"):
        download_model("rtmpose", open_url=lambda url: open_verified(unverified_server))
    assert stored(tmp_path) == []
    assert Handler.asked == []
    # The same server is believed once somebody vouches for it: it was the certificate that stopped the download.
    monkeypatch.setenv("SSL_CERT_FILE", str(Path(__file__).with_name("nobody_vouches.pem")))
    download_model("rtmpose", open_url=lambda url: open_verified(unverified_server))
    assert stored(tmp_path) == ["rtmpose.onnx", "rtmpose.sha256"]


def test_nothing_but_https_is_opened():
    with pytest.raises(URLError, match="not https"):
        open_verified("http://example.org/small.zip")
    redirect = models._HttpsOnly()
    request = models.Request("https://example.org/small.zip")
    with pytest.raises(URLError, match="not https"):
        redirect.redirect_request(request, io.BytesIO(), 302, "Found", {}, "http://example.org/small.zip")
    followed = redirect.redirect_request(request, io.BytesIO(), 302, "Found", {}, "https://example.org/there.zip")
    assert followed is not None


def broken(kind: str) -> bytes:
    data = bytearray(ARCHIVE)
    central = data.index(b"PK\x01\x02")
    if kind == "password":
        data[6] |= 1
        data[central + 8] |= 1
    elif kind == "method":
        data[8] = data[central + 10] = 99
    elif kind == "sum":
        data[data.index(b"weights of")] ^= 1
    elif kind == "torn":
        return bytes(data[: len(data) // 2]) + bytes(data[central:])
    return bytes(data)


@pytest.mark.parametrize("kind", ["password", "method", "sum", "torn"])
def test_a_broken_archive_is_one_line(known, tmp_path, kind):
    (tmp_path / "model.zip").write_bytes(broken(kind))
    with pytest.raises(GaitcueError) as error:
        install_model("rtmpose", tmp_path / "model.zip")
    assert "\n" not in str(error.value)
    assert ("password" in str(error.value)) == (kind == "password")
    assert not stored(tmp_path)


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked(known, tmp_path, monkeypatch):
    monkeypatch.setattr(models, "MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("end2end.onnx", bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(UnusableInput, match="unpacks to more than 1 MB"):
        install_model("rtmpose", tmp_path / "bomb.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
    assert not stored(tmp_path)
