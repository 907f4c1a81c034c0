"""What ``import gaitcue`` offers stays what it is, whatever was imported or called before."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

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


def test_names_of_the_code_spell_analyze_one_way():
    """Sentences are British, names are those of the command: docs/conventions.md."""
    british = re.compile(r"(def|class|import) \w*(analys(e|ed|er|ing)\b|Analys(e|ed|er|ing)\b)")
    assert british.search("def analyse(clip):")
    files = list((Path(__file__).parents[1] / "src" / "gaitcue").rglob("*.py"))
    assert len(files) > 200
    assert [f"{file.name}: {found.group()}" for file in files for found in british.finditer(file.read_text())] == []
    assert [file.name for file in files if british.search(f"import {file.stem}")] == []


def test_the_version_of_the_package_is_the_one_that_results_name():
    root = Path(__file__).parents[1]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    home = (root / project["tool"]["hatch"]["version"]["path"]).read_text(encoding="utf-8")
    assert f'\n__version__ = "{gaitcue.__version__}"\n' in home
