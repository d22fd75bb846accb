"""A map's judgements are those of the comparison page, row for row, and say why there are none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import indicators as wy
from geo.areas import BRADFORD, CALDERDALE, ENGLAND, KIRKLEES, LEEDS, WAKEFIELD, WEST_YORKSHIRE
from indicators.compare import Standing, benchmark, compared
from indicators.errors import MethodError
from indicators.standings import Standings, standings

NAN = float("nan")
PLACES = (BRADFORD, CALDERDALE, KIRKLEES, LEEDS, WAKEFIELD)
DEFINITIONS = wy.catalogue()
CANCER, CHILD_PROTECTION, SUICIDE = (
    DEFINITIONS[name]
    for name in ("early_stage_cancer", "child_protection_plan_rate", "suicide_rate")
)
LIMITED = (
    "child_protection_plan_rate",
    "early_stage_cancer",
    "employment_rate",
    "healthy_life_expectancy_at_birth",
    "median_weekly_pay",
    "preventable_cardiovascular_mortality",
)


def row(code: str, value: float, lower: float = NAN, upper: float = NAN, **changes: object) -> dict:
    return {
        "area_code": code,
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "numerator": NAN,
        "denominator": NAN,
        "period": "2022",
        "period_type": "calendar year",
        "sex": "persons",
        "age": "all ages",
    } | changes


def agree(found: Standings, rows: pd.DataFrame, against: pd.Series | None, definition) -> int:
    """Every row judged as `compared` judges it; the number of rows that were."""
    judged = 0
    for i, one in enumerate(found.table.itertuples(index=False)):
        expected = compared(rows.iloc[i], against, definition)
        assert one.area_code == expected.area_code
        assert one.standing is expected.standing
        assert one.level == expected.level or (np.isnan(one.level) and expected.level is None)
        judged += one.standing not in (Standing.NO_LIMITS, Standing.NOT_COMPARABLE)
    assert bool(found.reason) == (judged == 0)
    return judged


@pytest.fixture(scope="module")
def computed() -> Callable[[str, str], pd.DataFrame]:
    store = wy.open_store()
    return lambda indicator, areas: wy.compute(indicator, store, areas=areas)


@pytest.mark.parametrize("indicator", LIMITED)
def test_places_stand_as_compared_says_in_every_period(indicator: str, computed) -> None:
    rows, definition = computed(indicator, "places"), DEFINITIONS[indicator]
    judged = 0
    for _, alike in rows.groupby(["period_end", "period_type", "sex", "age"]):
        england = benchmark(alike, alike.iloc[0])
        assert england is not None
        judged += agree(standings(alike, england, definition), alike, england, definition)
    assert judged > len(PLACES)


def test_wards_stand_against_west_yorkshire_as_compared_says(computed) -> None:
    definition = DEFINITIONS["individual_insolvency_rate"]
    wards, places = (computed(definition.id, areas) for areas in ("wards", "places"))
    wards = wards[wards["period_end"] == wards["period_end"].max()]
    whole = benchmark(places, wards.iloc[0], WEST_YORKSHIRE)
    found = standings(wards, whole, definition)
    assert agree(found, wards, whole, definition) == len(wards)
    assert {Standing.LOWER, Standing.SIMILAR, Standing.HIGHER} == set(found.table["standing"])


def test_small_areas_without_limits_are_not_judged_and_the_reason_is_said(computed) -> None:
    definition = DEFINITIONS["imd_2025_score"]
    lsoas = computed(definition.id, "lsoas")
    without = standings(lsoas, None, definition)
    assert without.reason == "No figure for England is held for the same period, age and sex."
    assert len(without.table) == 1404
    england = pd.Series(lsoas.iloc[0].to_dict() | {"area_code": ENGLAND})
    found = standings(lsoas, england, definition)
    assert set(found.table["standing"]) == {Standing.NO_LIMITS}
    assert found.reason == (
        "The figures have no limits, so a difference from England cannot be told from chance."
    )


figure = st.one_of(st.just(NAN), st.integers(1, 99).map(float))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(figure, figure, figure, st.sampled_from(["2022", "2021"])), max_size=5),
    figure,
    st.sampled_from(sorted(DEFINITIONS)),
)
def test_any_rows_stand_as_compared_says(made: list, value: float, indicator: str) -> None:
    rows = pd.DataFrame(
        [
            row(code, *numbers[:3], period=numbers[3], numerator=7.0, denominator=10.0)
            for code, numbers in zip(PLACES, made, strict=False)
        ]
        + [row(ENGLAND, value)]
    )
    for against in (rows.iloc[-1], None):
        found = standings(rows, against, DEFINITIONS[indicator])
        agree(found, rows, against, DEFINITIONS[indicator])


def test_suicide_and_what_is_neither_good_nor_bad_are_lower_or_higher_only() -> None:
    rows = pd.DataFrame([row(LEEDS, 5, 4, 6), row(BRADFORD, 10, 9, 11), row(KIRKLEES, 20, 19, 21)])
    for definition in (SUICIDE, CHILD_PROTECTION):
        found = standings(rows, pd.Series(row(ENGLAND, 10)), definition)
        assert found.table["standing"].tolist() == ["lower", "similar", "higher"]
    judged = standings(rows, pd.Series(row(ENGLAND, 10)), CANCER)
    assert judged.table["standing"].tolist() == ["worse", "similar", "better"]
    assert judged.table["level"].isna().tolist() == [False, True, False]
    assert judged.reason == ""


@pytest.mark.parametrize(
    ("indicator", "rows", "england", "reason"),
    [
        ("children_in_need", [row(LEEDS, 9)], 5, "Counts depend on how many people live in"),
        ("imd_2025_decile", [row(LEEDS, 9)], 5, "Categories have no limits"),
        ("early_stage_cancer", [row(LEEDS, NAN)], 5, "No area has a figure."),
        ("early_stage_cancer", [row(LEEDS, 9, 8, 10)], NAN, "No figure for England is held"),
        ("early_stage_cancer", [row(ENGLAND, 9, 8, 10)], 9, "No area other than England has a"),
        ("early_stage_cancer", [row(LEEDS, 9, 8, 10, age="0 to 17")], 9, "No area other than Eng"),
        ("early_stage_cancer", [row(LEEDS, 70, 51, 53)], 9, "The figures do not lie between"),
        ("early_stage_cancer", [row(LEEDS, 70)], 9, "The figures have no limits, so a difference"),
    ],
)
def test_the_one_reason_why_nothing_is_judged_is_said(indicator, rows, england, reason) -> None:
    against = pd.Series(row(ENGLAND, england))
    found = standings(pd.DataFrame(rows), against, DEFINITIONS[indicator])
    assert found.reason.startswith(reason)
    assert found.table["level"].isna().all()


def test_an_area_with_two_figures_is_refused() -> None:
    rows = pd.DataFrame([row(LEEDS, 9), row(LEEDS, 9, sex="female")])
    with pytest.raises(MethodError, match="one figure for each area; Leeds has more"):
        standings(rows, None, CANCER)
