"""The second factor: six digits that an authenticator app makes of a shared secret and the time (RFC 6238)."""

from __future__ import annotations

import hmac
import time

import pyotp

STEP_S, AROUND = 30, 1
"""of the codes; a clock may be one step off"""


def new_secret() -> str:
    """A secret to be shared with an authenticator app, in base32."""
    return pyotp.random_base32()


def address(secret: str, login: str) -> str:
    """What the app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="gaitcue")


def code_at(secret: str, moment_s: float) -> str:
    """The code that an authenticator app shows at a moment."""
    return pyotp.TOTP(secret).generate_otp(int(moment_s) // STEP_S)


def step_of(secret: str, code: str, used: int | None, moment_s: float | None = None) -> int | None:
    """The time step that a code is of; None when it does not fit, or a code of that step or a later one was used.

    Examples
    --------
    >>> secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    >>> step_of(secret, code_at(secret, 59), None, 59), step_of(secret, code_at(secret, 59), 1, 59)
    (1, None)
    """
    told = "".join(code.split())
    if not secret or not (told.isascii() and told.isdigit()):
        return None
    now = int(time.time() if moment_s is None else moment_s) // STEP_S
    steps = [step for step in range(max(0, now - AROUND), now + AROUND + 1) if used is None or step > used]
    codes = {step: pyotp.TOTP(secret).generate_otp(step) for step in steps}
    return next((step for step, made in codes.items() if hmac.compare_digest(made, told)), None)
