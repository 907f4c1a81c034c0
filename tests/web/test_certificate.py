"""A certificate that is made at the first start: kept, for the names that are asked for, made anew when it must be."""

from datetime import timedelta

import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.web import certificate
from gaitcue.web.certificate import own_certificate


def test_it_is_made_once_and_its_owners_alone(tmp_path):
    first = own_certificate(tmp_path / "tls", ["192.0.2.7", "Clinic.local", "[::1]"])
    assert own_certificate(tmp_path / "tls", ["clinic.local"]) == first
    assert len(first.fingerprint.split(":")) == 32
    assert first.key.stat().st_mode & 0o077 == 0 and (tmp_path / "tls").stat().st_mode & 0o077 == 0


def test_a_name_that_it_lacks_or_an_end_that_is_near_makes_a_new_one(tmp_path, monkeypatch):
    first = own_certificate(tmp_path, ["a.example"])
    second = own_certificate(tmp_path, ["a.example", "b.example"])
    assert second.fingerprint != first.fingerprint
    monkeypatch.setattr(certificate, "RENEWED_BEFORE", certificate.LASTS + timedelta(days=1))
    assert own_certificate(tmp_path, ["b.example"]).fingerprint != second.fingerprint


@pytest.mark.parametrize("damaged", ["cert.pem", "key.pem"])
def test_a_damaged_one_is_made_anew(tmp_path, damaged):
    first = own_certificate(tmp_path, ["a.example"])
    (tmp_path / damaged).write_bytes(b"nothing")
    assert own_certificate(tmp_path, ["a.example"]).fingerprint != first.fingerprint


def test_a_key_of_another_certificate_is_not_taken(tmp_path):
    first, other = own_certificate(tmp_path / "a", ["a.example"]), own_certificate(tmp_path / "b", ["a.example"])
    first.key.write_bytes(other.key.read_bytes())
    assert own_certificate(tmp_path / "a", ["a.example"]).fingerprint != first.fingerprint


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadOption, match="check the folder"):
        own_certificate(tmp_path / "file", ["a.example"])
