"""gaitcue serve: one line when it may not or cannot, and an app that answers when it can."""

import hashlib
import os
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.web.serve import Address, check_address, listen, run, with_certificate

FILE = Path("cert.pem")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "clinic.example"])
def test_an_address_that_others_reach_needs_an_admin_and_is_encrypted(host, tmp_path):
    with pytest.raises(BadOption, match="gaitcue account add"):
        check_address(Address(host), has_admin=False)
    check_address(Address(host), has_admin=True)
    said = []
    made = with_certificate(Address(host), tmp_path, [host], said.append)
    assert made.cert and made.key and made.encrypted and "fingerprint" in said[0]
    for encrypted in (Address(host, behind_proxy=True), Address(host, cert=FILE, key=FILE)):
        assert with_certificate(encrypted, tmp_path, [host], said.append) == encrypted and len(said) == 1


def test_an_app_behind_a_proxy_needs_an_admin_on_this_computers_own_address_too():
    with pytest.raises(BadOption, match="behind a proxy"):
        check_address(Address(behind_proxy=True), has_admin=False)


def test_this_computer_alone_needs_neither(tmp_path):
    for host in ("127.0.0.1", "::1"):
        check_address(Address(host), has_admin=False)
        assert with_certificate(Address(host), tmp_path, [host], print) == Address(host)


def test_a_certificate_and_a_proxy_that_has_one_are_not_both_given():
    with pytest.raises(BadOption, match="leave --cert"):
        check_address(Address(behind_proxy=True, cert=FILE, key=FILE), has_admin=True)


def test_a_certificate_comes_with_its_key():
    with pytest.raises(BadOption, match="go together"):
        check_address(Address(cert=FILE), has_admin=True)


def test_a_port_that_is_taken_is_one_line(app):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadOption, match="choose another --port"):
        run(app, Address(port=taken.getsockname()[1]), open_browser=False, say=print)


def test_what_a_connection_is_told_goes_at_once():
    """Else each small answer waits until the one before is acknowledged, some 40 ms."""
    with listen(Address(port=0)) as listening, socket.create_connection(listening.getsockname()):
        answering, _ = listening.accept()
        with answering:
            assert answering.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_address_is_said_as_a_browser_takes_it():
    assert Address("::1", 80).url == "http://[::1]:80/"
    assert Address("a.example", 443, cert=FILE, key=FILE).url == "https://a.example:443/"


def test_the_command_serves_the_app_and_ends_quietly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gaitcue", "serve", "--data", str(tmp_path / "record"), "--port", str(port)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            assert f"http://127.0.0.1:{port}/" in server.stdout.readline()
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/index.json", timeout=10) as answer:
                assert b'"empty":true' in answer.read()
        finally:
            server.send_signal(signal.SIGINT)
        assert server.wait(15) in (0, 130)
        assert "Traceback" not in server.stderr.read()
    assert (tmp_path / "record" / "secret").stat().st_mode & 0o077 == 0


def test_others_are_served_with_a_certificate_made_at_the_first_start(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    gaitcue, data = [sys.executable, "-m", "gaitcue"], ["--data", str(tmp_path / "record")]
    words = tmp_path / "words"
    words.write_text("four plain words here\n", encoding="utf-8")
    subprocess.run(
        [*gaitcue, "account", "add", "ann", "--role", "admin", "--password-file", words, *data], check=True, stdout=-3
    )
    command = [*gaitcue, "serve", *data, "--host", "0.0.0.0", "--port", str(port), "--workers", "0"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            fingerprint = server.stdout.readline().rpartition(" ")[2].strip()
            assert f":{port}/" in server.stdout.readline()
            trusted = ssl.create_default_context(cafile=tmp_path / "record" / "tls" / "cert.pem")
            with (
                socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
                trusted.wrap_socket(plain, server_hostname="127.0.0.1") as line,
            ):
                shown = hashlib.sha256(line.getpeercert(binary_form=True)).hexdigest().upper()
                line.sendall(b"GET /index.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                assert b" 401 " in line.recv(4096).splitlines()[0]
        finally:
            server.send_signal(signal.SIGINT)
        server.wait(15)
    assert fingerprint.replace(":", "") == shown
    assert (tmp_path / "record" / "tls" / "key.pem").stat().st_mode & 0o077 == 0


def test_a_refusal_is_one_line_and_exit_2(tmp_path):
    command = [sys.executable, "-m", "gaitcue", "serve", "--data", str(tmp_path / "record"), "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "admin account" in done.stderr
