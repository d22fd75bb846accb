"""Shipped figures shown for areas of other vintages: totals, published averages, and refusals."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import indicators as wy
from geo import areas
from geo.areas import BRADFORD, LEEDS, PLACES, AreaType, parent_place
from geo.drawn import PLACES_VINTAGE
from geo.errors import GeographyError
from geo.vintages import VINTAGES, Vintage, lsoa_changes, vintage_in
from indicators import contract
from indicators.another_vintage import how_moved, on_vintage, reachable, vintage_of_rows
from indicators.definition import Definition
from indicators.origins import Origin
from indicators.store import Snapshot
from indicators.vocabulary import Kind, MissingReason

LSOA_2011, LSOA_2021 = vintage_in("lsoa", 2011), vintage_in("lsoa", 2021)
WARDS = {year: vintage_in("ward", year) for year in (2017, 2018, 2019, 2021, 2026)}
PUBLISHED_AVERAGES = {  # Indices of Deprivation 2019, file 10
    "E08000032": 34.666,
    "E08000033": 26.351,
    "E08000034": 25.151,
    "E08000035": 27.301,
    "E08000036": 27.306,
}
PERIOD = ["period_start", "period_end", "period_type"]
MEASURES = ("value", "lower_95", "upper_95", "numerator", "denominator")
CHANGED = {
    kind: [(old, new) for old, new, change in lsoa_changes() if change == kind]
    for kind in ("split", "merged")
}


@pytest.fixture(scope="module")
def figures() -> Snapshot:
    with wy.open_store() as store:
        return Snapshot(store)


def definition(indicator: str, **changes: object) -> Definition:
    return wy.catalogue()[indicator].model_copy(update=changes)


def shown(figures: Snapshot, indicator: str, level: str, target: Vintage) -> pd.DataFrame:
    rows = wy.compute(indicator, figures, level)
    return on_vintage(rows, definition(indicator), target, figures)


def by_place(rows: pd.DataFrame, column: str) -> pd.Series:
    return rows.groupby(rows["area_code"].map(parent_place))[column].sum()


class WithoutCensus:
    """The figures as a store has them that holds no census."""

    def __init__(self, figures: Snapshot) -> None:
        self._figures = figures

    def observations(self, indicator_id: str | None = None, *rest: object, **how: object) -> object:
        rows = self._figures.observations(indicator_id)
        return rows[rows["indicator_id"] != "residents_census_2021"]

    def origins(self) -> dict[str, Origin]:
        return self._figures.origins()


@pytest.mark.parametrize("column", ["numerator", "denominator"])
def test_households_in_fuel_poverty_keep_their_places_totals(
    figures: Snapshot, column: str
) -> None:
    before = by_place(wy.compute("fuel_poverty", figures, "lsoas"), column)
    moved = shown(figures, "fuel_poverty", "lsoas", LSOA_2021)
    assert sorted(moved["area_code"]) == areas.codes("lsoa", vintage=2021)
    pd.testing.assert_series_equal(by_place(moved, column), before, rtol=1e-12)


def test_a_split_is_shared_out_by_residents_and_marked_so(figures: Snapshot) -> None:
    old, _ = CHANGED["split"][0]
    parts = [new for first, new in CHANGED["split"] if first == old]
    residents = wy.compute("residents_census_2021", figures, parts)
    residents = residents[residents["age"] == "all ages"].set_index("area_code")["value"]
    (whole,) = wy.compute("fuel_poverty", figures, [old]).to_dict("records")
    moved = shown(figures, "fuel_poverty", "lsoas", LSOA_2021).set_index("area_code")
    for part in parts:
        row, share = moved.loc[part], residents[part] / residents.sum()
        assert row["numerator"] == pytest.approx(whole["numerator"] * share)
        assert row["value"] == pytest.approx(whole["numerator"] / whole["denominator"] * 100)
        assert row["derived"]
        assert row["method"].startswith(
            "apportioned from LSOAs of the 2011 census to LSOAs of the 2021 census by the "
            "published lookup, weighted by residents (Census 2021); no limits"
        )
        assert np.isnan(row["lower_95"])
        assert row["source"] == whole["source"]
        assert row["published_on"] == whole["published_on"]
    assert how_moved(moved.reset_index()).startswith("apportioned from LSOAs of the 2011 census")


def test_areas_that_kept_their_code_come_back_as_they_were(figures: Snapshot) -> None:
    rows = wy.compute("fuel_poverty", figures, "lsoas")
    moved = on_vintage(rows, definition("fuel_poverty"), LSOA_2021, figures)
    same = sorted(LSOA_2011.codes() & LSOA_2021.codes())
    assert len(same) == 1367
    pd.testing.assert_frame_equal(
        moved.set_index("area_code").loc[same], rows.set_index("area_code").loc[same]
    )
    assert list(moved.columns) == list(rows.columns)


def test_rows_of_the_target_come_back_untouched(figures: Snapshot) -> None:
    rows = wy.compute("fuel_poverty", figures, "lsoas")
    assert on_vintage(rows, definition("fuel_poverty"), LSOA_2011, figures) is rows
    bradford = rows[rows["area_code"].map(parent_place) == BRADFORD]
    unchanged = bradford[bradford["area_code"].isin(list(LSOA_2021.codes()))]
    assert on_vintage(unchanged, definition("fuel_poverty"), LSOA_2021, figures) is unchanged
    assert on_vintage(rows.iloc[:0], definition("fuel_poverty"), LSOA_2021, figures).empty


@pytest.mark.parametrize(
    ("level", "target"),
    [
        ("lsoas", LSOA_2021),
        ("msoas", vintage_in("msoa", 2021)),
        *(("wards", WARDS[year]) for year in (2017, 2019)),
    ],
)
def test_published_district_averages_hold_after_carrying(
    figures: Snapshot, level: str, target: Vintage
) -> None:
    moved = shown(figures, "imd_2019_score", level, target)
    assert set(moved["area_code"]) == target.codes()
    moved = moved.assign(weighed=moved["value"] * moved["denominator"])
    averages = by_place(moved, "weighed") / by_place(moved, "denominator")
    assert averages.round(3).to_dict() == PUBLISHED_AVERAGES


def test_scores_of_2019_differ_between_the_patterns_of_2019_and_2021_in_leeds_only(
    figures: Snapshot,
) -> None:
    new = wy.compute("imd_2019_score", figures, "wards").set_index("area_code")
    old = shown(figures, "imd_2019_score", "wards", WARDS[2019]).set_index("area_code")
    differing = set(new.index) ^ set(old.index)
    assert len(differing) == 4
    assert {parent_place(code) for code in differing} == {LEEDS}
    same = new.index.intersection(old.index)
    pd.testing.assert_frame_equal(new.loc[same], old.loc[same])


@pytest.mark.parametrize(
    ("year", "lookup", "lsoa", "ward"),
    [
        (2017, "wy_lsoa11_wd17.csv", "lsoa11_code", "ward17_code"),
        (2019, "wy_lsoa11_wd19_lad19.csv", "LSOA11CD", "WD19CD"),
    ],
)
def test_wards_come_straight_from_lsoas_by_their_own_published_lookup(
    figures: Snapshot, shared_data: Path, year: int, lookup: str, lsoa: str, ward: str
) -> None:
    """Plain loops over the publishers' own lookup and the shipped scores."""
    with open(shared_data / "lookups" / lookup, encoding="utf-8-sig", newline="") as file:
        ward_of = {row[lsoa]: row[ward] for row in csv.DictReader(file)}
    above: dict[str, float] = defaultdict(float)
    below: dict[str, float] = defaultdict(float)
    for row in wy.compute("imd_2019_score", figures, "lsoas").to_dict("records"):
        code = ward_of[row["area_code"]]
        above[code] += row["value"] * row["denominator"]
        below[code] += row["denominator"]
    moved = shown(figures, "imd_2019_score", "wards", WARDS[year])
    found = dict(zip(moved["area_code"], moved["value"], strict=True))
    assert found == pytest.approx({code: above[code] / below[code] for code in above}, rel=1e-12)
    recoded = moved[~moved["area_code"].isin(list(WARDS[2021].codes()))]
    assert set(recoded["method"]) == {
        "made of whole LSOAs of the 2011 census by the published lookup, a mean weighted by "
        "population; no limits published"
    }


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2026])
@pytest.mark.parametrize(
    ("indicator", "column"),
    [
        ("fuel_poverty", "denominator"),
        ("residents_census_2021", "value"),
        ("households", "value"),
        ("claimant_count_by_ward", "numerator"),
        ("individual_insolvency_rate", "numerator"),
        ("imd_2019_most_deprived_decile_share", "denominator"),
        ("imd_2025_most_deprived_decile_people_share", "denominator"),
    ],
)
def test_wards_of_another_pattern_keep_their_places_totals(
    figures: Snapshot, indicator: str, column: str, year: int
) -> None:
    before = by_place(wy.compute(indicator, figures, "wards"), column)
    moved = shown(figures, indicator, "wards", WARDS[year])
    assert set(moved["area_code"]) == WARDS[year].codes()
    lost = moved[moved["value"].isna()]
    whole = [place for place in PLACES if place not in set(lost["area_code"].map(parent_place))]
    after = by_place(moved, column)
    pd.testing.assert_series_equal(after[whole], before[whole], rtol=1e-9)
    assert whole == {2018: [p for p in PLACES if p != LEEDS], 2026: [LEEDS]}.get(year, [*PLACES])
    assert (moved["value"].notna() ^ moved["missing_reason"].notna()).all()
    assert set(lost["missing_reason"]) <= {MissingReason.NOT_APPLICABLE.value}
    assert set(lost["method"]) <= {
        f"not shown for {WARDS[year].label}: no lookup is published for all of its ground"
    }
    assert not moved.duplicated(list(contract.KEY)).any()


