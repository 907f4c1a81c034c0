"""What the commands print: results, the measure list, and a probe."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitcue.cli.terminal import bullet, screen
from gaitcue.report.wording.units import factor_of, spoken_unit

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from gaitcue.clinic import Decision, Triage
    from gaitcue.work.advise import Advised
    from gaitcue.work.probe import ClipProbe


def print_result(folder: Path) -> None:
    """The headline measures of a finished result and where the report lies."""
    result = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    console = screen()
    print_alarm(console, result.get("advice"))
    console.print(headline_table(result))
    for note in result["quality"]:
        # What a remark asks for is another recording, which waits where filming does; the report keeps it for later.
        if note["level"] != "info" and "filming" not in (result.get("advice") or {}).get("blocks", ()):
            console.print(bullet(note["text"]))
    console.print(f"Report: {folder / 'report.html'}", soft_wrap=True)


def print_alarm(console: Console, advice: dict[str, Any] | None) -> None:
    """What has to come first, above everything measured."""
    from gaitcue.report.wording.codes import said

    if advice is None:
        return
    urgent = advice["level"] in ("emergency", "same_day")
    for action in advice["actions"]:
        console.print(action, style="bold red" if urgent else "bold" if advice["blocks"] else None)
    if advice["asked"] != "asked":
        console.print(bullet(said("asked", advice["asked"])), style="bold")


def headline_table(result: dict[str, Any]) -> Table:
    """One row a measure, one column a leg; mean with its 95 % interval, a star where confidence is low."""
    from rich.table import Table

    from gaitcue.gait import MEASURES
    from gaitcue.gait.policy import HEADLINE

    rows = [r for r in result["measures"] if r["measure"] in HEADLINE]
    columns = list(dict.fromkeys(leg_name(r) for r in rows))
    table = Table(title=str(result["clip"].get("file", "")), title_justify="left", caption="* low confidence")
    for column in ("", *columns, "unit"):
        table.add_column(column, justify="right" if column in columns else "left")
    for measure in HEADLINE:
        cells = {leg_name(r): number(r) for r in rows if r["measure"] == measure}
        unit = next((r["unit"] for r in rows if r["measure"] == measure), "")
        table.add_row(MEASURES[measure].title_clinician, *(cells.get(c, "") for c in columns), spoken_unit(unit))
    return table


def leg_name(row: dict[str, Any]) -> str:
    return f"{row['side']} ({row['leg']})" if row["side"] and row["leg"] else row["side"] or row["leg"] or "both"


def number(row: dict[str, Any]) -> str:
    if row["mean"] is None:
        return "–"
    star = "" if row["status"] == "ok" else "*"
    mean, low, high = (f"{row[name] * factor_of(row['unit']):.1f}" for name in ("mean", "ci_low", "ci_high"))
    return f"{mean}{star} ({low} to {high})"


def print_comparison(folder: Path) -> None:
    """The headline changes of a comparison (both legs together where they are) and where it lies."""
    from rich.table import Table

    from gaitcue.gait import MEASURES

    result = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    console, table = screen(), Table(title=", ".join(result["runs"]), title_justify="left")
    for column in ("", "before", "after", "difference", "unit", "verdict"):
        table.add_column(column)
    for row in (r for r in result["changes"] if r["headline"] and r["leg"] in ("both", None)):
        if row["difference"] is None:
            continue
        title = MEASURES[row["measure"]].title_clinician
        table.add_row(title, *change_numbers(row), spoken_unit(row["unit"]), row["verdict"].replace("_", " "))
    console.print(table)
    for note in result["notes"]:
        console.print(bullet(note["text"]))
    console.print(f"Comparison: {folder / 'comparison.html'}", soft_wrap=True)


def change_numbers(row: dict[str, Any]) -> tuple[str, str, str]:
    """Before, after, and their difference with its 95 % interval, in the unit that is spoken."""
    factor = factor_of(row["unit"])
    interval = "" if row["ci_low"] is None else f" ({row['ci_low'] * factor:+.1f} to {row['ci_high'] * factor:+.1f})"
    return (
        f"{row['before'] * factor:.1f}",
        f"{row['after'] * factor:.1f}",
        f"{row['difference'] * factor:+.1f}{interval}",
    )


def print_cues(decision: Decision) -> None:
    """The cues worth trying, the visit step by step, and why the others are left out."""
    from rich.table import Table

    from gaitcue.clinic import cues
    from gaitcue.report.wording.codes import said
    from gaitcue.report.wording.trial_words import visit_steps

    console, table = screen(), Table(title="Worth trying", title_justify="left")
    print_first(console, decision.triage)
    for column in ("cue", "say (try with this)", "explain once with", "for", "against", "grade"):
        table.add_column(column)
    for offer in (offer for offer in decision.offers if offer.eligible):
        told = [cues()[name] for name in offer.cues]
        say, explain = (" ".join(getattr(cue, focus) for cue in told) for focus in ("external", "internal"))
        words = [", ".join(said("reason", code) for code in codes) for codes in (offer.reasons, offer.against)]
        words[0] += f" (rule {', '.join(offer.rules)})"
        table.add_row(f"{'Half of: ' * (offer.dose == 'half')}{offer.title}", say, explain, *words, offer.grade)
    if decision.protocol:
        console.print(table)
        for number, step in enumerate(visit_steps(decision.protocol), 1):
            console.print(f"{number}. {step}")
    else:
        console.print(said("no_cue", decision.no_cue or "nothing_left"))
    for code in decision.notes:
        console.print(bullet(said("note", code)))
    if not decision.triage.bars("cue_trial"):
        for offer in (offer for offer in decision.offers if not offer.eligible):
            shown = len(offer.cues) == 1 or offer.reasons[0].code in ("one_at_a_time", "made_worse")
            if shown and offer.reasons[0].code != "not_filmed":
                console.print(f"Not: {offer.title} ({said('reason', offer.reasons[0])})")


def print_first(console: Console, triage: Triage) -> None:
    """What has to come before anything else: the alarm first, then what was not asked."""
    from gaitcue.report.wording.codes import said

    style = "bold red" if triage.alarm else "bold" if triage.blocks else ""
    for action in triage.actions:
        console.print(action, style=style or None)
    for item in triage.raised:
        if item.cleared is None:
            continue
        what = item.text or said("raised", item.id)
        console.print(bullet(f"Cleared by {item.cleared.by}, {item.cleared.on.isoformat()}: {what}"))
        console.print(bullet(f"If it comes back: {item.action}"))
    if triage.asked != "asked":
        console.print(bullet(said("asked", triage.asked)), style="bold")
    for code in triage.contradictions:
        console.print(bullet(said("contradiction", code)))
    for entry, code in triage.ignored:
        console.print(bullet(f"Does not count: {said('ignored', code)} ({entry.on.isoformat()}, {entry.by!r})"))
    if triage.consider:
        names = "; ".join(said("consider", code) for code in triage.consider)
        console.print(f"A clinician will consider: {names}")


def print_questions() -> None:
    """The red-flag questions as a TOML file to fill in."""
    from datetime import date

    from gaitcue.clinic import answers_template

    print(answers_template(date.today()))


def print_advice(folder: Path, told: Advised) -> None:
    """The alarm first, then what to do, and where the page lies."""
    from gaitcue.report.pages.runner import runner_page

    console, page = screen(), runner_page(told.advice, told.findings, told.analysis)
    print_first(console, told.decision.triage)
    if not page.blocked:
        if page.lead not in told.advice.actions:
            console.print(page.lead, style="bold")
        cue = [page.cue.target, *page.cue.steps, *page.cue.stop] if page.cue else []
        exercises = [f"{item.title}: {item.dose}" for item in page.exercises]
        avoid = [f"Leave out for now: {'; '.join(page.avoid)}."] if page.avoid else []
        lines = [*cue, *page.load, *exercises, *avoid, *page.seat, *page.ready, *page.history, *page.again]
        lines = [line for line in lines if line not in told.advice.actions]
        for line in filter(None, lines):
            console.print(f"• {line}", soft_wrap=True)
    console.print(f"Page: {folder / 'advice.html'}", soft_wrap=True)


def print_triage(result: Triage) -> None:
    """What the answers mean."""
    print_first(screen(), result)
    if result.unanswered and result.asked != "not_asked":
        print(f"Not answered: {', '.join(result.unanswered)}")
    if result.blocks:
        print(f"Waits until somebody was seen and cleared: {', '.join(sorted(result.blocks)).replace('_', ' ')}.")
    elif result.level is None and result.asked == "asked":
        print("No red flag.")


def print_measures() -> None:
    from rich.table import Table

    from gaitcue.gait import MEASURES

    table = Table(title="Measures", title_justify="left")
    for column in ("id", "title", "unit", "at", "definition"):
        table.add_column(column)
    for m in MEASURES.values():
        table.add_row(m.id, m.title_clinician, m.unit, m.belongs_to, m.definition)
    screen().print(table)


def print_probe(probe: ClipProbe) -> None:
    from gaitcue.report.wording.sentences import capture_rate_text, note_text

    console, clip = screen(), probe.clip
    turned = f", rotated by {clip.rotation_deg}°" if clip.rotation_deg else ""
    console.print(
        f"{clip.path.name}: {clip.width}x{clip.height} px{turned}, {clip.codec}, "
        f"{clip.frames} frames, {clip.time_s[-1]:.1f} s"
    )
    console.print(f"recorded at {clip.capture_fps:.2f} fps ({capture_rate_text(clip.capture_fps_source)})")
    console.print(f"camera: {probe.scene.camera}")
    for note in probe.notes:
        console.print(bullet(note_text(note)))
    for status, words in (
        ("ok", "Can be measured"),
        ("low_confidence", "With wider error"),
        ("not_measurable", "Not at this frame rate"),
    ):
        ids = [m for m, s in probe.allows.items() if s == status]
        if ids:
            console.print(f"{words}: {', '.join(ids)}", soft_wrap=True)
