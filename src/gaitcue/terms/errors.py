"""Errors that a person can act on: each message is one line that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class GaitcueError(Exception):
    """Base of every error that gaitcue raises on purpose."""


class UnusableInput(GaitcueError):
    """The input cannot be analysed at all: unreadable, nobody there, not running, not a side view, too short."""


class BadOption(GaitcueError):
    """An option has a value that makes no sense."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of what a person told."""

    place: str
    """``problems.0.site``, entries counted from 0; empty for the whole"""
    code: str
    """kind of fault: missing, float, date, told, contradiction ..."""
    text: str
    """one line: what is allowed"""


class FaultyForm(BadOption):
    """Some of what was told cannot be kept as it is; each fault knows its place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.place}: {one.text}" if one.place else one.text for one in self.faults))


class NotThere(GaitcueError):
    """It does not exist, or belongs to somebody else: the two look the same."""


class Outdated(GaitcueError):
    """Somebody else changed it in the meantime."""


class OutputRefused(GaitcueError):
    """The result cannot be written where it was asked for."""
