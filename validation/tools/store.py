"""The stored results: one small JSON file a section in ``validation/results``; docs/validation.md is made from them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parents[1] / "results"
Result = dict[str, Any]
Tell = Callable[[str, int, int], None]
"""called with (what is being done, done so far, of how many)"""


@dataclass(frozen=True, slots=True)
class Request:
    """What one run of the validation may use."""

    data: Path
    """the folder with the real recordings"""
    work: Path
    """for result folders and drawn clips; may be thrown away"""
    tell: Tell
    quick: bool = False
    """few cases, to see that it runs"""
    runs: int | None = None
    """runs a cell of the interval grid; None: the section's own number"""
    jobs: int = 1
    """processes at a time, where a section uses more than one"""
    stock_python: Path | None = None
    """Python that has MediaPipe; None: a virtual environment is made for it"""


def save(name: str, result: Result, folder: Path = RESULTS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rounded(result), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def load(name: str, folder: Path = RESULTS) -> Result | None:
    """A section's stored result; None when it has not been run yet."""
    file = folder / f"{name}.json"
    if not file.is_file():
        return None
    result: Result = json.loads(file.read_text(encoding="utf-8"))
    return result


def rounded(value: Any) -> Any:
    """Four significant digits are plenty; not-a-number becomes null."""
    if isinstance(value, dict):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    number = float(value)
    return float(f"{number:.4g}") if math.isfinite(number) else None
