"""FIT, GPX and TCX files end in runs or in one clear line."""

import gzip
import io
import random
import warnings
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gaitcue.care.activity.opening import open_all, read_activity
from gaitcue.care.activity.summary import summarise
from gaitcue.terms.errors import UnusableInput
from validation.fuzz.activity_files import (
    ENUM,
    START,
    UINT8,
    UINT32,
    definition,
    fit,
    gpx,
    message,
    north,
    run_fit,
    stamp,
    tcx,
)


def test_a_steady_run_is_read_with_both_feet_counted() -> None:
    (run,) = read_activity(run_fit())
    told = summarise(run)
    assert told.distance_m == pytest.approx(1800)
    assert told.moving_s == pytest.approx(600)
    assert told.cadence_spm == pytest.approx(165), "82 and a half strides"
    assert told.contact_ms == pytest.approx(250)
    assert told.started_at == START
    assert not told.indoor


def test_a_file_of_the_other_byte_order_reads_the_same() -> None:
    one, other = read_activity(run_fit())[0], read_activity(run_fit(big=True))[0]
    assert np.array_equal(one.t_s, other.t_s)
    assert all(np.array_equal(values, other.signals[name]) for name, values in one.signals.items())


def test_steps_that_a_device_counted_with_both_feet_are_not_doubled() -> None:
    assert summarise(read_activity(run_fit(cadence=170, half=0))[0]).cadence_spm == pytest.approx(170)


def test_a_treadmill_is_known_as_indoor() -> None:
    assert read_activity(run_fit(sub_sport=1))[0].indoor


def test_time_in_which_the_timer_stood_does_not_count() -> None:
    seconds = [*range(0, 301), *range(360, 661)]
    told = summarise(read_activity(run_fit(seconds, pauses=((300, 360),)))[0])
    assert told.moving_s == pytest.approx(600)
    assert told.elapsed_s == pytest.approx(660)


def test_a_gap_without_way_is_a_pause_where_no_timer_tells() -> None:
    points = [(north(3 * s), 0.0, 50.0, s) for s in range(0, 200)]
    points += [(north(3 * 199), 0.0, 50.0, 500.0)]
    assert summarise(read_activity(gpx(points))[0]).moving_s == pytest.approx(199)


def test_a_jump_of_the_position_adds_no_way() -> None:
    points = [(north(3 * s + (5000 if s == 100 else 0)), 0.0, 50.0, s) for s in range(0, 201)]
    told = summarise(read_activity(gpx(points))[0])
    assert told.distance_m == pytest.approx(600, abs=7)
    assert "position_jumps" in {one.code for one in told.notes}


def test_samples_of_one_moment_in_two_messages_are_joined() -> None:
    first, second = ((253, UINT32), (5, UINT32)), ((253, UINT32), (3, UINT8))
    body = definition(0, 20, first) + definition(1, 20, second)
    for s in range(60):
        body += message(0, first, (stamp(START) + s, 300 * s)) + message(1, second, (stamp(START) + s, 150))
    (run,) = read_activity(fit(body))
    assert run.t_s.size == 60
    assert np.isfinite(run.signal("distance_m")).all()
    assert np.isfinite(run.signal("heart_rate_bpm")).all()


def test_a_compressed_time_stamp_counts_on_from_the_last_full_one() -> None:
    whole, short = ((253, UINT32), (5, UINT32)), ((5, UINT32),)
    start = stamp(START)
    body = definition(0, 20, whole) + definition(1, 20, short) + message(0, whole, (start, 0))
    for s in range(1, 100):
        body += bytes((0x80 | 1 << 5 | (start + s) & 0x1F,)) + message(1, short, (300 * s,))[1:]
    (run,) = read_activity(fit(body))
    assert run.t_s[-1] == 99
    assert run.signal("distance_m")[-1] == pytest.approx(297)


