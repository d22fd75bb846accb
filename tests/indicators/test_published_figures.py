"""The figures that ship, against what their publishers printed.

Each expectation was taken from the publisher's table or page by eye, not by a reader of this suite.
"""

from __future__ import annotations

import pytest

import indicators as wy
from geo.areas import (
    BRADFORD,
    CALDERDALE,
    ENGLAND,
    KIRKLEES,
    LEEDS,
    PLACES,
    WAKEFIELD,
    WEST_YORKSHIRE,
    WEST_YORKSHIRE_ICB,
    YORKSHIRE_AND_THE_HUMBER,
    parent_place,
)
from indicators import contract
from indicators.store import Snapshot

PUBLISHED = [
    # indicator, area, period, value, decimals the publisher printed
    ("child_protection_plan_rate", BRADFORD, "31 March 2025", 32.8, 1),
    ("child_protection_plan_rate", CALDERDALE, "31 March 2025", 51.6, 1),
    ("child_protection_plan_rate", KIRKLEES, "31 March 2025", 48.4, 1),
    ("child_protection_plan_rate", LEEDS, "31 March 2025", 36.0, 1),
    ("child_protection_plan_rate", WAKEFIELD, "31 March 2025", 73.2, 1),
    ("child_protection_plan_rate", WEST_YORKSHIRE, "31 March 2025", 44.1, 1),
    ("child_protection_plan_rate", ENGLAND, "31 March 2025", 40.6, 1),
    ("child_protection_plans", WEST_YORKSHIRE, "31 March 2025", 2385, 0),
    ("child_protection_plans", LEEDS, "31 March 2025", 634, 0),
    ("children_in_need_rate", BRADFORD, "31 March 2025", 344.6, 1),
    ("children_looked_after_rate", LEEDS, "31 March 2025", 85, 0),
    ("early_stage_cancer", LEEDS, "2022", 55.1, 1),
    ("early_stage_cancer", WEST_YORKSHIRE, "2022", 54.1, 1),
    ("early_stage_cancer", ENGLAND, "2022", 56.8, 1),
    ("imd_2019_score", BRADFORD, "26 September 2019", 34.666, 3),
    ("imd_2019_score", LEEDS, "26 September 2019", 27.301, 3),
    ("imd_2025_score", BRADFORD, "30 October 2025", 36.713, 3),
    ("imd_2025_most_deprived_decile_share", BRADFORD, "30 October 2025", 0.3686, 4),
    ("suicide_rate", WEST_YORKSHIRE, "2020 to 2022", 12.5, 1),
    ("suicide_rate", ENGLAND, "2020 to 2022", 10.3, 1),
    ("suicide_deaths", WEST_YORKSHIRE, "2019", 277, 0),
    ("suicide_deaths", WEST_YORKSHIRE, "2015", 227, 0),
    ("children_in_relative_low_income", BRADFORD, "2023/24", 40.6, 1),
    ("children_in_relative_low_income_2014_series", BRADFORD, "2023/24", 44.2, 1),
    ("claimant_count", WEST_YORKSHIRE, "2023", 4.6, 1),
    ("e_coli_bacteraemia", WEST_YORKSHIRE_ICB, "2023/24", 76.5, 1),
    ("overweight_reception", LEEDS, "2024/25", 24.0, 1),
    ("first_time_entrants_to_youth_justice", LEEDS, "2024", 154, 0),
    ("infant_mortality", BRADFORD, "2023", 7.4, 1),
    ("median_weekly_pay", LEEDS, "13 April 2016", 440.8, 1),
    ("injury_admissions_under_15", BRADFORD, "2010/11", 132.7, 1),
    ("persistent_absence", LEEDS, "2022/23", 21.8, 1),
    ("neonatal_mortality", YORKSHIRE_AND_THE_HUMBER, "2020", 2.7, 1),
    ("preventable_cardiovascular_mortality", LEEDS, "2003 to 2005", 55.7, 1),
]


@pytest.fixture(scope="module")
def figures() -> Snapshot:
    return Snapshot(wy.open_store())


@pytest.mark.parametrize(("indicator", "area", "period", "value", "decimals"), PUBLISHED)
def test_a_figure_is_the_one_that_was_published(
    figures: Snapshot, indicator: str, area: str, period: str, value: float, decimals: int
) -> None:
    rows = contract.headline(wy.compute(indicator, figures, areas=[area]))
    found = rows[(rows["period"] == period) & (rows["sex"] == "persons")]
    assert [round(figure, decimals) for figure in found["value"]] == [value]


@pytest.mark.parametrize(
    ("day", "value"), [("2022-12-31", 13.2), ("2024-06-30", 13.0), (None, 13.0)]
)
def test_the_suicide_rate_of_2019_to_2021_as_it_was_known(day: str | None, value: float) -> None:
    rows = wy.compute("suicide_rate", wy.open_store(), [WEST_YORKSHIRE], as_known_on=day)
    assert rows.loc[rows["period"] == "2019 to 2021", "value"].tolist() == [value]


def test_rates_published_are_their_counts_over_their_people(figures: Snapshot) -> None:
    rows = wy.compute("child_protection_plan_rate", figures, areas=PLACES)
    latest = rows[rows["period"] == "31 March 2025"]
    from_counts = latest["numerator"] / latest["denominator"] * 10_000
    assert from_counts.round(1).tolist() == latest["value"].round(1).tolist()


@pytest.mark.parametrize("edition", [2019, 2025])
def test_published_shares_are_what_their_neighbourhoods_give(
    figures: Snapshot, edition: int
) -> None:
    share = f"imd_{edition}_most_deprived_decile_share"
    published = wy.compute(share, figures, areas=PLACES).set_index("area_code")["value"]
    deciles = wy.compute(f"imd_{edition}_decile", figures, areas="lsoas")
    places = deciles["area_code"].map(parent_place)
    counted = (deciles["value"] == 1).groupby(places).mean()
    assert counted.loc[list(PLACES)].tolist() == pytest.approx(
        published.loc[list(PLACES)].tolist(), abs=1e-4
    )


def test_west_yorkshire_scores_of_2019_are_the_places_weighed_by_their_people(
    figures: Snapshot,
) -> None:
    (row,) = wy.compute("imd_2019_score", figures, [WEST_YORKSHIRE]).to_dict("records")
    assert row["value"] == pytest.approx(28.521, abs=5e-4)
    assert row["derived"]


def test_every_ward_of_2025_has_a_deprivation_score(figures: Snapshot) -> None:
    for edition in (2019, 2025):
        wards = wy.compute(f"imd_{edition}_score", figures, areas="wards")
        assert len(wards) == 124
        assert wards["value"].between(1, 93.5).all()


def test_every_indicator_with_figures_can_be_computed_at_every_level(figures: Snapshot) -> None:
    held = set(figures.observations()["indicator_id"])
    for indicator in held:
        for level in ("places", "wards", "msoas", "lsoas", "local authorities"):
            rows = wy.compute(indicator, figures, areas=level)
            assert (rows["value"].notna() ^ rows["missing_reason"].notna()).all()
            assert not rows.duplicated(list(contract.KEY)).any()
            assert rows["source"].str.len().gt(0).all()


def test_every_indicator_asked_for_has_figures(
    figures: Snapshot, asked_for: tuple[str, ...]
) -> None:
    without = [
        indicator
        for indicator in asked_for
        if wy.compute(indicator, figures, "places").empty
        and wy.compute(indicator, figures, "trusts").empty
        and wy.compute(indicator, figures, "lsoas").empty
    ]
    assert without == []
