"""A certificate of one's own, for an app that others reach without a proxy: made at the first start and kept.

Nobody vouches for it, so a browser warns at the first visit; whoever compares the fingerprint knows that it is the one.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gaitcue.store.folder import written_beside
from gaitcue.terms.errors import BadOption

LASTS = timedelta(days=820)
"""browsers take none that lasts longer than 825 days"""
RENEWED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a certificate and its key, and what tells it from any other."""

    cert: Path
    key: Path
    fingerprint: str
    """SHA-256, as browsers show it"""


def own_certificate(folder: Path, names: Iterable[str]) -> Certificate:
    """The certificate of a folder; a new one where there is none, it ends soon, or it lacks one of the names.

    Raises
    ------
    BadOption : it cannot be read or kept
    """
    cert, key = folder / "cert.pem", folder / "key.pem"
    asked = frozenset(name.strip("[]").lower() for name in names)
    try:
        found = _usable(cert, key, asked)
        if found is None:
            folder.mkdir(mode=0o700, exist_ok=True)
            found = _make(cert, key, asked)
    except OSError as problem:
        raise BadOption(f"{folder} cannot be read or written ({problem.strerror}): check the folder's rights") from None
    return Certificate(cert, key, found.fingerprint(hashes.SHA256()).hex(":").upper())


def _usable(cert: Path, key: Path, names: frozenset[str]) -> x509.Certificate | None:
    if not (cert.is_file() and key.is_file()):
        return None
    try:
        found = x509.load_pem_x509_certificate(cert.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except ValueError:
        return None
    fresh = found.not_valid_after_utc - datetime.now(UTC) > RENEWED_BEFORE
    belongs = private.public_key() == found.public_key()
    return found if fresh and belongs and names <= _names_of(found) else None


def _names_of(cert: x509.Certificate) -> frozenset[str]:
    held = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return frozenset(str(one.value).lower() for one in held)


def _make(cert: Path, key: Path, names: frozenset[str]) -> x509.Certificate:
    private, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gaitcue")])
    builder = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in sorted(names)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    )
    made = builder.sign(private, hashes.SHA256())
    plain = serialization.NoEncryption()
    kept = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    os.replace(written_beside(key, kept), key)
    os.replace(written_beside(cert, made.public_bytes(serialization.Encoding.PEM)), cert)
    return made


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
