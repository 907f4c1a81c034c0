"""Every exercise that a plan may hold is drawn, within its field and above the floor."""

from xml.etree import ElementTree

import pytest

from gaitcue.care.vocabulary import exercise_titles
from gaitcue.report.drawing.exercises import FLOOR, WIDTH, exercise_svg, figures, points_of


def test_every_exercise_has_a_figure_and_no_figure_is_left_over():
    assert figures().keys() == exercise_titles().keys()


@pytest.mark.parametrize("exercise", sorted(exercise_titles()))
def test_a_figure_lies_in_its_field_and_moves(exercise):
    points = list(points_of(exercise))
    assert all(0 <= x <= WIDTH and 0 <= y <= FLOOR for x, y in points)
    assert figures()[exercise]["start"] != figures()[exercise]["end"]
    drawn = ElementTree.fromstring(exercise_svg(exercise, "A & B"))
    assert drawn.find("{*}title").text == "A & B: start and end position"
    heads = drawn.findall("{*}circle")
    top = float(drawn.get("viewBox").split()[1])
    assert len(heads) == 2
    assert min(float(head.get("cy")) - float(head.get("r")) - 2 for head in heads) >= top, "who jumps keeps the head"
