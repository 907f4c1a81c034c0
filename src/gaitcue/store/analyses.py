"""Analyses and their measures; corrections by hand as layers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import date
from itertools import starmap
from typing import Any

from sqlalchemy import delete

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, CorrectionRow, HandValueRow, MeasureRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import (
    AnalysisTable,
    CorrectionTable,
    HandValueTable,
    MeasureSummaryTable,
    TakeTable,
    VisitTable,
)
from gaitcue.terms.errors import NotThere, Outdated
from gaitcue.terms.records import Summary


def add_analysis(
    session: Session, take_id: str, key: str, result: str, summary: dict[str, Any], measures: Iterable[Summary]
) -> AnalysisRow:
    """A finished analysis of a take, with its measures."""
    of = one(session, TakeTable, take_id)
    row = AnalysisTable(
        runner_id=of.runner_id, visit_id=of.visit_id, take_id=of.id, key=key, automatic=result, result=result, layers=0,
        summary=summary,
    )  # fmt: skip
    add(session, row)
    _set_measures(session, row, measures)
    return record_of(AnalysisRow, row)


def analysis(session: Session, analysis_id: str) -> AnalysisRow:
    """One analysis; raises NotThere."""
    return record_of(AnalysisRow, one(session, AnalysisTable, analysis_id))


def analyses_of_visit(session: Session, visit_id: str) -> tuple[AnalysisRow, ...]:
    """The analyses of an appointment, the latest first."""
    query = rows(session, AnalysisTable).where(AnalysisTable.visit_id == visit_id)
    query = query.order_by(AnalysisTable.created_at.desc(), AnalysisTable.id)
    return tuple(record_of(AnalysisRow, row) for row in session.scalars(query))


def analyses_of_runner(session: Session, runner_id: str) -> tuple[AnalysisRow, ...]:
    """All analyses of a runner, the latest first."""
    query = rows(session, AnalysisTable).where(AnalysisTable.runner_id == runner_id)
    query = query.order_by(AnalysisTable.created_at.desc(), AnalysisTable.id)
    return tuple(record_of(AnalysisRow, row) for row in session.scalars(query))


def same_analysis(session: Session, key: str) -> AnalysisRow | None:
    """An analysis of the same content with the same settings, wherever it was made."""
    query = rows(session, AnalysisTable).where(AnalysisTable.key == key).order_by(AnalysisTable.created_at).limit(1)
    row = session.scalars(query).one_or_none()
    return record_of(AnalysisRow, row) if row is not None else None


def _set_measures(session: Session, of: AnalysisTable, measures: Iterable[Summary]) -> None:
    session.execute(delete(MeasureSummaryTable).where(MeasureSummaryTable.analysis_id == of.id))
    on = one(session, VisitTable, of.visit_id).on
    session.add_all(_measure(of, on, row) for row in measures)
    session.flush()


def _measure(of: AnalysisTable, on: date, row: Summary) -> MeasureSummaryTable:
    names = ("measure", "leg", "side", "unit", "n", "mean", "sd", "ci_low", "ci_high", "status")
    told = {name: getattr(row, name) for name in names}
    return MeasureSummaryTable(clinic_id=of.clinic_id, runner_id=of.runner_id, analysis_id=of.id, on=on, **told)


def measures_over_time(
    session: Session, runner_id: str, measures: Collection[str] | None = None
) -> tuple[MeasureRow, ...]:
    """Measures of a runner's analyses, the oldest first; without a choice every one."""
    query = rows(session, MeasureSummaryTable).where(MeasureSummaryTable.runner_id == runner_id)
    if measures is not None:
        query = query.where(MeasureSummaryTable.measure.in_(measures))
    query = query.order_by(MeasureSummaryTable.on, MeasureSummaryTable.created_at, MeasureSummaryTable.id)
    # Thousands of rows: as plain columns they take a third of the time that objects of the session do.
    told = query.with_only_columns(*(getattr(MeasureSummaryTable, field.name) for field in fields(MeasureRow)))
    return tuple(starmap(MeasureRow, session.execute(told)))


