"""Vintages: told apart, required, and looked up by the published best fits."""

from __future__ import annotations

import pytest

from geo import areas
from geo.errors import GeographyError
from geo.vintages import (
    lsoa_changes,
    lsoa_parents,
    lsoa_points,
    msoa_of,
    require_vintage,
    vintage_of,
    vintages_of,
    ward_of,
)


@pytest.mark.parametrize(
    ("level", "year", "label"),
    [
        ("ward", 2015, "wards up to 2017"),
        ("ward", 2018, "wards of 2018"),
        ("ward", 2019, "wards of 2019"),
        ("ward", 2023, "wards of 2020 to 2025"),
        ("ward", 2026, "wards from 2026"),
        ("lsoa", 2011, "LSOAs of the 2011 census"),
        ("lsoa", 2021, "LSOAs of the 2021 census"),
        ("msoa", 2011, "MSOAs of the 2011 census"),
        ("msoa", 2021, "MSOAs of the 2021 census"),
    ],
)
def test_a_whole_set_of_codes_tells_its_vintage(level: str, year: int, label: str) -> None:
    assert vintage_of(areas.codes(level, vintage=year)).label == label


def test_codes_common_to_several_vintages_fit_them_all() -> None:
    baildon = vintages_of(["E05001341"])
    assert [vintage.year for vintage in baildon] == [2020, 2019, 2018, 2017]
    assert vintages_of([]) == ()


def test_codes_of_two_vintages_at_once_are_refused() -> None:
    with pytest.raises(GeographyError) as refused:
        vintage_of([*areas.codes("ward", vintage=2025)[:50], "E05016453"])
    assert "not all of one vintage" in str(refused.value)
    assert "E05016453 (Airedale, wards from 2026)" in str(refused.value)


def test_codes_of_another_census_are_named_for_what_they_are() -> None:
    with pytest.raises(GeographyError) as refused:
        require_vintage(areas.codes("lsoa", vintage=2011), "lsoa", 2021)
    assert "They look like LSOAs of the 2011 census." in str(refused.value)
    assert len(refused.value.faults) == 1388 - 1367


def test_a_name_is_no_key_and_is_answered_with_its_codes() -> None:
    with pytest.raises(GeographyError) as refused:
        vintage_of([*areas.codes("ward", vintage=2025)[:5], "Baildon"])
    said = str(refused.value)
    assert "found 'Baildon' (not known); expected one of the 124 wards of 2020 to 2025." in said
    assert "Names are never keys: several areas may share one. Baildon (ward) is E05" in said


def test_wards_of_2026_are_refused_where_earlier_ones_are_meant() -> None:
    with pytest.raises(GeographyError, match=r"They look like wards from 2026\."):
        require_vintage(areas.codes("ward", vintage=2026), "ward", 2024)


def test_an_lsoa_has_the_ward_the_published_lookup_gives_it() -> None:
    assert ward_of(["E01010774", "E01010765"], census=2021).tolist() == ["E05001366", "E05001342"]
    assert msoa_of(["E01010568"], census=2011).tolist() == ["E02002198"]


def test_an_lsoa_is_looked_up_in_its_own_census_only() -> None:
    with pytest.raises(GeographyError, match="E01010677"):
        ward_of(["E01010677"], census=2021)


@pytest.mark.parametrize(("census", "count"), [(2011, 1388), (2021, 1404)])
@pytest.mark.parametrize("level", ["msoa", "ward", "local authority", "combined authority"])
def test_every_lsoa_is_in_an_area_of_its_own_place(level: str, census: int, count: int) -> None:
    parents = lsoa_parents(level, census)
    assert len(parents) == count
    vintage = 2025 if level == "ward" else census
    assert sorted(parents.unique()) == areas.codes(level, areas.WEST_YORKSHIRE, vintage) or (
        level == "combined authority" and list(parents.unique()) == [areas.WEST_YORKSHIRE]
    )
    if level in ("msoa", "ward"):
        assert all(areas.parent_place(k) == areas.area(v).place for k, v in parents.items())


@pytest.mark.parametrize("wards", [2017, 2019, 2021])
def test_lookups_of_each_ward_pattern_reach_all_its_wards(wards: int) -> None:
    found = lsoa_parents("ward", 2011, wards).unique()
    assert sorted(found) == areas.codes("ward", vintage=wards)


def test_the_two_lookups_differ_for_eight_unchanged_lsoas() -> None:
    old, new = lsoa_parents("ward", 2011), lsoa_parents("ward", 2021)
    both = old.index.intersection(new.index)
    assert (old[both] != new[both]).sum() == 8


def test_there_is_no_lookup_to_the_wards_of_2026() -> None:
    with pytest.raises(GeographyError, match="no published lookup"):
        lsoa_parents("ward", 2021, wards=2026)


def test_a_caller_cannot_spoil_the_lookup_for_the_next() -> None:
    found = lsoa_parents("ward", 2021)
    found.iloc[:] = "spoiled"
    assert "spoiled" not in set(lsoa_parents("ward", 2021))


def test_changes_between_the_censuses_are_those_published() -> None:
    kinds = [change for _, _, change in lsoa_changes()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "unchanged": 1367,
        "split": 35,
        "merged": 4,
    }


def test_points_lie_in_west_yorkshire() -> None:
    points = lsoa_points(2021)
    assert len(points) == 1404
    assert points["latitude"].between(53.5, 54.0).all()
    assert points["longitude"].between(-2.2, -1.1).all()
