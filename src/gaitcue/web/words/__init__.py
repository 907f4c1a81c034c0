"""Every text of the app (``english.toml``), in one place, so that it can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(files("gaitcue.web.words").joinpath("english.toml").read_text(encoding="utf-8"))
