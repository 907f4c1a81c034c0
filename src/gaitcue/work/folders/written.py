"""The list of what gaitcue wrote into a folder: whatever is not on it, or was changed since, is somebody else's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from uuid import uuid4

LIST = ".gaitcue-files.json"
SCHEMA = "gaitcue/files/1"
PRIVATE = ".gaitcue-"
"""how the names of everything begin that gaitcue keeps for itself"""
ResultKind = Literal["analysis", "comparison", "trial", "advice", "demo"]


@dataclass(frozen=True, slots=True)
class Written:
    """What a result consists of; ``files`` holds the SHA-256 of each, by its path in the folder."""

    kind: str
    sources: tuple[str, ...]
    """names of the recordings that it was made from"""
    files: dict[str, str]
    run: str = ""
    """tells the result of one run from the same result made again"""


def list_files(folder: Path, kind: ResultKind, sources: tuple[str, ...], but: Collection[str] = ()) -> None:
    """Write the list of everything that lies in ``folder`` now, ``but`` what is no part of the result."""
    files = {name: digest(folder / name) for name in sorted(files_in(folder) - {LIST, *but})}
    told = {"schema": SCHEMA, "kind": kind, "sources": list(sources), "run": uuid4().hex, "files": files}
    half = folder / f"{LIST}.half"
    half.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    half.rename(folder / LIST)


def read_list(folder: Path) -> Written | None:
    """The list in a folder; None when there is none, or none that gaitcue can have written."""
    try:
        told: Any = json.loads((folder / LIST).read_text(encoding="utf-8"))
        kind, sources, files = told["kind"], tuple(told["sources"]), dict(told["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    sound = told.get("schema") == SCHEMA and isinstance(kind, str) and all(isinstance(s, str) for s in sources)
    return Written(kind, sources, files, str(told.get("run", ""))) if sound and all(map(stays_inside, files)) else None


def listed_for(folder: Path) -> Written | None:
    """The list of a result; of one side of a run filmed from both it is a part of the whole's list."""
    if (own := read_list(folder)) is not None:
        return own
    above = read_list(folder.parent)
    if above is None:
        return None
    below = f"{folder.name}/"
    files = {name.removeprefix(below): told for name, told in above.files.items() if name.startswith(below)}
    return replace(above, files=files) if files else None


def stays_inside(name: str) -> bool:
    """A list comes with a folder, perhaps from a stranger: no name on it may lead out of that folder."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and not {"..", ""} & set(path.parts) and "\\" not in name


def files_in(folder: Path) -> set[str]:
    """Every file and link below a folder, by its path in it, without what gaitcue keeps there for itself."""
    found = set()
    for path in folder.iterdir():
        if path.name.startswith(PRIVATE) and path.name != LIST:
            continue
        if path.is_dir() and not path.is_symlink():
            found |= {f"{path.name}/{name}" for name in files_in(path)}
        else:
            found.add(path.name)
    return found


def own_files(folder: Path) -> set[str]:
    """What gaitcue wrote into this folder and nobody changed since; results within results have lists of their own."""
    top = read_list(folder)
    if top is None:
        return set()
    lists = {"": top}
    for below in {str(PurePosixPath(name).parent) for name in top.files} - {"."}:
        inner = read_list(folder / below)
        if inner is not None:
            lists[f"{below}/"] = inner
    told: dict[str, set[str]] = {}
    for place, listed in lists.items():
        for name, sha256 in listed.files.items():
            told.setdefault(place + name, set()).add(sha256)
    own = {name for name, hashes in told.items() if is_unchanged(folder, name, hashes)}
    return own | {f"{place}{LIST}" for place in lists}


def is_unchanged(folder: Path, name: str, hashes: set[str]) -> bool:
    """A file of that content, in this folder itself and behind no link."""
    file = folder / name
    if name.rsplit("/")[-1] == LIST or has_link(folder, name) or not file.is_file():
        return False
    return digest(file) in hashes


def has_link(folder: Path, name: str) -> bool:
    """Is the file, or a folder on the way to it, a link?"""
    parts = PurePosixPath(name).parts
    return any(folder.joinpath(*parts[: i + 1]).is_symlink() for i in range(len(parts)))


def digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def same_content(a: Path, b: Path) -> bool:
    """Two files of one content, neither of them a link."""
    if a.is_symlink() or b.is_symlink() or not (a.is_file() and b.is_file()):
        return False
    return a.samefile(b) or (a.stat().st_size == b.stat().st_size and digest(a) == digest(b))
