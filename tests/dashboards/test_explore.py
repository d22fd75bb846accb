"""Notebook objects say what the site says, with figures known from the publishers."""

from __future__ import annotations

import re
from datetime import date

import holoviews as hv
import pandas as pd
import panel as pn
import pytest
from markupsafe import Markup

import indicators as wy
from dashboards import explore
from dashboards.cell import Cell, without_site
from dashboards.figures import Figures
from dashboards.pages.frame import Visit
from dashboards.pages.indicator import indicator_page
from dashboards.selection import Selection
from geo.errors import SuiteError
from indicators.errors import UnknownIndicatorError

LEEDS = "E08000035"
WEST_YORKSHIRE = "E47000003"
RATE = "child_protection_plan_rate"


def said(shown: pn.viewable.Viewable) -> str:
    """All words of the object, its tags taken away."""
    html = " ".join(one.html for one in shown.select(Cell))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_trend_leads_with_its_finding_and_says_where_it_is_from(figures: Figures) -> None:
    shown = explore.trend(figures, RATE, area=LEEDS)
    words = said(shown)
    assert "Child protection plans, rate: 36.0 per 10,000 in Leeds" in words
    assert "lower than England’s 40.6" in words
    assert "31 March 2025 (on one day)" in words
    assert "Department for Education" in words
    assert "released about February 2026" in words
    assert "Samaritans" not in words


def test_a_trend_draws_the_figures_that_compute_gives(figures: Figures) -> None:
    (pane,) = explore.trend(figures, RATE, area=LEEDS).select(pn.pane.HoloViews)
    points = [layer for layer in pane.object if isinstance(layer, hv.Points)]
    own = next(p for p in points if set(p.dimension_values("area")) == {"Leeds"})
    rates = wy.compute(RATE, wy.open_store())
    expected = rates[(rates["area_code"] == LEEDS) & rates["value"].notna()]["value"]
    assert sorted(own.dimension_values("value")) == sorted(expected)


def test_a_trend_is_made_of_the_sites_own_page(figures: Figures) -> None:
    shown = explore.trend(figures, RATE, area=LEEDS)
    page = indicator_page(Visit(figures, Selection(indicator=RATE, place="leeds")))
    assert without_site(page.fragments["table"].html) in shown.select(Cell)[-1].html


def test_an_indicator_without_figures_says_where_they_are_published(figures: Figures) -> None:
    empty = next(d for d in figures.catalogue.values() if not figures.has_any(d.id))
    words = said(explore.trend(figures, empty.id))
    assert "No figures are held yet" in words
    assert empty.source.publisher in words


def test_control_chart_and_projection_are_the_sites_own(figures: Figures) -> None:
    page = indicator_page(Visit(figures, Selection(indicator=RATE, place="leeds")))
    for made, piece in ((explore.control_chart, "control"), (explore.projection, "projection")):
        shown = made(figures, RATE, LEEDS)
        assert without_site(page.fragments[piece].html) in shown.html
        assert "<svg viewBox" in shown.html
    with pytest.raises(SuiteError, match="as child_protection_plan_rate is for"):
        explore.control_chart(figures, RATE, sex="male")


def test_men_and_women_are_asked_for_by_sex(figures: Figures) -> None:
    words = said(explore.trend(figures, "healthy_life_expectancy_at_birth", LEEDS, sex="female"))
    assert "60.9 years in Leeds" in words  # Explore Local Statistics, 2022 to 2024


def test_suicide_always_comes_with_where_to_find_help(figures: Figures) -> None:
    rows = wy.compute("suicide_rate", wy.open_store(), areas=[WEST_YORKSHIRE])
    for shown in (
        explore.trend(figures, "suicide_rate"),
        explore.area_map(figures, "suicide_rate"),
        explore.table(figures, rows, "Rates"),
        explore.board(figures),
    ):
        assert "Samaritans, call 116 123" in said(shown)


def test_suicide_is_neither_ranked_nor_sortable(figures: Figures) -> None:
    rows = wy.compute("suicide_rate", wy.open_store())
    html = explore.area_map(figures, "suicide_rate").html
    assert 'class="area c' not in html
    assert "data-sortable" not in explore.table(figures, rows, "Rates").html


def test_a_map_names_its_highest_ward_edition_and_source(figures: Figures) -> None:
    shown = explore.area_map(figures, "imd_2025_score", level="ward")
    words = said(shown)
    assert "Deprivation score 2025 is highest in Manningham (Bradford)" in words
    assert "English Indices of Deprivation 2025, released 30 October 2025" in words
    assert "Approximate shapes" in words
    assert len(set(re.findall(r'data-code="(E05\d+)"', shown.html))) == 124


def test_a_map_can_be_of_one_place(figures: Figures) -> None:
    shown = explore.area_map(figures, "imd_2019_score", "ward", place="E08000033")
    wards = set(re.findall(r'<tr data-code="(E05\d+)"', shown.html))
    assert len(wards) == 17  # Calderdale's wards
    coloured = re.findall(r'class="area k\d" data-code="(E05\d+)"', shown.html)
    assert set(coloured) == wards


def test_the_board_shows_every_heading_and_its_sources(figures: Figures) -> None:
    shown = explore.board(figures, "ten-ambitions")
    words = said(shown)
    for heading in figures.catalogue.framework("ten-ambitions").headings:
        assert re.sub(r"\s+", " ", heading.title.replace("'", "&#39;")) in words
    assert "Sources of these figures" in words
    assert "released 19 February 2026" in words


