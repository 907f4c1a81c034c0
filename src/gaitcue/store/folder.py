"""The data folder: media by their content, results by their id. What is written appears whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gaitcue.store.columns import new_id
from gaitcue.terms.errors import NotThere, OutputRefused

MEDIA, RESULTS, LIVE, UPLOADS, BACKUPS, LOG = "media", "results", "live", "uploads", "backups", "log"
PART = ".part"
LINES = ".jsonl"
DOWNLOAD = "download-"


class DataFolder:
    """Everything of a record that is no row."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._make(root)
        for name in (MEDIA, RESULTS, LIVE, UPLOADS, BACKUPS, LOG):
            self._make(root / name)

    @staticmethod
    def _make(folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if folder.stat().st_mode & 0o077:  # it was there before, and others could read it
                folder.chmod(0o700)
        except OSError as problem:
            raise OutputRefused(f"{folder} cannot be made: {problem.strerror or problem}") from None

    def media(self, sha256: str) -> Path:
        """Where a clip with this content lies."""
        return self.root / MEDIA / sha256[:2] / sha256

    def proxy(self, sha256: str) -> Path:
        """Where its copy for the browser lies."""
        return self.media(sha256).with_name(f"{sha256}.proxy.mp4")

    def result(self, result_id: str) -> Path:
        """Folder of a result."""
        return self.root / RESULTS / result_id

    def file_of_result(self, result_id: str, name: str) -> Path:
        """A file of a result by its bare name; raises NotThere."""
        folder = self.result(result_id)
        known = {entry.name: entry for entry in folder.iterdir() if entry.is_file()} if folder.is_dir() else {}
        if name not in known:
            raise NotThere("there is no such file in this result")
        return known[name]

    def live(self, session_id: str) -> Path:
        """Where the steps of a live session lie, line by line."""
        return self.root / LIVE / f"{session_id}{LINES}"

    def upload(self, upload_id: str) -> Path:
        """Where a file lies as long as it is not whole."""
        return self.uploads / upload_id

    def download(self, name: str) -> Path:
        """A new file that is made to be handed out and then removed; one that a dead server left is swept away."""
        return self.uploads / f"{DOWNLOAD}{name}"

    @property
    def uploads(self) -> Path:
        return self.root / UPLOADS

    @property
    def backups(self) -> Path:
        return self.root / BACKUPS

    @property
    def log(self) -> Path:
        return self.root / LOG

    def put_media(self, source: Path, sha256: str | None = None) -> tuple[str, int]:
        """Move a whole file among the media; one of the same content is kept as it is.

        Returns
        -------
        SHA-256 and bytes.
        """
        sha256 = sha256 or digest(source)
        size, place = source.stat().st_size, self.media(sha256)
        self._make(place.parent)
        if place.is_file() and place.stat().st_size == size:
            source.unlink()
        else:
            sync(source)
            os.chmod(source, 0o600)
            os.replace(source, place)
            sync_folder(place.parent)
        return sha256, size

    def share_media(self, source: Path) -> tuple[str, int]:
        """As ``put_media``, and the file stays where it is, as the same file where the disk can."""
        sha256, size = digest(source), source.stat().st_size
        place = self.media(sha256)
        self._make(place.parent)
        if not (place.is_file() and place.stat().st_size == size):
            part = place.with_name(f"{sha256}.{new_id()}{PART}")
            try:
                link_or_copy(source, part)
                os.chmod(part, 0o600)
                sync(part)
                os.replace(part, place)
                sync_folder(place.parent)
            except OSError as problem:
                raise OutputRefused(f"{source.name} cannot be kept: {problem.strerror or problem}") from None
            finally:
                part.unlink(missing_ok=True)
        return sha256, size

    def copy_media(self, source: Path) -> tuple[str, int]:
        """As ``put_media``, and the file stays where it is."""
        handle, name = tempfile.mkstemp(dir=self.uploads, suffix=PART)
        os.close(handle)
        try:
            shutil.copyfile(source, name)
            return self.put_media(Path(name))
        except OSError as problem:
            raise OutputRefused(f"{source.name} cannot be kept: {problem.strerror or problem}") from None
        finally:
            Path(name).unlink(missing_ok=True)

    @contextmanager
    def new_result(self, result_id: str) -> Iterator[Path]:
        """A folder that becomes the result when the block ends well; else nothing is left of it."""
        part = self.root / RESULTS / f"{result_id}{PART}"
        shutil.rmtree(part, ignore_errors=True)
        self._make(part)
        try:
            yield part
            os.replace(part, self.result(result_id))
            sync_folder(self.root / RESULTS)
        except OSError as problem:
            raise OutputRefused(f"the result cannot be kept: {problem.strerror or problem}") from None
        finally:
            shutil.rmtree(part, ignore_errors=True)

    @contextmanager
    def new_proxy(self, sha256: str) -> Iterator[Path]:
        """A file that becomes the clip's copy for the browser when the block ends well."""
        place = self.proxy(sha256)
        self._make(place.parent)
        part = place.with_name(f"{place.name}{PART}")
        try:
            yield part
            sync(part)
            os.chmod(part, 0o600)
            os.replace(part, place)
        finally:
            part.unlink(missing_ok=True)

    def media_there(self) -> Iterable[str]:
        """SHA-256 of all media that lie here."""
        return sorted(one.name for one in (self.root / MEDIA).glob("*/*") if "." not in one.name)

    def results(self) -> Iterable[str]:
        """Ids of all results that lie here."""
        return sorted(entry.name for entry in (self.root / RESULTS).iterdir() if not entry.name.endswith(PART))

    def live_there(self) -> Iterable[str]:
        """Ids of all live sessions whose steps lie here."""
        return sorted(one.name.removesuffix(LINES) for one in (self.root / LIVE).glob(f"*{LINES}"))

    def remove_live(self, session_id: str) -> None:
        self.live(session_id).unlink(missing_ok=True)

    def remove_result(self, result_id: str) -> None:
        shutil.rmtree(self.result(result_id), ignore_errors=True)

    def remove_media(self, sha256: str) -> None:
        self.media(sha256).unlink(missing_ok=True)
        self.proxy(sha256).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what killed writers have left."""
        for part in (self.root / RESULTS).glob(f"*{PART}"):
            shutil.rmtree(part, ignore_errors=True)
        for part in [*(self.root / MEDIA).glob(f"*/*{PART}"), *self.uploads.glob(f"{DOWNLOAD}*")]:
            part.unlink(missing_ok=True)


def kept_bytes(file: Path, make: Callable[[], bytes]) -> bytes:
    """What a file of its owner alone holds; made at the first asking, whole or not at all, and never over one that
    another process has just made."""
    if not file.exists():
        whole = written_beside(file, make())
        try:
            os.link(whole, file)
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    return file.read_bytes()


def written_beside(file: Path, content: bytes) -> Path:
    """What is to become a file, as a whole on the disk and its owner's alone."""
    part = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return part


def digest(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def link_or_copy(source: Path, target: Path) -> None:
    """The same file at another place; copied where the disk cannot share it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        os.chmod(target, 0o600)
        sync(target)


def sync(file: Path) -> None:
    """What was written is on the disk when this returns."""
    with file.open("rb") as content:
        os.fsync(content.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk too; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
