"""A cue trial: the trial file and its recordings in, a verdict per cue out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitcue.clinic import (
    Answers,
    Decision,
    Profile,
    Trial,
    TrialPlan,
    TrialResult,
    check_answers,
    decide,
    experience,
    judge_trial,
    next_step,
    read_profile,
    read_trial,
)
from gaitcue.clinic.decision import DEFAULT_PLAN
from gaitcue.clinic.trial import RETURN
from gaitcue.clinic.verdicts import barring, refuse_blocked
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis
from gaitcue.work.contract import TRIAL
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.person import conditions_of, read_red_flags, visit_of
from gaitcue.work.recording import Progress, silent

if TYPE_CHECKING:
    from gaitcue.work.compare import ComparedRun

ReadRun = Callable[[Path, str], Analysis]


def run_trial(
    trial_file: Path,
    *,
    profile: Profile | None = None,
    answers: Answers | None = None,
    today: date | None = None,
    options: AnalyzeOptions | None = None,
    load: ReadRun | None = None,
    progress: Progress = silent,
) -> TrialResult:
    """Read a trial, take its recordings (finished results are read, clips analysed) and judge every cue.

    Parameters
    ----------
    trial_file : TOML, see ``gaitcue.clinic.read_trial``
    profile : the person; without it the one that the trial file names
    answers : red flags; what they block stops the trial before any clip is analysed
    today : the day for which red flags are judged; the day of the visit unless told
    options : for clips that are not analysed yet
    load : how a recording becomes an analysis; tests give their own

    Raises
    ------
    BadOption : the trial or profile is wrong, or a take names no recording
    UnusableInput : cue trials are blocked, a recording cannot be used, or the runs cannot be compared
    """
    trial = read_trial(trial_file)
    profile = profile or (read_profile(trial.profile) if trial.profile else None)
    load = load or _loader(options, progress)
    return judged(trial, lambda: _recordings(trial, load), profile, answers, today=today)


def judged(
    trial: Trial,
    recordings: Callable[[], Mapping[str, Analysis]],
    profile: Profile | None,
    answers: Answers | None,
    *,
    today: date | None = None,
) -> TrialResult:
    """The verdict on each cue; what blocks refuses the trial before its recordings are looked at.

    Parameters
    ----------
    recordings : gives the analysis of each take by its name

    Raises
    ------
    BadOption : answers and profile contradict each other
    UnusableInput : cue trials are blocked, or the runs cannot be compared
    """
    check_answers(answers, profile)
    refuse_blocked(profile, answers, today or trial.on)
    return judge_trial(trial, recordings(), profile, answers, today=today)


def _loader(options: AnalyzeOptions | None, progress: Progress) -> ReadRun:
    from gaitcue.work.compare import take_run

    return lambda path, name: take_run(path, name, options, progress).analysis


def _recordings(trial: Trial, load: ReadRun) -> dict[str, Analysis]:
    nameless = next(
        (take.name for take in trial.takes.values() if take.recording is None and take.name != RETURN), None
    )
    if nameless:
        raise BadOption(f"The take {nameless!r} names no recording: give analysis = or clip = in the trial file.")
    return {name: load(take.recording, name) for name, take in trial.takes.items() if take.recording is not None}


def for_the_person(trial_file: Path, options: AnalyzeOptions | None) -> AnalyzeOptions:
    """Options for clips that are not analysed yet: height and painful side are those of the trial's profile."""
    trial, options = read_trial(trial_file), options or AnalyzeOptions()
    if trial.profile is None:
        return options
    return replace(options, conditions=conditions_of(read_profile(trial.profile), options.conditions))


def files_of(trial_file: Path) -> list[Path | None]:
    """Everything that a trial is made from."""
    trial = read_trial(trial_file)
    return [trial_file, trial.profile, *trial.earlier, *(take.recording for take in trial.takes.values())]


