"""Secrets in the database are sealed with a key that lies beside it, in a file of its owner alone.

Who gets hold of the database, or of a backup, which does not hold the key, gets no second factor by that.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken

from gaitcue.store.folder import DataFolder, kept_bytes
from gaitcue.terms.errors import OutputRefused

KEY = "second-factor.key"
SEALED = "sealed:"


def seal(folder: DataFolder, secret: str) -> str:
    """A secret as the database keeps it."""
    return SEALED + _key(folder).encrypt(secret.encode()).decode()


def opened(folder: DataFolder, kept: str | None) -> str | None:
    """A secret as it was before; one of the first versions, which sealed none, is as it was kept.

    Returns
    -------
    None where it was sealed with another key, as after a restore on another computer.
    """
    if kept is None or not kept.startswith(SEALED):
        return kept or ""
    try:
        return _key(folder).decrypt(kept.removeprefix(SEALED).encode()).decode()
    except InvalidToken:
        return None


def _key(folder: DataFolder) -> Fernet:
    file = folder.root / KEY
    try:
        return Fernet(kept_bytes(file, Fernet.generate_key))
    except (OSError, ValueError) as problem:
        raise OutputRefused(f"{file} cannot be used ({problem}): check its rights, or delete it if damaged") from None
