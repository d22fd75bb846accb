"""The indicator, map, place and about views against published figures and the rules of showing."""

from __future__ import annotations

import json

import pytest

from dashboards.pages.map import drawing
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel.about import about_view
from dashboards.viewmodel.area_map import map_view
from dashboards.viewmodel.indicator import indicator_view
from dashboards.viewmodel.map_levels import mappable, smallest
from dashboards.viewmodel.place import place_view
from dashboards.viewmodel.revisions import Revisions
from geo.areas import AreaType
from indicators.catalogue import catalogue
from indicators.compare import Standing


def test_finding_says_value_place_and_england(figures):
    view = indicator_view(figures, Selection(indicator="child_protection_plan_rate"))
    assert view.finding == (
        "Child protection plans, rate: 44.1 per 10,000 in West Yorkshire, "
        "higher than England’s 40.6"
    )
    assert "31 March 2025 (on one day)" in view.subtitle


@pytest.mark.parametrize("indicator", list(catalogue()))
def test_every_indicator_has_a_view(figures, indicator):
    for place in ("", "leeds"):
        view = indicator_view(figures, Selection(indicator=indicator, place=place))
        assert view.finding
        assert view.subtitle


def test_panels_and_table_hold_the_same_numbers(figures):
    view = indicator_view(figures, Selection(indicator="child_protection_plan_rate"))
    assert {p.name: p.last for p in view.panels.every} == {
        "Bradford": "32.8",
        "Calderdale": "51.6",
        "Kirklees": "48.4",
        "Leeds": "36.0",
        "Wakefield": "73.2",
    }
    columns = [words for words, _ in view.table.columns]
    newest = view.table.rows[0]
    assert newest.heading == "31 March 2025"
    for panel in view.panels.every:
        assert newest.cells[columns.index(panel.name)].value == panel.last


def test_revision_shows_both_figures_and_both_days(figures):
    view = indicator_view(figures, Selection(indicator="suicide_rate"))
    revised = next(r for r in view.revisions.shown if r.area == "West Yorkshire")
    assert (revised.period, revised.old, revised.new) == ("2019 to 2021", "13.2", "13.0")
    assert revised.old_day != revised.new_day


def test_revisions_that_read_the_same_are_counted_and_not_listed(figures):
    revised = indicator_view(
        figures, Selection(indicator="children_in_relative_low_income")
    ).revisions
    assert revised.shown == ()
    assert revised.smaller > 1
    assert "too small to change the figure" in revised.left_out


def test_one_revision_is_said_of_one_and_none_says_nothing():
    assert Revisions((), 0).left_out == ""
    assert Revisions((), 1).left_out.startswith("One revision too small")
    assert "shown here is not listed" in Revisions((), 1).left_out
    assert Revisions((), 3).left_out == (
        "Three revisions too small to change the figure as it is shown here are not listed."
    )


def test_suicide_finding_is_never_higher_or_lower(figures):
    for slug in PLACE_SLUGS:
        finding = indicator_view(figures, Selection(indicator="suicide_rate", place=slug)).finding
        assert not {"higher", "lower", "worse", "better"} & set(finding.split())


@pytest.mark.parametrize("level", ["ward", "msoa", "lsoa", "place"])
@pytest.mark.parametrize("year", ["2019", "2025"])
def test_deprivation_is_mapped_at_every_level(figures, level, year):
    view = map_view(figures, Selection(indicator=f"imd_{year}_score", level=level))
    assert view.level == level
    assert view.shapes is not None
    assert {one.code for one in view.areas} <= set(view.shapes.codes)
    assert sum(row.areas for row in view.legend) == len(view.areas)


def test_there_are_124_wards_and_the_published_number_of_neighbourhoods(figures):
    count = {
        (year, level): len(
            map_view(figures, Selection(indicator=f"imd_{year}_score", level=level)).areas
        )
        for year in ("2019", "2025")
        for level in ("ward", "lsoa")
    }
    assert count == {
        ("2019", "ward"): 124,
        ("2025", "ward"): 124,
        ("2019", "lsoa"): 1388,
        ("2025", "lsoa"): 1404,
    }