def test_wards_of_whole_wards_have_limits_and_others_say_why_not(figures: Snapshot) -> None:
    moved = shown(figures, "individual_insolvency_rate", "wards", WARDS[2017])
    moved = moved[moved["area_code"].map(parent_place) == LEEDS]
    whole = moved["method"].str.startswith("made of whole wards of 2020 to 2025")
    limits = moved[["lower_95", "upper_95"]].notna().all(axis=1)
    assert (limits == whole).all()
    assert whole.any()
    assert set(moved.loc[whole, "method"].str.split("; ").str[1]) == {
        "95% limits by Byar's method from the count and the population"
    }
    assert set(moved.loc[~whole, "method"].str.split("; ").str[1]) == {
        "no limits, as the error of apportioning is not known"
    }


def test_a_decile_is_kept_by_parts_and_not_by_mergers(figures: Snapshot) -> None:
    old = wy.compute("imd_2019_decile", figures, "lsoas").set_index("area_code")["value"]
    moved = shown(figures, "imd_2019_decile", "lsoas", LSOA_2021).set_index("area_code")
    for first, new in CHANGED["split"]:
        assert moved.loc[new, "value"] == old[first]
        assert moved.loc[new, "method"].startswith("carried over from one of the LSOAs of the 2011")
    merged = [new for _, new in CHANGED["merged"]]
    assert moved.loc[merged, "value"].isna().all()
    assert set(moved.loc[merged, "method"]) == {
        "not shown for LSOAs of the 2021 census: made of several areas, whose categories cannot be "
        "averaged"
    }


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.DSR, "an age-standardised rate cannot be apportioned"),
        (Kind.RATIO, "a ratio cannot be apportioned"),
        (Kind.MEAN, "a mean cannot be apportioned"),
    ],
)
def test_what_cannot_be_apportioned_is_shown_for_areas_that_kept_their_code_only(
    figures: Snapshot, kind: Kind, words: str
) -> None:
    rows = wy.compute("households", figures, "wards")
    moved = on_vintage(rows, definition("households", kind=kind), WARDS[2019], figures)
    gone = moved[moved["value"].isna()]
    assert set(gone["area_code"]) == WARDS[2019].codes() - WARDS[2021].codes()
    assert set(gone["method"]) == {f"not shown for wards of 2019: {words}"}
    assert set(gone["missing_reason"]) == {"not applicable"}
    assert moved["value"].notna().sum() == 122


