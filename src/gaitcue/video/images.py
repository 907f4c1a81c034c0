"""A folder of numbered images as a clip."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from gaitcue.terms.errors import UnusableInput
from gaitcue.video.limits import MOST_IMAGE_FILES

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp")


def image_files(folder: Path) -> list[Path]:
    """The images of a folder in the order of the numbers in their names (2 before 10).

    Raises
    ------
    UnusableInput
        There is no image, or the folder cannot be read.
    """
    try:
        files = [p for p in folder.iterdir() if is_image_name(p) and p.is_file()]
    except OSError as error:
        raise UnusableInput(f"{folder} cannot be read: {error.strerror or error}.") from error
    if not files:
        raise UnusableInput(f"{folder.name} holds no images: give a video or a folder of numbered .png or .jpg images.")
    if len(files) > MOST_IMAGE_FILES:
        raise UnusableInput(f"{folder.name} holds {len(files)} images, more than {MOST_IMAGE_FILES}: take out the run.")
    return sorted(files, key=_natural)


def is_image_name(path: Path) -> bool:
    """Whether a file is a picture, by its ending."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def missing_numbers(files: list[Path]) -> int:
    """How many numbers are skipped between the first and the last image, where the names count by ones."""
    numbers = [_last_number(path) for path in files]
    known = [n for n in numbers if n is not None]
    steps = [b - a for a, b in pairwise(known)]
    if len(known) < len(files) or not steps or min(steps) != 1:
        return 0
    return sum(step - 1 for step in steps)


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    parts = re.split(r"([0-9]{1,18})", path.stem.lower())
    return [(int(part), "") if i % 2 else (-1, part) for i, part in enumerate(parts)], path.name


def _last_number(path: Path) -> int | None:
    found = re.findall(r"[0-9]{1,18}", path.stem)
    return int(found[-1]) if found else None
