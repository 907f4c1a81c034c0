"""Readers and uploads at the same time, against the app as it is served: no error, nothing lost."""

from benchmarks.load import load


def test_many_at_once_get_their_answers_and_nothing_is_lost(tmp_path):
    seen = load(tmp_path, 3.0, readers=10, uploaders=2)
    assert seen.errors == [] and seen.lost == []
    assert len(seen.read_ms) > 10 and len(seen.taken) >= 2
