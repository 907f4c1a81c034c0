"""Error sizes of joints come from the other clips, and what they hold is counted on the one left out."""

import json
from pathlib import Path

import numpy as np
import pytest

from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.track import make_track
from gaitcue.work.results import write_track
from validation.tools.left_out import JOINTS, LEAST_PCT, errors_of, left_out_rows

PLACES = {"shoulder": (300, 50), "hip": (300, 150), "knee": (310, 200), "ankle": (290, 250), "heel": (285, 260)}
PLACES |= {"toe": (310, 262)}
FRAMES = 12
LEG_PX = float(np.hypot(10, 50) + np.hypot(20, 50))


def pair(folder: Path, name: str, off_px: dict[str, tuple[float, float]], doubt_px: float = 0.5) -> tuple[Path, Path]:
    """A result whose near joints lie so many px from those of the eye, right and down."""
    position = np.full((FRAMES, len(KEYPOINTS), 2), np.nan)
    for joint, place in PLACES.items():
        position[:, KEYPOINTS.index(f"right_{joint}")] = np.array(place) + off_px.get(joint, (0, 0))
    out = folder / name
    out.mkdir()
    write_track(make_track(position, np.arange(FRAMES) / 30, KEYPOINTS, frame=np.arange(FRAMES)), out / "track.nc")
    points = {f"near_{joint}": [*place, doubt_px] for joint, place in PLACES.items()}
    truth = {
        "facing": "right",
        "near_side": "right",
        "keypoints": [{"frame": f, "points": points} for f in range(FRAMES)],
    }
    file = folder / f"{name}.truth.json"
    file.write_text(json.dumps(truth))
    return out, file


def test_an_error_is_that_of_the_clips_with_the_eyes_own_doubt_taken_out(tmp_path: Path) -> None:
    errors = errors_of(
        [pair(tmp_path, "a", {"knee": (4.0, 0.0)}, 1.96), pair(tmp_path, "b", {"knee": (0.0, 3.0)}, 0.0)]
    )
    forward, up = 100 * np.sqrt([(16 - 1) / 2, 9 / 2 - 0.5]) / LEG_PX
    np.testing.assert_allclose(errors["knee"], [forward, up], rtol=1e-3)
    np.testing.assert_allclose(errors["hip"], LEAST_PCT)
    assert set(errors) == set(JOINTS)


@pytest.mark.parametrize(("elsewhere_px", "held"), [(6.0, FRAMES), (0.0, 0)])
def test_a_clip_is_tried_on_what_the_others_say_alone(tmp_path: Path, elsewhere_px: float, held: int) -> None:
    shifted = {"knee": (elsewhere_px, 0.0)}
    others = [pair(tmp_path, name, shifted) for name in ("a", "b")]
    rows = left_out_rows([pair(tmp_path, "odd", {"knee": (6.0, 0.0)}), *others])["odd"]["angles"]
    inside = {row["angle"]: row["inside"] for row in rows}
    assert inside["shank"] == held
    assert inside["foot"] == FRAMES
