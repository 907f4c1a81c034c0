"""The command ``gaitcue``. Only this room prints; everything heavy is imported by the command that needs it."""

from gaitcue.cli.app import main

__all__ = ["main"]
