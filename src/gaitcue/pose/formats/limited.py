"""Native libraries that read foreign files, kept in a process of their own with limits on time and memory.

A damaged C3D or HDF5 file can bring its library to crash, to run for ever or to ask for gigabytes. In a child process
that costs one line of message.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.errors import UnusableInput

PATIENCE_S = 10.0
PATIENCE_S_PER_MB = 0.5
"""of processor time: on a busy machine a good file may take many times as long by the clock"""
BY_THE_CLOCK = 6.0
"""times the patience by the clock, for whatever waits without working"""
MEMORY = 1 << 30
MEMORY_PER_BYTE = 30
"""of the file: numbers are stored as 2 or 4 bytes and read as 8, a few times over"""

Arrays = dict[str, NDArray[Any]]


def read_in_child(reader: str, path: Path, wanted: str) -> Arrays:
    """What a reader finds in a file, by name.

    Parameters
    ----------
    reader : module of this folder whose ``read(path)`` gives the arrays; it imports nothing of the package
    wanted : what the file should be, for the message

    Raises
    ------
    UnusableInput
        the library failed, crashed, took too long or wanted too much memory
    """
    size = path.stat().st_size
    try:
        content = child_output(
            reader, path, MEMORY + MEMORY_PER_BYTE * size, PATIENCE_S + PATIENCE_S_PER_MB * size / 1e6
        )
    except subprocess.TimeoutExpired:
        raise UnusableInput(f"{path.name}: reading it does not come to an end; export the {wanted} again") from None
    if content is None:
        raise UnusableInput(f"{path.name}: not a readable {wanted}; export it again")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def child_output(reader: str, path: Path, memory: int, patience_s: float) -> bytes | None:
    """The arrays as the child wrote them; None when it failed.

    Raises
    ------
    subprocess.TimeoutExpired : it did not come to an end
    """
    # by their files, not as modules: the rest of the package takes a second to import
    command = [sys.executable, "-P", __file__, str(Path(__file__).with_name(f"{reader}.py")), str(path.absolute())]
    done = subprocess.run(
        [*command, str(memory), str(ceil(patience_s))],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=BY_THE_CLOCK * patience_s,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
        check=False,
    )
    if hasattr(signal, "SIGXCPU") and done.returncode == -signal.SIGXCPU:
        raise subprocess.TimeoutExpired(command, patience_s)
    return None if done.returncode else done.stdout


def limit_memory(most: int) -> None:
    """Let this process fail rather than take the machine's memory; where the system knows no limits, time must do."""
    _limit("RLIMIT_AS", most)
    _limit("RLIMIT_CORE", 0)


def limit_processor_time(seconds: int) -> None:
    """End this process when it has worked for so long; where the system knows no limits, the clock must do."""
    _limit("RLIMIT_CPU", seconds)
    _limit("RLIMIT_CORE", 0)


def _limit(kind: str, most: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    number = getattr(resource, kind)
    _, hard = resource.getrlimit(number)
    resource.setrlimit(number, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def main() -> None:
    """Child: read a file and write its arrays to the standard output."""
    from runpy import run_path

    reader, path, memory, processor_s = sys.argv[1:]
    read = run_path(reader)["read"]
    limit_memory(int(memory))
    limit_processor_time(int(processor_s))
    content = io.BytesIO()
    np.savez(content, **read(Path(path)))
    sys.stdout.buffer.write(content.getvalue())


if __name__ == "__main__":
    main()
