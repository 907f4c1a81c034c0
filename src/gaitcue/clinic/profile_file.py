"""The file that a person is written in, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.clinic.contradictions import check_profile
from gaitcue.clinic.profile import Profile


def read_profile(source: Path | Mapping[str, Any], today: date | None = None) -> Profile:
    """Read a profile from a TOML (or JSON) file or a mapping of the same shape.

    Raises
    ------
    BadOption : unreadable, an unknown word, a value out of range, or statements that contradict each other
    """
    from gaitcue.terms.typed import read_file, read_mapping

    if isinstance(source, Path):
        where, profile = source.name, read_file(source, Profile, "a profile", today=today)
    else:
        told = {"on": today or date.today(), **source} if isinstance(source, Mapping) else source
        where, profile = "the profile", read_mapping(told, Profile, "the profile", today=today)
    check_profile(profile, where)
    return profile
