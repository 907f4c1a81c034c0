"""In which number format the pose models are run: the fastest that this processor really has."""

from __future__ import annotations

import os
from pathlib import Path

from gaitcue.terms.errors import BadOption

VARIABLE = "GAITCUE_PRECISION"
"""environment variable: auto, f32 or bf16"""
PRECISIONS = ("f32", "bf16")
NATIVE = {"avx512_bf16", "amx_bf16"}
"""instruction sets, as Linux names them, that multiply bf16 numbers. Measured with AVX-512 BF16 and without AMX: heavy
25 ms of processor time a look in bf16, 49 ms in f32; with the instructions forbidden to OpenVINO 120 and 51 ms"""
LIMITS = ("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA")
"""environment variables by which oneDNN, OpenVINO's arithmetic, is held to older instructions"""
WITHOUT_BF16 = {"SSE41", "AVX", "AVX2", "AVX2_VNNI", "AVX2_VNNI_2", "AVX512_CORE", "AVX512_CORE_VNNI"}


def chosen_precision() -> str:
    """What ``GAITCUE_PRECISION`` says, else the fastest format of this processor.

    Raises
    ------
    BadOption : the variable holds something else
    """
    told = os.environ.get(VARIABLE, "").strip().lower() or "auto"
    if told == "auto":
        return best_precision()
    if told not in PRECISIONS:
        raise BadOption(f"{VARIABLE} is {told!r}: set it to auto, f32 or bf16, or leave it out.")
    return told


def best_precision() -> str:
    """bf16 where the processor multiplies bf16 numbers (twice as fast, as accurate on real clips), else f32.

    OpenVINO also offers bf16 where it has to imitate it, at less than half the speed of f32.
    """
    limits = {os.environ.get(name, "").upper() for name in LIMITS}
    return "bf16" if NATIVE & cpu_flags() and not limits & WITHOUT_BF16 else "f32"


def cpu_flags() -> set[str]:
    """Instruction sets as Linux lists them; empty elsewhere, which costs speed but no accuracy."""
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return set()
    return set(next((line for line in text.splitlines() if line.startswith("flags")), "").split())
