"""Indirect standardisation: another implementation's results, an oracle, properties, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import dsr, isr, rate

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "isr.toml").read_text(encoding="utf-8")
)
REFERENCE = (TABLE["reference_events"], TABLE["reference_population"])
CASES = [
    (method, area, *case)
    for area in TABLE["area"]
    for method in (isr.ratio, isr.rate)
    for case in area[method.__name__]
]

bands = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(1, 10_000), st.integers(1, 900), st.integers(1_000, 90_000)
    ),
    min_size=1,
    max_size=19,
)


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_another_implementation(case: tuple) -> None:
    method, area, confidence, *expected = case
    result = method(area["events"], area["population"], *REFERENCE, confidence)
    np.testing.assert_allclose(result, expected, rtol=1e-10)


@pytest.mark.parametrize("area", TABLE["area"], ids=lambda area: area["name"])
def test_a_total_gives_what_its_bands_give(area: dict) -> None:
    total = np.nansum(area["events"])
    by_band = isr.ratio(area["events"], area["population"], *REFERENCE)
    np.testing.assert_array_equal(isr.ratio(total, area["population"], *REFERENCE), by_band)
    assert by_band.value == pytest.approx(100 * total / area["expected"], rel=1e-12)


def test_areas_are_standardised_together_as_they_are_alone() -> None:
    x = [area["events"] for area in TABLE["area"]]
    n = [area["population"] for area in TABLE["area"]]
    together = isr.rate(x, n, *REFERENCE)
    alone = [isr.rate(*area, *REFERENCE) for area in zip(x, n, strict=True)]
    np.testing.assert_allclose(np.transpose(together), alone, rtol=1e-14)
    np.testing.assert_array_equal(isr.rate(np.nansum(x, axis=1), n, *REFERENCE), together)


@given(bands, st.sampled_from([0.9, 0.95, 0.998]))
def test_agrees_with_plain_python(rows: list, confidence: float) -> None:
    observed = sum(x for x, _, _, _ in rows)
    expected = math.fsum(n * x_ref / n_ref for _, n, x_ref, n_ref in rows)
    crude = sum(x_ref for *_, x_ref, _ in rows) / sum(n_ref for *_, n_ref in rows)
    limits = [float(limit) for limit in rate.count_limits(observed, confidence)]
    columns = list(zip(*rows, strict=True))
    for method, scale in ((isr.ratio, 100), (isr.rate, crude * 100_000)):
        figures = [count / expected * scale for count in (observed, *limits)]
        np.testing.assert_allclose(method(*columns, confidence), figures, rtol=1e-10)


@given(bands)
def test_the_reference_against_itself_is_100_and_has_its_crude_and_its_direct_rate(
    rows: list,
) -> None:
    _, _, x, n = map(np.array, zip(*rows, strict=True))
    crude = rate.estimate(x.sum(), n.sum())
    assert isr.ratio(x, n, x, n).value == pytest.approx(100, rel=1e-12)
    np.testing.assert_allclose(isr.rate(x, n, x, n), crude, rtol=1e-10)
    direct = dsr.estimate(x, n, n)
    if not direct.reason:
        np.testing.assert_allclose(direct, crude, rtol=1e-10)


@given(bands, st.randoms(), st.sampled_from([0.5, 3, 1000]))
def test_neither_order_nor_the_size_of_the_reference_matters(
    rows: list, random: object, times: float
) -> None:
    before = isr.rate(*zip(*rows, strict=True))
    random.shuffle(rows)
    x, n, x_ref, n_ref = map(np.array, zip(*rows, strict=True))
    np.testing.assert_allclose(isr.rate(x, n, x_ref * times, n_ref * times), before, rtol=1e-10)


@given(bands)
def test_limits_hold_the_ratio_and_widen_with_confidence(rows: list) -> None:
    columns = list(zip(*rows, strict=True))
    narrow, wide = isr.ratio(*columns, 0.9), isr.ratio(*columns, 0.99)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


def test_a_missing_count_is_none_but_all_missing_is_missing() -> None:
    reference = ([10, 10], [100, 100])
    assert isr.ratio([np.nan, 3], [20, 30], *reference).value == pytest.approx(60)
    assert np.isnan(isr.ratio([np.nan, np.nan], [20, 30], *reference)).all()
    assert np.isnan(isr.ratio(np.nan, [20, 30], *reference)).all()


def test_a_band_without_people_expects_nobody() -> None:
    assert isr.ratio([0, 3], [0, 30], [10, 10], [100, 100]).value == pytest.approx(100)


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        isr.ratio([1, -2, 3], [1, np.nan, -3], [-1, np.nan, 3], [0, 2, np.nan])
    assert str(refusal.value) == (
        "No indirectly standardised figure can be given:\n"
        "  position 1: found '-2'; expected a count of 0 or more.\n"
        "  position 1, 2: found 'nan'; expected a population of 0 or more.\n"
        "  position 0, 1: found '-1'; expected a reference count of 0 or more.\n"
        "  position 0, 2: found '0'; expected a reference population above 0."
    )


@pytest.mark.parametrize(("n", "x_ref"), [([0, 0], [1, 1]), ([5, 5], [0, 0])])
def test_where_nothing_is_expected_nothing_can_be_compared(n: list, x_ref: list) -> None:
    with pytest.raises(MethodError, match="by which events are to be expected"):
        isr.ratio(4, n, x_ref, [100, 100])


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(MethodError, match="for every band, or as a total for all bands; found x"):
        isr.ratio([1, 2, 3], [1, 2], [1, 2], [1, 2])
    with pytest.raises(MethodError, match="one figure for every band, in the same order; found n"):
        isr.rate(4, [1, 2], [1, 2], 100)
    with pytest.raises(MethodError, match="A rate needs a multiplier above 0"):
        isr.ratio(4, [1, 2], [1, 2], [1, 2], per=0)
