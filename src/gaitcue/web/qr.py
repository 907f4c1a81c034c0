"""QR codes as pictures that stand within the page."""

from __future__ import annotations

import segno


def qr_code(text: str) -> str:
    """Address (``data:``) of a picture; on white in the dark too, or phones do not read it."""
    return str(segno.make(text, micro=False, error="m").svg_data_uri(scale=5, border=4, light="#fff"))
