"""Search: areas by name, code or postcode, the likeliest first, and none where none is meant."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import search
from geo.areas import WEST_YORKSHIRE, area, codes, name, parent_place
from geo.search import find

ROOT = Path(__file__).resolve().parents[2]


def names(words: str, level: str = "ward", year: int | None = None) -> list[str]:
    return [match.name for match in find(words, level, year)]


@pytest.mark.parametrize(("level", "year"), [("ward", 2017), ("ward", 2026), ("msoa", 2011)])
def test_every_area_is_found_by_its_whole_name_and_by_its_code(level: str, year: int) -> None:
    for code in codes(level, WEST_YORKSHIRE, year):
        called = name(code)
        first = [match for match in find(called, level, year) if match.name == called]
        assert code in {match.code for match in first}
        assert [match.code for match in find(code.lower(), level, year)] == [code]


@pytest.mark.parametrize(
    ("typed", "level", "found"),
    [
        ("headingley", "ward", ["Headingley and Hyde Park"]),
        ("hyde park", "ward", ["Headingley and Hyde Park"]),
        ("hyde headingley", "ward", ["Headingley and Hyde Park"]),
        ("Headingley & Hyde Park", "ward", ["Headingley and Hyde Park"]),
        ("kirk", "ward", ["Kirkburton", "Kirkstall", "South Elmsall and South Kirkby"]),
        ("holme valley", "ward", ["Holme Valley North", "Holme Valley South"]),
        ("st johns", "msoa", ["Wakefield St John's"]),
        ("Leeds 045", "msoa", ["Kirkstall"]),  # its census name
        ("leeds 45b", "lsoa", ["Leeds 045B"]),
        ("wake", "place", ["Wakefield"]),
    ],
)
def test_names_are_found_whole_by_their_start_or_by_their_words(
    typed: str, level: str, found: list[str]
) -> None:
    assert names(typed, level) == found


def test_whole_names_come_before_starts_and_starts_before_words_inside() -> None:
    assert names("headingley", "msoa") == ["Headingley", "Far Headingley & Weetwood"]
    assert names("bradford", "ward") == ["Bradford Moor"]
    found = names("wakefield", "ward")
    assert found == sorted(found)
    assert "Wrenthorpe and Outwood West" not in found


def test_several_of_the_same_name_all_appear_with_their_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No two areas of one vintage share a name today, so two are made to."""
    in_leeds, in_wakefield = find("Wetherby", "ward")[0].code, find("Ossett", "ward")[0].code
    alike = {code: replace(area(code), name="Town") for code in (in_leeds, in_wakefield)}
    monkeypatch.setattr(search, "area", lambda code: alike.get(code) or area(code))
    search._keys.cache_clear()
    found = find("town", "ward")
    search._keys.cache_clear()
    assert [(match.place, match.why) for match in found] == [
        ("Calderdale", "name"),
        ("Leeds", "name"),
        ("Wakefield", "name"),
    ]
    assert {match.code for match in found} == {"E05001386", in_leeds, in_wakefield}


def test_the_place_may_be_typed_beside_the_name() -> None:
    assert names("town calderdale") == ["Town"]
    assert names("town leeds") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("headingly", "Headingley and Hyde Park"),
        ("todmordon", "Todmorden"),
        ("weatherby", "Wetherby"),
        ("ilkly", "Ilkley"),
        ("hekmondwike", "Heckmondwike"),
        ("pontefrct north", "Pontefract North"),
    ],
)
def test_small_misspellings_are_understood_and_said(typed: str, meant: str) -> None:
    match = find(typed, "ward")[0]
    assert match.name == meant
    assert match.why.startswith("spelt like ‘")


def test_a_postcode_finds_the_areas_of_its_district_and_says_that_it_is_approximate() -> None:
    for typed in ("LS6", "LS6 2AB", "ls62ab"):
        found = find(typed, "ward")
        assert found[0].name == "Headingley and Hyde Park"
        assert {match.place for match in found} == {"Leeds"}
        assert {match.why for match in found} == {"postcode district LS6, approximately"}
    assert find("LS6", "ward", 2026) == ()
    assert find("M1 1AE", "ward") == ()


def test_lsoas_are_found_by_the_names_of_their_msoas() -> None:
    found = find("todmorden east", "lsoa")
    assert {match.why for match in found} == {"in Todmorden East & Walsden"}
    assert all(area(match.code).name == match.name for match in found)
    assert names("leeds", "lsoa")[0].startswith("Leeds 111")  # Leeds City Centre, not Leeds 001A


def test_codes_are_found_by_their_start_in_their_own_vintage_only() -> None:
    assert len(find("E0500138", "ward", limit=50)) == 9  # none is E05001388
    assert find("E05001347", "ward", 2026) == ()
    assert find("E05001347", "msoa") == ()


@pytest.mark.parametrize("typed", ["", "   ", "?!", "xyzzy", "Birmingham", "E0", "Kirklees"])
def test_nothing_is_found_where_nothing_is_meant(typed: str) -> None:
    assert find(typed, "ward") == ()


@given(st.text(max_size=200), st.sampled_from(["lsoa", "msoa", "ward", "place"]))
def test_whatever_is_typed_gives_at_most_the_limit_and_no_area_twice(
    typed: str, level: str
) -> None:
    found = find(typed, level, limit=5)
    assert len(found) <= 5
    assert len({match.code for match in found}) == len(found)
    assert all(match.code in codes(level_of(level), WEST_YORKSHIRE) for match in found)
    assert all(match.place == place_name(match.code) for match in found)


def level_of(word: str) -> str:
    return "local authority" if word == "place" else word


def place_name(code: str) -> str:
    place = parent_place(code)
    return "" if place in (None, code) else name(str(place))


def test_the_order_never_depends_on_hashes() -> None:
    code = "from geo.search import find; print([find(q, 'lsoa') for q in ('s', 'LS6', 'wetherbi')])"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
