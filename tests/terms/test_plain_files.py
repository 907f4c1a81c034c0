"""Files of foreign hands: limits in size and nesting, repeated names, encodings; each refused in one line."""

from pathlib import Path

import pytest

from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.terms.plain_files import MOST_BYTES, load_file


def refusal(file: Path) -> str:
    with pytest.raises(BadOption) as caught:
        load_file(file, "a test")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b'{"a": 1, "a": 2}', "a.json is no valid JSON for a test: 'a' stands twice"),
        ("a.toml", b"a = 1\na = 2", "Cannot overwrite a value"),
        ("a.toml", b"x = 1\n" + b"a." * 61 + b"b = 1", "a line has more than 60 dots"),
        ("a.toml", b"[" + b"a." * 24 + b"a]", "it is nested too deep"),
        ("a.json", b"[" * 100_000, "a.json: nested too deep for a test"),
        ("a.json", b'{"a": ' + b"9" * 400 + b"}", "a whole number that is far too large"),
        ("a.toml", b"a = " + b"9" * 6000, "a whole number that is far too large"),
        ("a.json", b'{"a": "\\ud800"}', "half a character"),
        ("a.toml", 'a = "ä"'.encode("latin-1"), "is not written in UTF-8: save it as UTF-8"),
        ("a.toml", b"#" * (MOST_BYTES + 1), "too large for a test"),
        ("a.toml", b"", ""),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    if said:
        assert said in refusal(tmp_path / name)
    else:
        assert load_file(tmp_path / name, "a test") == {}


def test_what_is_no_file_is_said(tmp_path):
    assert "it is a folder" in refusal(tmp_path)
    assert "it does not exist" in refusal(tmp_path / "nowhere.toml")


def test_a_byte_order_mark_is_no_content(tmp_path):
    (tmp_path / "a.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert load_file(tmp_path / "a.json", "a test") == load_file(tmp_path / "a.toml", "a test") == {"a": 1}


@pytest.mark.parametrize("letter", ["x", "\\u0001", "\\U000e0001"])
def test_a_name_of_letters_that_must_be_spelled_out_does_not_fill_the_message(tmp_path, letter):
    from gaitcue.work.person import triage_of

    file = tmp_path / "red-flags.toml"
    file.write_text(f'on = 2026-11-20\n[answers]\n"{letter * 500}" = true\n')
    with pytest.raises(GaitcueError, match="is not known; use one of") as refused:
        triage_of(file)
    assert len(str(refused.value)) < 500
