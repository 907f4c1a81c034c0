"""What ``gaitcue trial`` prints: what to mind first, each verdict with its reasons in words, and the next step."""

from gaitcue.cli.trial_table import print_trial
from gaitcue.work.trial import write_trial
from support import people


def printed(result, folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    write_trial(result, folder)
    print_trial(folder)
    return capsys.readouterr().out


def test_the_physio_reads_verdicts_in_words_and_the_next_step(tmp_path, capsys, monkeypatch):
    result, _ = people.trial()
    said = printed(result, tmp_path, capsys, monkeypatch)
    assert said.index("red-flag questions were not asked") < said.index("Cue trial of 2026-03-01")
    assert "Pain fell from 4 to 2." in said
    assert "Practise: “Shorter, faster steps”, 160 to 168 steps a minute" in said
    assert "1. Practise it on 3 or 4 runs a week" in said
    assert "cadence_5" not in said
    assert "_" not in said.replace(str(tmp_path), "")


def test_a_stopped_visit_prints_the_alarm_and_no_practice(tmp_path, capsys, monkeypatch):
    conditions = [people.VISIT["condition"][0] | {"pain": 7}, people.VISIT["condition"][1]]
    result, _ = people.trial(visit=people.VISIT | {"condition": conditions})
    said = printed(result, tmp_path, capsys, monkeypatch)
    assert said.startswith("Stop running for today")
    assert "Practise" not in said


def test_names_from_the_file_are_printed_as_they_are(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    file = write_trial(people.trial()[0], tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace('"quicker"', '"[/b] quicker"'), encoding="utf-8")
    print_trial(tmp_path)
    assert "[/b] quicker" in capsys.readouterr().out