def test_a_watch_whose_clock_was_not_set_tells_no_day() -> None:
    told = summarise(read_activity(run_fit(start=datetime(1990, 1, 2, tzinfo=UTC)))[0])
    assert told.started_at is None
    assert told.on is None
    assert "clock_not_set" in {one.code for one in told.notes}


def test_a_file_cut_short_gives_what_is_there_and_says_so() -> None:
    data = run_fit()
    (run,) = read_activity(data[: len(data) // 2])
    assert 200 < run.t_s.size < 601
    assert "end_damaged" in {one.code for one in run.notes}


def test_a_treadmill_run_in_tcx_has_its_distance_and_steps() -> None:
    told = summarise(read_activity(tcx((s, 2.5 * s, 84) for s in range(0, 301)))[0])
    assert told.distance_m == pytest.approx(750)
    assert told.cadence_spm == pytest.approx(168)
    assert told.indoor


def test_hours_of_another_zone_are_read_as_they_are_written() -> None:
    run = read_activity(
        tcx(((s, 2.5 * s, 84) for s in range(60)), start=datetime.fromisoformat("2024-05-03T08:00+02:00"))
    )
    assert run[0].started_at == datetime(2024, 5, 3, 6, tzinfo=UTC)


def test_a_run_of_three_seconds_has_its_numbers() -> None:
    told = summarise(read_activity(run_fit(range(4)))[0], 4.0)
    assert (told.distance_m, told.fast_min, told.accelerations) == (pytest.approx(9), 0, 0)


BOMB = b'<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><gpx>&b;</gpx>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no FIT, GPX or TCX"),
        (b"\0" * 5000, "no FIT, GPX or TCX"),
        (b"<html>no</html>", "no FIT, GPX or TCX"),
        (b"<gpx", "no readable XML"),
        (BOMB, "XML entities"),
        (gpx([(0.0, 0.0, 1.0, None)] * 50), "no points with a time"),
        (fit(definition(0, 0, ((0, ENUM),)) + message(0, ((0, ENUM),), (6,))), "without samples"),
        (gzip.compress(run_fit())[:-200], "compression is damaged"),
    ],
)
def test_what_is_no_run_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        read_activity(data)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_clock_that_jumps_for_most_of_the_file_refuses_it() -> None:
    with pytest.raises(UnusableInput, match="longer than a run"):
        read_activity(run_fit([*range(300), *(1_000_000 + s for s in range(300))]))


@pytest.mark.parametrize("seed", range(60))
def test_spoiled_files_end_in_runs_or_one_line(seed: int) -> None:
    rng = random.Random(seed)
    sources = (
        run_fit(pauses=((10, 20),)),
        gpx([(north(3 * s), 0.0, 5.0, s) for s in range(60)]),
        tcx([(1.0, 2.0, 80)] * 9),
    )
    data = bytearray(rng.choice(sources))
    for _ in range(rng.randint(1, 30)):
        place = rng.randrange(len(data))
        match rng.randrange(3):
            case 0:
                data[place] = rng.randrange(256)
            case 1:
                del data[place : place + rng.randint(1, 40)]
            case _:
                data[place:place] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 20)))
    ended = "refused"
    try:
        runs = read_activity(bytes(data))
        assert all(summarise(run).elapsed_s >= 0 for run in runs)
        ended = "read"
    except UnusableInput as refused:
        assert "\n" not in str(refused)
    assert ended in ("read", "refused")