def layers(session: Session, analysis_id: str) -> tuple[CorrectionRow, ...]:
    """All changes by hand, in the order in which they were made, undone ones too."""
    query = rows(session, CorrectionTable).where(CorrectionTable.analysis_id == analysis_id)
    return tuple(record_of(CorrectionRow, row) for row in session.scalars(query.order_by(CorrectionTable.number)))


def add_layer(
    session: Session,
    analysis_id: str,
    expects: int,
    change: dict[str, Any],
    before: dict[str, Any],
    author: str,
    result: str,
    measures: Iterable[Summary],
    summary: dict[str, Any],
) -> AnalysisRow:
    """One change more, with the numbers that it leads to.

    Parameters
    ----------
    expects : number of the last change that the author has seen

    Raises
    ------
    Outdated : somebody else made a change since
    """
    row = _unchanged(session, analysis_id, expects)
    row.layers = expects + 1
    add(
        session,
        CorrectionTable(
            runner_id=row.runner_id, analysis_id=row.id, number=row.layers, change=change, before=before, author=author
        ),
    )
    return _follow(session, row, result, measures, summary)


def undo_layer(
    session: Session,
    analysis_id: str,
    expects: int,
    number: int,
    author: str,
    result: str,
    measures: Iterable[Summary],
    summary: dict[str, Any],
) -> AnalysisRow:
    """A change no longer counts; it stays in the list with who took it back. Raises Outdated."""
    row = _unchanged(session, analysis_id, expects)
    query = rows(session, CorrectionTable).where(
        CorrectionTable.analysis_id == row.id, CorrectionTable.number == number, CorrectionTable.undone_at.is_(None)
    )
    layer = session.scalars(query).one_or_none()
    if layer is None:
        raise Outdated("that change has been taken back already: load the page again")
    layer.undone_at, layer.undone_by = now(), author
    # A number is used once: the undoing counts as a change of its own.
    row.layers = expects + 1
    return _follow(session, row, result, measures, summary)


def _unchanged(session: Session, analysis_id: str, expects: int) -> AnalysisTable:
    row = one(session, AnalysisTable, analysis_id)
    if row.layers != expects:
        raise Outdated("somebody else has changed this analysis: load the page again, then make your change once more")
    return row


def _follow(
    session: Session, row: AnalysisTable, result: str, measures: Iterable[Summary], summary: dict[str, Any]
) -> AnalysisRow:
    row.result, row.summary = result, summary
    _set_measures(session, row, measures)
    return record_of(AnalysisRow, row)


def add_hand_value(
    session: Session, analysis_id: str, name: str, value: float, unit: str, drawn: dict[str, Any], author: str
) -> HandValueRow:
    """A value measured by hand on the picture."""
    of = one(session, AnalysisTable, analysis_id)
    row = HandValueTable(
        runner_id=of.runner_id, analysis_id=of.id, name=name, value=value, unit=unit, drawn=drawn, author=author
    )
    return record_of(HandValueRow, add(session, row))


def hand_values(session: Session, analysis_id: str) -> tuple[HandValueRow, ...]:
    """The values measured by hand, in the order in which they were."""
    query = rows(session, HandValueTable).where(HandValueTable.analysis_id == analysis_id)
    query = query.order_by(HandValueTable.created_at, HandValueTable.id)
    return tuple(record_of(HandValueRow, row) for row in session.scalars(query))


def remove_hand_value(session: Session, analysis_id: str, value_id: str) -> None:
    """A value measured by hand no longer stands; raises NotThere."""
    row = one(session, HandValueTable, value_id)
    if row.analysis_id != analysis_id:
        raise NotThere("there is no such value; it may have been removed")
    session.delete(row)
