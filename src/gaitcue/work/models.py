"""Fetching the weights of a pose model that is not shipped: the only place where gaitcue opens a connection.

It happens when the person asks for it, over TLS whose certificate is verified, and what comes is kept only when its
SHA-256 is the known one.
"""

from __future__ import annotations

import io
import lzma
import ssl
import struct
import zipfile
import zlib
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from gaitcue.pose.looking.weights import Weights, known_weights, sha256_of, store_weights
from gaitcue.terms.errors import BadOption, GaitcueError, UnusableInput
from gaitcue.work.recording import Progress, silent

CHUNK = 1 << 18
"""bytes between two reports of progress"""
PATIENCE_S = 30.0
"""without a byte"""
MOST_BYTES = 300_000_000
"""of a model or the archive that holds it"""
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    struct.error,
)
"""what zipfile lets through: a password, an unknown method, wrong sums, torn data"""
Open = Callable[[str], IO[bytes]]


def offer(name: str) -> str:
    """What a download would fetch, for the person to decide."""
    known = known_weights(name)
    return (
        f"{known.title}: {known.archive_bytes / 1e6:.0f} MB from {known.url}\n"
        f"Licence: {known.licence}\nSHA-256 of the archive: {known.archive_sha256}"
    )


def download_model(name: str, progress: Progress = silent, open_url: Open | None = None) -> Path:
    """Fetch the weights and keep them in the user's data folder.

    Raises
    ------
    GaitcueError : no connection, a certificate that is not valid, or another file than the known one
    """
    known = known_weights(name)
    archive = _download(known, progress, open_url or open_verified)
    if sha256_of(archive) != known.archive_sha256:
        raise GaitcueError(
            f"What came from {known.url} is not the known archive (SHA-256 {sha256_of(archive)}, expected "
            f"{known.archive_sha256}): nothing was stored. {_by_hand(known)}"
        )
    return store_weights(name, _member(archive, known), known.sha256)


def install_model(name: str, file: Path, sha256: str | None = None) -> Path:
    """Keep a file that the person already has.

    Parameters
    ----------
    file : the model (.onnx), or the archive that holds it
    sha256 : of the model, when it is another one than the official; the person answers for it

    Raises
    ------
    UnusableInput : the file cannot be read
    GaitcueError : it has another hash
    """
    known = known_weights(name)
    if sha256 is not None and (len(sha256) != 64 or set(sha256.lower()) - set("0123456789abcdef")):
        raise BadOption(f"--sha256 takes 64 hexadecimal digits; got {sha256!r}")
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UnusableInput(f"{file.name} is larger than {MOST_BYTES // 10**6} MB: no model of gaitcue is")
        content = file.read_bytes()
    except (OSError, ValueError) as error:
        raise UnusableInput(f"{file} cannot be read ({getattr(error, 'strerror', error)}); check the path") from None
    if zipfile.is_zipfile(io.BytesIO(content)):
        content = _member(content, known)
    return store_weights(name, content, sha256 or known.sha256)


def _download(known: Weights, progress: Progress, open_url: Open) -> bytes:
    content = bytearray()
    try:
        with open_url(known.url) as answer:
            # One byte more than expected shows that it is another file, however long it is.
            while len(content) <= known.archive_bytes and (chunk := answer.read(CHUNK)):
                content += chunk
                progress("download", min(len(content), known.archive_bytes), known.archive_bytes)
    except (URLError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise GaitcueError(f"{known.url} could not be fetched ({reason}). {_by_hand(known)}") from None
    return bytes(content)


def _by_hand(known: Weights) -> str:
    return f"Fetch it another way and store it with `gaitcue fetch-model {known.name} --file FILE`."


def _member(archive: bytes, known: Weights) -> bytes:
    """The model's file out of the archive, whatever folder it lies in."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as content:
            names = [n for n in content.namelist() if n.rsplit("/", 1)[-1] == known.member]
            if len(names) == 1:
                return _unpacked(content, names[0])
    except BROKEN_ARCHIVE as error:
        what = "has a password" if isinstance(error, RuntimeError) and "password" in str(error) else "is damaged"
        raise UnusableInput(f"the archive with {known.member} {what}: get the archive again") from None
    raise UnusableInput(f"the archive holds {len(names)} files named {known.member}, not one: get the archive again")


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file out of an archive, read no further than a model can be long: an archive may promise anything."""
    with archive.open(name) as packed:
        content = packed.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnusableInput(f"{name} unpacks to more than {MOST_BYTES // 10**6} MB: no model of gaitcue does")
    return content


class _HttpsOnly(HTTPRedirectHandler):
    """A redirect must not lead out of TLS."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: object, newurl: str
    ) -> Request | None:
        if not newurl.startswith("https://"):
            raise URLError(f"redirected to {newurl}, which is not https")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def open_verified(url: str) -> IO[bytes]:
    """Open an https address; the certificate and the host's name are checked, always."""
    if not url.startswith("https://"):
        raise URLError(f"{url} is not https")
    opener = build_opener(HTTPSHandler(context=ssl.create_default_context()), _HttpsOnly())
    answer: IO[bytes] = opener.open(url, timeout=PATIENCE_S)
    return answer
