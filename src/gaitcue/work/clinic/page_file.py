"""What a page shows of a comparison or a verdict, kept in its result beside the files that the command line writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PAGE = "page.json"


def write_page(folder: Path, page: Mapping[str, Any]) -> None:
    (folder / PAGE).write_text(json.dumps(page, ensure_ascii=False, allow_nan=False), encoding="utf-8")


def read_page(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return told
