"""What ``import gaitcue`` offers stays what it is, whatever was imported or called before."""

import subprocess
import sys

import gaitcue

IMPORTED = """
import gaitcue, gaitcue.work.compare
from gaitcue.compare import Comparison
assert callable(gaitcue.compare)
"""


def test_compare_is_the_function_also_after_the_room_was_imported():
    done = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_everything_public_is_there():
    assert [name for name in gaitcue.__all__ if not hasattr(gaitcue, name)] == []
