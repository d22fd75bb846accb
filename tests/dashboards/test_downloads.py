"""What is taken away says what it is, and holds the same numbers as the page."""

from __future__ import annotations

import csv
import io

import pytest

from dashboards.app import visit
from dashboards.downloads import DOWNLOADS, map_file


def rows_of(figures, name: str, **query: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    file = DOWNLOADS[name](visit(figures, query))
    head, _, table = file.text.partition("\r\n\r\n")
    facts = {row[0]: row[1] for row in csv.reader(io.StringIO(head))}
    return facts, list(csv.DictReader(io.StringIO(table)))


@pytest.mark.parametrize("name", list(DOWNLOADS))
def test_first_rows_say_area_period_source_and_version(figures, name):
    facts, rows = rows_of(figures, name, place="leeds")
    assert {"Area", "Period", "Source", "Data version", "Licence"} <= set(facts)
    assert facts["Data version"].startswith(figures.version)
    assert "released" in facts["Source"]
    assert rows


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("ambitions", {}),
        ("place", {"place": "leeds"}),
        ("indicator", {"indicator": "suicide_rate"}),
        ("map", {"indicator": "suicide_rate"}),
    ],
)
def test_help_line_goes_with_suicide_figures(figures, name, query):
    facts, _ = rows_of(figures, name, **query)
    assert "116 123" in facts["Help"]
    assert "registered" in facts["Read with care"]


def test_download_without_suicide_figures_has_no_help_line(figures):
    facts, _ = rows_of(figures, "indicator", indicator="early_stage_cancer")
    assert "Help" not in facts


def test_download_holds_published_figures_and_a_reason_where_there_is_none(figures):
    _, rows = rows_of(figures, "indicator", indicator="child_protection_plan_rate")
    row = next(
        r
        for r in rows
        if r["area_name"] == "Wakefield"
        and r["period"] == "31 March 2025"
        and r["breakdown"] == "none"
    )
    assert float(row["value"]) == pytest.approx(73.2, abs=0.05)
    assert all(bool(r["value"]) != bool(r["missing_reason"]) for r in rows)


def test_map_download_holds_only_what_the_map_shows(figures):
    _, rows = rows_of(figures, "map", place="leeds")
    assert len(rows) == 33
    assert len({r["period"] for r in rows}) == 1


def test_place_download_says_the_difference_from_england_that_the_page_says(figures):
    _, rows = rows_of(figures, "place", place="kirklees")
    said = {r["indicator_id"]: r["difference"] for r in rows if r["area_name"] == "Kirklees"}
    assert said["early_stage_cancer"] == "worse than England"
    assert said["employment_rate"] == "similar to England"
    assert not any(r["difference"] for r in rows if r["area_name"] == "England")


def test_a_map_file_holds_only_the_sex_that_is_drawn(figures) -> None:
    asked = {"indicator": "healthy_life_expectancy_at_birth", "sex": "female"}
    text = map_file(visit(figures, asked)).text
    assert ",female," in text
    assert ",male," not in text


def test_a_map_of_two_takes_both_measures_away(figures):
    _, rows = rows_of(figures, "map", show="two", beside="fuel_poverty", place="leeds")
    by_measure = {one["indicator_id"] for one in rows}
    assert by_measure == {"imd_2025_score", "fuel_poverty"}
    assert len(rows) == 2 * 33
    harehills = next(one for one in rows if one["area_name"] == "Gipton and Harehills")
    assert harehills["shown_as"] == "high on Deprivation score 2025, high on Fuel poverty"
    assert harehills["areas_of"] == "wards of 2020 to 2025"


def test_a_map_of_change_takes_both_periods_and_the_change_away(figures):
    query = {"indicator": "child_protection_plan_rate", "show": "change", "since": "31 March 2013"}
    _, rows = rows_of(figures, "map", **query)
    own = {one["period"]: one for one in rows if one["area_name"] == "Leeds"}
    now, then = own["31 March 2025"], own["31 March 2013"]
    assert now["shown_as"] == "clearly fell"
    assert float(now["change"]) == pytest.approx(float(now["value"]) - float(then["value"]))
    assert float(now["change_lower_95"]) < float(now["change"]) < float(now["change_upper_95"]) < 0


def test_a_brushed_map_takes_away_what_it_shows(figures):
    facts, rows = rows_of(figures, "map", lowest="50")
    assert facts["Range"] == "Only figures from 50.0: 12 of 124 wards; the others are left out."
    assert len(rows) == 12
    assert min(float(one["value"]) for one in rows) >= 49.95


def test_figures_on_suicide_are_left_out_by_no_range(figures):
    facts, rows = rows_of(figures, "map", indicator="suicide_rate", lowest="12")
    assert "Range" not in facts
    assert len(rows) == 5