def test_a_share_without_counts_is_refused_with_the_reason(figures: Snapshot) -> None:
    rows = wy.compute("claimant_count_by_ward", figures, "wards").assign(numerator=np.nan)
    moved = on_vintage(rows, definition("claimant_count_by_ward"), WARDS[2019], figures)
    gone = moved[moved["value"].isna()]
    assert len(gone) == 2
    assert set(gone["method"]) == {
        "not shown for wards of 2019: the counts behind its figure are not held"
    }
    assert set(gone["missing_reason"]) == {"not published"}


def test_what_was_suppressed_of_a_part_is_suppressed_of_the_whole(figures: Snapshot) -> None:
    rows = wy.compute("fuel_poverty", figures, "lsoas")
    (first, new), (second, _) = CHANGED["merged"][:2]
    hidden, absent = rows["area_code"] == first, rows["area_code"] == second
    rows.loc[hidden, list(MEASURES)] = np.nan
    rows.loc[hidden, "missing_reason"] = MissingReason.SUPPRESSED.value
    moved = on_vintage(rows[~absent], definition("fuel_poverty"), LSOA_2021, figures)
    (row,) = moved[moved["area_code"] == new].to_dict("records")
    assert row["missing_reason"] == "suppressed"
    assert all(np.isnan(row[name]) for name in MEASURES)
    assert row["method"].endswith("no figure for an area it was made from")


def test_without_people_to_weigh_by_a_split_is_not_shown(figures: Snapshot) -> None:
    rows = wy.compute("fuel_poverty", figures, "lsoas")
    moved = on_vintage(rows, definition("fuel_poverty"), LSOA_2021, WithoutCensus(figures))
    gone = moved[moved["value"].isna()]
    assert set(gone["area_code"]) == {new for _, new in CHANGED["split"]}
    assert set(gone["method"]) == {
        "not shown for LSOAs of the 2021 census: no population to weight by"
    }


