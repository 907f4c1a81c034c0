"""Whatever stands in a file: it is read with a meaning, or refused with one line. Nothing else ever happens."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitcue.clinic import Override, Profile, read_answers, read_overrides, read_profile, read_trial
from gaitcue.compare import compare
from gaitcue.pose.formats.marker_set import marker_set, read_marker_set
from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.terms.forms import form
from gaitcue.terms.typed import read_mapping
from gaitcue.work.advise import advice_json, advise
from gaitcue.work.compare import to_json as comparison_json
from gaitcue.work.contract import ADVICE, ANALYSIS, COMPARISON, TRIAL, check_schema, read_comparison, read_record
from gaitcue.work.corrections import CorrectionsFile, read_corrections
from gaitcue.work.options import options_from
from gaitcue.work.results import plain, to_json, with_track_units
from support import people
from support.mutations import mutated, places, spoiled

TODAY = date(2026, 11, 29)
RUN = replace(people.moved(0), clip=None)
PERSON = {
    "on": "2026-11-20", "age": 38, "height_cm": 175, "sports": ["running", "cycling"], "pain_now": 4, "novice": False,
    "wants": "hills", "medicines": ["painkiller"],
    "problems": [{"site": "proximal_hamstring", "side": "right", "months": 7, "sudden": False}],
    "surgeries": [{"site": "calf", "on": "2020-05-01", "running_cleared_on": "2020-09-01", "limits": "none"}],
    "tried": [{"cue": "glutes", "pain_change": -1, "effective": True}, {"cues": ["cadence_5", "glutes"]}],
    "treatments": [{"kind": "shockwave", "helped": False}], "imaging": [{"kind": "mri", "shows": "tendinopathy"}],
    "observed": {"thomas_test_deg": 5, "slump_positive": False},
}  # fmt: skip
ANSWERS = {
    "on": "2026-11-20",
    "answers": {"night_pain": True, "hot_limb": False},
    "cleared": [{"on": "2026-11-22", "by": "Dr B", "clears": ["night_pain"]}],
}
VISIT = {
    "date": "2026-11-20", "profile": "me.toml", "same_camera": True, "seed": 3, "earlier": ["visit-1.toml"],
    "baseline": {"analysis": "a.gaitcue", "pain": 3, "effort": 4},
    "condition": [{"name": "1 + 2", "cues": ["cadence_5", "glutes"], "clip": "b.mp4", "pain": 2, "awkwardness": 3}],
    "return_baseline": {"clip": "c.mp4", "pain": 3}, "next_day": {"pain": 3, "pain_before": 3},
}  # fmt: skip
MOVED = {
    "events": [{"action": "move", "type": "toe_off", "leg": "near", "frame": 41.5, "to_frame": 42.0}],
    "points": [{"name": "left_heel", "frame": 12, "x": 310.5, "y": 801.0}],
}
ENTRY = {
    "finding": "p1", "action": "reword", "reason": "seen", "who": "A. B.", "when": "2026-11-20T09:30:00+00:00",
    "text": "t",
}  # fmt: skip
MARKERS = {
    "name": "mine", "sides": {"left": "L", "right": "R"}, "points": {"heel": ["{S}CAL"], "toe": ["{S}TOE", "{S}MT5"]},
    "single_points": {"c7": ["C7"]}, "static": {"trial": "^(?P<subject>.+?)run.*$", "file": "{subject}static.c3d"},
    "clusters": [{"name": "foot", "markers": ["{S}CAL", "{S}TOE"], "carries": ["heel"]}],
    "beyond": {"toe": {"start": "heel", "share": 0.35}}, "standing_height_m": {"heel": 0.042},
}  # fmt: skip
TOLD = {
    "speed_kmh": 10.8, "height_cm": 175, "painful_side": "left", "shoe": "x", "capture_fps": 240.0, "preset": "fast",
    "stickers": ["asis=1,2@3"], "standing": "0-3", "start_s": 1.0, "end_s": 4.0, "person": 1, "corrections": "c.json",
    "profile": "p.toml", "surface": "treadmill",
}  # fmt: skip
RESULT = json.loads(json.dumps(to_json(RUN)))
RESULT |= {name: RESULT[name][:2] for name in ("events", "strides", "measures")}
CHANGED = json.loads(json.dumps(plain(comparison_json(compare([RUN, people.moved(1, cadence=170.0)], ["a", "b"])))))
CHANGED |= {"changes": CHANGED["changes"][:2], "curves": []}
JUDGED = {
    "schema": "gaitcue/trial/1", "date": "2026-11-20", "chosen": "b", "changes": CHANGED["changes"], "verdicts": [],
    "notes": [],
}  # fmt: skip


SAID = json.loads(json.dumps(advice_json(advise(read_profile(PERSON, TODAY), today=TODAY))))


def read_analysis(raw: Any) -> object:
    if not isinstance(raw, dict):
        raise BadOption("read_raw refuses it")
    check_schema(raw.get("schema"), ANALYSIS, "analysis.json")
    return read_record(with_track_units(raw, "analysis.json"), ANALYSIS, "analysis.json")


def as_mapping(read: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda raw: read(raw) if isinstance(raw, dict) else None


READERS: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "person": (PERSON, lambda raw: read_profile(raw, TODAY)),
    "answers": (ANSWERS, lambda raw: read_answers(raw, TODAY)),
    "trial file": (VISIT, lambda raw: read_trial(raw, TODAY)),
    "corrections": (MOVED, lambda raw: read_mapping(raw, CorrectionsFile, "corrections.json")),
    "override": (ENTRY, lambda raw: read_mapping(raw, Override, "log")),
    "marker set": (MARKERS, lambda raw: read_marker_set(raw, "mine.toml")),
    "options": (TOLD, as_mapping(options_from)),
    "analysis": (RESULT, read_analysis),
    "comparison": (CHANGED, lambda raw: read_record(raw, COMPARISON, "comparison.json")),
    "advice": (SAID, lambda raw: read_record(raw, ADVICE, "advice.json")),
    "trial": (JUDGED, lambda raw: read_record(raw, TRIAL, "trial.json")),
}
KINDS = pytest.mark.parametrize("kind", list(READERS))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def refusal(read: Callable[[Any], object], raw: Any) -> str | None:
    """The line by which it is refused; None when it is accepted."""
    try:
        read(raw)
    except GaitcueError as refused:
        assert len(str(refused).splitlines()) == 1
        assert len(str(refused)) < 1000
        return str(refused)
    return None


@KINDS
def test_the_valid_file_is_accepted(kind):
    valid, read = READERS[kind]
    assert refusal(read, copy.deepcopy(valid)) is None


@KINDS
@QUICK
@given(data=st.data())
def test_a_mutation_is_accepted_or_refused_in_one_line(kind, data):
    valid, read = READERS[kind]
    refusal(read, data.draw(mutated(valid)))


@pytest.mark.parametrize("kind", [kind for kind in READERS if kind not in ("override", "options")])
@QUICK
@given(data=st.data())
def test_a_name_that_nobody_knows_is_refused_wherever_it_stands(kind, data):
    valid, read = READERS[kind]
    open_tables = {"inputs", "provenance", "clip", "sources", "answers", "values"}
    tables = [path for path in places(valid) if isinstance(_at(valid, path), dict) and not open_tables & set(path)]
    raw = copy.deepcopy(valid)
    _at(raw, data.draw(st.sampled_from(tables)))["zz_unheard_of"] = 1
    assert "zz_unheard_of" in (refusal(read, raw) or "accepted")


def _at(tree: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


@pytest.mark.parametrize("field", [one for one in form(Profile) if "." not in one.name], ids=lambda one: one.name)
@pytest.mark.parametrize("wrong", ["no", True, 12, [1], {"a": 1}, "2026-11-20"], ids=repr)
def test_no_field_of_a_person_takes_a_value_of_another_kind(field, wrong):
    right = {
        "yes or no": bool, "number": int, "date": str, "text": str, "record": dict,
    }[field.kind]  # fmt: skip
    fits = type(wrong) is (list if field.many else right) and not (field.kind == "date" and wrong == "no")
    said = refusal(lambda raw: read_profile(raw, TODAY), {"on": "2026-11-20"} | {field.name: wrong})
    assert fits or said is not None


@QUICK
@given(data=st.data())
def test_what_was_accepted_reads_back_the_same(data):
    try:
        profile = read_profile(data.draw(mutated(PERSON)), TODAY)
    except BadOption:
        return
    told = asdict(profile)
    for tried in told["tried"]:
        tried.pop("cue")
    assert read_profile(told, TODAY) == profile


FILES: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "person": ("person.toml", (Path("docs/examples/person.toml")).as_posix(), read_profile),
    "answers": ("red-flags.toml", "docs/examples/red-flags.toml", read_answers),
    "trial file": ("trial.toml", "docs/examples/trial.toml", read_trial),
    "marker set": ("mine.toml", "src/gaitcue/pose/formats/marker_sets/rbds.toml", lambda path: marker_set(str(path))),
}
WRITTEN: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "corrections": ("corrections.json", json.dumps(MOVED), read_corrections),
    "overrides": ("log.jsonl", f"{json.dumps(ENTRY)}\n{json.dumps(ENTRY)}\n", read_overrides),
    "comparison": ("comparison.json", json.dumps(CHANGED), lambda path: read_comparison(path.parent)),
}
ROOT = Path(__file__).parents[2]
TEXTS = {kind: (name, (ROOT / file).read_text("utf-8"), read) for kind, (name, file, read) in FILES.items()} | WRITTEN


@pytest.mark.parametrize("kind", list(TEXTS))
@QUICK
@given(data=st.data())
def test_a_spoiled_file_is_accepted_or_refused_in_one_line(kind, data, tmp_path_factory):
    name, text, read = TEXTS[kind]
    file = tmp_path_factory.mktemp("spoiled") / name
    file.write_bytes(data.draw(spoiled(text)))
    refusal(read, file)


@pytest.mark.parametrize("schema", [f"gaitcue/{'9' * 5000}/1", f"gaitcue/comparison/{'9' * 5000}", "gaitcue/trial/1"])
def test_a_file_of_another_kind_is_refused_however_long_its_name(schema):
    said = refusal(lambda told: check_schema(told, COMPARISON, "comparison.json"), schema)
    assert re.search("(not a|it is no) gaitcue comparison", said or "accepted")


@pytest.mark.parametrize("kind", list(TEXTS))
def test_a_byte_order_mark_and_windows_line_ends_are_read(kind, tmp_path):
    name, text, read = TEXTS[kind]
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert refusal(read, tmp_path / name) is None


@pytest.mark.parametrize("kind", list(TEXTS))
@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000, b"a." * 20_000 + b"b = 1", b"x = " + b"[" * 5000, b'{"a":' * 5000, b"\xff\xfe",
        b"{" * 9999 + b"}" * 9999,
    ],
    ids=["brackets", "dots", "nested", "braces", "utf-16", "closed"],
)  # fmt: skip
def test_nesting_without_end_is_one_line(kind, content, tmp_path):
    name, _, read = TEXTS[kind]
    (tmp_path / name).write_bytes(content)
    assert refusal(read, tmp_path / name) is not None


@pytest.mark.parametrize("kind", [kind for kind in TEXTS if kind not in ("comparison", "overrides")])
def test_a_folder_or_nothing_in_place_of_the_file_is_one_line(kind, tmp_path):
    name, _, read = TEXTS[kind]
    assert refusal(read, tmp_path / name) is not None
    (tmp_path / name).mkdir()
    assert "folder" in (refusal(read, tmp_path / name) or "")
