"""Direct standardisation: another implementation's results, an oracle, properties, refusals."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import dsr

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "dsr.toml").read_text(encoding="utf-8")
)
CASES = [(area, *case) for area in TABLE["area"] for case in area["estimate"]]

bands = st.lists(
    st.tuples(st.integers(0, 60), st.floats(100, 1e5), st.integers(0, 9000)),
    min_size=2,
    max_size=19,
).filter(lambda rows: sum(x for x, _, _ in rows) >= 10 and any(w for _, _, w in rows))
frequencies = st.lists(
    st.tuples(
        st.floats(100, 1e5),
        st.integers(1, 9000),
        st.lists(st.integers(0, 9), min_size=3, max_size=3),
    ),
    min_size=2,
    max_size=8,
).filter(lambda rows: sum(sum(people) for _, _, people in rows) >= 10)


def oracle(
    events: float, value: float, variance: float, confidence: float, per: float
) -> tuple[float, float, float]:
    """The limits in plain Python: Byar's limits of the count, stretched to the rate's variance."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    low = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    more = events + 1
    high = more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3
    stretch = math.sqrt(variance / events)
    limits = (value + stretch * (limit - events) for limit in (low, high))
    return tuple(per * figure for figure in (value, *limits))


def test_the_standard_is_the_published_one() -> None:
    assert list(dsr.EUROPEAN_2013) == TABLE["standard"]
    assert sum(dsr.EUROPEAN_2013) == 100_000


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]['name']} {case[1]}")
def test_agrees_with_another_implementation(case: tuple) -> None:
    area, confidence, *expected = case
    result = dsr.estimate(area["events"], area["population"], dsr.EUROPEAN_2013, confidence)
    np.testing.assert_allclose(result, expected, rtol=1e-10)
    assert result.reason == ("unreliable" if math.isnan(expected[0]) else "")


def test_areas_are_standardised_together_as_they_are_alone() -> None:
    x = [area["events"] for area in TABLE["area"]]
    n = [area["population"] for area in TABLE["area"]]
    together = dsr.estimate(x, n, dsr.EUROPEAN_2013)
    alone = [dsr.estimate(*area, dsr.EUROPEAN_2013) for area in zip(x, n, strict=True)]
    np.testing.assert_array_equal(np.transpose(together), alone)
    assert together.reason.tolist() == [area.reason for area in alone]


@given(bands, st.sampled_from([0.9, 0.95, 0.998]), st.sampled_from([1_000, 100_000]))
def test_agrees_with_plain_python(rows: list, confidence: float, per: int) -> None:
    whole = sum(w for _, _, w in rows)
    value = sum(w * x / n for x, n, w in rows) / whole
    variance = sum(w * w * x / n**2 for x, n, w in rows) / whole**2
    expected = oracle(sum(x for x, _, _ in rows), value, variance, confidence, per)
    result = dsr.estimate(*zip(*rows, strict=True), confidence, per)
    np.testing.assert_allclose(result, expected, rtol=1e-10, atol=1e-12)


@given(frequencies, st.sampled_from([0.9, 0.95, 0.998]))
def test_repeated_events_agree_with_plain_python(rows: list, confidence: float) -> None:
    whole = sum(w for _, w, _ in rows)
    flat = [(p, n, w, f) for n, w, people in rows for f, p in enumerate(people, start=1)]
    value = sum(f * p * w / n for p, n, w, f in flat) / whole
    by_frequency = [
        sum(p * (w / n / whole) ** 2 for p, n, w, f in flat if f == times) for times in (1, 2, 3)
    ]
    variance = by_frequency[0] + 4 * by_frequency[1] + 9 * by_frequency[2]
    expected = oracle(sum(f * p for p, _, _, f in flat), value, variance, confidence, 100_000)
    result = dsr.estimate_repeated(*zip(*flat, strict=True), confidence)
    np.testing.assert_allclose(result, expected, rtol=1e-10)


@given(frequencies)
def test_repeated_events_have_the_same_rate_and_wider_limits(rows: list) -> None:
    n, w, people = map(np.array, zip(*rows, strict=True))
    times = np.array([[1], [2], [3]])
    repeated = dsr.estimate_repeated(people.T, n, w, times)
    events = dsr.estimate((people.T * times).sum(axis=0), n, w)
    assert repeated.value == pytest.approx(events.value, rel=1e-12)
    assert repeated.lower <= events.lower * (1 + 1e-12) + 1e-9
    assert repeated.upper >= events.upper * (1 - 1e-12)


def test_people_seen_once_each_are_events() -> None:
    area = TABLE["area"][0]
    once = dsr.estimate_repeated(area["events"], area["population"], dsr.EUROPEAN_2013, 1)
    np.testing.assert_allclose(
        once, dsr.estimate(area["events"], area["population"], dsr.EUROPEAN_2013), rtol=1e-12
    )


