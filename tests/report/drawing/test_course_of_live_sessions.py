from gaitcue.report.drawing.course import Beside, CourseWords, ShareMark, WeekBar, course_drawing

WORDS = CourseWords("all", "felt", "pain", "effort", "cues", live="Live sessions", shown="with", unseen="without")


def marks(drawn: str, fill: str) -> list[float]:
    """Heights of the circles of a session, which are larger than those of a legend."""
    found = [part for part in drawn.split("<circle")[1:] if f'fill="{fill}"' in part and 'stroke-width="1.5"' in part]
    return [float(part.split('cy="')[1].split('"')[0]) for part in found]


def test_sessions_stand_on_the_axis_with_feedback_full_and_without_it_as_a_ring():
    sessions = (ShareMark(738000, 0.9, None), ShareMark(738002, 0.8, 0.4))
    drawn = course_drawing((), (), (), WORDS, Beside(live=sessions))
    shown, unseen = marks(drawn, "#3f7d58"), marks(drawn, "#ffffff")
    assert len(shown) == 2 and len(unseen) == 1
    assert shown[0] < shown[1] < unseen[0], "the higher the share, the higher the mark"
    assert "Live sessions" in drawn and "without" in drawn


def test_without_a_session_there_is_no_panel():
    assert "Live sessions" not in course_drawing((), (), (), WORDS, Beside(weeks=(WeekBar(738000, 20.0, 0.0),)))
