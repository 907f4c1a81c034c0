"""Every text of the app (``english.toml``), in one place, so that it can be translated."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


class Spoken:
    """Words as a template names them (``w.runners.title``): only words, no methods of a mapping beside them."""

    __slots__ = ("_told",)

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str) -> Any:
        told = self._told[name]
        return Spoken(told) if isinstance(told, Mapping) else told


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(files("gaitcue.web.words").joinpath("english.toml").read_text(encoding="utf-8"))
