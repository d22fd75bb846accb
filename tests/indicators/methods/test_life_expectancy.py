"""Life tables: a published calculator's figures, a plain Python oracle, properties, refusals."""

from __future__ import annotations

import math
import tomllib
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.errors import MethodError
from indicators.methods import life_expectancy

TABLE = tomllib.loads(
    (Path(__file__).parents[2] / "reference" / "life_expectancy.toml").read_text(encoding="utf-8")
)
AGES, DEATHS, PEOPLE, *PUBLISHED = map(np.array, zip(*TABLE["band"], strict=True))

populations = st.lists(st.floats(300, 1e5), min_size=20, max_size=20)
shares = st.lists(st.just(0.0) | st.floats(1e-4, 0.6), min_size=19, max_size=19)
last_share = st.floats(0.01, 0.9)


def oracle(
    deaths: list[float], people: list[float], confidence: float
) -> list[tuple[float, float, float]]:
    """Chiang's table column by column, with Silcocks's last band."""
    ages = [0, 1, *range(5, 95, 5)]
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    n = [after - age for age, after in pairwise(ages)]
    a = [0.1] + [0.5] * 18
    m = [d / p for d, p in zip(deaths, people, strict=True)]
    q = [min(1.0, n[i] * m[i] / (1 + n[i] * m[i] * (1 - a[i]))) for i in range(19)]
    alive = [100_000.0]
    for chance in q:
        alive.append(alive[-1] * (1 - chance))
    lived = [n[i] * (alive[i + 1] + a[i] * (alive[i] - alive[i + 1])) for i in range(19)]
    lived.append(alive[19] / m[19])
    ex = [math.fsum(lived[i:]) / alive[i] if alive[i] else math.nan for i in range(20)]
    variance = [
        alive[i] ** 2 * ((1 - a[i]) * n[i] + ex[i + 1]) ** 2 * q[i] ** 2 * (1 - q[i]) / deaths[i]
        if deaths[i] and q[i] < 1 and alive[i]
        else 0.0
        for i in range(19)
    ]
    variance.append((alive[19] / 2) ** 2 * 4 / (deaths[19] * m[19] ** 2))
    rows = []
    for i in range(20):
        se = math.sqrt(math.fsum(variance[i:])) / alive[i] if alive[i] else math.nan
        rows.append((ex[i], ex[i] - z * se, ex[i] + z * se))
    return rows


def test_agrees_with_the_published_calculator() -> None:
    confidence = 2 * NormalDist().cdf(TABLE["z"]) - 1
    table = life_expectancy.table(DEATHS, PEOPLE, AGES, confidence)
    assert table["age"].tolist() == AGES.tolist()
    np.testing.assert_allclose(table[["ex", "lower", "upper"]], np.transpose(PUBLISHED), atol=1e-8)


@given(populations, shares, last_share, st.sampled_from([0.95, 0.998]))
def test_agrees_with_plain_python(
    people: list[float], shares: list[float], last: float, confidence: float
) -> None:
    deaths = np.multiply([*shares, last], people)
    table = life_expectancy.table(deaths, people, confidence=confidence)
    expected = oracle(deaths.tolist(), people, confidence)
    np.testing.assert_allclose(table[["ex", "lower", "upper"]], expected, rtol=1e-10)


@given(st.integers(0, 19), st.floats(0.01, 0.9))
def test_life_is_shorter_wherever_more_die(band: int, more: float) -> None:
    worse = DEATHS.astype(float)
    worse[band] += more * worse[band]
    before, after = (life_expectancy.table(d, PEOPLE)["ex"].to_numpy() for d in (DEATHS, worse))
    assert (after[: band + 1] < before[: band + 1]).all()
    np.testing.assert_allclose(after[band + 1 :], before[band + 1 :], rtol=1e-12)


@given(st.sampled_from([2, 10, 1000]))
def test_a_larger_population_at_the_same_rates_lives_as_long_and_is_surer(times: int) -> None:
    one, many = (life_expectancy.table(DEATHS * k, PEOPLE * k) for k in (1, times))
    np.testing.assert_allclose(many["ex"], one["ex"], rtol=1e-12)
    reach = (one["upper"] - one["ex"]) / (many["upper"] - many["ex"])
    np.testing.assert_allclose(reach, math.sqrt(times), rtol=1e-9)


