import re

from gaitcue.report.drawing.panels import RIGHT
from gaitcue.report.drawing.progress import Aimed, Column, Mark, ProgressWords, progress_drawing

WORDS = ProgressWords(
    "all", "Steps", "Cadence", "with", "alone", "usual", "band", "kept", "without feedback, afterwards"
)
TRAINED = Column("1", "01.02.", False, Mark(0.9, 168.0, 166.0, 170.0), Mark(0.6, 165.0, 163.0, 167.0))
TEST = Column("at the end", "15.02.", True, None, Mark(0.8, 167.0, 165.0, 169.0))


def test_a_single_test_at_the_end_of_a_whole_course_keeps_its_title_within_the_picture():
    drawn = progress_drawing((*[TRAINED] * 8, TEST), Aimed(166.0, 170.0, 160.0), 0.8, WORDS)
    (title,) = re.findall(rf"<text[^>]*>{WORDS.tests}", drawn)
    assert 'text-anchor="end"' in title and f'x="{RIGHT:g}"' in title


def test_the_legend_shows_the_marks_that_are_drawn():
    drawn = progress_drawing((TRAINED,), Aimed(166.0, 170.0, 160.0), 0.8, WORDS)
    assert drawn.count("<circle") == 3, "two panels and the legend"
    assert len(re.findall(r'<rect[^>]*stroke-width="2"', drawn)) == 3
