"""The log of the app: what went wrong and where, in the data folder; ids only, nothing about a person."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "gaitcue.log"
LARGEST_BYTES, KEPT = 2_000_000, 5


class OwnFile(RotatingFileHandler):
    """A file that only its owner can read."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding="utf-8")


def keep_log(folder: Path) -> None:
    """From now on this process writes warnings and errors into a folder."""
    logger, file = logging.getLogger("gaitcue"), os.fspath((folder / FILE).absolute())
    if any(getattr(handler, "baseFilename", None) == file for handler in logger.handlers):
        return
    handler = OwnFile(file, maxBytes=LARGEST_BYTES, backupCount=KEPT, delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logger.addHandler(handler)
