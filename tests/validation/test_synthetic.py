"""The drawn runner's section goes the way of the product."""

from gaitcue.demo import Runner
from validation.sections.synthetic import one


def test_true_points_of_the_drawn_runner_are_followed_to_their_errors() -> None:
    found = one(Runner(fps=60, duration_s=5.0), noise_pct=0.0)
    assert "refused" not in found
    assert abs(found["cadence_spm"]) < 0.5
