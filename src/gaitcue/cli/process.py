"""What the command sets for its whole process; a library must leave these to its host."""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import signal
import sys
from types import FrameType

from gaitcue.cli.terminal import encodable_output
from gaitcue.terms import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""parameters of glibc's mallopt(3)"""


class Stopped(BaseException):
    """A signal that asks the command to end; not a KeyboardInterrupt, which others swallow on the way."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def own_the_process() -> None:
    encodable_output()
    listen_to_signals()
    return_freed_memory()
    keep_compiled_models()
    # Otherwise Python searches all that was imported for cycles before it ends: a quarter of a second.
    atexit.register(gc.freeze)


def keep_compiled_models() -> None:
    """In the user's cache folder, unless ``GAITCUE_CACHE`` says otherwise; commands that this one starts do so too."""
    os.environ.setdefault(cache.VARIABLE, str(cache.user_cache()))


def listen_to_signals() -> None:
    """Ctrl-C, an orderly kill and a closed terminal end the command alike; one that is ignored stays so (nohup)."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, stop)


def stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


def return_freed_memory() -> None:
    """Ask glibc to give freed memory back at once and to share one heap among threads; elsewhere do nothing.

    By default each thread keeps a heap of its own and large blocks, once freed, stay: on a clip of 10 s that is
    80 to 100 MB that nobody uses. The setting costs no measurable time here, because the arrays that are made for
    every frame are smaller than the threshold.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_ARENA_MAX, 1)
    mallopt(_MMAP_THRESHOLD, 1 << 20)
    mallopt(_TRIM_THRESHOLD, 4 << 20)
