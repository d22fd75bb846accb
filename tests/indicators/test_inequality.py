"""Figures by deprivation against the stored rows added up here, publishers' own, and refusals."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from geo.areas import CALDERDALE, ENGLAND, LEEDS, PLACES, WEST_YORKSHIRE, parent_place
from indicators import gradient
from indicators.catalogue import catalogue
from indicators.compute import compute
from indicators.deprivation import Way, by_way
from indicators.deprivation_labels import by_group
from indicators.errors import SuiteError
from indicators.inequality import inequality
from indicators.store import Snapshot, open_store

INJURIES = "injury_admissions_under_15"
COUNTABLE = (
    ("fuel_poverty", Way.NEIGHBOURHOODS),
    ("fuel_poverty", Way.WARDS),
    ("claimant_count_by_ward", Way.WARDS),
    ("individual_insolvency_rate", Way.WARDS),
)


@pytest.fixture(scope="module")
def store() -> Snapshot:
    with open_store() as held:
        return Snapshot(held)


@pytest.fixture(scope="module")
def results(store):
    return cache(lambda indicator_id, areas: compute(indicator_id, store, areas))


@pytest.fixture(scope="module")
def asked(store, results):
    """Asks for an indicator by deprivation, with results kept between tests."""
    return lambda indicator_id, *where, **how: inequality(
        indicator_id, store, *where, computed=how.pop("computed", results), **how
    )


def test_indicators_with_figures_by_deprivation(results):
    offered = {one.id: tuple(by_way(one, results)) for one in catalogue().values()}
    assert {one: found for one, found in offered.items() if found} == {
        "fuel_poverty": (Way.NEIGHBOURHOODS, Way.WARDS),
        "claimant_count_by_ward": (Way.WARDS,),
        "individual_insolvency_rate": (Way.WARDS,),
        INJURIES: (Way.PUBLISHED,),
        "obesity_reception": (Way.PUBLISHED,),
        "obesity_year_6": (Way.PUBLISHED,),
    }


@pytest.mark.parametrize("place", [WEST_YORKSHIRE, *PLACES])
def test_neighbourhoods_are_added_up_in_englands_tenths(asked, store, place):
    homes = store.observations("fuel_poverty").set_index("area_code")
    tenth = store.observations("imd_2019_decile").set_index("area_code")["value"]
    if place != WEST_YORKSHIRE:
        homes = homes[[parent_place(code) == place for code in homes.index]]
    sums = homes.groupby(tenth)[["numerator", "denominator"]].sum()
    groups = asked("fuel_poverty", place).groups.set_index("group")
    assert list(groups.index) == list(range(1, 11))
    assert groups["numerator"].to_list() == sums["numerator"].to_list()
    assert groups["denominator"].to_list() == sums["denominator"].to_list()
    expected = 100 * sums["numerator"] / sums["denominator"]
    np.testing.assert_allclose(groups["value"], expected, rtol=1e-12)
    assert groups["share"].sum() == pytest.approx(1)


def test_wards_are_in_tenths_of_west_yorkshire_by_score(asked, results):
    scores = results("imd_2019_score", "wards").set_index("area_code")["value"]
    most = scores.nlargest(12).index  # 124 wards: a tenth is 12 or 13
    claimants = results("claimant_count_by_ward", "wards").set_index("area_code")["numerator"]
    found = asked("claimant_count_by_ward")
    assert found.whole == "West Yorkshire’s 124 wards"
    assert found.groups["numerator"].sum() == claimants.sum()
    assert found.groups["numerator"].iloc[0] in (
        claimants[most].sum(),
        claimants[scores.nlargest(13).index].sum(),
    )


def test_people_implied_by_count_and_share_are_near_the_census(asked, store, results):
    found = asked("claimant_count_by_ward")
    assert found.is_implied
    people = results("residents_census_2021", "wards")
    people = people[people["age"].isin(["16 to 24", "25 to 34", "35 to 49", "50 to 64"])]
    assert found.groups["denominator"].sum() == pytest.approx(people["value"].sum(), rel=0.02)


def test_calderdale_has_wards_in_some_of_west_yorkshires_tenths(asked, results):
    scores = results("imd_2019_score", "wards").set_index("area_code")["value"]
    position = scores.sort_values(ascending=False).reset_index().index
    tenth = pd.Series(position * 10 // 124 + 1, scores.sort_values(ascending=False).index)
    own = {tenth[code] for code in tenth.index if parent_place(code) == CALDERDALE}
    found = asked("claimant_count_by_ward", CALDERDALE)
    assert list(found.groups["group"]) == sorted(own)
    assert len(own) == 7
    assert found.line is not None


def test_place_totals_add_up_to_west_yorkshire(asked):
    for indicator, way in COUNTABLE:
        parts = pd.concat([asked(indicator, place, way=way).groups for place in PLACES])
        whole = asked(indicator, way=way).groups.set_index("group")
        summed = parts.groupby("group")[["numerator", "denominator"]].sum()
        pd.testing.assert_frame_equal(summed, whole[["numerator", "denominator"]])


@pytest.mark.parametrize(("indicator", "way"), COUNTABLE)
def test_line_is_the_weighted_least_squares_of_the_transformed_values(asked, indicator, way):
    found = asked(indicator, way=way)
    groups, line = found.groups, found.line
    share = groups["value"] / 100
    is_share = catalogue()[indicator].kind == "proportion"
    y = np.log(share / (1 - share)) if is_share else np.log(groups["value"])
    slope, start = np.polyfit(groups["midpoint"], y, 1, w=np.sqrt(groups["share"]))
    ends = start + slope * np.array([0.0, 0.5, 1.0])
    expected = 100 / (1 + np.exp(-ends)) if is_share else np.exp(ends)
    assert [line.most, line.at(0.5), line.least] == pytest.approx(list(expected), rel=1e-9)
    assert line.gap == pytest.approx(expected[2] - expected[0])
    assert line.ratio == pytest.approx(expected[0] / expected[2])
    assert [line.at(0), line.at(1)] == pytest.approx([line.most, line.least])


def test_modelled_figures_have_a_slope_without_limits(asked):
    line = asked("fuel_poverty").line
    assert not line.has_limits
    assert not line.is_clear
    assert line.linearity.holds is None
    assert "standard error" in line.linearity.reason


def test_published_tenths_are_those_of_the_finest_areas_on_the_newest_boundaries(asked, results):
    found = asked(INJURIES, LEEDS)
    assert (found.area_code, found.period) == (ENGLAND, "2023/24")
    assert found.whole == "England’s districts and unitary authorities"
    assert found.by == "the Index of Multiple Deprivation 2019"
    published = [83.46, 74.60, 74.25, 70.48, 77.93, 68.51, 73.47, 63.58, 67.62, 60.23]
    assert found.groups["value"].round(2).to_list() == published
    assert len(found.sexes) == 3
    assert asked(INJURIES, sex="male").groups["value"].iloc[0] > published[0]


def test_a_grouping_that_lacks_a_group_gives_way_to_the_next(results):
    rows = results(INJURIES, "places")
    lacking = rows["breakdown"].str.startswith("District") & rows["breakdown_value"].str.startswith(
        "Third more"
    )
    left = by_group(rows[~lacking])
    assert left["breakdown"].unique().tolist() == [
        "County & UA deprivation deciles in England (IMD2019, 4/23 geography)"
    ]


def test_fifths_without_numbers_of_children_are_shown_without_a_slope(asked):
    found = asked("obesity_year_6")
    assert found.groups["value"].to_list() == [28.9, 25.3, 21.4, 18.3, 14.5]
    assert (found.size, found.line) == (5, None)
    assert found.reason.startswith("The publisher does not say how many people are in each group")


def test_line_is_refused_where_fewer_than_five_groups_are_found(asked, results):
    tenths = results("imd_2019_score", "wards").set_index("area_code")["value"].rank() * 10 // 125

    def few(indicator_id, areas):
        rows = results(indicator_id, areas)
        if indicator_id == "claimant_count_by_ward":
            return rows[rows["area_code"].map(tenths) < 4]
        return rows

    found = asked("claimant_count_by_ward", computed=few)
    assert found.line is None
    assert found.reason == (
        "Only 4 of the 10 groups are found in West Yorkshire; a slope needs at least 5."
    )


def test_an_area_without_a_figure_is_left_out_above_and_below(asked, results):
    def held_back(indicator_id, areas):
        rows = results(indicator_id, areas).copy()
        if indicator_id == "fuel_poverty":
            rows.loc[rows.index[0], ["value", "numerator"]] = np.nan
        return rows

    whole, part = asked("fuel_poverty"), asked("fuel_poverty", computed=held_back)
    assert (whole.left_out, part.left_out) == (0, 1)
    lost = results("fuel_poverty", "lsoas").iloc[0]
    for column in ("numerator", "denominator"):
        assert whole.groups[column].sum() - part.groups[column].sum() == lost[column]


def test_a_place_whose_areas_all_lack_figures_is_refused(asked, results):
    def held_back(indicator_id, areas):
        rows = results(indicator_id, areas)
        if indicator_id != "fuel_poverty":
            return rows
        is_leeds = rows["area_code"].map(parent_place) == LEEDS
        return rows.assign(numerator=rows["numerator"].mask(is_leeds))

    with pytest.raises(SuiteError, match="there are no figures for Leeds"):
        asked("fuel_poverty", LEEDS, computed=held_back)


def test_years_before_any_index_was_released_are_not_offered(results):
    def earlier(indicator_id, areas):
        rows = results(indicator_id, areas)
        if indicator_id == "fuel_poverty":
            rows = rows.assign(period_end=pd.Timestamp("2018-12-31"))
        return rows

    assert by_way(catalogue()["fuel_poverty"], earlier) == {}


def groups(values: list[float], cases: float = 500.0) -> pd.DataFrame:
    """Rates per 10,000 in equal groups, with limits of the same relative width."""
    value = np.array(values)
    return pd.DataFrame(
        {
            "value": value,
            "lower_95": value * np.exp(-1.96 / np.sqrt(cases)),
            "upper_95": value * np.exp(1.96 / np.sqrt(cases)),
            "share": 1 / len(values),
        }
    )


def test_equal_groups_have_no_gap():
    line = gradient.line(groups([30.0] * 10), catalogue()["individual_insolvency_rate"])
    assert (line.gap, line.ratio, line.is_clear) == (0, 1, False)
    assert line.linearity.holds


def test_a_small_gap_of_few_cases_is_not_clear_and_of_many_is():
    falling = list(np.linspace(31, 29, 10))
    definition = catalogue()["individual_insolvency_rate"]
    assert not gradient.line(groups(falling, cases=50), definition).is_clear
    assert gradient.line(groups(falling, cases=50_000), definition).is_clear


def test_a_group_without_cases_has_no_line():
    assert gradient.line(groups([9, 7, 0, 4, 3]), catalogue()["fuel_poverty"]) is None


@pytest.mark.parametrize(
    ("indicator", "how", "words"),
    [
        ("suicide_rate", {}, "not broken down by deprivation"),
        ("imd_2025_score", {}, "measures deprivation itself"),
        ("individual_insolvencies", {}, "A number grows with the people there are"),
        ("fuel_poverty", {"way": "msoa"}, "for way 'msoa'. Ask for lsoa, ward."),
        ("fuel_poverty", {"sex": "female"}, "for sex 'female'. Ask for persons."),
        ("fuel_poverty", {"period": "1999"}, "for period '1999'. Ask for 2020."),
        ("fuel_poverty", {"area_code": "E12000003"}, "its five places and England"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(asked, indicator, how, words):
    with pytest.raises(SuiteError) as refused:
        asked(indicator, **how)
    assert words in str(refused.value)
