"""Lets the cases use the made-up runs of the comparison tests."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "compare")]