def test_suicide_is_mapped_by_place_in_one_tone_and_by_name(figures):
    view = map_view(figures, Selection(indicator="suicide_rate", level="ward"))
    assert view.levels == ("place",)
    assert {one.css for one in view.areas} == {"neutral"}
    assert [one.name for one in view.areas] == sorted(one.name for one in view.areas)
    assert "highest" not in view.finding


def test_finding_of_a_places_map_is_about_that_place(figures):
    view = map_view(figures, Selection(place="leeds"))
    assert "Leeds" in view.finding
    top = next(one for one in view.areas if not one.is_beyond)
    assert top.name in view.finding
    assert top.value in view.finding


@pytest.mark.parametrize("indicator", [d.id for d in catalogue().values()])
def test_every_measure_offered_can_be_drawn(figures, indicator):
    if indicator not in {d.id for d in mappable(figures)}:
        assert map_view(figures, Selection(indicator=indicator)).areas == ()
        return
    view = map_view(figures, Selection(indicator=indicator))
    assert view.areas
    assert view.shapes is not None


@pytest.mark.parametrize("slug", ["", *PLACE_SLUGS])
def test_place_finding_counts_what_its_rows_say(figures, slug):
    view = place_view(figures, Selection(place=slug))
    every = [r for g in view.groups for r in g.rows]
    standings = [r.standing for r in every if not r.is_suicide and not r.is_neutral]
    worse, better = standings.count(Standing.WORSE), standings.count(Standing.BETTER)
    judged = worse + better + standings.count(Standing.SIMILAR)
    assert f"worse than England on {worse} of {judged} measures" in view.finding
    assert f"better on {better or 'none'}" in view.finding
    assert f"{judged} can be judged: {worse} worse" in view.detail


def test_wards_are_ranked_by_score_and_all_there(figures):
    view = place_view(figures, Selection(place="leeds"))
    assert len(view.wards) == 33
    scores = [float(ward.sort_score) for ward in view.wards]
    assert scores == sorted(scores, reverse=True)
    assert view.wards[0].name in view.ward_finding


def test_what_is_missing_says_why(figures):
    view = place_view(figures, Selection(place="leeds"))
    assert view.gaps
    assert all(gap.why for gap in view.gaps)
    shown = {row.label for group in view.groups for row in group.rows}
    assert not shown & {gap.label for gap in view.gaps}


def test_suicide_rows_are_not_drawn_against_other_places(figures):
    view = place_view(figures, Selection(place="leeds"))
    rows = [row for group in view.groups for row in group.rows if row.is_suicide]
    assert rows
    assert all(row.spine is None for row in rows)
    assert all(row.standing not in (Standing.WORSE, Standing.BETTER) for row in rows)


def test_about_lists_every_indicator_and_every_release(figures):
    view = about_view(figures)
    assert [entry.definition.id for entry in view.entries] == list(catalogue())
    assert {origin.id for origin in view.origins} == set(figures.origins)
    assert view.loaded == sum(entry.has_figures for entry in view.entries)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_a_map_by_sex_says_whom_it_is_about(figures, sex):
    wanted = Selection(indicator="healthy_life_expectancy_at_birth", sex=sex)
    view = map_view(figures, wanted)
    whom = {"male": "men and boys", "female": "women and girls"}[sex]
    assert whom in view.finding
    assert whom in view.subtitle
    leeds = figures.headline(view.definition).query(
        "area_code == 'E08000035' and sex == @sex and period == @view.period"
    )
    shown = next(one for one in view.areas if one.name == "Leeds")
    assert float(shown.sort) == pytest.approx(leeds["value"].item(), rel=1e-5)


def test_a_sex_without_figures_gives_way_to_one_that_has_some(figures):
    view = map_view(figures, Selection(indicator="child_protection_plan_rate", sex="male"))
    assert view.sex == "persons"
    assert view.areas