@given(st.permutations(range(20)))
def test_bands_may_come_in_any_order(order: list[int]) -> None:
    shuffled = life_expectancy.table(DEATHS[order], PEOPLE[order], AGES[order])
    assert shuffled.equals(life_expectancy.table(DEATHS, PEOPLE))


def test_limits_hold_the_figure_and_widen_with_confidence() -> None:
    narrow, wide = (life_expectancy.table(DEATHS, PEOPLE, confidence=c) for c in (0.9, 0.998))
    assert (narrow["lower"] < narrow["ex"]).all()
    assert (narrow["ex"] < narrow["upper"]).all()
    assert (wide["lower"] < narrow["lower"]).all()
    assert (narrow["upper"] < wide["upper"]).all()


def test_the_last_band_lives_as_long_as_its_death_rate_says() -> None:
    deaths = np.append(np.zeros(19), 50)
    table = life_expectancy.table(deaths, np.full(20, 400.0))
    # Nobody dies before 90, and then 1 in 8 a year: 8 years more.
    assert table["ex"].iloc[0] == pytest.approx(98)
    assert table["ex"].iloc[-1] == pytest.approx(8)
    # Silcocks: the only variance is that of 8 years from 50 deaths, 8 / sqrt(50).
    reach = NormalDist().inv_cdf(0.975) * 8 / math.sqrt(50)
    np.testing.assert_allclose(table["upper"] - table["ex"], reach)


def test_where_everybody_dies_nobody_is_left_to_expect_anything() -> None:
    deaths = DEATHS.copy()
    deaths[18] = 0.5 * PEOPLE[18]  # more than 0.4 a year: all die within the band
    table = life_expectancy.table(deaths, PEOPLE)
    assert table["ex"].iloc[18] == pytest.approx(2.5)
    assert table.iloc[19, 1:].isna().all()
    assert table.iloc[:19].notna().all(axis=None)


def test_every_bad_position_is_told_at_once() -> None:
    deaths, people = DEATHS.astype(float), PEOPLE.astype(float)
    deaths[[2, 3]] = -1, np.nan
    people[[4, 5, 6]] = 0, np.nan, 3
    deaths[19] = 0
    with pytest.raises(MethodError) as refusal:
        life_expectancy.table(deaths, people)
    assert str(refusal.value) == (
        "No life expectancy can be given:\n"
        "  position 2, 3: found '-1'; expected a number of deaths of 0 or more.\n"
        "  position 4, 5: found '0'; expected a population above 0.\n"
        "  position 6: found '24'; expected no more deaths than people.\n"
        "  position 19: found '0'; expected a death at 90 or over, without which life there has "
        "no finite length."
    )


def test_as_many_deaths_as_people_can_be() -> None:
    deaths = DEATHS.copy()
    deaths[19] = PEOPLE[19]
    assert life_expectancy.table(deaths, PEOPLE)["ex"].iloc[19] == 1


def test_five_thousand_people_are_too_few_and_one_more_is_enough() -> None:
    deaths = np.full(20, 1.0)
    with pytest.raises(MethodError, match="needs more than 5,000 people in all; found 5,000"):
        life_expectancy.table(deaths, np.full(20, 250.0))
    assert len(life_expectancy.table(deaths, np.append(np.full(19, 250.0), 251))) == 20


def test_other_bands_are_refused() -> None:
    closed_at_85 = "0, 1, 5 and then every five years to 90; found '0, 1, 5, 10"
    with pytest.raises(MethodError, match=closed_at_85):
        life_expectancy.table(DEATHS[:-1], PEOPLE[:-1], AGES[:-1])
    with pytest.raises(MethodError, match="found '0, 0, 5"):
        life_expectancy.table(DEATHS, PEOPLE, [0, 0, *AGES[2:]])
    with pytest.raises(MethodError, match="one figure for every band, in the same order"):
        life_expectancy.table(DEATHS[:-1], PEOPLE[:-1])
    with pytest.raises(MethodError, match="A life table is for one area at a time"):
        life_expectancy.table([DEATHS, DEATHS], [PEOPLE, PEOPLE])
