"""Passwords, kept as argon2 hashes."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gaitcue.terms.errors import Fault, FaultyForm

LEAST, MOST = 10, 200
"""characters [product default]"""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""none of them is taken for another"""
GROUPS, IN_GROUP = 4, 5


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def hashed(password: str, field: str = "password") -> str:
    """What is kept of a password.

    Raises
    ------
    FaultyForm : too short or too long
    """
    if not LEAST <= len(password) <= MOST:
        line = f"a password has {LEAST} to {MOST} characters: several words in a row are easy to keep"
        raise FaultyForm([Fault(field, "told", line)])
    return _hasher().hash(_same(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; where there is none it takes as long to say no."""
    try:
        return _hasher().verify(kept or _nobodys(), _same(password[: MOST + 1])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def made_up() -> str:
    """A password to be handed over once, easy to read aloud: about 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(IN_GROUP)) for _ in range(GROUPS))


def _same(password: str) -> str:
    """Keyboards write one letter in several ways."""
    return unicodedata.normalize("NFKC", password)
