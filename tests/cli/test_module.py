"""``python -m gaitcue`` is the command."""

import subprocess
import sys


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "gaitcue", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("gaitcue ")
