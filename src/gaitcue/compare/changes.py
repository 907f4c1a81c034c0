"""Two or more analyses of one person -> what changed, row by row, each later run against the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gaitcue.compare.comparable import (
    Limits,
    Refusal,
    capture_fps,
    check_number,
    check_persons,
    comparability_notes,
    refusals,
)
from gaitcue.compare.curves import compare_curves
from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.compare.recording_errors import Occasion, half_width, shared_variance
from gaitcue.compare.records import Change, Comparison
from gaitcue.compare.rule import DifferenceEvidence, explain, holm, verdict, weigh
from gaitcue.gait.autocorrelation import RunMean, lag_one_correlation, pooled, run_mean
from gaitcue.gait.policy import HEADLINE
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.quantiles import Z95
from gaitcue.terms.records import Analysis, Note, Summary, note

Key = tuple[str, str | None]


def compare(
    analyses: Sequence[Analysis],
    names: Sequence[str] | None = None,
    *,
    occasion: Occasion | None = None,
    limits: Limits | None = None,
) -> Comparison:
    """Compare every later run with the first.

    Parameters
    ----------
    analyses : two or more finished analyses of one person
    names : one per run; without it "before" and "after", or "run 1", "run 2" ...
    occasion : takes of one session, untouched camera; without it neither is assumed and intervals are wider
    limits : how far speeds, inclines, frame rates may differ

    Raises
    ------
    BadOption : fewer than two analyses, names missing or doubled
    UnusableInput : different persons, or no measure in common
    """
    names = tuple(names) if names is not None else _names(len(analyses))
    occasion, limits = _one_session(occasion or Occasion()), limits or Limits()
    check_number(analyses, names)
    check_persons(analyses, limits)
    rows = [
        row
        for name, later in zip(names[1:], analyses[1:], strict=True)
        for row in _compare_pair(analyses[0], later, name, occasion, refusals(analyses[0], later, limits))
    ]
    return Comparison(
        names=names,
        changes=tuple(_settle(rows)),
        curves=tuple(compare_curves(analyses, names, limits)),
        notes=(*comparability_notes(analyses, names, limits), *_occasion_note(occasion)),
        provenance={"same_session": occasion.same_session, "same_camera": occasion.same_camera},
    )


def _one_session(occasion: Occasion) -> Occasion:
    """An untouched camera means one session."""
    return replace(occasion, same_session=occasion.same_session or occasion.same_camera)


def _occasion_note(occasion: Occasion) -> Iterator[Note]:
    if not occasion.same_session:
        yield note("session_not_told", "info")


def _names(count: int) -> tuple[str, ...]:
    return ("before", "after") if count == 2 else tuple(f"run {index + 1}" for index in range(count))


@dataclass(frozen=True, slots=True)
class _Row:
    """A change before the whole table is known: with its evidence, or already settled without."""

    change: Change
    evidence: DifferenceEvidence | None = None
    trusted: bool = True
    refused: Reason | None = None


def _compare_pair(
    before: Analysis, after: Analysis, name: str, occasion: Occasion, refused: Sequence[Refusal]
) -> Iterator[_Row]:
    by_side = before.view.near_side is None or after.view.near_side is None
    first, later = ({_key(row, by_side): row for row in run.measures} for run in (before, after))
    if not first.keys() & later.keys():
        raise UnusableInput("The runs have no measure in common: analyse both from the same side and source.")
    for key in dict.fromkeys([*first, *later]):
        one, two = first.get(key), later.get(key)
        if one is None or two is None:
            yield _lonely(one or two, one is not None, name)
        else:
            row = _compare_measure(before, after, one, two, occasion)
            reason = next((refusal.reason for refusal in refused if refusal.concerns(one)), None)
            yield replace(row, change=replace(row.change, run=name), refused=reason or row.refused)


def _key(row: Summary, by_side: bool) -> Key:
    return row.measure, row.side if by_side and row.side else row.leg


def _lonely(row: Summary | None, first: bool, name: str) -> _Row:
    assert row is not None
    before, after = (row.mean, None) if first else (None, row.mean)
    change = Change(row.measure, row.leg, row.side, before, after, None, None, None, None, row.unit, "cannot_tell")
    return _Row(
        replace(change, run=name, headline=row.measure in HEADLINE),
        refused=Reason("only_in_first_run" if first else "only_in_later_run"),
    )


def _compare_measure(before: Analysis, after: Analysis, one: Summary, two: Summary, occasion: Occasion) -> _Row:
    fps = min(capture_fps(before), capture_fps(after))
    detectable = smallest_detectable_change(one.measure, one.unit, fps=fps, same_session=occasion.same_session)
    change = Change(
        measure=one.measure,
        leg=one.leg,
        side=one.side,
        before=one.mean,
        after=two.mean,
        difference=None if one.mean is None or two.mean is None else two.mean - one.mean,
        ci_low=None,
        ci_high=None,
        smallest_detectable_change=detectable.value if detectable else None,
        unit=one.unit,
        verdict="cannot_tell",
        headline=one.measure in HEADLINE,
        n_before=one.n,
        n_after=two.n,
        smallest_detectable_change_source=detectable.source if detectable else "",
    )
    problem = _problem(one, two) or (None if detectable else Reason("error_unknown"))
    if problem or detectable is None:
        return _Row(change, refused=problem)
    evidence = _evidence(before, after, one, two, detectable.value, occasion)
    change = replace(change, ci_low=evidence.ci_low, ci_high=evidence.ci_high, p_value=evidence.p_value)
    return _Row(change, evidence, trusted=one.status == two.status == "ok")


def _problem(one: Summary, two: Summary) -> Reason | None:
    """Why the two summaries allow no difference at all."""
    for row, when in ((one, "before"), (two, "after")):
        if row.mean is None or row.status == "not_measurable":
            told = Reason("as_written", {"text": row.reason}) if row.reason else Reason("no_trustworthy_stride")
            return Reason(f"not_measurable_{when}", {"why": row.reasons or (told,)})
    if one.unit != two.unit:
        return Reason("units_differ", {"before": one.unit, "after": two.unit})
    return None


def _evidence(
    before: Analysis, after: Analysis, one: Summary, two: Summary, detectable: float, occasion: Occasion
) -> DifferenceEvidence:
    series = [_strides(before, one), _strides(after, two)]
    correlation = lag_one_correlation([leg for run in series for leg in run])
    runs = [_run_of(summary, legs, correlation) for summary, legs in zip((one, two), series, strict=True)]
    views = (before.view, after.view)
    shared = sum(
        shared_variance(row, run, view, occasion) for row, run, view in zip((one, two), runs, views, strict=True)
    )
    return weigh(runs[0], runs[1], detectable, shared)


Series = tuple[Array, Array]
"""Stride numbers and values."""


def _strides(analysis: Analysis, row: Summary) -> list[Series]:
    """Strides that the summary was made of: one series, or each leg's where it is the mean over both legs."""
    kept = [
        value
        for value in analysis.values
        if value.measure == row.measure and value.value is not None and value.status != "not_measurable"
    ]
    groups = [[value for value in kept if (value.leg, value.side) == (row.leg, row.side)]]
    if row.side is None and not groups[0]:
        groups = [[value for value in kept if value.side == side] for side in SIDES]
    tables = [np.asarray([(v.stride, v.value) for v in group], float).reshape(-1, 2) for group in groups]
    return [(table[:, 0], table[:, 1]) for table in tables if len(table) >= 2]


