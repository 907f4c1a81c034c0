"""In which number format the models are run."""

import pytest

from gaitcue.pose.looking import precision
from gaitcue.terms.errors import BadOption


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (precision.VARIABLE, *precision.LIMITS):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("flags", "limit", "expected"),
    [
        ({"avx2", "avx512_bf16"}, "", "bf16"),
        ({"avx2", "amx_bf16"}, "", "bf16"),
        ({"avx2", "avx_vnni"}, "", "f32"),
        (set(), "", "f32"),
        ({"amx_bf16"}, "AVX2", "f32"),
        ({"amx_bf16"}, "avx512_core", "f32"),
        ({"amx_bf16"}, "AVX512_CORE_BF16", "bf16"),
        ({"amx_bf16"}, "DEFAULT", "bf16"),
    ],
)
def test_bf16_where_the_processor_multiplies_it_and_may(
    flags: set[str], limit: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precision, "cpu_flags", lambda: flags)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", limit)
    assert precision.best_precision() == expected


@pytest.mark.parametrize(("told", "expected"), [("f32", "f32"), (" BF16 ", "bf16"), ("auto", "bf16"), ("", "bf16")])
def test_the_environment_may_tell(told: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "cpu_flags", lambda: {"amx_bf16"})
    monkeypatch.setenv(precision.VARIABLE, told)
    assert precision.chosen_precision() == expected


def test_another_word_is_refused_with_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(precision.VARIABLE, "int4")
    with pytest.raises(BadOption, match="GAITCUE_PRECISION is 'int4': set it to auto, f32 or bf16"):
        precision.chosen_precision()
