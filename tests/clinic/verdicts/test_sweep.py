"""Every combination of pain, measure, effort, return baseline and next morning: what is said never disagrees."""

import itertools
import re

import pytest

from gaitcue.clinic import experience, judge_trial, next_step, read_trial
from gaitcue.clinic.verdicts import MEANINGS
from gaitcue.report.pages.cue_trial import build_trial_report
from support.cases import REACHING, TODAY, gait, person, pht

PAIN = {"fell": 2, "same": 4, "rose": 5, "over": 6, "untold": None}
"""with the cue; 4 as usual"""
CADENCE = {"as_asked": 168.0, "none": 160.0, "wrong": 150.0, "too_much": 184.0}
EFFORT = {"same": 3, "hard": 6}
BACK = {
    "none": None,
    "back": (4, 160.0),
    "as_with_the_cue": (4, 168.0),
    "worse": (5, 160.0),
    "warmed_up": (2, 160.0),
}
MORNING = {"awaited": None, "fine": 2, "worse": 4}
"""2 the morning before"""
RUNS = {spm: gait(seed=int(spm), **REACHING | {"cadence": spm}) for spm in {*CADENCE.values(), 160.0}}
BASE = gait(**REACHING | {"cadence": 160.0})
PRACTISE_LEADS = {"full": "Keep this one", "half": "Do half", "short": "Use this one in short blocks"}
PRACTICE = {"runs", "runs_half", "runs_held", "blocks", "fade"}
ONCE_MORE = {"repeat_metronome", "again_with", "shorter_next_time"}
REACHING_ALL = (("none", "awaited"), ("as_with_the_cue", "awaited"))
COMBINATIONS = list(itertools.product(PAIN, CADENCE, EFFORT, BACK, MORNING))


def judged(pain, cadence, effort, back, morning):
    told = {
        "date": TODAY,
        "baseline": {"pain": 4, "effort": 3},
        "condition": [{"cues": ["cadence_5"], "name": "cued", "pain": PAIN[pain], "effort": EFFORT[effort]}],
    }
    runs = {"baseline": BASE, "cued": RUNS[CADENCE[cadence]]}
    if BACK[back]:
        told["return_baseline"] = {"pain": BACK[back][0], "effort": 3}
        runs["return baseline"] = RUNS[BACK[back][1]]
    if MORNING[morning]:
        told["next_day"] = {"pain": MORNING[morning], "pain_before": 2}
    result = judge_trial(read_trial(told), runs, person(pht()))
    page = build_trial_report(result, [runs[name] for name in result.comparison.names], [None] * len(runs))
    return result, next_step(result), page


def runner_text(page):
    parts = [page.lead, page.asked, *page.alarm, *page.steps, page.no_picture]
    parts += [text for cue in page.why for text in (cue.title, cue.word, *cue.lines)]
    if page.practice:
        parts += [page.practice.target, *(text for s in page.practice.sayings for text in (s.title, s.say, s.explain))]
    return " ".join(parts)


def contradictions(case, result, step, page):
    """What does not fit together, in words."""
    pain, cadence, _effort, back, morning = case
    (verdict,), (memory,) = result.verdicts, experience(result)
    codes = {item.code for item in step.steps}
    practised, text = verdict.practise != "none", runner_text(page)
    checks = {
        "kept above the ceiling": not (pain == "over" and (practised or verdict.verdict != "stop")),
        "kept though the pain rose": not (practised and (pain in ("rose", "over") or back == "worse")),
        "kept though the pain was not told": not (practised and pain == "untold"),
        "kept with too large a dose": not (practised and cadence == "too_much"),
        "kept after a bad morning": not (practised and morning == "worse"),
        "the wrong way is not said": cadence != "wrong" or practised is False,
        "no change shown of what changed": verdict.verdict != "change_wording" or cadence == "none",
        "chosen and practised differ": (result.chosen is verdict) == practised,
        "next step and practice differ": bool(step.cues) == practised == (page.practice is not None),
        "practice lines of what is not practised": practised or not PRACTICE & codes,
        "do not practise, of what is practised": not (practised and "do not practise" in text),
        "half of it grows": verdict.practise != "half" or "runs" not in codes,
        "tried again, and given up": not ("talk" in codes and codes & ONCE_MORE),
        "lead and practice differ": any(page.lead.startswith(w) for w in PRACTISE_LEADS.values()) == practised,
        "lead names another share": not practised or page.lead.startswith(PRACTISE_LEADS[verdict.practise]),
        "nothing to do": bool(page.steps or page.alarm),
        "remembered as effective though not judged so": memory.effective is not True or cadence == "as_asked",
        "practised but not remembered": not (verdict.practise in ("full", "half") and memory.effective is not True),
        "rise forgotten": pain not in ("rose", "over") or memory.pain_change >= 1,
        "relief remembered that is not the cue's": (memory.pain_change or 0) >= 0 or (practised and verdict.responder),
        "bad morning forgotten": verdict.survival != "dropped" or memory.pain_change >= 2,
        "relief not said": pain != "fell" or verdict.verdict == "stop" or "pain fell" in text,
        "relief said though none": pain == "fell" or "pain fell" not in text,
        "suits, though not practised": practised or "Suits you" not in text,
        "an id or a hole in a sentence": not re.search(r"[a-z]_[a-z0-9]|None|Reason|\{|\bnan\b|\(P\d", text),
        "clicks without a metronome": "clicks" not in text or (page.practice is not None and page.practice.target),
    }  # fmt: skip
    return [name for name, fine in checks.items() if not fine]


@pytest.mark.parametrize("pain", PAIN)
def test_verdict_words_next_step_and_memory_agree(pain):
    cases = [case for case in COMBINATIONS if case[0] == pain]
    found = {case: wrong for case in cases if (wrong := contradictions(case, *judged(*case)))}
    assert len(cases) == 120
    assert not found


def test_each_verdict_is_reached():
    words = {judged(*case)[0].verdicts[0].verdict for case in COMBINATIONS if case[3:] in REACHING_ALL}
    assert words == set(MEANINGS)
