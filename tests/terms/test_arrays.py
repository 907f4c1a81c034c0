"""Kinds of array have one home."""

import re
from pathlib import Path

from gaitcue.terms import arrays

ROOT = Path(__file__).parents[2]
KINDS = [name for name in vars(arrays) if name[0].isupper() and name != "NDArray" and name != "TypeAlias"]


def test_no_other_file_names_an_array_type_that_has_its_home_in_terms():
    assert {"Array", "Floats", "Mask", "Pixels"} <= set(KINDS)
    own = re.compile(rf"^({'|'.join(KINDS)}) = NDArray", re.MULTILINE)
    files = [file for room in ("src", "validation", "tools") for file in (ROOT / room).rglob("*.py")]
    assert len(files) > 250
    assert [str(file) for file in files if own.search(file.read_text("utf-8"))] == []
