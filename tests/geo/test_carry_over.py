"""LSOA 2011 to 2021: what is carried, how, and what is not."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import areas
from geo.carry_over import NO_FIGURE, NO_POPULATION, carry_counts, carry_scores
from geo.errors import GeographyError
from geo.vintages import lsoa_changes

OLD = areas.codes("lsoa", vintage=2011)
NEW = areas.codes("lsoa", vintage=2021)


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
    carried = carry_scores(scores)
    assert list(carried.index) == NEW
    for new, (old,) in (changed("unchanged") | SPLIT).items():
        assert carried.loc[new, "value"] == scores[old]


def test_merged_areas_are_averaged_by_population() -> None:
    new, (first, second) = next(iter(MERGED.items()))
    scores = pd.Series(10.0, index=OLD)
    scores[second] = 40.0
    people = pd.Series(1.0, index=OLD)
    people[first], people[second] = 1000.0, 2000.0
    carried = carry_scores(scores, people)
    assert carried.loc[new, "value"] == pytest.approx((10 * 1000 + 40 * 2000) / 3000)
    assert carried.loc[new, "change"] == "merged"


def test_merged_areas_without_populations_have_no_score_and_say_why() -> None:
    carried = carry_scores(pd.Series(10.0, index=OLD))
    assert carried.loc[list(MERGED), "value"].isna().all()
    assert set(carried.loc[list(MERGED), "missing_reason"]) == {NO_POPULATION}
    assert carried["value"].notna().sum() == len(NEW) - len(MERGED)


def test_counts_keep_their_total_and_are_shared_by_population() -> None:
    people = pd.Series(range(1, len(NEW) + 1), index=NEW, dtype=float)
    carried = carry_counts(pd.Series(100.0, index=OLD), people)
    assert carried["value"].sum() == pytest.approx(100 * len(OLD))
    assert set(carried.loc[list(MERGED), "value"]) == {200.0}
    old = next(iter(SPLIT.values()))[0]
    parts = [new for new, made_of in SPLIT.items() if made_of == [old]]
    assert len(parts) > 1
    for part in parts:
        share = people[part] / people[parts].sum()
        assert carried.loc[part, "value"] == pytest.approx(100 * share)


def test_a_missing_figure_stays_missing_and_is_never_zero() -> None:
    counts = pd.Series(100.0, index=OLD)
    lost = [old for made_of in MERGED.values() for old in made_of][:1]
    carried = carry_counts(counts.drop(lost), pd.Series(1.0, index=NEW))
    gone = carried[carried["value"].isna()]
    assert list(gone.index) == [new for new, made_of in MERGED.items() if lost[0] in made_of]
    assert set(gone["missing_reason"]) == {NO_FIGURE}


def test_a_split_without_all_its_populations_is_not_apportioned() -> None:
    part = next(iter(SPLIT))
    together = [new for new, made_of in SPLIT.items() if made_of == SPLIT[part]]
    carried = carry_counts(pd.Series(100.0, index=OLD), pd.Series(1.0, index=NEW).drop(part))
    assert carried.loc[together, "value"].isna().all()
    assert set(carried.loc[together, "missing_reason"]) == {NO_POPULATION}


def test_figures_of_the_wrong_census_are_refused() -> None:
    with pytest.raises(GeographyError, match="They look like LSOAs of the 2021 census"):
        carry_scores(pd.Series(1.0, index=NEW))