def trial_to_folder(
    trial_file: Path,
    out: Path | None = None,
    *,
    red_flags: Path | None = None,
    options: AnalyzeOptions | None = None,
    pdf: bool = False,
    blur_faces: bool = False,
    progress: Progress = silent,
) -> Path:
    """Judge a trial and write its folder: trial.html (and trial.pdf), the comparison, and trial.json last.

    Returns
    -------
    The folder: ``out``, or the file's name without its suffix + ``.gaitcue``.
    """
    from gaitcue.work.compare import take_run
    from gaitcue.work.folders.result_folder import default_folder, result_folder

    runs: list[ComparedRun] = []
    options = for_the_person(trial_file, options)

    def load(path: Path, name: str) -> Analysis:
        runs.append(take_run(path, name, options, progress))
        return runs[-1].analysis

    out = out or default_folder(trial_file)
    with result_folder(out, "trial", [red_flags, *files_of(trial_file)], [trial_file.name]) as folder:
        answers = read_red_flags(red_flags) if red_flags else None
        result = run_trial(trial_file, answers=answers, options=options, load=load, progress=progress)
        earlier = [read_trial(visit) for visit in result.trial.earlier]
        tell_trial(result, runs, folder, earlier=earlier, pdf=pdf, blur_faces=blur_faces, progress=progress)
    return out


def tell_trial(
    result: TrialResult,
    runs: Iterable[ComparedRun],
    folder: Path,
    *,
    earlier: Sequence[Trial] = (),
    pdf: bool = False,
    blur_faces: bool = False,
    progress: Progress = silent,
) -> None:
    """Write the files of a judged trial into a folder: the comparison, trial.html (trial.pdf), and trial.json last.

    Parameters
    ----------
    runs : every run that was judged, by its name
    earlier : trials of earlier visits; the trend of effort is shown over them
    """
    from gaitcue import report
    from gaitcue.work.compare import tell_comparison

    by_name = {run.name: run for run in runs}
    compared = [by_name[name] for name in result.comparison.names]
    tell_comparison(result.comparison, compared, folder, video=False, blur_faces=blur_faces, progress=progress)
    analyses, clips = [run.analysis for run in compared], [run.clip for run in compared]
    report.write_trial_report(result, analyses, clips, folder, earlier=earlier, pdf=pdf, blur_faces=blur_faces)
    write_trial(result, folder)


def offer_cues(
    profile: Path,
    result: Path | None = None,
    red_flags: Path | None = None,
    *,
    plan: TrialPlan = DEFAULT_PLAN,
    today: date | None = None,
) -> Decision:
    """What is decided about a person, before filming or on a finished result."""
    from gaitcue.work.results import read_result

    answers = read_red_flags(red_flags) if red_flags else None
    analysis, person = read_result(result) if result else None, read_profile(profile)
    check_answers(answers, person)
    if analysis is not None:
        analysis = replace(analysis, conditions=conditions_of(person, analysis.conditions))
    visit = visit_of(analysis) if analysis else None
    return decide(analysis, person, answers, today=today or date.today(), visit=visit, plan=plan)


def trial_json(result: TrialResult) -> dict[str, Any]:
    """The content of trial.json: verdicts best first, the next step, what to remember, and every change."""
    from gaitcue.work.results import note_json, with_reason

    triage = result.triage
    return {
        "schema": TRIAL.schema,
        "date": result.trial.on.isoformat(),
        "chosen": result.chosen.name if result.chosen else None,
        "verdicts": [{**asdict(verdict), "practise": verdict.practise} for verdict in result.verdicts],
        "next_step": asdict(next_step(result)),
        "remember": [tried.entry() for tried in experience(result)],
        "said": [asdict(reason) for reason in result.said],
        "triage": {"level": triage.level, "asked": triage.asked, "actions": barring(triage)},
        "changes": [with_reason(change) for change in result.comparison.changes],
        "notes": [note_json(note) for note in result.notes],
    }


def write_trial(result: TrialResult, folder: Path) -> Path:
    """Write trial.json into an existing folder; returns the file."""
    from gaitcue.work.results import plain

    file = folder / "trial.json"
    text = json.dumps(plain(trial_json(result)), indent=1, ensure_ascii=False, allow_nan=False)
    file.write_text(text, encoding="utf-8")
    return file
