"""gaitcue serve: one line when it may not or cannot, and an app that answers when it can."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.web.serve import Address, check_address, run

FILE = Path("cert.pem")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "clinic.example"])
def test_an_address_that_others_reach_needs_an_account_and_encryption(host):
    with pytest.raises(BadOption, match="admin account"):
        check_address(Address(host), has_admin=False)
    with pytest.raises(BadOption, match="--cert and --key, or --behind-proxy"):
        check_address(Address(host), has_admin=True)
    check_address(Address(host, behind_proxy=True), has_admin=True)
    check_address(Address(host, cert=FILE, key=FILE), has_admin=True)


def test_this_computer_alone_needs_neither():
    check_address(Address(), has_admin=False)
    check_address(Address("::1"), has_admin=False)


def test_a_certificate_comes_with_its_key():
    with pytest.raises(BadOption, match="go together"):
        check_address(Address(cert=FILE), has_admin=True)


def test_a_port_that_is_taken_is_one_line(app):
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BadOption, match="choose another --port"):
        run(app, Address(port=taken.getsockname()[1]), open_browser=False, say=print)


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


def test_a_refusal_is_one_line_and_exit_2(tmp_path):
    command = [sys.executable, "-m", "gaitcue", "serve", "--data", str(tmp_path / "record"), "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "admin account" in done.stderr