def test_earlier_figures_say_on_which_day_they_were_known(figures: Figures) -> None:
    words = said(explore.trend(figures.known_on(date(2022, 12, 31)), "suicide_rate"))
    assert "As known on 31 December 2022" in words
    assert "13.2 per 100,000 in West Yorkshire" in words


def test_a_table_writes_numbers_days_and_gaps_in_words(figures: Figures) -> None:
    rows = pd.DataFrame(
        {
            "indicator_id": RATE,
            "area_name": ["Leeds", "Wakefield"],
            "value": [35.98, float("nan")],
            "derived": [True, False],
            "published_on": [pd.Timestamp("2025-10-30"), pd.NaT],
            "source": "Department for Education, a release",
        }
    )
    columns = ["area_name", "value", "derived", "published_on"]
    words = said(explore.table(figures, rows, "Two places", columns))
    assert "Leeds 36.0 yes 30 October 2025" in words
    assert "Wakefield no figure held no no figure held" in words
    assert "(on one day)" in words
    assert "Source: Department for Education, a release." in words


def test_no_link_leads_to_a_page_that_a_notebook_does_not_have(figures: Figures) -> None:
    shown = [explore.board(figures), explore.area_map(figures, "imd_2025_score")]
    links = {to for one in shown for to in re.findall(r'<a\b[^>]* href="([^"]*)"', one.html)}
    assert links
    away = ("https:", "http:", "tel:")
    assert {to for to in links if not to.startswith(away)} == {"#"}  # answered by the cell itself


def test_headings_are_lowered_and_escapes_stay() -> None:
    page = Markup('<h1>A &amp; B</h1><a class="x" href="map?a=1">C</a><h2>D</h2>')
    assert without_site(page) == '<h2>A &amp; B</h2><a class="x">C</a><h3>D</h3>'


def test_provenance_names_day_version_and_newest_release(figures: Figures) -> None:
    words = said(explore.provenance(figures.known_on(date(2025, 11, 1))))
    assert "as known on 1 November 2025" in words
    assert "newest release 30 October 2025" in words


def test_a_misspelt_indicator_is_answered_with_the_nearest(figures: Figures) -> None:
    for ask in (explore.trend, explore.area_map):
        with pytest.raises(UnknownIndicatorError, match="Did you mean 'suicide_rate'"):
            ask(figures, "suicide_rat")


def test_a_misspelt_framework_is_answered_with_the_nearest(figures: Figures) -> None:
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'ten-ambitions'"):
        explore.board(figures, "ten-ambition")


def test_an_area_that_has_no_page_is_refused_with_those_that_have(figures: Figures) -> None:
    with pytest.raises(SuiteError, match=r"found 'Leeds'; expected one of.*E08000035 \(Leeds\)"):
        explore.trend(figures, RATE, area="Leeds")
    with pytest.raises(SuiteError, match="place: found 'E92000001'"):
        explore.board(figures, place="E92000001")


def test_a_level_without_figures_is_refused_with_what_there_is(figures: Figures) -> None:
    with pytest.raises(SuiteError, match=f"no figures of {RATE} for wards; expected 'place'"):
        explore.area_map(figures, RATE, level="ward")


def test_a_level_that_is_none_is_refused(figures: Figures) -> None:
    with pytest.raises(
        SuiteError, match=r"'wards'; expected one of ward, msoa.*Did you mean 'ward'"
    ):
        explore.area_map(figures, RATE, level="wards")


def test_a_period_without_figures_is_refused_with_what_there_is(figures: Figures) -> None:
    with pytest.raises(SuiteError, match="found '2024'; expected one of 30 October 2025"):
        explore.area_map(figures, "imd_2025_score", period="2024")


def test_an_indicator_that_cannot_be_mapped_is_refused(figures: Figures) -> None:
    with pytest.raises(SuiteError, match="no figures are held for areas that can be mapped"):
        explore.area_map(figures, "green_plan")


def test_a_sex_that_the_indicator_is_not_for_is_refused(figures: Figures) -> None:
    with pytest.raises(SuiteError, match="sex: found 'male'; expected one of persons"):
        explore.trend(figures, RATE, sex="male")


def test_a_map_takes_a_places_word_and_names_as_yes_or_no(figures: Figures) -> None:
    view = explore.area_map(figures, "imd_2025_score", place="leeds", labels=True).view
    assert view.place == LEEDS
    assert view.choices.names


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"vintage": 2026}, "vintage: found '2026'; expected a year of wards of 2020 to 2025"),
        ({"area": "nope"}, "area: found 'nope'; expected the code of one of the wards drawn"),
        (
            {"drawing": "official"},
            "drawing: found 'official'; expected one of approximate, hexagons",
        ),
        ({"show": "england"}, "show: found 'england'; expected one of tenths, two, clusters"),
    ],
)
def test_a_choice_that_would_be_passed_over_is_refused(
    figures: Figures, boundaries_folder: object, chosen: dict[str, str | int], words: str
) -> None:
    with pytest.raises(SuiteError) as refused:
        explore.area_map(figures, "imd_2025_score", **chosen)
    assert words in str(refused.value)
