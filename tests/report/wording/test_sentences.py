"""Codes become sentences in one place."""

import pytest

from gaitcue.report.wording.sentences import capture_rate_text, filled, note_text, wording
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Note
from gaitcue.video.timing import CAPTURE_FPS_TAGS, FULL_RATE_TAG, find_speed


def test_a_note_that_brings_its_sentence_keeps_it():
    assert note_text(Note("low_frame_rate", "warning", "Film faster.")) == "Film faster."


def test_a_note_without_a_sentence_gets_the_one_of_its_code(monkeypatch):
    monkeypatch.setitem(wording(), "quality", {"slow": "Recorded at {fps:g} fps: film at {wanted:g}."})
    assert note_text(Note("slow", "warning", values={"fps": 30.0, "wanted": 120})) == (
        "Recorded at 30 fps: film at 120."
    )


def test_a_value_that_is_missing_is_not_passed_over():
    with pytest.raises(KeyError, match="fps"):
        filled("Recorded at {fps:g} fps.", {})


def test_notes_and_reasons_can_be_told_apart_by_their_values_and_put_into_sets():
    assert Reason("loads", {"tissue": "calf"}) != Reason("loads", {"tissue": "hamstring"})
    assert len({Note("a", "info", values={"x": 1}), Note("a", "info", values={"x": 1})}) == 1


FAST = {CAPTURE_FPS_TAGS[0]: "240"}


@pytest.mark.parametrize(
    ("option", "tags", "camera_fps", "edit_rates"),
    [(240.0, {}, None, ()), (None, FAST, None, ()), (None, {}, 240.0, ()), (None, {}, None, (0.125,)),
     (None, {FULL_RATE_TAG: "1"}, None, ()), (None, {}, None, ())],
)  # fmt: skip
def test_wherever_the_capture_rate_was_found_there_are_words_for_it(option, tags, camera_fps, edit_rates):
    found_by = find_speed(30.0, option, tags, camera_fps, edit_rates).source
    assert found_by in wording()["capture_rate"] and capture_rate_text(found_by) != found_by


def test_a_result_of_before_there_were_codes_keeps_its_words():
    assert capture_rate_text("container rate") == "container rate"
