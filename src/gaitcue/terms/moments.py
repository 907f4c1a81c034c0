"""Moments of the stride that measure, picture and drawn runner must mean alike."""

from typing import Final

LOADING_SHARE: Final = 0.18
"""of the contact, when the shoe is seen to deform: the loading response (product default; no source fixes it)"""