def _run_of(row: Summary, series: Sequence[Series], correlation: float) -> RunMean:
    """Means are those of the summary (which may be made more cleverly than by averaging strides)."""
    assert row.mean is not None
    if series:
        return replace(pooled([run_mean(values, correlation) for _, values in series]), mean=row.mean)
    return RunMean(max(row.n, 1), row.mean, (half_width(row) / Z95) ** 2, float(max(row.n, 2)))


def _settle(rows: Sequence[_Row]) -> Iterator[Change]:
    """Give every row its word, with the whole headline table in view."""
    tested = [row for row in rows if row.change.headline and row.evidence and not row.refused]
    adjusted = holm([row.evidence.p_value for row in tested if row.evidence])
    by_row = {id(row): p_value for row, p_value in zip(tested, adjusted, strict=True)}
    for row in rows:
        yield _word(row, by_row.get(id(row)))


def _word(row: _Row, p_adjusted: float | None) -> Change:
    if row.refused or row.evidence is None:
        return replace(row.change, verdict="cannot_tell", reasons=(row.refused or Reason("no_interval"),))
    word = verdict(row.evidence, p_adjusted)
    reasons = [explain(row.evidence, word, row.change.unit)]
    if word == "changed" and not row.trusted:
        word = "probably_changed"
        reasons.append(Reason("of_low_confidence"))
    return replace(row.change, verdict=word, reasons=tuple(reasons), p_adjusted=p_adjusted)