def test_places_without_a_figure_are_drawn_as_missing_and_the_title_claims_no_more(figures):
    view = map_view(figures, Selection(indicator="suicide_deaths"))
    held = {one.name for one in view.areas if one.sort}
    assert len(view.areas) == len(PLACE_SLUGS)
    assert 0 < len(held) < len(PLACE_SLUGS)
    assert all(name in view.finding for name in held)
    assert "five places" not in view.finding
    gaps = [one for one in view.areas if not one.sort]
    assert {one.value for one in gaps} == {"no figure held"}
    assert all(one.css != "neutral" for one in gaps)
    assert sum(row.areas for row in view.legend) == len(view.areas)


def test_a_chosen_place_is_picked_out_on_a_map_of_places(figures):
    view = map_view(figures, Selection(indicator="suicide_rate", place="leeds"))
    assert [one.name for one in view.areas if one.is_chosen] == ["Leeds"]


def test_the_table_of_one_sex_says_which(figures):
    wanted = Selection(indicator="life_expectancy_at_birth", sex="female")
    assert indicator_view(figures, wanted).measure.endswith("women and girls")


def test_an_age_is_said_once(figures):
    subtitle = indicator_view(figures, Selection(indicator="employment_rate")).subtitle
    assert subtitle.count("16 to 64") == 1


def test_a_level_without_figures_is_said_to_have_none(figures):
    view = map_view(figures, Selection(indicator="obesity_reception", level="ward"))
    assert view.level == "place"
    assert "Obesity, Reception has no figures for wards; places are shown." in view.notes


def test_a_measure_stands_under_the_smallest_areas_it_has_figures_for(figures):
    for definition in mappable(figures):
        view = map_view(figures, Selection(indicator=definition.id, level="ward"))
        kind = smallest(figures, definition)
        assert (kind is AreaType.LOCAL_AUTHORITY) == (view.level == "place"), definition.id


def test_the_finding_of_places_begins_with_the_one_chosen(figures):
    view = map_view(figures, Selection(level="place", place="leeds"))
    assert view.finding == "Deprivation score 2025 is 24.1 in Leeds, and highest in Bradford: 36.7"


def test_what_changes_nothing_is_not_offered(figures):
    few = map_view(figures, Selection(level="place")).choices
    assert few.classings[""] == "Equal steps"
    assert "tenths" in few.refused
    suicide = map_view(figures, Selection(indicator="suicide_rate")).choices
    assert (suicide.classings, suicide.palettes) == ({}, ())
    without_limits = map_view(
        figures, Selection(indicator="life_expectancy_at_birth", show="compared")
    )
    assert without_limits.choices.show == ""
    assert "without limits" in without_limits.choices.refused["compared"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({}, "Manningham, Bradford: 62.0, highest fifth, 30 October 2025"),
        (
            {"show": "clusters"},
            "Manningham, Bradford: 62.0, cluster of high figures, 30 October 2025",
        ),
        ({"show": "tenths"}, "Manningham, Bradford: 62.0, highest tenth, 30 October 2025"),
    ],
)
def test_a_label_says_area_figure_and_where_it_stands_once(figures, query, told):
    view = map_view(figures, Selection(area="E05001359", **query))
    assert view.told == told


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"period": "1850"}, "Deprivation score 2025 has no figures for “1850”; 30 October 2025"),
        ({"sex": "female"}, "No figures are held for women and girls here"),
        (
            {"indicator": "fuel_poverty", "show": "two", "beside": "suicide_rate"},
            "cannot be a second measure here; Deprivation score 2025 is.",
        ),
        (
            {"indicator": "individual_insolvency_rate", "show": "change", "since": "1850"},
            "“1850” is no earlier period with figures: since",
        ),
    ],
)
def test_what_is_shown_instead_of_what_was_asked_for_is_said(figures, query, told):
    assert any(told in note for note in map_view(figures, Selection(**query)).notes)


def test_no_letter_of_a_link_can_end_the_maps_state(figures):
    """In a script `<!--<script>` would swallow the rest of the page."""
    drawn = str(drawing(map_view(figures, Selection(area="<!--<script>"))))
    state = drawn.partition('class="map-state">')[2].partition("</script>")[0]
    assert "<" not in state
    assert json.loads(state)["area"] == "<!--<script>"
