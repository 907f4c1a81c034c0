"""Ways to spoil a file: bytes, blocks, lines, and values of structured text."""

from __future__ import annotations

import json
import random
import re
from typing import Any

ODD_NUMBERS = (
    *("nan", "inf", "-1", "0", "1e308", "-1e308", "1e-320", "2147483648", "4294967295", "0x10", "true"),
    "9" * 400,
)
ODD_TEXTS = (
    *('""', '"no"', "[]", "{}", "null", '"\\u0000"', '"2026-13-45"', "2026-11-20", "[" * 400),
    '"' + "x" * 5000 + '"',
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, "", "no", [], {}, -1, 0, 1e308, float("nan"), float("inf"), True, "x" * 5000, 10**30, [[]]),
    *({"a": {"b": []}}, "2026-13-45", "\x1b[31m", "../../etc/passwd", -0.5, [1, 2, 3]),
)
WORD_SIZES = (1, 2, 4, 8)
TEXT_SUFFIXES = (".json", ".jsonl", ".toml", ".csv", ".trc")


def mutated(data: bytes, suffix: str, rng: random.Random) -> bytes:
    """The file with one to a few things wrong."""
    ways = [_bits, _bytes, _words, _cut, _double, _drop, _insert]
    if suffix in TEXT_SUFFIXES:
        ways += [_number, _number, _value, _value, _line, _bom]
    if suffix == ".json":
        ways += [_node, _node, _node]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8))):
        data = rng.choice(ways)(data, rng)
    return data


def _bits(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if out:
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Mostly near the start, where headers lie."""
    out = bytearray(data)
    reach = len(out) if rng.random() < 0.5 else min(len(out), 2048)
    for _ in range(rng.randint(1, 16)):
        if reach:
            out[rng.randrange(reach)] = rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randrange(256)))
    return bytes(out)


def _words(data: bytes, rng: random.Random) -> bytes:
    """A number of 1 to 8 bytes set to an extreme, in either order."""
    size = rng.choice(WORD_SIZES)
    value = rng.choice(
        (0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1), 2 ** (8 * size - 1) - 1, 50_000_000 % 2 ** (8 * size))
    )
    at = rng.randrange(max(1, len(data) - size))
    return data[:at] + value.to_bytes(size, rng.choice(("big", "little"))) + data[at + size :]


def _span(data: bytes, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(max(1, len(data)))
    return start, min(len(data), start + rng.choice((1, 4, 16, 64, 512, 4096)))


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(max(1, len(data)))]


def _double(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 2, 50)) + data[end:]


def _drop(data: bytes, rng: random.Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _insert(data: bytes, rng: random.Random) -> bytes:
    start, _ = _span(data, rng)
    return data[:start] + rng.randbytes(rng.choice((1, 4, 64))) + data[start:]


def _replaced(data: bytes, pattern: bytes, odd: tuple[str, ...], rng: random.Random) -> bytes:
    found = list(re.finditer(pattern, data))
    if not found:
        return data
    match = rng.choice(found)
    return data[: match.start()] + rng.choice(odd).encode() + data[match.end() :]


def _number(data: bytes, rng: random.Random) -> bytes:
    return _replaced(data, rb"-?\d+(?:\.\d+)?", ODD_NUMBERS, rng)


def _value(data: bytes, rng: random.Random) -> bytes:
    return _replaced(data, rb'"[^"\n]*"|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?', ODD_TEXTS + ODD_NUMBERS, rng)


def _line(data: bytes, rng: random.Random) -> bytes:
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    lines[at : at + 1] = [] if rng.random() < 0.5 else [lines[at]] * rng.choice((2, 3, 200))
    return b"\n".join(lines)


def _bom(data: bytes, rng: random.Random) -> bytes:
    return rng.choice((b"\xef\xbb\xbf" + data, data.decode(errors="replace").encode("utf-16"), data + b"\xfc"))


def _node(data: bytes, rng: random.Random) -> bytes:
    """One value of a JSON tree replaced, removed or moved."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return data
    holders = _holders(tree)
    if not holders:
        return data
    holder = rng.choice(holders)
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    if rng.random() < 0.25:
        del holder[key]
    else:
        holder[key] = rng.choice(ODD_VALUES)
    return json.dumps(tree).encode()


def _holders(tree: Any) -> list[Any]:
    """All dictionaries and lists of a tree that hold something."""
    found, level = [], [tree]
    while level:
        found += [value for value in level if isinstance(value, dict | list) and value]
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return found
