"""Weights that are not shipped: where they lie, and that they are the ones they are taken for.

Nothing here opens a connection. ``gaitcue fetch-model`` (``work.models``) puts a file here once; afterwards it is used
offline, and its SHA-256 is compared at every use.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from gaitcue.terms.cache import write_whole
from gaitcue.terms.errors import BadOption, GaitcueError, OutputRefused

LIST = Path(__file__).with_name("weights.toml")


@dataclass(frozen=True, slots=True)
class Weights:
    """One model whose weights the user may fetch."""

    name: str
    title: str
    url: str
    """https address of a zip archive"""
    archive_sha256: str
    archive_bytes: int
    member: str
    """file name of the model inside the archive, whatever its folder"""
    sha256: str
    """of the model's file"""
    licence: str
    source: str


def known_weights(name: str) -> Weights:
    """What is known of a model.

    Raises
    ------
    BadOption : no such model
    """
    models = tomllib.loads(LIST.read_text(encoding="utf-8"))
    if name not in models:
        raise BadOption(f"model {name!r} is not known: choose {' or '.join(sorted(models))}")
    return Weights(name, **models[name])


def data_folder() -> Path:
    """The user's folder for data that programs keep: ``XDG_DATA_HOME`` where set, else the system's custom."""
    if told := os.environ.get("XDG_DATA_HOME"):
        return Path(told) / "gaitcue"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "gaitcue"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "gaitcue"
    return Path.home() / ".local" / "share" / "gaitcue"


def weights_path(name: str) -> Path:
    """Where the weights of a model are kept once they were fetched."""
    return data_folder() / "models" / f"{name}.onnx"


def _agreed_path(name: str) -> Path:
    """Holds the SHA-256 that the user agreed to when the file was stored."""
    return weights_path(name).with_suffix(".sha256")


def weights_file(name: str) -> tuple[Path, str]:
    """The stored weights and their SHA-256, checked.

    Raises
    ------
    GaitcueError : they were never fetched, or the file is not the one that was stored
    """
    path, again = weights_path(name), f"gaitcue fetch-model {name}"
    if not path.is_file():
        raise GaitcueError(
            f"The weights of {name} are not on this machine, and gaitcue fetches nothing by itself: run `{again}`, or "
            f"leave out --model {name}."
        )
    agreed = _agreed_path(name)
    expected = agreed.read_text(encoding="ascii").strip() if agreed.is_file() else known_weights(name).sha256
    found = sha256_of(path.read_bytes())
    if found != expected:
        raise GaitcueError(
            f"{path} is not the file that was stored (SHA-256 {found}, expected {expected}): run `{again}` again."
        )
    return path, found


def sha256_of(content: bytes) -> str:
    """SHA-256 of a file's content, in hex."""
    return hashlib.sha256(content).hexdigest()


def store_weights(name: str, content: bytes, sha256: str) -> Path:
    """Keep the weights in the user's data folder when they are the right ones.

    Raises
    ------
    GaitcueError : ``content`` has another SHA-256; nothing is stored
    OutputRefused : the folder cannot be written
    """
    found = sha256_of(content)
    if found != sha256.lower():
        raise GaitcueError(
            f"The file's SHA-256 is {found}, not {sha256.lower()}: it is another file or was changed on the way; "
            "nothing was stored."
        )
    path = weights_path(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        write_whole(_agreed_path(name), f"{found}\n".encode("ascii"))
    except OSError as error:
        why = f"{path.parent} cannot be written ({error.strerror}): make room there or set XDG_DATA_HOME"
        raise OutputRefused(why) from None
    return path
