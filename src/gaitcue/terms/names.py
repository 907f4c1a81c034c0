"""Names of files and people as they can be shown: they come from strangers and may hold any byte."""

from __future__ import annotations

import unicodedata

_ESCAPED = {"Cc", "Cs", "Zl", "Zp"}
_TURNS_AROUND = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""marks that reverse the order in which the text around them is shown"""


def printable(text: object) -> str:
    r"""One line of text that no terminal, page or file takes for anything else.

    Control characters, halves of characters (bytes of a name that is not UTF-8) and marks that turn the direction of
    writing are spelled out.

    Examples
    --------
    >>> printable("run\x1b[31m left.mp4")
    'run\\x1b[31m left.mp4'
    """
    return "".join(map(_shown, str(text)))


def is_name(text: str) -> bool:
    """Somebody's name or initials: at least two letters."""
    return sum(letter.isalpha() for letter in text) > 1


def _shown(letter: str) -> str:
    if letter in _TURNS_AROUND or unicodedata.category(letter) in _ESCAPED:
        return letter.encode("unicode_escape").decode("ascii")
    return letter
