"""Kinds of array have one home."""

import re
from pathlib import Path

import numpy as np
import pytest

from gaitcue.terms import arrays

ROOT = Path(__file__).parents[2]
KINDS = [name for name in vars(arrays) if name[0].isupper() and name != "NDArray" and name != "TypeAlias"]


def test_no_other_file_names_an_array_type_that_has_its_home_in_terms():
    assert {"Array", "Floats", "Mask", "Pixels"} <= set(KINDS)
    own = re.compile(rf"^({'|'.join(KINDS)}) = NDArray|NDArray\[np\.(float64|float32|bool_|intp)\]", re.MULTILINE)
    rooms = ("src", "validation", "tools", "benchmarks")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py") if file != Path(arrays.__file__)]
    assert len(files) > 250
    assert [str(file) for file in files if own.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("columns", [1, 2, 5, 6])
def test_medians_of_rows_are_those_of_what_is_known(columns):
    values = np.random.default_rng(columns).normal(size=(40, columns))
    values[np.random.default_rng(0).uniform(size=values.shape) < 0.3] = np.nan
    values[0], values[1] = np.nan, 1.0
    found = arrays.row_medians(values, np.isfinite(values))
    assert np.isnan(found[0])
    assert found[1] == 1.0
    some = np.isfinite(values).any(axis=1)
    np.testing.assert_allclose(found[some], np.nanmedian(values[some], axis=1), rtol=1e-15)
