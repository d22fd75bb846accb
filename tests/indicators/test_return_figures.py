"""Figures of a return: what its safe table shows, true words beside it, and nothing hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.areas import LEEDS, AreaType
from indicators import safe_mode
from indicators.catalogue import catalogue
from indicators.methods import rate
from indicators.restricted import open_restricted
from indicators.return_figures import figures_of
from indicators.return_measures import as_returned
from indicators.return_shrunk import ALIKE, NO_TOTAL, shrunk
from indicators.store import Store, open_store
from tests.returned import HIDDEN, children, store_of_returns, wards

SPAN = (pd.Timestamp(2018, 1, 1), pd.Timestamp(2022, 12, 31))


@pytest.fixture(scope="module")
def public() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def made(public, tmp_path_factory):
    held = open_restricted(store_of_returns(tmp_path_factory.mktemp("returns") / "store"))

    def of(indicator: str, measure: str, change=lambda table: table) -> pd.DataFrame:
        table = change(held.safe(measure, LEEDS).assign(place_code=LEEDS))
        definition = catalogue()[indicator]
        return figures_of(table, held.origins(), definition, AreaType.WARD, public)

    return of


def test_a_rate_is_the_shown_count_among_children_of_the_census(made, public):
    rows = made("child_protection_plan_rate", "child_protection_plans").set_index("area_code")
    held = public.observations("residents_census_2021")
    from geo.vintages import lsoa_parents

    code, count = next(iter(children(LEEDS).items()))
    parts = [one for one, ward in lsoa_parents(AreaType.WARD, 2021, 2021).items() if ward == code]
    young = held[held["area_code"].isin(parts) & (held["age"] == "0 to 15")]["value"].sum()
    row = rows.loc[code]
    assert row["value"] == pytest.approx(count / young * 10_000)
    assert (row["numerator"], row["denominator"]) == (count, young)
    assert row["lower_95"] < row["value"] < row["upper_95"]
    assert "aged 0 to 15 at the 2021 census" in row["method"]
    assert "Olga Owner" in row["source"]
    assert "3 November 2025" in row["source"]


@pytest.mark.parametrize(
    ("indicator", "measure"),
    [
        ("child_protection_plan_rate", "child_protection_plans"),
        ("child_protection_plans", "child_protection_plans"),
        ("suicide_rate", "suicide_deaths"),
    ],
)
def test_a_hidden_cell_has_nothing_but_its_reason(made, indicator, measure):
    rows = made(indicator, measure).set_index("area_code").loc[wards(LEEDS)[:HIDDEN]]
    assert rows[["value", "lower_95", "upper_95", "numerator", "denominator"]].isna().all(axis=None)
    assert set(rows["missing_reason"]) == {"suppressed"}
    assert rows["method"].str.startswith("hidden: small number").all()
    assert rows["restricted"].all()
    assert rows["is_synthetic"].all()


@pytest.mark.parametrize("state", ["rounded", "hidden", "interval", "not published"])
def test_what_is_not_shown_exactly_is_no_value(made, state):
    rows = made(
        "child_protection_plan_rate",
        "child_protection_plans",
        lambda table: table.assign(state=state, reason="to the nearest 5"),
    )
    assert rows["value"].isna().all()
    assert set(rows["method"]) == {"hidden: to the nearest 5"}


def test_suicide_is_shown_only_of_enough_years_and_deaths(made):
    def three_years(table):
        return table.assign(period_start=pd.Timestamp(2020, 1, 1))

    def few(table):
        return table.assign(published=table["published"].clip(upper=9).where(
            table["area_code"] != LEEDS, table["published"]
        ))  # fmt: skip

    assert made("suicide_rate", "suicide_deaths")["value"].notna().any()
    for change in (three_years, few):
        assert made("suicide_rate", "suicide_deaths", change)["value"].isna().all()


def test_suicide_has_no_count_and_words_that_are_true(made):
    rows = made("suicide_rate", "suicide_deaths")
    assert rows[["numerator", "denominator"]].isna().all(axis=None)
    assert set(rows["period_type"]) == {"rolling 5 years"}
    assert rows["method"].str.contains("drawn towards|given the place").sum() > 0
    told = as_returned(catalogue()["suicide_rate"])
    assert "five years" in told.title
    assert "not adjusted for age" in told.definition
    assert safe_mode.applies(told)


def test_another_places_area_in_a_return_is_left_out(made):
    rows = made(
        "child_protection_plans",
        "child_protection_plans",
        lambda table: table.assign(place_code="E08000033"),
    )
    assert rows.empty


def test_shrunk_figures_lie_between_their_own_and_the_places():
    people = np.full(12, 20_000.0)
    counts = np.array([10.0, 11, 12, 14, 16, 18, 20, 24, 30, 40, 60, np.nan])
    total = float(np.nansum(counts) + 4)
    found = shrunk(counts, people, total, float(people.sum()), SPAN, 100_000)
    whole = total / (people.sum() * 5) * 100_000
    own = counts / (people * 5) * 100_000
    held = ~np.isnan(counts)
    between = (found.value - whole) * (own - found.value)
    assert (between[held] > -1e-9).all()
    assert (found.lower[held] < found.value[held]).all()
    assert (found.value[held] < found.upper[held]).all()
    assert np.isnan(found.value[~held]).all()


def test_areas_that_are_alike_are_given_the_places_figure_and_limits():
    people, counts = np.full(8, 20_000.0), np.full(8, 12.0)
    found = shrunk(counts, people, 96.0, 160_000.0, SPAN, 100_000)
    whole = rate.estimate([96], [800_000])
    assert found.words == ALIKE
    assert set(found.value) == {whole.value[0]}
    assert set(found.upper) == {whole.upper[0]}


def test_without_the_places_number_nothing_is_drawn_to_it():
    found = shrunk(np.array([12.0]), np.array([2e4]), np.nan, 1e5, SPAN, 100_000)
    assert found.words == NO_TOTAL
    assert np.isnan(found.value).all()
