"""The picture of docs/architecture.md: rooms in their layers, and which room imports which, read from the code.

``python -m tools.import_graph [docs/pictures/rooms.svg]``
"""

from __future__ import annotations

import sys
import tomllib
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "rooms.svg"
EVERYBODYS = "terms"
"""every room imports it: not drawn"""
TITLE = "Rooms of gaitcue and their imports; all import terms"
WIDTH, ROW, BOX_WIDTH, BOX_HEIGHT, TOP = 720, 74, 118, 38, 14
INK, LINE, FILL = "#1f2933", "#8aa0b4", "#eef4fa"


def layers() -> list[list[str]]:
    """Rooms from the top of the house to the bottom, as the contract in pyproject.toml has them."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    rows = [[name.strip(" ()").removeprefix("gaitcue.") for name in layer.split("|")] for layer in contract["layers"]]
    return [[name for name in row if (ROOT / "src" / "gaitcue" / name).is_dir()] for row in rows]


def imports() -> set[tuple[str, str]]:
    """(room, room that it imports)."""
    graph = grimp.build_graph("gaitcue")
    found: set[tuple[str, str]] = set()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = _room(module), _room(other)
            if pair[0] and pair[1] and pair[0] != pair[1] and pair[1] != EVERYBODYS:
                found.add(pair)
    return found


def _room(module: str) -> str:
    return [*module.split("."), ""][1]


def picture() -> str:
    """The rooms as SVG text."""
    rows = [row for row in layers() if row]
    place = {
        room: ((column + 1) * WIDTH / (len(row) + 1), TOP + number * ROW + BOX_HEIGHT / 2)
        for number, row in enumerate(rows)
        for column, room in enumerate(row)
    }
    height = TOP + (len(rows) - 1) * ROW + BOX_HEIGHT + TOP
    side = {room: 1 if number % 2 else -1 for number, room in enumerate(place)}
    drawn = [(a, b) for a, b in sorted(imports()) if a in place and b in place]
    lines = [_arrow(place[a], place[b], side[a]) for a, b in drawn]
    boxes = [_box(room, *where) for room, where in place.items()]
    said = "; ".join(f"{a} imports {b}" for a, b in drawn)
    size = f'viewBox="0 0 {WIDTH} {height:g}" role="img" font-family="sans-serif"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>',
        f"<title>{TITLE}</title>",
        f"<desc>{escape(said)}</desc>",
    ]
    return "\n".join([*head, *lines, *boxes, "</svg>"]) + "\n"


def _arrow(start: tuple[float, float], end: tuple[float, float], side: int) -> str:
    """From the lower edge of one box to the upper edge of another, bowed so that longer ways pass beside boxes."""
    (x0, y0), (x1, y1) = (start[0], start[1] + BOX_HEIGHT / 2), (end[0], end[1] - BOX_HEIGHT / 2)
    bow = 0.0 if y1 - y0 < ROW else 0.45 * (y1 - y0) * side
    path = f"M{x0:.0f} {y0:.0f} C{x0 + bow:.0f} {y0 + 30:.0f} {x1 + bow:.0f} {y1 - 30:.0f} {x1:.0f} {y1:.0f}"
    return f'<path d="{path}" fill="none" stroke="{LINE}" stroke-width="1.2"/>'


def _box(room: str, x: float, y: float) -> str:
    left, top = x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2
    box = f'<rect x="{left:.0f}" y="{top:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" fill="{FILL}" '
    text = f'<text x="{x:.0f}" y="{y + 5:.0f}" text-anchor="middle" font-size="15" fill="{INK}">{room}</text>'
    return f'{box}stroke="{LINE}"/>{text}'


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE).write_text(picture(), encoding="utf-8")
