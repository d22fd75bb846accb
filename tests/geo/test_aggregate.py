"""Small areas brought together: only wholes, by the published lookups."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.aggregate import whole_areas
from geo.areas import BRADFORD, LEEDS, PLACES, WEST_YORKSHIRE, AreaType, codes
from geo.errors import GeographyError


def lsoas(census: int) -> pd.DataFrame:
    return pd.DataFrame({"area_code": codes("lsoa", within=WEST_YORKSHIRE, vintage=census)})


@pytest.mark.parametrize(
    ("census", "expected"), [(2011, [310, 128, 259, 482, 209]), (2021, [312, 129, 260, 488, 215])]
)
def test_places_have_the_published_numbers_of_lsoas(census: int, expected: list[int]) -> None:
    held = whole_areas(lsoas(census), AreaType.LOCAL_AUTHORITY)
    assert held["whole"].value_counts().loc[list(PLACES)].tolist() == expected


@pytest.mark.parametrize(
    ("level", "expected"), [(AreaType.WARD, 124), (AreaType.MSOA, 301), (AreaType.LSOA, 0)]
)
def test_every_ward_and_msoa_is_made_of_lsoas_of_2021(level: AreaType, expected: int) -> None:
    assert whole_areas(lsoas(2021), level)["whole"].nunique() == expected


def test_an_area_with_a_part_absent_is_not_a_whole() -> None:
    parts = lsoas(2021)
    gone = parts["area_code"] == codes("lsoa", within=LEEDS, vintage=2021)[0]
    held = set(whole_areas(parts[~gone], AreaType.LOCAL_AUTHORITY)["whole"])
    assert held == set(PLACES) - {LEEDS}
    assert whole_areas(parts[~gone], AreaType.COMBINED_AUTHORITY).empty


def test_each_group_stands_for_itself() -> None:
    both = pd.DataFrame({"area_code": PLACES, "year": 2024})
    four = pd.DataFrame({"area_code": PLACES[:4], "year": 2025})
    held = whole_areas(pd.concat([both, four]), AreaType.COMBINED_AUTHORITY, by=["year"])
    assert held["year"].unique().tolist() == [2024]


def test_a_part_that_stands_twice_is_refused() -> None:
    parts = pd.DataFrame({"area_code": [BRADFORD, BRADFORD]})
    with pytest.raises(GeographyError, match="'E08000032' more than once in a group"):
        whole_areas(parts, AreaType.COMBINED_AUTHORITY)


def test_lsoas_of_two_censuses_are_not_mixed() -> None:
    parts = pd.concat([lsoas(2011), lsoas(2021)]).drop_duplicates()
    with pytest.raises(GeographyError, match="not all of one vintage"):
        whole_areas(parts, AreaType.WARD)


def test_population_of_2020_sums_to_the_published_places(shared_data: Path) -> None:
    path = shared_data / "population" / "wy_lsoa11_mid2020_single_year_persons.csv"
    table = pd.read_csv(path, thousands=",").rename(columns={"lsoa11_code": "area_code"})
    held = whole_areas(table, AreaType.LOCAL_AUTHORITY)
    people = held.groupby("whole")["total_population"].sum()
    assert people.loc[list(PLACES)].tolist() == [542128, 211439, 441290, 798786, 351592]
