"""The commands about a person: cues, advice without a clip, red flags, and a clinician's log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gaitcue.cli.terminal import say


def cues(
    profile: Annotated[Path, typer.Argument(help="The person (TOML).")],
    result: Annotated[Path | None, typer.Option(help="A finished analysis of this runner.")] = None,
    red_flags: Annotated[Path | None, typer.Option(help="Answers to `gaitcue red-flags` (TOML).")] = None,
    protocol: Annotated[str, typer.Option(help="one (a cue today) or long (up to three).")] = "one",
    seed: Annotated[int, typer.Option(help="Fixes the random order of a long visit.")] = 0,
) -> None:
    """Offer the cues worth trying for this person, with their wording and what speaks against them."""
    from gaitcue.cli.terminal_tables import print_cues
    from gaitcue.clinic import TrialPlan
    from gaitcue.work.options import check_choice
    from gaitcue.work.trial import offer_cues

    check_choice("--protocol", protocol, ("one", "long"))
    plan = TrialPlan("long" if protocol == "long" else "one", seed)
    print_cues(offer_cues(profile, result, red_flags, plan=plan))


def person(
    profile: Annotated[Path, typer.Argument(help="The person (TOML).")],
    red_flags: Annotated[Path | None, typer.Option(help="Answers to `gaitcue red-flags` (TOML).")] = None,
    result: Annotated[
        Path | None, typer.Option(help="A finished analysis of this runner; its video is not analysed again.")
    ] = None,
    overrides: Annotated[Path | None, typer.Option(help="A clinician's log of overridden findings.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder [PROFILE without its suffix + .gaitcue].")] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also write advice.pdf.")] = False,
) -> None:
    """Write what a person can do: without a clip, without running, or on a finished result."""
    from gaitcue.cli.terminal_tables import print_advice
    from gaitcue.work.advise import advise_to_folder
    from gaitcue.work.options import PersonFiles

    files = PersonFiles(profile, red_flags, overrides)
    folder, told = advise_to_folder(profile, out, files, result=result, pdf=pdf)
    print_advice(folder, told)


def red_flags(
    answers: Annotated[Path | None, typer.Argument(help="Answers (TOML); without it the questions are listed.")] = None,
    profile: Annotated[Path | None, typer.Option(help="The person (TOML), judged together with the answers.")] = None,
) -> None:
    """List the red-flag questions as a file to fill in, or judge the answers."""
    from gaitcue.cli.terminal_tables import print_questions, print_triage
    from gaitcue.work.person import triage_of

    if answers is None:
        print_questions()
    else:
        print_triage(triage_of(answers, profile))


def override(
    log: Annotated[Path, typer.Argument(help="The clinician's log; one line is added, nothing in it changes.")],
    finding: Annotated[str, typer.Argument(help="Id of the finding, as in the report.")],
    action: Annotated[str, typer.Option(help="accept, dismiss or reword.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    who: Annotated[str, typer.Option(help="Who decides.")],
    text: Annotated[str, typer.Option(help="The new wording, with --action reword.")] = "",
) -> None:
    """Log a clinician's decision about a finding; give the log to analyze with --overrides."""
    from gaitcue.work.person import note_override

    torn = note_override(log, finding, action, reason, who, text)
    if torn:
        say(f"an entry that was never finished stood at the end of {log} and was taken out: {torn}")
    say(f"logged in {log}")
