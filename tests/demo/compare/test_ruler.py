from dataclasses import replace

import pytest

from demo.compare.ruler import build_ruler, cost, half_way, limit_from_value, pairs_behind
from siamese.training.fit_calibration import calibrate


@pytest.fixture
def calibration():
    """Same pairs at 0.2, 0.4 and 0.8, different ones at 0.6, 1.0 and 1.4."""
    return calibrate([0.2, 0.4, 0.8, 0.6, 1.0, 1.4], [1, 1, 1, 0, 0, 0])


def test_no_value_is_the_calibrated_limit(calibration):
    for value in (None, "", "nonsense", "nan"):
        assert limit_from_value(value, calibration) == calibration.threshold


def test_a_limit_stays_on_the_ruler(calibration):
    assert limit_from_value("0.5", calibration) == 0.5
    assert limit_from_value("-1", calibration) == 0
    assert limit_from_value("inf", calibration) == 2
    assert limit_from_value("1e300", calibration) == 2


def test_the_cost_is_that_of_the_error_table(calibration):
    """At 0.5 one of three same pairs lies beyond, at 0.7 also one of three different pairs within."""
    assert "of 100 real same pairs 33 would" in cost(calibration, 0.5)
    assert "of 100 real different pairs none would" in cost(calibration, 0.5)
    assert "of 100 real different pairs 33 would" in cost(calibration, 0.7)


def test_what_hardly_ever_happens_is_not_called_never(calibration):
    row = {"threshold": 0.0, "same_called_different": 0.004, "different_called_same": 0.0}
    seldom = replace(calibration, error_table=[row, {**row, "threshold": 2.0}])
    assert "of 100 real same pairs fewer than 1 would" in cost(seldom, 1.0)


def test_the_ruler_says_its_limit_to_screen_readers(calibration):
    html = build_ruler(calibration).html_template
    assert f'aria-valuenow="{calibration.threshold:.2f}"' in html
    assert cost(calibration, calibration.threshold) in html
    assert "${" not in html


def test_the_ruler_says_in_figures_where_its_hills_lie(calibration):
    # A quarter of the pairs in [0, 1], three quarters in [1, 2]: the second quarter is a third of the way into these.
    assert half_way([0, 1, 2], [0.25, 0.75]) == pytest.approx(1 + 1 / 3)
    html = build_ruler(calibration).html_template
    edges, hills = calibration.histograms["edges"], (calibration.histograms[kind] for kind in ("same", "different"))
    same, different = (half_way(edges, hill) for hill in hills)
    assert f"same pairs are less than {same:.2f} apart" in html
    assert f"pairs more than {different:.2f}." in html
    assert "too close to call" in html


def test_it_says_which_pairs_stand_behind_it():
    domains = ["digits", "digits", "shapes", "shapes", "one person", "one person"]
    calibration = calibrate([0.2, 0.9, 0.3, 1.0, 0.1, 1.4], [1, 0, 1, 0, 1, 0], domains=domains)
    kinds = "digits, letters and digits that one person wrote twice, and plain shapes and doodles."
    assert kinds in pairs_behind(calibration)
    assert pairs_behind(calibration) in build_ruler(calibration).html_template