def test_an_exported_archive_is_read_through_its_packed_and_nested_files(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("b.fit", run_fit())
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("activities/a.fit.gz", gzip.compress(run_fit()))
        archive.writestr("activities/photo.jpg", b"no")
        archive.writestr("activities/broken.gpx", b"<gpx")
        archive.writestr("part1.zip", inner.getvalue())
    found = {Path(one.name).name: one for one in open_all(path)}
    assert set(found) == {"a.fit.gz", "broken.gpx", "b.fit"}
    assert [len(found[name].recordings) for name in ("a.fit.gz", "b.fit", "broken.gpx")] == [1, 1, 0]
    assert found["broken.gpx"].refused


def test_a_damaged_archive_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.fit", run_fit())
    data = bytearray(path.read_bytes())
    data[60:160] = bytes(100)
    path.write_bytes(bytes(data))
    with pytest.raises(UnusableInput, match=r"export\.zip: the archive is damaged"):
        list(open_all(path))


def test_every_real_file_ends_in_runs_or_one_line(data_dir: Path) -> None:
    found = list(open_all(data_dir / "activity"))
    assert len(found) >= 20
    read = {one.name: one.recordings for one in found if one.recordings}
    assert {one.name for one in found if one.refused} == {
        "gpxpy/gpx_with_garmin_extension.gpx",
        "heartandsole/testcourse.gpx",
        "heartandsole/testcourse.tcx",
    }, "a way point and two courses hold no run"
    assert all(summarise(run).elapsed_s > 0 for runs in read.values() for run in runs)


def test_fit_samples_agree_with_an_independent_reader(data_dir: Path) -> None:
    compared = [_difference_to_fitdecode(path) for path in sorted((data_dir / "activity").rglob("*.fit"))]
    assert len([one for one in compared if one is not None]) >= 10
    assert max(one for one in compared if one is not None) < 1e-6


FIELDS = {
    "distance_m": ("distance", 1.0),
    "altitude_m": ("enhanced_altitude", 1.0),
    "speed_mps": ("enhanced_speed", 1.0),
    "heart_rate_bpm": ("heart_rate", 1.0),
    "contact_ms": ("stance_time", 1.0),
    "oscillation_cm": ("vertical_oscillation", 0.1),
    "balance_left_pct": ("stance_time_balance", 1.0),
}


def _difference_to_fitdecode(path: Path) -> float | None:
    """Greatest difference of any sample to what the library reads; None for files that the library cannot finish."""
    import fitdecode

    rows: dict[int, dict[str, float]] = {}
    try:
        with warnings.catch_warnings(), fitdecode.FitReader(path) as reader:
            warnings.simplefilter("ignore")
            for frame in reader:
                if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                    when = frame.get_raw_value("timestamp", fallback=None)
                    told = {
                        name: float(frame.get_value(field)) * factor
                        for name, (field, factor) in FIELDS.items()
                        if isinstance(frame.get_value(field, fallback=None), int | float)
                    }
                    rows.setdefault(when, {}).update(
                        {name: told[name] for name in told if name not in rows.get(when, {})}
                    )
    except fitdecode.FitError:
        return None
    (run,) = read_activity(path.read_bytes())
    whens = sorted(rows)
    if run.started_at is None or len(whens) != run.t_s.size:
        return None
    first = (
        next(rows[when]["distance_m"] for when in whens if "distance_m" in rows[when]) if run.has("distance_m") else 0.0
    )
    worst = 0.0
    for name in FIELDS:
        theirs = np.array([rows[when].get(name, np.nan) for when in whens]) - (first if name == "distance_m" else 0.0)
        ours = run.signal(name)
        both = np.isfinite(theirs) & np.isfinite(ours)
        assert both.sum() == np.isfinite(theirs).sum(), f"{path.name}: {name} is missing where the library reads it"
        worst = max(worst, float(np.abs(theirs - ours)[both].max(initial=0.0)))
    return worst


def test_gpx_length_agrees_with_an_independent_reader(data_dir: Path) -> None:
    import gpxpy

    path = data_dir / "activity" / "inlab-vs-realworld" / "V01_course_run_2023_03_08.gpx"
    theirs = gpxpy.parse(path.read_text(encoding="utf-8")).length_2d()
    ours = summarise(read_activity(path.read_bytes())[0]).distance_m
    assert ours == pytest.approx(theirs, rel=0.005)
