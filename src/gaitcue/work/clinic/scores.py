"""How strong somebody says that something is."""

from typing import Annotated

from pydantic import Field

Score = Annotated[float, Field(ge=0, le=10)]
"""pain, effort or awkwardness: 0 none, 10 the most"""
