"""Write docs/benchmarks-app.md again: ``python -m benchmarks.app [--url postgresql+psycopg://...]`` (two minutes).

Times of the app at the server, on a record of its own: search among many runners, a runner with many visits, the
numbers of a review, and how soon new numbers are there after a correction.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from benchmarks.aims import yes
from benchmarks.filled import RUNNERS, VISITS, fill
from benchmarks.in_the_browser import clip_of, opened_and_stepped
from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.store import analyses, clips, visits
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.analyze import analyze
from gaitcue.work.clinic import reviewing
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.clinic.changes import EventChange, PointMove
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.reviewing import ToldChange
from gaitcue.work.options import options_from
from gaitcue.work.reports import tell
from gaitcue.work.results import write_track

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-app.md"
HERE = "http://127.0.0.1:8731"
REPEATS, CORRECTIONS = 30, 40
FOUR = "?" + "&".join(
    f"measure={name}" for name in ("cadence", "contact_time", "knee_flexion_peak_stance", "trunk_lean_stance")
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the page."""

    what: str
    aim_ms: float
    times_ms: tuple[float, ...]

    def row(self) -> str:
        middle, high = statistics.median(self.times_ms), quantile(self.times_ms, 0.95)
        reached = yes(high < self.aim_ms)
        return f"| {self.what} | {self.aim_ms:.0f} | {middle:.0f} | {high:.0f} | {max(self.times_ms):.0f} | {reached} |"


def quantile(values: tuple[float, ...], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def timed(deed: Callable[[int], object], times: int) -> tuple[float, ...]:
    """Milliseconds of each turn; the first one, which imports and compiles, does not count."""
    deed(-1)
    found = []
    for turn in range(times):
        begun = time.perf_counter()
        deed(turn)
        found.append(1e3 * (time.perf_counter() - begun))
    return tuple(found)


def analysed(record: Record, asker: Asker, runner_id: str, seconds: float, clip_id: str | None = None) -> str:
    """A run of tracked points in the record; its analysis."""
    with tempfile.TemporaryDirectory() as folder:
        points = Path(folder) / "run.nc"
        write_track(noisy_track(true_track(Runner(duration_s=seconds, fps=60.0)), 1.0, 0.05, 0.02, seed=3), points)
        result_id, options = new_id(), options_from({"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0})
        with record.folder.new_result(result_id) as place:
            analysis = analyze(points, options)
            tell(analysis, place, options)
    with record.write(asker) as session:
        visit = visits.add_visit(session, runner_id, date.today())
        take = clips.add_take(session, visit.id, clip_id, "run")
        summary = summary_of(analysis, None)
        return analyses.add_analysis(session, take.id, result_id, result_id, summary, analysis.measures).id


def corrections(record: Record, asker: Asker, analysis_id: str) -> Callable[[int], object]:
    """Move one contact to and fro: each turn is a change more."""

    def move(_: int) -> object:
        seen = state["seen"]
        contacts = [event for event in seen.review["events"] if event["type"] == "initial_contact"]
        event = contacts[len(contacts) // 2]
        to = event["frame"] + (1 if seen.layers % 2 else -1)
        change = EventChange(action="move", type=event["type"], leg=event["side"], frame=event["frame"], to_frame=to)
        state["seen"] = reviewing.correct(record, asker, analysis_id, ToldChange(expects=seen.layers, change=change))
        return state["seen"]

    state = {"seen": reviewing.reviewed(record, asker, analysis_id)}
    return move


def point_moves(record: Record, asker: Asker, analysis_id: str) -> Callable[[int], object]:
    """Move one point in another frame at each turn: everything from the points on is computed again."""

    def move(turn: int) -> object:
        seen = state["seen"]
        change = PointMove(name="right_heel", frame=seen.layers % 60 + 60, x=300.0 + seen.layers % 7, y=800.0)
        state["seen"] = reviewing.correct(record, asker, analysis_id, ToldChange(expects=seen.layers, change=change))
        return state["seen"]

    state = {"seen": reviewing.reviewed(record, asker, analysis_id)}
    return move


def figures(record: Record) -> list[Figure]:
    asker = only_user(record)
    busy = fill(record, asker)
    clip_id = clip_of(record, asker, 30.0, 60.0)
    short, long = (analysed(record, asker, busy, seconds, clip_id) for seconds in (10.0, 30.0))
    moved = analysed(record, asker, busy, 30.0)
    app = create_app(record, Settings(secret=b"s" * 32))
    openings, steps = opened_and_stepped(app, long)
    with TestClient(app, base_url=HERE) as client:

        def page(address: str) -> Callable[[int], object]:
            return lambda turn: client.get(
                address.format(turn=turn), headers={"accept": "text/html"}
            ).raise_for_status()

        over_time = f"/runners/{busy}/over-time{FOUR}"
        return [
            Figure(f"search among {RUNNERS} runners", 100, timed(page("/?q=ma+{turn}"), REPEATS)),
            Figure(f"runner with {VISITS} visits", 200, timed(page(f"/runners/{busy}"), REPEATS)),
            Figure("review page, 30 s at 60 fps", 1000, timed(page(f"/analyses/{long}"), REPEATS)),
            Figure("its numbers, points and curves", 1000, timed(page(f"/api/analyses/{long}/review"), REPEATS)),
            Figure(f"over time, four measures of {VISITS} visits", 200, timed(page(over_time), REPEATS)),
            Figure("review page in Chromium, from the click on", 1000, openings),
            Figure("a step to the next frame in Chromium", 50, steps),
            Figure("correction to new numbers, 10 s", 1000, timed(corrections(record, asker, short), CORRECTIONS)),
            Figure("correction to new numbers, 30 s", 1000, timed(corrections(record, asker, long), CORRECTIONS)),
            Figure("a point moved to new numbers, 30 s", 1000, timed(point_moves(record, asker, moved), CORRECTIONS)),
        ]


def text(found: list[Figure], database: str) -> str:
    rows = "\n".join(figure.row() for figure in found)
    return f"""# How fast is the app?

Made by `python -m benchmarks.app`: times in ms, at the server in one process where no browser is named, on
{os.cpu_count()} virtual cores that are shared with other work (load {os.getloadavg()[1]:.1f}); database {database}.
The aim holds for 95 of 100 turns. The clip has 30 s at 60 frames/s, and its copy for the browser 1280 × 720 px.

| what | aim | half under | 95 % under | longest | reached |
|---|---|---|---|---|---|
{rows}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a PostgreSQL of its own, which is filled")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Record.open(Path(folder), asked.url) as record:
        made = text(figures(record), "PostgreSQL" if asked.url else "SQLite")
    _, title, below = PAGE.read_text(encoding="utf-8").partition("\n## ")  # of benchmarks.arrival
    PAGE.write_text(made + title + below, encoding="utf-8")


if __name__ == "__main__":
    main()
