"""A run over all kinds of files for some minutes: counts by outcome, failing inputs kept."""

from __future__ import annotations

import gc
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from gaitcue.terms.errors import GaitcueError
from validation.fuzz.children import GOOD, Told, read_in_fork
from validation.fuzz.mutations import mutated
from validation.fuzz.native import native_readers_forked
from validation.fuzz.readers import KINDS, Kind
from validation.tools.store import Result

KEEP = Path(tempfile.gettempdir()) / "gaitcue-fuzz"
Count = Callable[[int], None]
"""called with the number of readings so far"""


def campaign(
    minutes: float, seed: int, kinds: Sequence[Kind] = KINDS, keep_in: Path = KEEP, count: Count = lambda _: None
) -> Result:
    """Spoil and read until the time is over; figures by kind and outcome."""
    counts: Counter[tuple[str, str]] = Counter()
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as work:
        os.environ["XDG_DATA_HOME"] = work  # an archive that passes is stored there
        for kind, data, path, told in readings(kinds, Path(work), random.Random(seed), 60 * minutes):
            counts[kind.name, told.outcome] += 1
            count(sum(counts.values()))
            if told.outcome not in GOOD:
                keep(keep_in, kind, data, path, told)
    return {
        "minutes": (time.monotonic() - start) / 60,
        "seed": seed,
        "kinds": {k.name: {o: n for (name, o), n in sorted(counts.items()) if name == k.name} for k in kinds},
    }


def readings(
    kinds: Sequence[Kind], work: Path, rng: random.Random, seconds: float
) -> Iterator[tuple[Kind, bytes, Path, Told]]:
    """Kind, spoiled content, its file and what came of it, until the time is over."""
    files = {kind.name: seed_of(kind, work) for kind in kinds}
    whole = {name: path.read_bytes() for name, path in files.items()}
    gc.collect()
    gc.freeze()  # children that collect no garbage of the parent's copy fewer of its pages
    end = time.monotonic() + seconds
    with native_readers_forked():
        while time.monotonic() < end:
            kind = rng.choices(kinds, [kind.weight for kind in kinds])[0]
            path = files[kind.name]
            data = mutated(whole[kind.name], path.suffix, rng)
            path.write_bytes(data)
            told = read_in_fork(kind.read, path, work / "report.txt")
            path.write_bytes(whole[kind.name])
            yield kind, data, path, told


def seed_of(kind: Kind, work: Path) -> Path:
    """A valid file; that it is read at all is the first thing to know."""
    folder = work / kind.name.replace(" ", "-")
    folder.mkdir()
    path = kind.make(folder)
    with suppress(GaitcueError):
        kind.read(path)  # what it imports is there for all children
    told = read_in_fork(kind.read, path, work / "report.txt")
    if told.outcome != "sane" and kind.name != "model archive":  # nobody can make an archive with the known sum
        sys.exit(f"{kind.name}: the seed itself ends in {told.outcome}: {told.where}")
    return path


def keep(folder: Path, kind: Kind, data: bytes, path: Path, told: Told) -> None:
    place = folder / kind.name.replace(" ", "-")
    place.mkdir(parents=True, exist_ok=True)
    number = len(list(place.glob("*.txt"))) + 1
    (place / f"{number:03d}-{told.outcome.replace(' ', '-')}{path.suffix}").write_bytes(data)
    (place / f"{number:03d}.txt").write_text(f"{told.outcome}\n{told.where}\n")


def bad(result: Result) -> int:
    """Readings that ended neither in something sane nor in one clear line."""
    return sum(n for row in result["kinds"].values() for outcome, n in row.items() if outcome not in GOOD)


def total(result: Result) -> int:
    return sum(n for row in result["kinds"].values() for n in row.values())
