"""What the Inequality page says, held against the numbers, for every shipped breakdown."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboards import text
from dashboards.app import draw, visit
from dashboards.charts.inequality import drawn_profile
from dashboards.downloads import DOWNLOADS
from dashboards.pages.indicator import indicator_page
from dashboards.pages.inequality import inequality_page
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel import inequality_words as words
from dashboards.viewmodel.inequality import inequality_view, not_offered, offered
from dashboards.viewmodel.life_gap import life_gap
from geo.areas import WEST_YORKSHIRE
from indicators import gradient
from indicators.catalogue import catalogue
from indicators.deprivation import Way
from tests.dashboards.grammar import faults

RATE = "individual_insolvency_rate"


def every_shipped(figures):
    """Each way, place, sex and period of each indicator that has figures by deprivation."""
    for definition in offered(figures):
        for way in figures.ways_by_deprivation(definition.id):
            of_places = () if way is Way.PUBLISHED else PLACE_SLUGS.values()
            for code in (WEST_YORKSHIRE, *of_places):
                usual = figures.inequality(definition.id, code, way=way.value)
                for sex in usual.sexes:
                    for period in usual.periods:
                        yield (
                            definition,
                            figures.inequality(definition.id, code, sex.value, period, way.value),
                        )


def test_sentences_are_true_of_every_shipped_breakdown(figures):
    told = 0
    for definition, found in every_shipped(figures):
        first, last = found.groups["value"].iloc[[0, -1]]
        title = words.finding(found, definition)
        assert f" {text.with_unit(first, definition)} in " in title
        assert f" and {text.number(last, definition)} in the least deprived" in title
        assert ("the most deprived" in title) == (found.groups["group"].iloc[0] == 1)
        assert ("that it has" in title) == (found.groups["group"].iloc[-1] != found.size)
        said = words.slope_sentence(found, definition)
        straight = words.straightness_sentence(found)
        every = [
            title + ".",
            said,
            *filter(None, [straight]),
            *(f for _, f in words.facts(found, definition)),
        ]
        assert {one: faults(one) for one in every if faults(one)} == {}
        if found.line is None:
            assert said == found.reason
            continue
        line = found.line
        told += 1
        spans_zero = line.gap_lower <= 0 <= line.gap_upper
        assert ("more than chance" in said) == (line.has_limits and not spans_zero)
        assert ("may be chance: its 95%" in said) == (line.has_limits and spans_zero)
        assert ("no limits are published" in said) == bool(np.isnan(line.gap_lower))
        if " falls " in said or " rises " in said:
            assert (" falls " in said) == (line.most > line.least)
        assert f"from {text.with_unit(line.most, definition)} at the most deprived" in said
        assert f"gap of {text.difference(line.most - line.least, definition)}" in said
        assert ("do not lie on the line" in straight) == (line.linearity.p < 0.05)
        assert ("as nearly as chance allows" in straight) == (line.linearity.p >= 0.05)
    assert told > 40


def insolvencies(figures, values, cases=500.0):
    """The insolvency rate as found, with other groups of equal size and their line."""
    value = np.array(values, dtype=float)
    groups = pd.DataFrame(
        {
            "group": range(1, len(values) + 1),
            "value": value,
            "lower_95": value * np.exp(-1.96 / np.sqrt(cases)),
            "upper_95": value * np.exp(1.96 / np.sqrt(cases)),
            "share": 1 / len(values),
        }
    )
    line = gradient.line(groups, catalogue()[RATE])
    return replace(figures.inequality(RATE, WEST_YORKSHIRE), groups=groups, line=line)


def test_a_gap_within_chance_is_not_said_to_fall(figures):
    found = insolvencies(figures, [31, 29, 30, 31, 29, 30, 29, 31, 30, 29], cases=50)
    said = words.slope_sentence(found, catalogue()[RATE])
    assert " goes from 30." in said
    assert re.search(
        r"may be chance: its 95% limits run from [\d.]+ lower to [\d.]+ higher per 10,000\.$", said
    )
    assert "lie on the line as nearly as chance allows" in words.straightness_sentence(found)


def test_a_rising_line_is_said_to_rise(figures):
    found = insolvencies(figures, range(20, 40, 2), cases=5000)
    said = words.slope_sentence(found, catalogue()[RATE])
    assert " rises from " in said
    told = dict(words.facts(found, catalogue()[RATE]))
    assert "higher at the least deprived end" in told["Slope index of inequality"]
    assert found.line.ratio < 1
    assert told["Relative index of inequality"].startswith(f"{found.line.ratio:.2f} (95% limits")


def test_each_place_is_told_how_well_its_line_fits(figures):
    view = inequality_view(figures, Selection(indicator=RATE))
    made = DOWNLOADS["inequality"](visit(figures, {"indicator": RATE})).text
    assert view.line_columns[-1] == "Line accounts for"
    for place in view.places:
        found = figures.inequality(RATE, PLACE_SLUGS[place.name.casefold()])
        share, said = place.cells[-1].value, place.cells[-1].under
        line = found.line
        assert 0 <= int(share.removesuffix("%")) <= 100
        assert (said == "does not lie on a line") == (line.linearity.p < 0.05)
        assert (f"{place.name} (" in view.places_sentence) == (line.linearity.p < 0.05)
        assert f"accounts for {share}" in place.line_words or line.linearity.holds
        assert f"Line, {place.name}" in made


def test_lines_that_fit_need_no_warning(figures):
    straight = insolvencies(figures, [40 * 0.9**group for group in range(10)], cases=50)
    assert words.fit_sentence([straight, straight]) == ""
    assert words.fit_cell(straight.line) == ("100%", "lies on a line")
    bent = insolvencies(figures, [90, 40, 30, 25, 20, 15, 10, 10, 10, 10], cases=5000)
    assert words.fit_cell(bent.line)[1] == "does not lie on a line"
    assert "West Yorkshire (it accounts for" in words.fit_sentence([straight, bent])


def test_places_without_a_breakdown_see_englands_and_are_told(figures):
    view = inequality_view(figures, Selection(indicator="obesity_year_6", place="leeds"))
    assert view.finding == (
        "Obesity, Year 6: in England, 28.9% in the most deprived fifth and 14.5% in the least "
        "deprived"
    )
    assert view.sentences[0] == "Published for England only: there is no breakdown for Leeds."
    assert view.places == ()
    assert not view.profile.has_shares


def test_choices_that_the_measure_does_not_have_are_passed_over(figures):
    chosen = Selection(indicator="fuel_poverty", sex="female", period="1999", level="msoa")
    view = inequality_view(figures, chosen)
    assert (view.found.sex, view.found.period, view.found.way) == ("persons", "2020", "lsoa")
    by_ward = inequality_view(figures, Selection(indicator="fuel_poverty", level="ward"))
    assert by_ward.found.whole == "West Yorkshire’s 124 wards"


def test_chart_table_and_file_hold_the_same_numbers(figures):
    query = {"indicator": RATE, "place": "calderdale"}
    view = inequality_view(figures, Selection(**query))
    values = [row.cells[0].value for row in view.rows]
    assert [text.number(bar.value, view.definition) for bar in view.profile.bars] == values
    file = DOWNLOADS["inequality"](visit(figures, query))
    head, _, table = file.text.partition("\r\n\r\n")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [f"{float(row['value']):.1f}" for row in rows] == values
    assert [row["group"] for row in rows] == [bar.label for bar in view.profile.bars]
    assert view.sentences[0] in head
    assert "Slope index of inequality" in head
    assert file.name.startswith("individual-insolvency-rate-inequality-calderdale-")


def test_bars_are_drawn_as_tall_as_their_figures_and_as_wide_as_their_people(figures):
    view = inequality_view(figures, Selection(indicator="fuel_poverty"))
    drawn = str(drawn_profile(view.profile, view.definition, "words"))
    numbers = re.findall(r'<rect [^>]*width="([\d.]+)"[^>]*height="([\d.]+)"', drawn)
    width, height = np.array(numbers, dtype=float).T
    groups = view.found.groups
    np.testing.assert_allclose(height / height[0], groups["value"] / groups["value"][0], atol=0.002)
    gap = 2  # clear between bars
    np.testing.assert_allclose((width + gap) / (width + gap).sum(), groups["share"], atol=0.001)
    assert drawn.count("profile__limits") == 0  # modelled: no limits are published


def test_limits_are_drawn_where_there_are_any(figures):
    view = inequality_view(figures, Selection(indicator=RATE))
    assert str(drawn_profile(view.profile, view.definition, "words")).count("profile__limits") == 10


def test_every_measure_is_offered_or_has_its_reason(figures):
    others = not_offered(figures)
    ids = {one.id for several in others.values() for one in several}
    assert ids | {one.id for one in offered(figures)} == set(figures.catalogue)
    assert not ids & {one.id for one in offered(figures)}
    assert all(reason.endswith(".") for reason in others)


@pytest.mark.parametrize("indicator", list(catalogue()))
def test_every_measure_has_a_page(figures, indicator):
    page = draw(inequality_page, figures, {"indicator": indicator, "place": "wakefield"})
    assert page.name == "inequality"
    assert page.url == f"inequality?place=wakefield&indicator={indicator}"


def test_suicide_has_no_figures_here_and_the_help_line_all_the_same(figures):
    page = draw(inequality_page, figures, {"indicator": "suicide_rate"})
    assert page.title == "Died by suicide, three-year rate: no figures by deprivation"
    assert "116 123" in page.fragments["finding"].html
    assert not page.fragments["profile"].html.strip()


def test_places_are_panels_on_one_scale_with_their_gaps(figures):
    view = inequality_view(figures, Selection(indicator="claimant_count_by_ward", place="leeds"))
    assert [place.name for place in view.places] == [
        "Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield",
    ]  # fmt: skip
    assert [place.name for place in view.places if place.is_chosen] == ["Leeds"]
    for place, code in zip(view.places, PLACE_SLUGS.values(), strict=True):
        gap = figures.inequality("claimant_count_by_ward", code).line.gap
        assert place.gap == f"{abs(gap):.1f}"
        assert place.cells[2].value == f"{abs(gap):.1f} lower"


def test_every_reason_and_note_is_a_sound_sentence(figures):
    said = [*not_offered(figures), words.IMPLIED, words.BUILT_IN, *words.SCALE_WORDS.values()]
    said += [one.sentence for one in life_gap(figures, Selection()).by_sex]
    assert {one: faults(one, most_words=45) for one in said if faults(one, most_words=45)} == {}


def test_line_of_each_period_stands_newest_first(figures):
    view = inequality_view(figures, Selection(indicator="injury_admissions_under_15", sex="male"))
    assert [row.heading for row in view.course] == list(reversed(view.found.periods))
    assert view.course[0].heading == "2023/24"
    assert view.course[0].cells[0].value == f"{view.found.line.most:.1f}"
    assert len({row.cells[2].value for row in view.course}) > 1
    assert inequality_view(figures, Selection(indicator="fuel_poverty")).course == ()


def test_indicator_page_leads_here_where_there_is_something_to_see(figures):
    there = draw(indicator_page, figures, {"indicator": "obesity_year_6", "place": "leeds"})
    link = "inequality?place=leeds&amp;indicator=obesity_year_6"
    assert f'href="{link}"' in there.fragments["inequality"].html
    nothing = draw(indicator_page, figures, {"indicator": "suicide_rate"})
    assert not nothing.fragments["inequality"].html.strip()


def test_page_of_an_earlier_day_holds_only_what_was_known(figures):
    query = {"indicator": "fuel_poverty", "as_of": "2021-01-01"}
    page = draw(inequality_page, figures, query)
    assert page.title == "Fuel poverty: no figures by deprivation"
    assert "No figures are held yet." in page.fragments["finding"].html
    query["as_of"] = "2023-01-01"
    assert "25.3% in the most deprived tenth" in draw(inequality_page, figures, query).title


def test_gap_in_life_expectancy_is_shown_as_published(figures):
    men, women = life_gap(figures, Selection()).by_sex
    assert [panel.last for panel in men.panels.every] == ["12.4", "12.5", "11.1", "12.8", "10.5"]
    assert women.sentence == (
        "The gap for women and girls in 2022 to 2024 (three years pooled) was 10.2 years in "
        "Bradford, 8.6 in Calderdale, 9.4 in Kirklees, 10.3 in Leeds, 8.3 in Wakefield and 8.0 in "
        "England. No limits are published, so differences may be chance."
    )
    assert "West Yorkshire" not in [name for name, _ in men.table.columns]


def test_differences_ratios_and_parts_as_text():
    known = catalogue()
    assert text.difference(-8.46, known["claimant_count_by_ward"]) == "8.5 percentage points"
    assert text.difference(24.7, known[RATE]) == "24.7 per 10,000"
    assert text.difference(-0.2, known["imd_2019_most_deprived_decile_share"]) == (
        "20.0 percentage points of neighbourhoods"
    )
    assert [text.ratio(one) for one in (6.24, 1.314, 0.871)] == ["6.24", "1.31", "0.87"]
    assert [text.share(one) for one in (0.4275, 0.9929, 1.0)] == ["43%", "99.3%", "100%"]
