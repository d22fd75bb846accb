"""LSOA 2011 to 2021: what is carried, how, and what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import areas
from geo.apportion import (
    NO_FIGURE,
    NO_POPULATION,
    NOT_COMPARABLE,
    SEVERAL,
    apportion_categories,
    apportion_counts,
    apportion_scores,
)
from geo.common_ground import told_by, with_irregular
from geo.errors import GeographyError
from geo.lookups import lookup, shares
from geo.vintages import lsoa_changes, vintage_in

OLD = areas.codes("lsoa", vintage=2011)
NEW = areas.codes("lsoa", vintage=2021)
PEOPLE = pd.Series(range(1, len(NEW) + 1), index=NEW, dtype=float)


def carry(people_2021: pd.Series = PEOPLE) -> pd.DataFrame:
    """The lookup from the LSOAs of 2011 to those of 2021."""
    return lookup(vintage_in("lsoa", 2011), vintage_in("lsoa", 2021), people_2021)


def changed(kind: str) -> dict[str, list[str]]:
    """Codes of 2011 by the code of 2021 they became, for one kind of change."""
    found: dict[str, list[str]] = {}
    for old, new, change in lsoa_changes():
        if change == kind:
            found.setdefault(new, []).append(old)
    return found


SPLIT, MERGED = changed("split"), changed("merged")


def test_unchanged_and_split_areas_keep_their_score() -> None:
    scores = pd.Series(range(len(OLD)), index=OLD, dtype=float)
    carried = apportion_scores(scores, carry())
    assert list(carried.index) == NEW
    for new, (old,) in (changed("unchanged") | SPLIT).items():
        assert carried.loc[new, "value"] == scores[old]


def test_merged_areas_are_averaged_by_population() -> None:
    new, (first, second) = next(iter(MERGED.items()))
    scores = pd.Series(10.0, index=OLD)
    scores[second] = 40.0
    people = pd.Series(1.0, index=OLD)
    people[first], people[second] = 1000.0, 2000.0
    carried = apportion_scores(scores, carry(), people)
    assert carried.loc[new, "value"] == pytest.approx((10 * 1000 + 40 * 2000) / 3000)
    assert not carried.loc[new, "alone"]


def test_merged_areas_without_populations_have_no_score_and_say_why() -> None:
    carried = apportion_scores(pd.Series(10.0, index=OLD), carry())
    assert carried.loc[list(MERGED), "value"].isna().all()
    assert set(carried.loc[list(MERGED), "missing_reason"]) == {NO_POPULATION}
    assert carried["value"].notna().sum() == len(NEW) - len(MERGED)


def test_counts_keep_their_total_and_are_shared_by_population() -> None:
    carried = apportion_counts(pd.Series(100.0, index=OLD), carry())
    assert carried["value"].sum() == pytest.approx(100 * len(OLD))
    assert set(carried.loc[list(MERGED), "value"]) == {200.0}
    old = next(iter(SPLIT.values()))[0]
    parts = [new for new, made_of in SPLIT.items() if made_of == [old]]
    assert len(parts) > 1
    for part in parts:
        share = PEOPLE[part] / PEOPLE[parts].sum()
        assert carried.loc[part, "value"] == pytest.approx(100 * share)


def test_a_missing_figure_stays_missing_and_is_never_zero() -> None:
    counts = pd.Series(100.0, index=OLD)
    lost = [old for made_of in MERGED.values() for old in made_of][:1]
    carried = apportion_counts(counts.drop(lost), carry())
    gone = carried[carried["value"].isna()]
    assert list(gone.index) == [new for new, made_of in MERGED.items() if lost[0] in made_of]
    assert set(gone["missing_reason"]) == {NO_FIGURE}


def test_a_split_without_all_its_populations_is_not_apportioned() -> None:
    part = next(iter(SPLIT))
    together = [new for new, made_of in SPLIT.items() if made_of == SPLIT[part]]
    carried = apportion_counts(pd.Series(100.0, index=OLD), carry(PEOPLE.drop(part)))
    assert carried.loc[together, "value"].isna().all()
    assert set(carried.loc[together, "missing_reason"]) == {NO_POPULATION}
    assert carried["value"].notna().sum() == len(NEW) - len(together)


def test_a_category_is_carried_to_unchanged_areas_and_parts_only() -> None:
    carried = apportion_categories(pd.Series(3.0, index=OLD), carry())
    assert set(carried.loc[list(MERGED), "missing_reason"]) == {SEVERAL}
    assert set(carried["value"].drop(list(MERGED))) == {3.0}


def test_figures_of_the_wrong_census_are_refused() -> None:
    with pytest.raises(GeographyError, match="They look like LSOAs of the 2021 census"):
        apportion_scores(pd.Series(1.0, index=NEW), carry())


def irregular(both_smallest: bool) -> pd.DataFrame:
    """Invented pieces: a and b of 2011 became c and d of 2021 with a line moved between them."""
    found = pd.DataFrame(
        [
            ("a", "c", "a", "c", "irregular"),
            ("b", "c", "b", "c", "irregular"),
            ("b", "d", "b", "d", "irregular"),
            ("e", "e", "e", "e", "unchanged"),
        ],
        columns=["lsoa_2011", "lsoa_2021", "source", "target", "change"],
    )
    if not both_smallest:  # one bigger area holds all of the change
        found = found.assign(source=["M", "M", "M", "N"], target=["M", "M", "M", "N"])
    return with_irregular(found, both_smallest)


def test_an_irregular_change_is_not_comparable_but_its_counts_still_add_up() -> None:
    weights = pd.Series({"c": 10.0, "d": 5.0, "e": 7.0})
    counts = pd.Series({"a": 4.0, "b": 6.0, "e": 9.0})
    carried = apportion_counts(counts, shares(irregular(True), weights, 2021))
    assert carried["missing_reason"].to_dict() == {
        "c": NOT_COMPARABLE,
        "d": NOT_COMPARABLE,
        "e": "",
    }
    assert carried["value"].dropna().to_dict() == {"e": 9.0}
    assert carried["counted"].sum() == pytest.approx(counts.sum())


def test_an_irregular_change_inside_a_bigger_area_does_not_spoil_it() -> None:
    found = irregular(False)
    assert told_by(found) == (2021, 2011)
    weights = pd.Series({"c": 10.0, "d": 5.0, "e": 7.0})
    carried = apportion_counts(pd.Series({"M": 10.0, "N": 9.0}), shares(found, weights, 2021))
    assert carried["value"].to_dict() == {"M": 10.0, "N": 9.0}
