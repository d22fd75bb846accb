"""The compute path on rows made by hand, where the right answer can be worked out on paper."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import indicators as wy
from geo.areas import PLACES, WEST_YORKSHIRE
from indicators import contract
from indicators.errors import SuiteError
from indicators.origins import Origin
from indicators.store import Store

ORIGIN = Origin(
    id="made-by-hand",
    source="transcribed",
    publisher="A publisher",
    title="A publication",
    link="https://example.org",
    published_on=date(2025, 10, 30),
    published_on_basis="stated",
    retrieved_on=date(2025, 11, 1),
)
CHILDREN = (1_000, 2_000, 3_000, 4_000, 5_000)
PLANS = (5, 20, 15, 30, 40)


def made(indicator: str, values: dict[str, float], day: str, **columns: object) -> pd.DataFrame:
    rows = pd.DataFrame({"area_code": list(values), "value": list(values.values())})
    rows = rows.assign(
        indicator_id=indicator,
        period_start=day,
        period_end=day,
        period_type="snapshot",
        age="0 to 17",
        unit=wy.catalogue()[indicator].unit,
        origin_id=ORIGIN.id,
        published_on=ORIGIN.published_on,
        **{name: contract.DEFAULTS[name] for name in ("sex", "breakdown", "breakdown_value")},
    )
    return contract.conform(rows.assign(**columns))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return wy.open_store(tmp_path / "store")


def by_area(result: pd.DataFrame) -> pd.DataFrame:
    return result.set_index("area_code")


def keep(store: Store, *tables: pd.DataFrame) -> None:
    store.append(pd.concat(tables, ignore_index=True), ORIGIN)


def plans_and_children(plans: tuple[float, ...] = PLANS) -> tuple[pd.DataFrame, ...]:
    return (
        made("child_protection_plans", dict(zip(PLACES, plans, strict=True)), "2025-03-31"),
        made("population_0_to_17", dict(zip(PLACES, CHILDREN, strict=True)), "2024-06-30"),
        made("child_protection_plan_rate", {PLACES[0]: 51.0}, "2025-03-31"),
    )


def test_west_yorkshire_is_counts_over_people_not_a_mean_of_rates(store: Store) -> None:
    keep(store, *plans_and_children())
    row = by_area(wy.compute("child_protection_plan_rate", store)).loc[WEST_YORKSHIRE]
    assert row["value"] == pytest.approx(110 / 15_000 * 10_000)
    assert (row["numerator"], row["denominator"]) == (110, 15_000)
    assert row["derived"]
    assert row["method"].startswith("derived: counts summed, then divided")


def test_a_published_rate_is_kept_as_published_with_limits_from_its_count(store: Store) -> None:
    keep(store, *plans_and_children())
    row = by_area(wy.compute("child_protection_plan_rate", store)).loc[PLACES[0]]
    assert row["value"] == 51.0
    assert not row["derived"]
    # 5 events: exact Poisson limits are 1.6235 and 11.6683.
    assert row["lower_95"] == pytest.approx(16.235, abs=1e-3)
    assert row["upper_95"] == pytest.approx(116.683, abs=1e-3)
    assert "Byar's method" in row["method"]


def test_the_population_is_the_one_before_the_period(store: Store) -> None:
    later = made("population_0_to_17", dict.fromkeys(PLACES, 9e9), "2025-06-30")
    keep(store, *plans_and_children(), later)
    row = by_area(wy.compute("child_protection_plan_rate", store)).loc[WEST_YORKSHIRE]
    assert row["denominator"] == 15_000


def test_a_derived_figure_cites_what_it_was_made_of(store: Store) -> None:
    """The rates are in one release, the counts in another, the people in a third."""
    plans, children, rate = plans_and_children()
    for name, day, table in (
        ("the-counts", date(2025, 11, 1), plans),
        ("the-people", date(2025, 7, 30), children),
    ):
        other = ORIGIN.model_copy(update={"id": name, "published_on": day, "title": name})
        store.append(table.assign(origin_id=name, published_on=pd.Timestamp(day)), other)
    keep(store, rate)
    rows = by_area(wy.compute("child_protection_plan_rate", store))
    assert rows.loc[WEST_YORKSHIRE, "origin_id"] == "the-counts + the-people"
    assert rows.loc[WEST_YORKSHIRE, "published_on"] == pd.Timestamp(2025, 11, 1)
    assert "the-people" in rows.loc[WEST_YORKSHIRE, "source"]
    assert rows.loc[PLACES[0], "origin_id"] == ORIGIN.id


def test_nothing_stands_beside_a_figure_that_is_held_back(store: Store) -> None:
    plans, children, rate = plans_and_children()
    hidden = rate.assign(value=float("nan"), missing_reason="suppressed")
    keep(store, plans, children, hidden)
    rows = by_area(wy.compute("child_protection_plan_rate", store))
    beside = ["value", "lower_95", "upper_95", "numerator"]
    assert rows.loc[PLACES[0], beside].isna().all()
    assert WEST_YORKSHIRE not in rows.index or rows.loc[WEST_YORKSHIRE, beside].isna().all()


def test_a_suppressed_part_leaves_the_whole_without_a_value_and_says_why(store: Store) -> None:
    plans, children, rate = plans_and_children()
    hidden = plans["area_code"] == PLACES[2]
    plans["value"] = plans["value"].mask(hidden)
    plans["missing_reason"] = plans["missing_reason"].mask(hidden, "suppressed")
    keep(store, plans, children, rate)
    row = by_area(wy.compute("child_protection_plans", store)).loc[WEST_YORKSHIRE]
    assert math.isnan(row["value"])
    assert row["missing_reason"] == "suppressed"


def test_a_whole_is_not_made_of_four_places(store: Store) -> None:
    plans, *_ = plans_and_children()
    keep(store, plans[plans["area_code"] != PLACES[4]])
    assert WEST_YORKSHIRE not in set(wy.compute("child_protection_plans", store)["area_code"])


def test_a_measure_published_by_nobody_is_made_of_its_two_counts(store: Store) -> None:
    days = {"period_start": "2024-04-01", "period_end": "2025-03-31"}
    of = dict(zip(PLACES, CHILDREN, strict=True))
    found = dict(zip(PLACES, PLANS, strict=True))
    year = {"period_type": "financial year"}
    keep(
        store,
        made("assessments_with_factors", of, "2025-03-31", **days, **year),
        made("assessments_with_domestic_abuse_of_parent", found, "2025-03-31", **days, **year),
    )
    rows = by_area(wy.compute("domestic_abuse_assessment_factor", store))
    assert rows.loc[PLACES[0], "value"] == pytest.approx(0.5)
    assert rows.loc[WEST_YORKSHIRE, "value"] == pytest.approx(110 / 15_000 * 100)
    # Wilson's limits for 110 of 15,000, worked by another program (statsmodels 0.15).
    assert rows.loc[WEST_YORKSHIRE, "lower_95"] == pytest.approx(0.60884, abs=1e-5)
    assert rows.loc[WEST_YORKSHIRE, "upper_95"] == pytest.approx(0.88305, abs=1e-5)


def test_what_cannot_be_summed_is_not_made(store: Store) -> None:
    values = dict.fromkeys(PLACES, 79.0)
    span = {"period_start": "2019-01-01", "period_end": "2021-12-31"}
    rows = made("life_expectancy_at_birth", values, "2021-12-31", **span)
    rows = rows.assign(period_type="rolling 3 years", sex="male", age="all ages")
    keep(store, rows)
    assert set(wy.compute("life_expectancy_at_birth", store)["area_code"]) == set(PLACES)


def test_every_row_names_its_area_period_and_source(store: Store) -> None:
    keep(store, *plans_and_children())
    row = by_area(wy.compute("child_protection_plan_rate", store)).loc[PLACES[0]]
    assert row["area_name"] == "Bradford"
    assert row["period"] == "31 March 2025"
    assert row["source"] == "A publisher, A publication, released 30 October 2025"


def test_an_indicator_nobody_knows_is_told_with_the_nearest() -> None:
    with pytest.raises(SuiteError, match="Did you mean 'suicide_rate'"):
        wy.compute("suicide_rates", wy.open_store())


def test_areas_nobody_knows_are_told_with_what_there_is(store: Store) -> None:
    with pytest.raises(SuiteError, match="Did you mean 'wards'"):
        wy.compute("suicide_rate", store, areas="ward")


def test_a_code_nobody_knows_is_told(store: Store) -> None:
    with pytest.raises(SuiteError, match="No area has the code 'E99999999'"):
        wy.compute("suicide_rate", store, areas=["E99999999"])


@pytest.mark.parametrize("figures", [None, "the shipped figures", 3])
def test_what_is_no_store_is_told(figures: object) -> None:
    with pytest.raises(SuiteError, match="Figures come from a store"):
        wy.compute("claimant_count", figures)


@pytest.mark.parametrize("areas", [None, 3, [3]])
def test_areas_that_are_no_codes_are_told(store: Store, areas: object) -> None:
    with pytest.raises(SuiteError, match="Give areas as a list of codes"):
        wy.compute("claimant_count", store, areas)


def test_codes_that_can_be_read_once_only_lose_no_derived_figure(store: Store) -> None:
    keep(store, *plans_and_children())
    listed = wy.compute("child_protection_plan_rate", store, [WEST_YORKSHIRE])
    assert listed["derived"].any()
    once = wy.compute("child_protection_plan_rate", store, iter([WEST_YORKSHIRE]))
    pd.testing.assert_frame_equal(once, listed)
