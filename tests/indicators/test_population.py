"""Rates over the people of several ages, and over wards whose people were counted by neighbourhood.

The expected figures are sums made here from the rows as stored, by neighbourhood and by ward.
"""

from __future__ import annotations

import pandas as pd
import pytest

from geo.vintages import lsoa_parents
from indicators.catalogue import catalogue
from indicators.compute import compute
from indicators.population import of_ages
from indicators.store import Snapshot, open_store

ADULT = {"16 to 24", "25 to 34", "35 to 49", "50 to 64", "65 and over"}


@pytest.fixture(scope="module")
def store() -> Snapshot:
    with open_store() as held:
        return Snapshot(held)


@pytest.fixture(scope="module")
def adults(store) -> pd.Series:
    people = store.observations("residents_census_2021")
    people = people[people["age"].isin(ADULT)].groupby("area_code")["value"].sum()
    return people.groupby(lsoa_parents("ward", 2021)).sum()


def test_ward_rate_is_its_insolvencies_over_the_adults_of_its_neighbourhoods(store, adults):
    rate = compute("individual_insolvency_rate", store, "wards")
    newest = rate[rate["period"] == "2022"].set_index("area_code")
    counts = store.observations("individual_insolvencies")
    counts = counts[(counts["breakdown"] == "none") & (counts["period_end"] == "2022-12-31")]
    expected = counts.set_index("area_code")["value"] / adults * 10_000
    assert len(newest) == 124
    pd.testing.assert_series_equal(
        newest["value"].sort_index(), expected.sort_index(), check_names=False
    )
    assert newest["lower_95"].lt(newest["value"]).all()


def test_rate_is_given_only_for_years_near_the_census(store):
    rate = compute("individual_insolvency_rate", store, "places")
    assert sorted(rate["period"].unique()) == ["2021", "2022"]


def test_both_releases_are_cited(store):
    cited = compute("individual_insolvency_rate", store, "places")["source"].iloc[0]
    assert "Insolvency Service" in cited
    assert "Census 2021" in cited


def test_an_area_that_lacks_one_of_the_ages_has_no_sum(store):
    people = store.observations("residents_census_2021", areas=["E01010568", "E01010569"])
    people = people[~((people["area_code"] == "E01010568") & (people["age"] == "16 to 24"))]
    assert list(of_ages(people, sorted(ADULT))["area_code"]) == ["E01010569"]


def test_denominator_without_ages_is_of_its_own_age(store):
    people = store.observations("residents_census_2021", areas=["E01010568"])
    (total,) = of_ages(people, [catalogue()["residents_census_2021"].age])["value"]
    parts = people[people["age"] != "all ages"]["value"].sum()
    assert total == pytest.approx(parts, abs=10)  # the census moves small counts a little