def test_figures_of_2021_are_weighed_by_people_of_2015_on_the_map_of_2011(
    figures: Snapshot,
) -> None:
    moved = shown(figures, "residents_census_2021", "lsoas", LSOA_2011)
    assert how_moved(moved) == (
        "apportioned from LSOAs of the 2021 census to LSOAs of the 2011 census by the published "
        "lookup, weighted by people in 2015 (Indices of Deprivation 2019)"
    )


def test_one_place_alone_is_shown_for_that_place_alone(figures: Snapshot) -> None:
    rows = wy.compute("households", figures, "wards")
    rows = rows[rows["area_code"].map(parent_place) == LEEDS]
    moved = on_vintage(rows, definition("households"), WARDS[2017], figures)
    assert sorted(moved["area_code"]) == areas.codes("ward", within=LEEDS, vintage=2017)
    assert moved["value"].sum() == pytest.approx(rows["value"].sum())


def test_a_result_never_mixes_vintages_in_one_period(figures: Snapshot) -> None:
    old = wy.compute("imd_2019_score", figures, "lsoas")
    new = wy.compute("imd_2025_score", figures, "lsoas")
    each = on_vintage(pd.concat([old, new]), definition("imd_2019_score"), LSOA_2021, figures)
    assert each["area_code"].value_counts().unique().tolist() == [2]
    mixed = pd.concat([old.iloc[:1200], new.iloc[1000:].assign(**old.iloc[0][PERIOD].to_dict())])
    mixed = mixed.drop_duplicates("area_code")
    for refused in (
        lambda: vintage_of_rows(mixed),
        lambda: on_vintage(mixed, definition("imd_2019_score"), LSOA_2021, figures),
    ):
        with pytest.raises(GeographyError) as said:
            refused()
        assert "The codes are not all of one vintage" in str(said.value)
        assert re.search(r"E01010677 \(Bradford .*, LSOAs of the 2011 census\)", str(said.value))


def test_names_are_refused_as_keys(figures: Snapshot) -> None:
    rows = wy.compute("households", figures, "wards")
    by_name = rows.assign(area_code=rows["area_name"])
    with pytest.raises(GeographyError, match="Names are never keys: several areas may share one"):
        on_vintage(by_name, definition("households"), WARDS[2019], figures)


def test_msoas_cannot_be_shown_as_wards(figures: Snapshot) -> None:
    rows = wy.compute("fuel_poverty", figures, "msoas")
    with pytest.raises(GeographyError, match="cannot be shown on wards of 2019"):
        on_vintage(rows, definition("fuel_poverty"), WARDS[2019], figures)


def test_lsoas_can_be_shown_as_wards_of_any_pattern_with_a_lookup(figures: Snapshot) -> None:
    moved = shown(figures, "fuel_poverty", "lsoas", WARDS[2021])
    as_computed = wy.compute("fuel_poverty", figures, "wards")
    assert set(moved["area_type"]) == {"ward"}
    pd.testing.assert_frame_equal(
        moved[["area_code", "area_name", "value", "numerator", "denominator"]],
        as_computed[["area_code", "area_name", "value", "numerator", "denominator"]],
        rtol=1e-12,
    )


def test_of_several_vintages_that_fit_the_one_in_force_is_meant(figures: Snapshot) -> None:
    rows = wy.compute("households", figures, "wards")
    assert vintage_of_rows(rows) == WARDS[2021]
    leeds = rows[rows["area_code"].map(parent_place) == LEEDS]
    assert vintage_of_rows(leeds) == WARDS[2021]
    later = leeds.assign(period_end=pd.Timestamp(2027, 3, 31))
    assert vintage_of_rows(later) == WARDS[2026]
    bradford = rows[rows["area_code"].map(parent_place) == BRADFORD]
    earlier = bradford.assign(period_end=pd.Timestamp(2014, 3, 31))
    assert vintage_of_rows(earlier) == WARDS[2017]
    places = wy.compute("fuel_poverty", figures, PLACES)
    assert vintage_of_rows(places) == PLACES_VINTAGE


def test_figures_can_be_shown_on_every_vintage_of_their_level() -> None:
    for level in (AreaType.WARD, AreaType.MSOA, AreaType.LSOA):
        held = tuple(vintage for vintage in VINTAGES if vintage.level is level)
        assert all(reachable(level, vintage) == held for vintage in held)
    assert reachable("ward", LSOA_2011) == tuple(v for v in VINTAGES if v.level is AreaType.WARD)
    assert reachable("lsoa", WARDS[2019]) == ()
    assert reachable("local authority", PLACES_VINTAGE) == (PLACES_VINTAGE,)
    assert reachable("ward", PLACES_VINTAGE) == ()
