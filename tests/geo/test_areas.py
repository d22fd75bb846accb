"""The registry of areas: counts as published, names, lives and refusals."""

from __future__ import annotations

import pytest

from geo import areas
from geo.areas import AreaType
from geo.errors import GeographyError

# Wards of Bradford, Calderdale, Kirklees, Leeds and Wakefield, as the councils have them.
WARDS_OF_PLACES = [30, 17, 23, 33, 21]
WARDS_OF_PLACES_2026 = [30, 18, 23, 33, 21]


def ward_counts(year: int) -> list[int]:
    return [len(areas.codes(AreaType.WARD, place, year)) for place in areas.PLACES]


@pytest.mark.parametrize("year", [2013, 2017, 2018, 2019, 2020, 2021, 2023, 2025])
def test_west_yorkshire_has_124_wards_in_every_year_to_2025(year: int) -> None:
    assert ward_counts(year) == WARDS_OF_PLACES
    assert len(areas.codes("ward", vintage=year)) == 124


def test_calderdale_gains_a_ward_in_2026() -> None:
    assert ward_counts(2026) == WARDS_OF_PLACES_2026
    bradford = set(areas.codes("ward", areas.BRADFORD, 2026))
    assert bradford.isdisjoint(areas.codes("ward", areas.BRADFORD, 2025))
    leeds = areas.codes("ward", areas.LEEDS, 2026)
    assert leeds == areas.codes("ward", areas.LEEDS, 2025)


@pytest.mark.parametrize(
    ("level", "census", "count"),
    [("lsoa", 2011, 1388), ("lsoa", 2021, 1404), ("msoa", 2011, 299), ("msoa", 2021, 301)],
)
def test_census_areas_are_all_there(level: str, census: int, count: int) -> None:
    assert len(areas.codes(level, vintage=census)) == count
    assert len(areas.codes(level, areas.WEST_YORKSHIRE, census)) == count


def test_the_usual_vintage_is_the_newest_with_published_lookups() -> None:
    assert areas.codes("ward") == areas.codes("ward", vintage=2025)
    assert areas.codes("lsoa") == areas.codes("lsoa", vintage=2021)


def test_small_areas_go_by_names_people_know() -> None:
    ilkley = areas.area("E02002184")
    assert (ilkley.name, ilkley.other_name) == ("Ilkley & Ben Rhydding", "Bradford 002")
    assert ilkley.place == areas.BRADFORD
    assert areas.name("E01010568") == "Bradford 016A"
    assert areas.name("E05001341") == "Baildon"


def test_the_five_places_make_west_yorkshire() -> None:
    assert areas.codes(AreaType.LOCAL_AUTHORITY, areas.WEST_YORKSHIRE) == sorted(areas.PLACES)
    assert areas.children(areas.WEST_YORKSHIRE) == sorted(areas.PLACES)
    assert [areas.name(code) for code in areas.PLACES] == [
        "Bradford",
        "Calderdale",
        "Kirklees",
        "Leeds",
        "Wakefield",
    ]


def test_children_go_one_level_down() -> None:
    assert len(areas.children(areas.ENGLAND)) == 9 + 2, "nine regions and the halves of London"
    assert areas.LEEDS in areas.children(areas.YORKSHIRE_AND_THE_HUMBER)
    assert areas.codes("ward", areas.YORKSHIRE_AND_THE_HUMBER) == areas.codes("ward")
    assert len(areas.children(areas.LEEDS)) == 33
    assert len(areas.children(areas.LEEDS, "lsoa", 2011)) == 482
    assert areas.children("RR8") == []


def test_an_area_is_in_one_place_or_in_none() -> None:
    assert areas.parent_place("E05001341") == areas.BRADFORD
    assert areas.parent_place(areas.LEEDS) == areas.LEEDS
    assert areas.parent_place(areas.WEST_YORKSHIRE) is None
    assert areas.parent_place("E06000065") is None


def test_former_codes_lead_to_the_one_in_force() -> None:
    assert areas.successor("E08000016") == "E08000038", "Barnsley"
    assert areas.successor("E07000190") == "E06000066", "Taunton Deane, by way of 2019, to Somerset"
    assert areas.successor(areas.LEEDS) == areas.LEEDS
    assert areas.area("E08000019").in_force(2024)
    assert not areas.area("E08000019").in_force(2025)
    assert "E08000019" not in areas.codes("local authority")


def test_every_successor_is_itself_known() -> None:
    known = areas.registry()
    lost = [area.code for area in known.values() if area.successor and area.successor not in known]
    assert not lost


def test_every_authority_in_force_has_one_code() -> None:
    authorities = [areas.area(code) for code in areas.codes("local authority")]
    named = [area.name for area in authorities if area.code[:3] != "E10"]
    assert len(named) == 296, "districts and unitary authorities of England since 2023"
    assert len(set(named)) == len(named)


def test_care_boards_and_trusts_carry_their_nhs_codes() -> None:
    boards = {areas.area(code).nhs_code: code for code in areas.codes("integrated care board")}
    assert len(boards) == 42
    assert boards["QWO"] == areas.WEST_YORKSHIRE_ICB
    assert len(areas.codes("NHS trust")) == 11
    assert areas.short_name("RR8") == "Leeds Teaching Hospitals"
    assert areas.short_name(areas.WEST_YORKSHIRE_ICB) == "West Yorkshire ICB"


def test_education_numbers_are_those_of_the_department() -> None:
    assert [areas.area(code).dfe_number for code in areas.PLACES] == [380, 381, 382, 383, 384]


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(GeographyError) as refused:
        areas.area("E0800032")
    assert "'E0800032'" in str(refused.value)
    assert "Did you mean 'E08000032'?" in str(refused.value)


def test_a_name_in_place_of_a_code_is_answered_with_the_code() -> None:
    with pytest.raises(GeographyError, match=r"Wakefield \(local authority\) is E08000036\."):
        areas.area("wakefield")


def test_a_well_formed_unknown_code_is_not_guessed_at() -> None:
    with pytest.raises(GeographyError) as refused:
        areas.name("W06000015")
    assert "outside England" in str(refused.value)
    assert "Did you mean" not in str(refused.value)


def test_an_unknown_level_is_refused_with_those_there_are() -> None:
    with pytest.raises(GeographyError, match="Did you mean 'ward'"):
        areas.codes("wards")


def test_the_registry_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        areas.registry()["E08000032"] = areas.area("E08000035")  # type: ignore[index]
