"""A hidden count takes with it whatever gives it back: rates, limits, ranks and the rest."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from indicators.disclosure import BUNDLE, bundle
from indicators.errors import DisclosureError

PEOPLE = [3_211, 4_876, 5_340]
COUNTS = [3, 21, 34]
RATES = [round(10_000 * count / people, 1) for count, people in zip(COUNTS, PEOPLE, strict=True)]


def result() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": ["w1", "w2", "w3"],
            "population": PEOPLE,
            "count": COUNTS,
            "rate": RATES,
            "upper_95": [27.3, 65.8, 88.9],
            "class": ["low", "middle", "high"],
            "rank": [1, 2, 3],
            "shrunk": [14.0, 42.0, 60.0],
            "deviation_from_england": [-30.0, 4.0, 21.0],
            "is_flagged": [True, False, False],
            "missing_reason": [None, None, None],
        }
    )


def test_a_rate_to_one_decimal_gives_its_count_back() -> None:
    """Why the bundle is one: no other count of these populations has the same rate."""
    for count, people, rate in zip(COUNTS, PEOPLE, RATES, strict=True):
        fits = [n for n in range(200) if round(10_000 * n / people, 1) == rate]
        assert fits == [count]


def test_nothing_is_left_of_a_hidden_row_but_what_it_is_about() -> None:
    made = bundle(result(), [True, False, False])
    first = made.iloc[0]
    assert (first["area_code"], first["population"]) == ("w1", 3_211)
    for name in ("count", "rate", "upper_95", "shrunk", "deviation_from_england"):
        assert math.isnan(first[name])
    assert first["is_flagged"] is None
    assert first["missing_reason"] == "suppressed"
    assert made["count"].tolist()[1:] == [21, 34]
    assert made["missing_reason"].tolist()[1:] == [None, None]


def test_ranks_and_classes_go_from_every_row() -> None:
    """Ranks 2 and 3 beside a gap tell that the hidden one is first."""
    made = bundle(result(), [True, False, False])
    assert made["rank"].isna().all()
    assert made["class"].isna().all()


def test_without_hidden_rows_nothing_changes() -> None:
    pd.testing.assert_frame_equal(bundle(result(), [False] * 3), result())


def test_the_frame_given_is_left_as_it_is() -> None:
    given = result()
    bundle(given, [True] * 3)
    pd.testing.assert_frame_equal(given, result())


def test_a_column_may_be_kept_but_none_that_gives_the_count_away() -> None:
    made = bundle(result(), [True, False, False], kept=["is_flagged"])
    assert made["is_flagged"].tolist() == [True, False, False]
    for name in ("rate", "rank"):
        assert name in BUNDLE
        with pytest.raises(DisclosureError, match="no column that gives the count away"):
            bundle(result(), [True, False, False], kept=[name])


def test_wrong_flags_and_unknown_columns_are_refused() -> None:
    with pytest.raises(DisclosureError, match=r"2 flags; expected 3, one for each row") as told:
        bundle(result(), [True, False], kept=["ratee"])
    assert "found 'ratee'; expected a column. Did you mean 'rate'?" in str(told.value)
