"""pydantic is imported where a person's file is read, and nowhere else: the command starts as fast as before."""

import subprocess
import sys

import pytest

HELP = """
import sys; sys.argv = ['gaitcue', '--help']
from gaitcue.cli import main
try: main()
except SystemExit: pass
"""
CLIP = """
import sys; sys.argv = ['gaitcue', 'analyze', 'no-such-clip.mp4']
from gaitcue.cli import main
try: main()
except SystemExit as stop: assert stop.code == 2
"""
ROOMS = "import gaitcue.work.reports, gaitcue.work.trial, gaitcue.report.write, gaitcue.clinic, gaitcue.pose.formats"


@pytest.mark.parametrize(
    ("code", "module"),
    [
        (HELP, "pydantic"),
        (ROOMS, "pydantic"),
        # typer itself may parse the options of a command with pydantic; gaitcue's reader must not come along.
        (CLIP, "gaitcue.terms.typed"),
    ],
    ids=["help", "rooms", "analyze"],
)
def test_without_a_file_of_the_person_the_reader_stays_out(code, module):
    check = f"{code}\nimport sys; sys.exit({module!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
