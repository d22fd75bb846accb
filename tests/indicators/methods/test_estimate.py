"""What all methods share: what is taken for a number, and how a refusal reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from indicators.errors import MethodError
from indicators.methods import dsr, isr, life_expectancy, mean, proportion, rate, sii
from indicators.methods.estimate import (
    StandardisedEstimate,
    arrays,
    multiplier,
    over_bands,
    refuse,
    z_score,
)


@pytest.mark.parametrize(
    ("values", "position", "found"),
    [
        (["1", "2"], "0, 1", "'1'"),
        ([1, None, 3], "1", "'None'"),
        ([1.5, "x"], "0, 1", "'1.5'"),  # numpy makes text of both
        ([True, False], "0, 1", "'True'"),
        ([1, pd.NA], "1", "'<NA>'"),
        (None, "0", "'None'"),
        (np.array([date(2024, 1, 1)], dtype="datetime64[D]"), "0", "'2024-01-01'"),
        ([1 + 2j], "0", "'(1+2j)'"),
    ],
)
def test_what_is_no_number_is_refused_with_its_position(
    values: object, position: str, found: str
) -> None:
    with pytest.raises(MethodError) as refusal:
        arrays(x=values)
    assert str(refusal.value) == (
        "A statistic can be made of numbers alone:\n"
        f"  x, position {position}: found {found}; expected a number, or NaN where missing."
    )


def test_infinity_is_refused_and_so_is_every_other_fault_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        arrays(x=[1, np.inf, -np.inf], n=[None, 2, 3])
    assert "x, position 1, 2: found infinity; expected a finite number" in str(refusal.value)
    assert "n, position 0: found 'None'" in str(refusal.value)


def test_numbers_of_any_kind_become_floats_and_missing_stays_missing() -> None:
    x, n = arrays(x=pd.Series([1, 2], dtype="Int64"), n=np.array([1.5, np.nan], dtype="float32"))
    assert x.dtype == n.dtype == np.float64
    assert x.tolist() == [1, 2]
    assert np.isnan(n[1])


def test_what_is_masked_is_missing() -> None:
    (x,) = arrays(x=np.ma.masked_array([1, 2], [False, True]))
    np.testing.assert_array_equal(x, [1, np.nan])


def test_numbers_that_a_mixed_table_keeps_as_objects_are_numbers() -> None:
    row = pd.DataFrame({"area": ["Leeds"], "x": [3], "n": [8.0]}).iloc[0]
    (x,) = arrays(x=row[["x", "n"]])
    assert x.dtype == np.float64
    assert x.tolist() == [3, 8]
    assert arrays(x=[Fraction(1, 4)])[0].tolist() == [0.25]


def test_a_whole_number_beyond_any_float_is_refused_in_words() -> None:
    with pytest.raises(MethodError, match="x: found a number too large to calculate with"):
        arrays(x=[10**400, 1])


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(MethodError, match="x must be an array whose rows are of one length"):
        arrays(x=[[1], [1, 2]])


def test_shapes_that_do_not_fit_are_refused_by_name() -> None:
    with pytest.raises(
        MethodError, match=r"x and n must be arrays of one shape.*\(2,\) and \(3,\)"
    ):
        arrays(x=[1, 2], n=[1, 2, 3])


@pytest.mark.parametrize("n", [100, [100, 100], []])
def test_one_figure_is_not_repeated_over_bands(n: object) -> None:
    with pytest.raises(MethodError, match="Each input needs one figure for every band"):
        over_bands(x=[1, 2, 3], n=n)


def test_no_bands_at_all_are_refused() -> None:
    with pytest.raises(MethodError, match=r"found x of shape \(0,\), n of shape \(0,\)"):
        over_bands(x=[], n=[])
    with pytest.raises(MethodError, match=r"found x of shape \(\), n of shape \(\)"):
        over_bands(x=1, n=2)


def test_bands_of_several_areas_meet_the_one_standard() -> None:
    x, standard = over_bands(x=[[1, 2], [3, 4]], standard=[5, 6])
    assert standard.tolist() == [[5, 6], [5, 6]]
    assert x.shape == (2, 2)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, float("nan"), "0.95", None, True, [0.95]])
def test_confidence_must_be_a_share(confidence: object) -> None:
    with pytest.raises(MethodError, match=r"Confidence must lie between 0 and 1, as 0\.95; found"):
        z_score(confidence)


@pytest.mark.parametrize(
    ("confidence", "z"), [(0.95, 1.959963984540054), (0.998, 3.090232306167813)]
)
def test_z_is_the_normal_quantile_of_the_tables(confidence: float, z: float) -> None:
    assert z_score(confidence) == pytest.approx(z, rel=1e-14)


@pytest.mark.parametrize("per", [0, -1, float("nan"), float("inf"), 10**400, "1000", None, [1000]])
def test_a_multiplier_must_be_one_number_above_nought(per: object) -> None:
    with pytest.raises(MethodError, match="A rate needs a multiplier above 0; found"):
        multiplier(per)


@pytest.mark.parametrize(
    "calculate",
    [
        lambda: proportion.estimate(1e308, 1e308),
        lambda: rate.estimate(9.9, 1e-308),
        lambda: rate.count_limits(1e308),
        lambda: mean.estimate([1e308, 1e308, 1]),
        lambda: dsr.estimate([1e308], [1e-308], [1]),
        lambda: isr.ratio([3], [10], [1], [1e-320]),
        lambda: sii.slope_index([1e308, 1, 1e308, 1, 1], [1] * 5, [1] * 5),
        lambda: life_expectancy.table([*[1] * 19, 1e-320], [500] * 20),
    ],
)
def test_numbers_beyond_calculation_are_refused_and_never_infinite(
    calculate: Callable[[], object],
) -> None:
    with pytest.raises(MethodError, match="too large or too small to calculate with"):
        calculate()


def test_a_refusal_counts_positions_by_row_and_stops_at_five() -> None:
    table = np.array([[-1.0, 2.0], [3.0, -4.0]])
    line = np.arange(-8.0, 1.0)
    with pytest.raises(MethodError) as refusal:
        refuse("sum", [(table < 0, "no debt", table), (line < 0, "no loss", line)])
    assert str(refusal.value) == (
        "No sum can be given:\n"
        "  position (0, 0), (1, 1): found '-1'; expected no debt.\n"
        "  position 0, 1, 2, 3, 4 and 3 more: found '-8'; expected no loss."
    )


def test_a_standardised_estimate_unpacks_like_any_and_keeps_its_reasons() -> None:
    made = StandardisedEstimate(
        np.array([1.0]), np.array([0.5]), np.array([2.0]), np.array(["unreliable"])
    )
    value, lower, upper = made
    assert (value, lower, upper) == (1, 0.5, 2)
    assert made.reason.tolist() == ["unreliable"]
