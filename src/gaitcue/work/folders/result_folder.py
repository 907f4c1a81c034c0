"""Where a result is written: complete before it counts, and then at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gaitcue.terms.errors import OutputRefused
from gaitcue.terms.names import printable
from gaitcue.work.folders.exchange import exchange_whole
from gaitcue.work.folders.guards import folder_lock, signals_held, sweep, unfinished
from gaitcue.work.folders.merge import merge, settle
from gaitcue.work.folders.written import (
    PRIVATE,
    ResultKind,
    Written,
    list_files,
    own_files,
    read_list,
)

SUFFIX = ".gaitcue"
ALWAYS: dict[ResultKind, tuple[str, ...]] = {
    "analysis": ("analysis.json", "report.html", "strides.csv", "track.nc", "track_raw.nc"),
    "comparison": ("comparison.html", "comparison.json"),
    "trial": ("trial.html", "trial.json"),
    "advice": ("advice.html", "advice.json"),
    "demo": ("demo.json",),
}
"""what a result of each kind always has"""
LONGEST_NAME = 255
"""bytes of a file's name, on every common disk"""


@dataclass(frozen=True, slots=True)
class Order:
    """What will be written where, and what must not be touched by it."""

    out: Path
    """resolved: where ``--out`` is a link to a folder, that folder"""
    kind: ResultKind
    inputs: tuple[Path, ...]
    sources: tuple[str, ...]


@contextmanager
def result_folder(
    out: Path, kind: ResultKind = "analysis", inputs: Sequence[Path | None] = (), sources: Sequence[str] = ()
) -> Iterator[Path]:
    """A hidden folder that becomes the result ``out`` when the block ends well, and vanishes when it does not.

    Only an earlier result of the same kind is replaced, and of that only the files that gaitcue wrote and nobody
    changed since; all others stay. An interruption at any instant leaves the old result or the new one.

    Parameters
    ----------
    inputs : files that the result is made from; none of them is ever replaced
    sources : names of the recordings, kept in the list of files

    Raises
    ------
    OutputRefused : ``out`` holds something else, or cannot be written
    """
    needed = tuple(path.resolve() for path in inputs if path is not None)
    order = Order(resolved(out), kind, needed, tuple(map(printable, sources)))
    with made_parents(order.out):
        earlier = check(order)
        state = "the earlier result is as it was" if earlier else "nothing was written"
        try:
            with unfinished(home_of(order.out)) as part:
                yield part
                with signals_held():
                    list_files(part, order.kind, order.sources)
                    put_in_place(part, order, earlier)
                    state = f"the new result is in {printable(out)}"
        except OSError as error:
            raise OutputRefused(f"the result could not be written to {out}: {error.strerror or error}") from error
        except BaseException as stop:
            stop.add_note(state)
            raise


def resolved(out: Path) -> Path:
    try:
        return out.resolve()
    except (OSError, RuntimeError) as error:
        raise OutputRefused(f"{out} leads nowhere ({error}); choose another folder with --out") from None


@contextmanager
def made_parents(out: Path) -> Iterator[None]:
    """The folders above ``out``; those that had to be made go again when nothing was put into them."""
    missing = [folder for folder in out.parents if not folder.exists()]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield
    except FileExistsError as error:
        raise OutputRefused(f"{error.filename} is a file; choose another folder with --out") from None
    except OSError as error:
        raise OutputRefused(f"cannot write beside {out}: {error.strerror}; choose another folder with --out") from None
    finally:
        for folder in missing:
            with suppress(OSError):
                folder.rmdir()


def home_of(out: Path) -> Path:
    """Where the result is made: beside ``out``, or within it when beside is another disk or not ours to write."""
    beside = out.parent
    if not out.exists() or (beside.stat().st_dev == out.stat().st_dev and os.access(beside, os.W_OK)):
        return beside
    return out


def check(order: Order) -> Written | None:
    """Refuse, before any work, what could not be replaced in the end; gives the earlier result."""
    out = order.out
    if not out.is_dir():
        if os.path.lexists(out):
            raise OutputRefused(f"{out} is a file; choose a folder with --out")
        return None
    with folder_lock(out.parent):
        settle(out)
        sweep(out)
        return check_earlier(order)


def check_earlier(order: Order) -> Written | None:
    out, earlier = order.out, read_list(order.out)
    if earlier is None:
        if any(not path.name.startswith(PRIVATE) for path in out.iterdir()):
            raise OutputRefused(f"{out} holds other files and is no gaitcue result; choose another folder with --out")
        return None
    if earlier.kind != order.kind:
        raise OutputRefused(f"{out} holds another kind of result ({earlier.kind}); choose another folder with --out")
    own = own_files(out)
    for path in order.inputs:
        if path == out or path in out.parents:
            continue
        if any(path == out / name or path in (out / name).parents for name in own):
            raise OutputRefused(f"{path} is needed for this result and would be replaced by it; choose another --out")
    for name in ALWAYS[order.kind]:
        if name not in own and os.path.lexists(out / name):
            raise OutputRefused(
                f"{out / name} was changed since gaitcue wrote it; move it away, or choose another folder with --out"
            )
    return earlier


def put_in_place(part: Path, order: Order, earlier: Written | None) -> None:
    """The finished result becomes ``out``, in one step where the system allows it."""
    out = order.out
    with folder_lock(out.parent):
        if not os.path.lexists(out) and renamed(part, out):
            return
        if not out.is_dir():
            raise OutputRefused(f"a file came to {out} while gaitcue worked and was left alone; choose another --out")
        settle(out)
        refuse_another(order, earlier)
        if not exchange_whole(part, out):
            merge(part, out)


def renamed(part: Path, out: Path) -> bool:
    """False when something appeared there in the last instant."""
    try:
        os.rename(part, out)
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return False
    except OSError:
        if os.path.lexists(out):
            return False
        raise
    return True


def refuse_another(order: Order, earlier: Written | None) -> None:
    """A result of other recordings that was written meanwhile is not replaced, also where one of theirs lay before."""
    now = read_list(order.out)
    if now is None or (now.kind, now.sources) == (order.kind, order.sources):
        return
    if now != earlier:
        what = " and ".join(now.sources) or "something else"
        raise OutputRefused(f"{order.out} got the result of {what} meanwhile; choose another folder with --out")


def default_folder(source: Path) -> Path:
    """The source's name without its suffix + ``.gaitcue``; with it, when that is the result of another recording."""
    stem = source.stem if source.suffix and not source.is_dir() else source.name
    folder = source.with_name(fitting(stem))
    there = read_list(folder)
    if there is None or there.sources[:1] == (printable(source.name),):
        return folder
    return source.with_name(fitting(source.name))


def fitting(name: str) -> str:
    """A name as long as the disk takes; a shortened one ends with a few letters that tell it from its like."""
    raw, room = os.fsencode(name), LONGEST_NAME - len(SUFFIX)
    if len(raw) <= room:
        return name + SUFFIX
    mark = f"-{hashlib.sha256(raw).hexdigest()[:6]}"
    return raw[: room - len(mark)].decode("utf-8", "ignore") + mark + SUFFIX