def test_bands_in_which_nobody_was_seen_twice_may_be_left_out() -> None:
    whole = dsr.estimate_repeated([20, 30, 4, 0], [100, 200, 100, 200], [3, 1, 3, 1], [1, 1, 2, 2])
    short = dsr.estimate_repeated([20, 30, 4], [100, 200, 100], [3, 1, 3], [1, 1, 2])
    assert short == whole
    # 4 people were seen twice, so 58 events: (3 x 28/100 + 30/200) / 4 for every person
    assert whole.value == pytest.approx(24_750)


def test_fewer_than_ten_repeated_events_give_no_rate() -> None:
    few = dsr.estimate_repeated([3, 2, 1, 0], [9, 9, 9, 9], [1, 2, 1, 2], [1, 1, 4, 4], per=1)
    assert np.isnan(few).all()
    assert few.reason == "unreliable"
    enough = dsr.estimate_repeated([3, 2, 1, 0], [9, 9, 9, 9], [1, 2, 1, 2], [1, 1, 5, 5], per=1)
    assert enough.value == pytest.approx((8 / 9 + 2 * 2 / 9) / 3)


@given(bands)
def test_limits_hold_the_rate_and_widen_with_confidence(rows: list) -> None:
    columns = list(zip(*rows, strict=True))
    narrow, wide = dsr.estimate(*columns, 0.9), dsr.estimate(*columns, 0.99)
    assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper


@given(bands, st.randoms())
def test_neither_order_nor_the_size_of_the_standard_matters(rows: list, random: object) -> None:
    before = dsr.estimate(*zip(*rows, strict=True))
    random.shuffle(rows)
    x, n, w = zip(*rows, strict=True)
    after = dsr.estimate(x, n, np.multiply(w, 0.001))
    np.testing.assert_allclose(after, before, rtol=1e-10, atol=1e-9)


@given(st.floats(1e-4, 0.5), st.lists(st.floats(1000, 1e5), min_size=2, max_size=19))
def test_the_same_rate_in_every_band_is_the_standardised_rate(share: float, n: list) -> None:
    x = np.multiply(n, share)
    result = dsr.estimate(x, n, range(1, len(n) + 1), per=1)
    assert result.reason == "unreliable" if x.sum() < 10 else math.isclose(result.value, share)


def test_missing_events_count_as_none_and_a_weight_of_nought_leaves_a_band_out() -> None:
    missing = dsr.estimate([20, np.nan, 5], [100, 200, 300], [1, 2, 0], per=1)
    assert missing.value == pytest.approx(20 / 100 / 3)
    assert missing.value == dsr.estimate([20, 0, 5], [100, 200, 300], [1, 2, 0], per=1).value


def test_ten_events_are_enough_and_a_hair_fewer_are_not() -> None:
    assert dsr.estimate([4, 6], [50, 50], [1, 1]).reason == ""
    assert dsr.estimate([4, 5.999], [50, 50], [1, 1]).reason == "unreliable"
    assert dsr.estimate([0, 0], [50, 50], [1, 1]).reason == "unreliable"


def test_every_bad_position_is_told_at_once() -> None:
    with pytest.raises(MethodError) as refusal:
        dsr.estimate([-1, 20, 3], [50, 0, np.nan], [-5, 1, np.nan])
    assert str(refusal.value) == (
        "No directly standardised rate can be given:\n"
        "  position 0: found '-1'; expected a count of 0 or more.\n"
        "  position 1, 2: found '0'; expected a population above 0.\n"
        "  position 0, 2: found '-5'; expected a weight of 0 or more."
    )


def test_a_standard_without_weight_is_refused() -> None:
    with pytest.raises(MethodError, match="expected a weight above 0 for some band"):
        dsr.estimate([5, 6], [50, 50], [0, 0])


@pytest.mark.parametrize("x", [40, [20, 20], [20]])
def test_every_band_needs_its_own_count(x: object) -> None:
    with pytest.raises(MethodError, match="one figure for every band, in the same order; found x"):
        dsr.estimate(x, [50, 50, 60], [1, 1, 1])


def test_no_rows_at_all_are_refused() -> None:
    with pytest.raises(MethodError, match="A directly standardised rate needs at least one band"):
        dsr.estimate_repeated([], [], [], [])


def test_frequencies_that_cannot_be_are_refused() -> None:
    with pytest.raises(MethodError, match=r"position 1, 2: found '0'; expected a frequency of 1"):
        dsr.estimate_repeated([9, 9, 9], [50, 50, 50], [1, 1, 1], [1, 0, np.nan])
    with pytest.raises(MethodError, match="A band must have the same population"):
        dsr.estimate_repeated([9, 9, 9], [50, 60, 61], [1, 1, 1], [1, 1, 2])
