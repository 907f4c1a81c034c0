"""The red-flag questionnaire as a file: the template is valid, and nothing lifts a block that should not."""

from datetime import date
from pathlib import Path

import pytest

from gaitcue.clinic import answers_template, questions, read_answers
from gaitcue.terms.errors import BadOption

TODAY = date(2026, 11, 29)
ANSWERED = {"on": date(2026, 11, 20), "answers": {"night_pain": True}}


def test_the_template_is_valid_as_it_comes_and_answers_nothing(tmp_path: Path):
    file = tmp_path / "red-flags.toml"
    file.write_text(answers_template(TODAY), encoding="utf-8")
    answers = read_answers(file, TODAY)
    assert (answers.on, dict(answers.answers), answers.cleared) == (TODAY, {}, ())
    file.write_text(file.read_text().replace("#night_pain = false", "night_pain = true"))
    assert dict(read_answers(file, TODAY).answers) == {"night_pain": True}


def test_the_template_holds_every_question():
    text = answers_template(TODAY)
    assert [question.id for question in questions() if f"# {question.text}\n#{question.id} = false" not in text] == []


def test_a_clearance_names_who_when_and_what():
    told = {**ANSWERED, "cleared": [{"on": "2026-11-22", "by": "Dr B", "clears": ["night_pain"]}]}
    (cleared,) = read_answers(told, TODAY).cleared
    assert (cleared.on, cleared.by, cleared.clears) == (date(2026, 11, 22), "Dr B", ("night_pain",))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cleared": [{"on": date(9999, 12, 31), "by": "Dr B"}]}, r"cleared\[1\].on is 9999-12-31: .* in the future"),
        ({"cleared": [{"on": date(2027, 5, 1), "by": "me"}]}, "in the future"),
        ({"cleared": [{"on": date(2026, 11, 22), "by": "-"}]}, "by is '-': write the name of the clinician"),
        ({"cleared": [{"on": date(2026, 11, 22)}]}, r"cleared\[1\].by is missing"),
        (
            {"cleared": [{"on": date(2026, 11, 22), "by": "Dr B", "clears": ["nightpain"]}]},
            "has 'nightpain': did you mean night_pain",
        ),
        ({"answers": {"night_pain": "no"}}, "answers.night_pain is 'no': write true or false"),
        ({"answers": {"nigth_pain": True}}, "'nigth_pain' in answers is not known; did you mean night_pain"),
        ({"answer": {}}, "'answer' is not known; did you mean answers"),
        ({"on": "2026-11-20T10:00:00"}, "on is '2026-11-20T10:00:00': write a date such as 2026-11-20"),
        ({"on": date(2026, 12, 20)}, "in the future"),
    ],
)
def test_what_cannot_be_is_one_line(changed, said):
    with pytest.raises(BadOption, match=said) as caught:
        read_answers({**ANSWERED, **changed}, TODAY)
    assert "\n" not in str(caught.value)


def test_a_date_with_a_time_is_refused_in_a_file(tmp_path: Path):
    file = tmp_path / "rf.toml"
    file.write_text('on = 2026-11-20T10:00:00\n[answers]\nnight_pain = true\n[[cleared]]\non = 2026-11-22\nby = "x"\n')
    with pytest.raises(BadOption, match=r"rf.toml: on is 2026-11-20T10:00:00: write a date such as 2026-11-20"):
        read_answers(file, TODAY)
