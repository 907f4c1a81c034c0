"""docs/validation.md and its pictures, made from the stored results and from nothing else."""

from validation.pages.page import PICTURES, made, write

__all__ = ["PICTURES", "made", "write"]
