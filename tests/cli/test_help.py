import os
import resource
import subprocess
import sys
from pathlib import Path

GAITCUE = Path(sys.executable).with_name("gaitcue")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GAITCUE, *arguments], capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"})


def test_help_lists_the_commands_and_costs_little_cpu():
    run("--help")  # the first run may still compile bytecode
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run("--help")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0
    assert all(command in done.stdout for command in ("analyze", "demo", "probe", "measures"))
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


def test_help_imports_nothing_heavy():
    heavy = ("numpy", "cv2", "openvino", "xarray", "scipy", "rich")
    code = f"import sys, gaitcue.cli; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_that_is_really_printed_imports_nothing_that_measures_or_reads():
    heavy = ("numpy", "cv2", "openvino", "xarray", "scipy", "pydantic", "av", "jinja2", "ezc3d", "h5py", "typst")
    code = (
        "import sys; from typer.testing import CliRunner; from gaitcue.cli.app import app; "
        f"assert CliRunner().invoke(app, ['--help']).exit_code == 0; print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version():
    assert run("--version").stdout.startswith("gaitcue 0.")


def test_an_unknown_option_is_refused_with_exit_2():
    done = run("analyze", "clip.mp4", "--frobnicate")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr
