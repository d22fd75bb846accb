"""Small areas brought together: published district figures rebuilt, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.aggregate import shares, totals, weighted_means
from geo.areas import PLACES
from geo.errors import GeographyError
from geo.vintages import lsoa_parents

PARENTS = pd.Series({"a": "X", "b": "X", "c": "Y"})
# English Indices of Deprivation 2019, File 10: IMD average score and average rank.
AVERAGE_SCORE_2019 = [34.666, 26.351, 25.151, 27.301, 27.306]
AVERAGE_RANK_2019 = [23086.82, 19705.88, 19120.97, 18909.24, 20272.84]
IN_WORST_TENTH_2019 = [0.3355, 0.1562, 0.1197, 0.2365, 0.1579]
LSOAS_OF_ENGLAND_2011 = 32_844


@pytest.fixture(scope="module")
def deprivation_2019(shared_data: Path) -> pd.DataFrame:
    path = shared_data / "deprivation" / "wy_iod2019_lsoa11_assembled.csv"
    return pd.read_csv(path).set_index("LSOA11CD")


def test_average_scores_of_2019_are_those_published(deprivation_2019: pd.DataFrame) -> None:
    found = weighted_means(
        deprivation_2019["IMD_score"],
        deprivation_2019["pop_total_mid2015"],
        lsoa_parents("local authority", 2011),
    )
    assert found.loc[list(PLACES), "value"].round(3).tolist() == AVERAGE_SCORE_2019
    assert found["parts"].tolist() == [310, 128, 259, 482, 209]


def test_average_ranks_of_2019_are_those_published(deprivation_2019: pd.DataFrame) -> None:
    worst_is_highest = LSOAS_OF_ENGLAND_2011 + 1 - deprivation_2019["IMD_rank"]
    found = weighted_means(
        worst_is_highest,
        deprivation_2019["pop_total_mid2015"],
        lsoa_parents("local authority", 2011),
    )["value"]
    # Four agree to the two places published; Wakefield's is 0.02 from its figure.
    assert found.loc[list(PLACES)].tolist() == pytest.approx(AVERAGE_RANK_2019, abs=0.03)


def test_shares_of_lsoas_in_the_worst_tenth_in_2019(deprivation_2019: pd.DataFrame) -> None:
    parents = lsoa_parents("local authority", 2011)
    found = shares(deprivation_2019["IMD_decile"], 1, parents)["value"]
    assert found.loc[list(PLACES)].tolist() == pytest.approx(IN_WORST_TENTH_2019, abs=0.00006)


def test_shares_of_lsoas_in_the_worst_tenth_in_2025(shared_data: Path) -> None:
    folder = shared_data / "deprivation"
    lsoas = pd.read_csv(folder / "wy_iod2025_lsoa21.csv").set_index("lsoa21_code")
    published = pd.read_csv(folder / "wy_iod2025_lad24_summaries.csv").set_index("ltla24_code")
    column = "imd_proportion_of_lso_as_in_most_deprived_10_percent_nationally"
    found = shares(lsoas["IMD_decile"], 1, lsoa_parents("local authority", 2021))["value"]
    assert found.tolist() == pytest.approx(published.loc[found.index, column].tolist(), abs=6e-5)


def test_population_of_2020_sums_to_the_published_places(shared_data: Path) -> None:
    path = shared_data / "population" / "wy_lsoa11_mid2020_single_year_persons.csv"
    table = pd.read_csv(path, thousands=",")
    people = table.set_index(table.columns[1])[table.columns[2]]
    found = totals(people, lsoa_parents("local authority", 2011))["value"]
    assert found.loc[list(PLACES)].tolist() == [542128, 211439, 441290, 798786, 351592]


def test_every_ward_of_2025_has_a_score(deprivation_2019: pd.DataFrame) -> None:
    found = weighted_means(
        deprivation_2019["IMD_score"],
        deprivation_2019["pop_total_mid2015"],
        lsoa_parents("ward", 2011),
    )
    assert len(found) == 124
    assert found["value"].notna().all()
    west_yorkshire = np.average(found["value"], weights=found["weight"])
    assert west_yorkshire == pytest.approx(28.521, abs=0.001)


def test_a_missing_part_makes_the_whole_missing_and_says_so() -> None:
    found = totals(pd.Series({"a": 1.0, "b": np.nan, "c": 0.0}), PARENTS)
    assert np.isnan(found.loc["X", "value"])
    assert found.loc["X", "missing_reason"] == "1 of 2 parts have no figure"
    assert found.loc["Y", "value"] == 0, "a zero is a figure"
    assert found.loc["Y", "missing_reason"] == ""


def test_an_absent_part_is_a_missing_part() -> None:
    assert np.isnan(totals(pd.Series({"a": 1.0, "c": 2.0}), PARENTS).loc["X", "value"])


def test_missing_parts_are_skipped_only_on_request_and_counted() -> None:
    found = totals(pd.Series({"a": 1.0}), PARENTS, skip_missing=True)
    assert found.loc["X", ["value", "parts_missing"]].tolist() == [1.0, 1]
    assert np.isnan(found.loc["Y", "value"]), "nothing to sum is not zero"


def test_a_missing_weight_is_a_missing_part() -> None:
    values = pd.Series({"a": 1.0, "b": 3.0, "c": 5.0})
    found = weighted_means(values, pd.Series({"a": 1.0, "c": 1.0}), PARENTS)
    assert np.isnan(found.loc["X", "value"])


def test_weights_that_sum_to_zero_have_no_mean() -> None:
    found = weighted_means(
        pd.Series({"a": 1.0, "b": 3.0, "c": 5.0}), PARENTS.map({"X": 1, "Y": 0}), PARENTS
    )
    assert found.loc["X", "value"] == 2
    assert found.loc["Y", "missing_reason"] == "its weights sum to zero"


def test_people_and_areas_in_a_category_are_two_shares() -> None:
    deciles = pd.Series({"a": 1, "b": 2, "c": 1})
    assert shares(deciles, 1, PARENTS)["value"].tolist() == [0.5, 1.0]
    people = pd.Series({"a": 300, "b": 100, "c": 50})
    assert shares(deciles, 1, PARENTS, people)["value"].tolist() == [0.75, 1.0]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.1, 1e6)), min_size=3, max_size=3))
def test_a_mean_lies_between_its_parts(rows: list[tuple[float, float]]) -> None:
    values = pd.Series([value for value, _ in rows], index=PARENTS.index)
    weights = pd.Series([weight for _, weight in rows], index=PARENTS.index)
    found = weighted_means(values, weights, PARENTS).loc["X", "value"]
    slack = 1e-9 * max(1.0, values.abs().max())
    assert values[:2].min() - slack <= found <= values[:2].max() + slack


def test_codes_that_are_not_parts_are_refused() -> None:
    with pytest.raises(GeographyError, match="'z'; expected one of 3 parts"):
        totals(pd.Series({"a": 1.0, "z": 2.0}), PARENTS)


def test_a_part_given_twice_is_refused() -> None:
    with pytest.raises(GeographyError, match="'a' more than once"):
        totals(pd.Series([1.0, 2.0], index=["a", "a"]), PARENTS)


def test_negative_weights_are_refused() -> None:
    values = pd.Series({"a": 1.0, "b": 3.0, "c": 5.0})
    with pytest.raises(GeographyError, match="a weight of -1; expected zero or more"):
        weighted_means(values, -values.clip(upper=1), PARENTS)
