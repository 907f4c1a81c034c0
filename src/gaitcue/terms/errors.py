"""Errors that a person can act on: each message is one line that says what is wrong and what to do."""


class GaitcueError(Exception):
    """Base of every error that gaitcue raises on purpose."""


class UnusableInput(GaitcueError):
    """The input cannot be analysed at all: unreadable, nobody there, not running, not a side view, too short."""


class BadOption(GaitcueError):
    """An option has a value that makes no sense."""


class OutputRefused(GaitcueError):
    """The result cannot be written where it was asked for."""
