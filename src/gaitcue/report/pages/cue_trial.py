"""A cue trial as a report: one page for the runner, then ranking, reasons and every change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gaitcue.clinic import CueVerdict, Trial, TrialResult, closing_text, cues, effort_trend
from gaitcue.clinic.tables import setting, source_text, table
from gaitcue.clinic.trial import BASELINE, RETURN, Condition, Take
from gaitcue.report.drawing.figures import Picture
from gaitcue.report.drawing.scores import score_bars, trend_line
from gaitcue.report.frames.keyframes import FrameSource
from gaitcue.report.pages.advised import stopping_rules
from gaitcue.report.pages.before_after import before_after_drawing
from gaitcue.report.pages.changes import VERDICTS_EXPLAINED, ChangeRow, change_rows
from gaitcue.report.pages.gallery import Panel
from gaitcue.report.pages.model import CHECK_OUT_NOW, CHECK_OUT_SOON
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.spelled import Spell, for_runner, sentence, speller
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis, Conditions, Note

VERDICT_WORDS: Final = {
    "keep": "keep",
    "reject": "reject",
    "change_wording": "change the wording",
    "cannot_tell": "cannot tell",
}
SURVIVAL_WORDS: Final = {
    "survives": "confirmed the next morning",
    "dropped": "dropped after the next morning",
    "awaited": "next morning awaited",
    "not_kept": "",
}
OTHER_WORDS: Final = {
    "keep": "also suits you",
    "reject": "not for you",
    "change_wording": "not yet",
    "cannot_tell": "cannot tell",
}
TAKE_WORDS: Final = {BASELINE: "as usual", RETURN: "as usual again"}
SCORES: Final = (("pain", "Pain"), ("effort", "Effort"), ("awkwardness", "Awkwardness"))


@dataclass(frozen=True, slots=True)
class Saying:
    """One cue in the words to practise with, and those to explain it once with."""

    title: str
    say: str
    explain: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The chosen condition, for the runner."""

    sayings: tuple[Saying, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankRow:
    """One condition in the ranking."""

    name: str
    cues: str
    verdict: str
    verdict_words: str
    survival: str
    pain: str
    effort: str
    awkwardness: str
    reasons: tuple[str, ...]
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    judged_by: str
    evidence: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChangesOf:
    """Measures of one take against the baseline."""

    name: str
    headline: tuple[ChangeRow, ...]
    others: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Effort of one condition over the visits."""

    name: str
    chart: str
    text: str


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What a reader of a trial sees, in order."""

    title: str
    lead: str
    chips: tuple[str, ...]
    kept: Kept | None
    others: tuple[tuple[str, str, str], ...]
    """(condition, what became of it, why)"""
    picture: Picture | None
    picture_title: str
    scores: tuple[Panel, ...]
    steps: tuple[str, ...]
    ranking: tuple[RankRow, ...]
    changes: tuple[ChangesOf, ...]
    trends: tuple[Trend, ...]
    notes: tuple[Note, ...]
    stopping: tuple[str, ...]
    explained: str
    check_out_now: tuple[str, ...]
    check_out_soon: tuple[str, ...]
    safety: str
    provenance: tuple[tuple[str, str], ...]


def build_trial_report(
    result: TrialResult,
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    *,
    earlier: Sequence[Trial] = (),
    blur_faces: bool = False,
    catalog: Catalog = registry,
) -> TrialReport:
    """Make the report model of a judged trial.

    Parameters
    ----------
    analyses, sources : one for each run, in the order of ``result.comparison.names``
    earlier : earlier visits, for the trend of effort
    """
    told = analyses[0].conditions
    spell, plainly = speller(catalog, told), speller(catalog, told, runner=True)
    shown = result.chosen or next(iter(result.verdicts), None)
    return TrialReport(
        title=f"{result.trial.on:%d %B %Y}",
        lead=_lead(result),
        chips=tuple(_chips(result, analyses[0])),
        kept=_kept(result.chosen, result.trial, catalog, told) if result.chosen else None,
        others=tuple(_other(v, plainly) for v in result.verdicts if v is not result.chosen),
        picture=_picture(result, shown, analyses, sources, blur_faces, catalog),
        picture_title=f"As usual, and with “{shown.name}”" if shown else "",
        scores=tuple(_scores(result)),
        steps=tuple(_steps(result)),
        ranking=tuple(_rank_row(v, result, spell) for v in result.verdicts),
        changes=tuple(_changes(result, name, analyses[0], catalog) for name in result.comparison.names[1:]),
        trends=tuple(_trends(result, earlier)),
        notes=result.notes,
        stopping=stopping_rules(),
        explained=VERDICTS_EXPLAINED,
        check_out_now=CHECK_OUT_NOW,
        check_out_soon=CHECK_OUT_SOON,
        safety=closing_text(),
        provenance=tuple(words.flattened(result.comparison.provenance)),
    )


# --- for the runner --------------------------------------------------------------------------------------------------


def _lead(result: TrialResult) -> str:
    chosen = result.chosen
    if chosen is None:
        dropped = any(v.survival == "dropped" for v in result.verdicts)
        return "No cue of this visit is kept" + (": the next morning spoke against it." if dropped else ".")
    titles = [_title(name) for name in chosen.cues]
    return f"{'Suits you' if chosen.survival == 'survives' else 'Suits you so far'}: {' together with '.join(titles)}."


def _title(cue: str) -> str:
    title = cues()[cue].title.replace(": ", ", ")
    return title[:1].lower() + title[1:]


def _chips(result: TrialResult, first: Analysis) -> Iterator[str]:
    speed = first.conditions.speed_kmh
    yield f"{result.trial.on:%d %B %Y}"
    if speed is not None:
        yield f"{speed:g} km/h"
    yield f"{words.plural(len(result.verdicts), 'cue condition')} tried"


def _kept(chosen: CueVerdict, trial: Trial, catalog: Catalog, told: Conditions) -> Kept:
    sayings = (Saying(cues()[c].title, cues()[c].external, cues()[c].internal) for c in chosen.cues)
    moved = [catalog(measure, told).title_runner for measure in chosen.moved]
    return Kept(tuple(sayings), tuple(_why(chosen, trial, moved)))


def _why(verdict: CueVerdict, trial: Trial, moved: Sequence[str]) -> Iterator[str]:
    """The reasons in the runner's words: symptoms first, then what moved, then the price."""
    take = trial.takes[verdict.name]
    if verdict.pain_change is not None:
        yield _from_to("Pain", trial.baseline.pain, take.pain)
    if moved:
        yield sentence(f"changed as wanted: {'; '.join(title[:1].lower() + title[1:] for title in moved)}")
    for pro in verdict.pros:
        if pro.startswith("may ease"):
            yield sentence(for_runner(pro))
    if verdict.effort_change is not None:
        text = _from_to("Effort", trial.baseline.effort, take.effort)
        yield text + (" It often falls with practice." if verdict.effort_change > 0 else "")


def _from_to(what: str, before: float | None, after: float | None) -> str:
    if before is None or after is None or before == after:
        return f"{what} stayed the same."
    return f"{what} {'fell' if after < before else 'rose'} from {before:g} to {after:g} out of 10."


def _other(verdict: CueVerdict, spell: Spell) -> tuple[str, str, str]:
    """Why not this one: the reason that decided."""
    name = f"{verdict.name} ({' together with '.join(_title(cue) for cue in verdict.cues)})"
    if verdict.survival == "dropped":
        return name, "dropped", sentence(spell(verdict.reasons[-1]))
    if verdict.verdict == "keep":
        return name, OTHER_WORDS["keep"], "It came second: less relief, a smaller change, or more effort."
    return name, OTHER_WORDS[verdict.verdict], sentence(spell(verdict.reasons[0]))


def _picture(
    result: TrialResult,
    shown: CueVerdict | None,
    analyses: Sequence[Analysis],
    sources: Sequence[FrameSource | None],
    blur_faces: bool,
    catalog: Catalog,
) -> Picture | None:
    """The baseline beside the chosen cue (else the best ranked); none when the runs show different legs."""
    if shown is None:
        return None
    at = result.comparison.names.index(shown.name)
    leg = "near" if analyses[0].view.near_side else analyses[0].conditions.painful_side
    try:
        return before_after_drawing(
            (analyses[0], analyses[at]),
            (sources[0], sources[at]),
            "left" if leg in (None, "both") else leg,  # type: ignore[arg-type]
            "initial_contact",
            names=("as usual", "with the cue"),
            blur_faces=blur_faces,
            catalog=catalog,
        )
    except BadOption:
        return None


def _scores(result: TrialResult) -> Iterator[Panel]:
    """Pain, effort and awkwardness of every take, where at least one was told."""
    chosen = result.chosen.name if result.chosen else None
    takes = [(TAKE_WORDS.get(name, name), take, name == chosen) for name, take in result.trial.takes.items()]
    for field, title in SCORES:
        rows = [(name, _score(take, field), best) for name, take, best in takes]
        if field == "awkwardness":
            rows = [row for row, (_, take, _) in zip(rows, takes, strict=True) if take.name not in TAKE_WORDS]
        if any(score is not None for _, score, _ in rows):
            yield Panel(title, "0 to 10", score_bars(title, rows))


def _score(take: Take, field: str) -> float | None:
    return {"pain": take.pain, "effort": take.effort, "awkwardness": take.awkwardness}[field]


def _steps(result: TrialResult) -> Iterator[str]:
    """What to do next, after the 24-hour response."""
    chosen = result.chosen
    worse, now = setting("trial", "next_day_worse"), setting("trial", "pain_worse")
    if chosen is None:
        yield from _steps_without(result)
        return
    if chosen.survival == "awaited":
        yield "Tomorrow morning, do the same everyday task as this morning and note the pain, 0 to 10."
        yield f"If it is {worse:g} or more worse than this morning, leave the cue out and tell your clinician."
        yield "If not, the cue is confirmed: enter both numbers and judge the trial again."
    else:
        yield "The next morning was fine, so the cue is confirmed."
    yield "Practise with the words above; now and then run without thinking of them and see whether the change stays."
    weeks = int(table("rules")["stopping"]["review_weeks"]["value"])
    yield f"Stop it if the pain rises by {now:g} or more while running."
    yield f"Film again after {weeks} weeks, at the same speed."


def _steps_without(result: TrialResult) -> Iterator[str]:
    said = {v.verdict for v in result.verdicts}
    yield "Run as you usually do; do not practise a cue of this visit."
    if "change_wording" in said:
        yield "Next visit: the same aim in other words, or another kind of cue, rather than more of the same."
    if "cannot_tell" in said:
        yield "What could not be told needs a new recording or the missing answers: the notes below say which."
    if any(v.survival == "dropped" for v in result.verdicts):
        yield "Wait until the pain is back to where it was before trying anything else."
    yield "Talk it over with your clinician: the way you run may not be what has to change."


# --- for the clinician -----------------------------------------------------------------------------------------------


def _rank_row(verdict: CueVerdict, result: TrialResult, spell: Spell) -> RankRow:
    condition = next(c for c in result.trial.conditions if c.name == verdict.name)
    base, take = result.trial.baseline, condition.take
    return RankRow(
        name=verdict.name,
        cues=_spoken(condition),
        verdict=verdict.verdict,
        verdict_words=VERDICT_WORDS[verdict.verdict],
        survival=SURVIVAL_WORDS[verdict.survival],
        pain=_pair(base.pain, take.pain),
        effort=_pair(base.effort, take.effort),
        awkwardness=words.MISSING if take.awkwardness is None else f"{take.awkwardness:g}",
        reasons=_lines(verdict.reasons, spell),
        pros=_lines(verdict.pros, spell),
        cons=_lines(verdict.cons, spell),
        judged_by=sentence(spell(verdict.judged_by)),
        evidence="; ".join(f"{cues()[c].grade}: {source_text(cues()[c].sources)}" for c in verdict.cues),
        chosen=verdict is result.chosen,
    )


def _lines(texts: Sequence[str], spell: Spell) -> tuple[str, ...]:
    return tuple(words.capital(spell(text)) for text in dict.fromkeys(texts))


def _spoken(condition: Condition) -> str:
    """The cues of a condition with the wording that was said."""
    return "; ".join(
        f"{cues()[c].title} (“{cues()[c].internal if condition.wording == 'internal' else cues()[c].external}”)"
        for c in condition.cues
    )


def _pair(before: float | None, after: float | None) -> str:
    told = [words.MISSING if score is None else f"{score:g}" for score in (before, after)]
    return f"{told[0]} → {told[1]}"


def _changes(result: TrialResult, name: str, first: Analysis, catalog: Catalog) -> ChangesOf:
    rows = [change_rows(result.comparison, name, first, catalog, headline=headline) for headline in (True, False)]
    return ChangesOf(TAKE_WORDS.get(name, name), rows[0], rows[1])


def _trends(result: TrialResult, earlier: Sequence[Trial]) -> Iterator[Trend]:
    """Only conditions that were tried on more than one visit."""
    for condition in result.trial.conditions:
        trend = effort_trend([*earlier, result.trial], condition.cues)
        if len(trend.changes) > 1:
            text = trend.text.replace("-", words.MINUS)
            yield Trend(condition.name, trend_line(condition.name, trend.changes), text)
