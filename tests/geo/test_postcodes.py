"""Postcode districts: what of a postcode is its district, and which areas it covers, about."""

from __future__ import annotations

import pytest

from geo.areas import name
from geo.errors import GeographyError
from geo.postcodes import areas_of, centres, district_of
from geo.vintages import vintage_in


@pytest.mark.parametrize(
    ("typed", "district"),
    [
        ("LS6", "LS6"),
        ("LS6 2AB", "LS6"),
        (" ls6 2ab ", "LS6"),
        ("LS62AB", "LS6"),
        ("LS6 2", "LS6"),
        ("LS16", "LS16"),
        ("LS11AB", "LS1"),  # without a space the last three are the inward part
        ("LS11 1AB", "LS11"),
        ("ol14 5", "OL14"),
        ("M1 1AE", ""),  # Manchester
        ("LS99", ""),  # no ground of its own
        ("LS6 2A", ""),
        ("Leeds", ""),
        ("E05001347", ""),
        ("", ""),
    ],
)
def test_the_district_of_a_postcode(typed: str, district: str) -> None:
    assert district_of(typed) == district


def test_every_geographic_district_of_west_yorkshire_is_held() -> None:
    """Royal Mail's numbers run without a gap in these areas."""
    runs = {"BD": 24, "HD": 9, "HX": 7, "LS": 29, "WF": 17}
    wanted = {
        f"{letters}{number}" for letters, last in runs.items() for number in range(1, last + 1)
    }
    assert wanted | {"OL14", "S72", "YO8"} <= centres().keys()
    for latitude, longitude in centres().values():
        assert 53.4 < latitude < 54.1
        assert -2.3 < longitude < -0.9


@pytest.mark.parametrize(
    ("district", "ward"),  # post towns and the wards they stand in
    [
        ("BD16", "Bingley"),
        ("BD18", "Shipley"),
        ("BD20", "Craven"),
        ("HD3", "Lindley"),
        ("HD8", "Denby Dale"),
        ("HD9", "Holme Valley South"),
        ("HX5", "Elland"),
        ("HX6", "Sowerby Bridge"),
        ("HX7", "Calder"),
        ("LS6", "Headingley and Hyde Park"),
        ("LS12", "Armley"),
        ("LS18", "Horsforth"),
        ("LS22", "Wetherby"),
        ("LS26", "Rothwell"),
        ("LS29", "Ilkley"),
        ("OL14", "Todmorden"),
        ("WF5", "Ossett"),
        ("WF6", "Normanton"),
        ("WF7", "Featherstone"),
        ("WF11", "Knottingley"),
        ("WF14", "Mirfield"),
        ("WF16", "Heckmondwike"),
    ],
)
def test_a_town_lies_in_its_district(district: str, ward: str) -> None:
    assert ward in [name(code) for code in areas_of(district, "ward", 2025)][:3]


@pytest.mark.parametrize("year", [2017, 2019, 2025])
def test_every_ward_is_covered_by_some_district(year: int) -> None:
    covered = {code for district in centres() for code in areas_of(district, "ward", year)}
    assert covered == vintage_in("ward", year).codes()


@pytest.mark.parametrize("census", [2011, 2021])
def test_every_lsoa_is_in_one_district_and_msoas_follow(census: int) -> None:
    lsoas = [code for district in centres() for code in areas_of(district, "lsoa", census)]
    assert len(lsoas) == len(set(lsoas))
    assert set(lsoas) == vintage_in("lsoa", census).codes()
    msoas = {code for district in centres() for code in areas_of(district, "msoa", census)}
    assert msoas == vintage_in("msoa", census).codes()


def test_the_biggest_share_comes_first() -> None:
    """WF3 is East Ardsley and Lofthouse: mostly in Leeds, the rest in Wakefield."""
    assert [name(code) for code in areas_of("WF3", "place", 2021)] == ["Leeds", "Wakefield"]
    assert name(areas_of("WF3", "ward", 2025)[0]) == "Ardsley and Robin Hood"


def test_a_district_that_covers_none_and_wards_without_a_lookup_give_none() -> None:
    assert areas_of("BD24", "ward", 2025) == ()  # Settle
    assert areas_of("ZZ1", "ward", 2025) == ()
    assert areas_of("LS6", "ward", 2026) == ()
    with pytest.raises(GeographyError, match="There is no vintage"):
        areas_of("LS6", "region", 2025)
