"""Figures on another vintage's areas: kept totals, an independent oracle, and refusals."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import areas
from geo.apportion import (
    NO_FIGURE,
    NO_LOOKUP,
    NOBODY,
    apportion_counts,
    apportion_rates,
    apportion_scores,
)
from geo.areas import LEEDS, PLACES, PLACES_FOLDER, AreaType, parent_place
from geo.common_ground import UNKNOWN, leads, weighed_by
from geo.errors import GeographyError
from geo.lookups import lookup
from geo.vintages import VINTAGES, Vintage, vintage_in

PAIRS = [pair for pair in product(VINTAGES, VINTAGES) if leads(*pair)]
WARDS = {vintage.year: vintage for vintage in VINTAGES if vintage.level is AreaType.WARD}
WITH_LOOKUPS = (2017, 2019, 2020)
WITHIN_A_LEVEL = [pair for pair in PAIRS if pair[0].level is pair[1].level]
ALL_LOOKED_UP = [pair for pair in PAIRS if {one.year for one in pair}.isdisjoint({2018, 2026})]


def named(pair: tuple[Vintage, Vintage]) -> str:
    return " to ".join(one.label for one in pair)


def people(census: int, seed: int = 1) -> pd.Series:
    """Invented people, one to 3,000 in each LSOA of the census."""
    codes = areas.codes("lsoa", vintage=census)
    return pd.Series(np.random.default_rng(seed).integers(1, 3000, len(codes)), index=codes) * 1.0


def between(source: Vintage, target: Vintage, seed: int = 1) -> pd.DataFrame:
    return lookup(source, target, people(weighed_by(source, target)[0], seed))


def by_place(figures: pd.Series) -> pd.Series:
    """Totals by place; missing where any of its areas is."""
    place = figures.index.map(parent_place)
    return figures.groupby(place).agg(lambda found: found.sum(skipna=False))


def invented(vintage: Vintage, seed: int) -> pd.Series:
    codes = sorted(vintage.codes())
    return pd.Series(np.random.default_rng(seed).integers(0, 5000, len(codes)), index=codes) * 1.0


@given(pair=st.sampled_from(PAIRS), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=150, deadline=None)
def test_places_keep_their_totals_and_no_count_is_negative(
    pair: tuple[Vintage, Vintage], seed: int
) -> None:
    source, target = pair
    counts = invented(source, seed)
    carried = apportion_counts(counts, between(source, target, seed % 97))
    assert list(carried.index) == sorted(target.codes())
    assert not (carried["value"] < 0).any()
    before, after = by_place(counts), by_place(carried["value"]).dropna()
    np.testing.assert_allclose(after, before[after.index], rtol=1e-9)
    if pair in ALL_LOOKED_UP:
        assert set(after.index) == set(PLACES)
    given_in_part = by_place(carried["value"].fillna(0))
    assert (given_in_part <= before * (1 + 1e-9)).all()


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_the_shares_of_an_area_add_up_to_one_and_stay_in_its_place(
    pair: tuple[Vintage, Vintage],
) -> None:
    found = between(*pair)
    known = found[found["source"] != UNKNOWN]
    np.testing.assert_allclose(known.groupby("source")["share"].sum(), 1, rtol=0, atol=1e-12)
    assert set(known["source"]) == pair[0].codes()
    assert set(found["target"]) - {UNKNOWN} == pair[1].codes()
    both = known[known["target"] != UNKNOWN]
    assert (both["source"].map(parent_place) == both["target"].map(parent_place)).all()


@pytest.mark.parametrize("pair", WITHIN_A_LEVEL, ids=named)
def test_a_code_in_force_in_both_patterns_is_the_same_ground(pair: tuple[Vintage, Vintage]) -> None:
    source, target = pair
    counts = invented(source, 7)
    carried = apportion_counts(counts, between(source, target))
    same = sorted(source.codes() & target.codes())
    assert carried.loc[same, "value"].to_dict() == counts[same].to_dict()
    assert carried.loc[same, "alone"].all()


def test_wards_of_2026_are_leeds_alone_and_the_rest_say_why() -> None:
    carried = apportion_counts(invented(WARDS[2020], 3), between(WARDS[2020], WARDS[2026]))
    in_leeds = carried.index.map(parent_place) == LEEDS
    assert in_leeds.sum() == 33
    assert carried.loc[in_leeds, "value"].notna().all()
    assert set(carried.loc[~in_leeds, "missing_reason"]) == {NO_LOOKUP}


def test_four_wards_of_2018_have_no_lookup() -> None:
    """Those of Leeds that were recoded again in 2019."""
    carried = apportion_counts(invented(WARDS[2017], 3), between(WARDS[2017], WARDS[2018]))
    lost = set(carried.index[carried["missing_reason"] == NO_LOOKUP])
    assert lost == WARDS[2018].codes() - WARDS[2019].codes()
    assert len(lost) == 4


def rows(name: str) -> list[dict[str, str]]:
    with open(PLACES_FOLDER / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def oracle(source: Vintage, target: Vintage, counts: Mapping[str, float]) -> dict[str, float]:
    """The same by loops over the published tables, for vintages that have lookups."""
    lsoas = {row["code"]: row for row in rows("lsoas.csv")}
    census_of = {2011: 2011, 2021: 2021, 2017: 2011, 2019: 2011}
    tied = [census_of[one.year] for one in (source, target) if one.year in census_of]
    ends = []
    for vintage in (source, target):
        census = census_of.get(vintage.year) or (tied[0] if tied else 2021)
        column = {
            AreaType.LSOA: None,
            AreaType.MSOA: f"census_{census}_msoa",
            AreaType.WARD: f"census_{census}_ward_{2021 if vintage.year == 2020 else vintage.year}",
        }[vintage.level]
        ends.append((f"lsoa_{census}", column))
    weighing = weighed_by(source, target)[0]
    weights, changes = people(weighing).to_dict(), rows("lsoa_changes.csv")
    shared_by: dict[str, int] = defaultdict(int)
    for change in changes:
        shared_by[change[f"lsoa_{weighing}"]] += 1
    inside: dict[tuple[str, str], float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for change in changes:
        lsoa = change[f"lsoa_{weighing}"]
        weight = weights[lsoa] / shared_by[lsoa]
        a, b = [lsoas[change[side]][col] if col else change[side] for side, col in ends]
        inside[a, b] += weight
        whole[a] += weight
    made: dict[str, float] = defaultdict(float)
    for (a, b), weight in inside.items():
        made[b] += counts[a] * weight / whole[a]
    return dict(made)


@pytest.mark.parametrize("pair", ALL_LOOKED_UP, ids=named)
def test_plain_loops_over_the_published_tables_agree(pair: tuple[Vintage, Vintage]) -> None:
    source, target = pair
    counts = invented(source, 11)
    carried = apportion_counts(counts, between(source, target))["value"].to_dict()
    assert carried == pytest.approx(oracle(source, target, counts.to_dict()), rel=1e-12)


@pytest.mark.parametrize(("old", "new"), [*product(WITH_LOOKUPS, WITH_LOOKUPS)])
def test_a_flat_rate_and_a_flat_score_stay_flat(old: int, new: int) -> None:
    found = between(WARDS[old], WARDS[new])
    below = invented(WARDS[old], 5) + 1
    rates = apportion_rates(below * 0.2, below, found, per=100)
    np.testing.assert_allclose(rates["value"], 20)
    scores = apportion_scores(pd.Series(7.0, index=below.index), found, below)
    np.testing.assert_allclose(scores["value"], 7)


def test_scores_keep_the_mean_of_a_place() -> None:
    found = between(WARDS[2020], WARDS[2017])
    scores, of = invented(WARDS[2020], 1), invented(WARDS[2020], 2) + 1
    carried = apportion_scores(scores, found, of)["value"]
    new = apportion_counts(of, found)["value"]
    before = by_place(scores * of) / by_place(of)
    np.testing.assert_allclose(by_place(carried * new) / by_place(new), before)


def test_one_missing_ward_makes_every_ward_it_reaches_missing() -> None:
    found = between(WARDS[2017], WARDS[2020])
    several = found.groupby("source")["target"].transform("size") > 1
    lost = found.loc[several, "source"].iloc[0]
    carried = apportion_counts(invented(WARDS[2017], 3).drop(lost), found)
    gone = carried[carried["missing_reason"] == NO_FIGURE]
    assert set(gone.index) == set(found.loc[found["source"] == lost, "target"])
    assert gone["value"].isna().all()
    assert len(gone) > 1


def test_a_rate_of_nobody_is_missing_and_not_zero() -> None:
    found = between(WARDS[2019], WARDS[2019])
    none = pd.Series(0.0, index=sorted(WARDS[2019].codes()))
    rates = apportion_rates(none, none, found)
    assert rates["value"].isna().all()
    assert set(rates["missing_reason"]) == {NOBODY}


def test_ward_names_are_no_keys() -> None:
    found = between(WARDS[2020], WARDS[2017])
    by_name = invented(WARDS[2020], 1).rename(index=areas.name)
    with pytest.raises(GeographyError) as refused:
        apportion_counts(by_name, found)
    said = str(refused.value)
    assert "These figures are not for the areas that the lookup leads from." in said
    assert "Names are never keys: several areas may share one. Airedale" in said


def test_figures_of_another_pattern_are_refused_by_what_they_look_like() -> None:
    with pytest.raises(GeographyError, match="They look like wards from 2026"):
        apportion_counts(invented(WARDS[2026], 1), between(WARDS[2019], WARDS[2020]))


def test_an_area_that_stands_twice_is_refused() -> None:
    counts = invented(WARDS[2019], 1)
    with pytest.raises(GeographyError, match=r"E05001341 \(Baildon, .*\) more than once"):
        apportion_counts(pd.concat([counts, counts.iloc[:1]]), between(WARDS[2019], WARDS[2020]))


def test_bigger_areas_are_never_made_of_one_another() -> None:
    source, target = vintage_in("msoa", 2021), WARDS[2020]
    with pytest.raises(GeographyError) as refused:
        lookup(source, target, people(2021))
    assert str(refused.value) == (
        "Figures for MSOAs of the 2021 census cannot be shown on wards of 2020 to 2025.\n"
        "  MSOAs of the 2021 census to wards of 2020 to 2025: found no published lookup; expected "
        "LSOAs to LSOAs, MSOAs or wards, MSOAs to MSOAs, or wards to wards, each of any vintage. "
        "Bigger areas are made of LSOAs, never of one another."
    )


def test_a_split_cannot_be_weighed_by_the_census_before_it() -> None:
    source, target = vintage_in("lsoa", 2011), vintage_in("lsoa", 2021)
    assert weighed_by(source, target) == (2021,)
    assert weighed_by(target, source) == (2011,)
    with pytest.raises(GeographyError) as refused:
        lookup(source, target, people(2011))
    assert "found LSOAs of the 2011 census; expected LSOAs of the 2021 census" in str(refused.value)


def test_msoas_lead_to_those_that_their_publisher_names(shared_data: Path) -> None:
    """It names one for each; two were split in two, and lead to the other part as well."""
    with open(shared_data / "lookups" / "wy_msoa11_msoa21_lad22.csv", encoding="utf-8-sig") as file:
        published = {(row["msoa11_code"], row["msoa21_code"]) for row in csv.DictReader(file)}
    found = between(vintage_in("msoa", 2011), vintage_in("msoa", 2021))
    assert len(published) == 299
    parts = set(zip(found["source"], found["target"], strict=True)) - published
    assert len(found) == len(published) + len(parts)
    assert {source for source, _ in parts} == {"E02002186", "E02002221"}


def test_every_other_pair_can_be_weighed_by_either_census() -> None:
    """No merged or split LSOA lies across two MSOAs or wards that have to be shared out."""
    others = [pair for pair in PAIRS if {one.level for one in pair} != {AreaType.LSOA}]
    assert {weighed_by(*pair) for pair in others} == {(2021, 2011)}


@pytest.mark.parametrize(
    ("weight", "said"),
    [(-1.0, "found -1; expected a number of nought or more"), (np.inf, "found inf")],
)
def test_weights_below_nought_or_without_end_are_refused(weight: float, said: str) -> None:
    weights = people(2021)
    weights["E01010568"] = weight
    with pytest.raises(GeographyError, match="E01010568: " + said):
        lookup(WARDS[2017], WARDS[2020], weights)


def test_weights_by_name_or_twice_are_refused() -> None:
    weights = people(2021)
    with pytest.raises(GeographyError, match=r"'Bradford 001A' \(not known\)"):
        lookup(WARDS[2017], WARDS[2020], weights.rename({"E01010568": "Bradford 001A"}))
    with pytest.raises(GeographyError, match="E01010568 more than once"):
        lookup(WARDS[2017], WARDS[2020], pd.concat([weights, weights.iloc[:1]]))


def test_a_caller_cannot_spoil_the_lookup_for_the_next() -> None:
    found = between(WARDS[2017], WARDS[2020])
    found["share"] = -1.0
    assert (between(WARDS[2017], WARDS[2020])["share"] >= 0).all()


@pytest.mark.parametrize("figure", [float("inf"), "12 people"])
def test_what_is_no_number_is_not_shared_out(figure: object) -> None:
    made = pd.DataFrame({"source": ["E1"], "target": ["E2"], "share": [1.0], "comparable": [True]})
    with pytest.raises(GeographyError, match="expected a number, or none"):
        apportion_counts(pd.Series([figure], index=["E1"]), made)


@pytest.mark.parametrize(
    ("share", "told"),
    [
        ([0.7, 0.7], "E1: found shares of 1.4 in all; expected no more than 1"),
        ([-1.0, 1.0], "found 1 that are no part of a whole; expected 0 to 1"),
        ([float("inf"), 0.0], "found 1 that are no part of a whole"),
    ],
)
def test_a_lookup_that_shares_out_more_than_there_is_is_refused(
    share: list[float], told: str
) -> None:
    made = pd.DataFrame(
        {"source": "E1", "target": ["E2", "E3"], "share": share, "comparable": True}
    )
    with pytest.raises(GeographyError) as refused:
        apportion_counts(pd.Series([10.0], index=["E1"]), made)
    assert told in str(refused.value)
