"""How many standard errors make half of a 95 % interval."""

from __future__ import annotations

from scipy.special import stdtrit

Z95 = 1.959964
"""of the normal distribution"""


def t_quantile(freedom: float) -> float:
    """Of Student's t with so many degrees of freedom, which need not be whole."""
    return float(stdtrit(freedom, 0.975))
