"""One list of authorities: one tier, each once, and nobody in it who was not there."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.areas import area_type, name
from indicators.authorities import Tier, authorities
from indicators.catalogue import catalogue
from indicators.errors import MethodError

NAN = float("nan")
CANCER = catalogue()["early_stage_cancer"]
NORTH_YORKSHIRE, SELBY = "E10000023", "E07000169"


def rows(*figures: tuple[str, float], year: int = 2024, reason: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area_code": [code for code, _ in figures],
            "area_name": [name(code) for code, _ in figures],
            "area_type": [area_type(code).value for code, _ in figures],
            "value": [value for _, value in figures],
            "missing_reason": [reason if value != value else None for _, value in figures],
            "period_end": pd.Timestamp(year, 12, 31),
            "sex": "persons",
            "age": "all ages",
        }
    )


def listed(made: pd.DataFrame) -> list[str]:
    return authorities(made, CANCER).rows["area_code"].tolist()


@pytest.mark.parametrize(
    ("others", "tier", "kept"),
    [
        (("E10000016", "E10000017", "E07000105"), Tier.UPPER, {"E10000016", "E10000017"}),
        (("E10000016", "E07000105", "E07000106"), Tier.LOWER, {"E07000105", "E07000106"}),
        (("E06000001",), Tier.SINGLE, {"E06000001"}),
    ],
)
def test_a_county_and_its_districts_are_never_in_one_list(others, tier, kept):
    made = authorities(rows(("E08000035", 50.0), *((code, 40.0) for code in others)), CANCER)
    assert made.tier is tier
    assert set(made.rows["area_code"]) == kept | {"E08000035"}


def test_an_authority_published_under_two_codes_is_counted_once():
    # Barnsley before and after its boundary moved in 2025
    assert listed(rows(("E08000016", 30.0), ("E08000038", 31.0))) == ["E08000038"]
    assert listed(rows(("E08000016", 30.0), ("E08000038", NAN))) == ["E08000016"]


def test_districts_that_became_one_stand_apart_until_the_new_one_has_a_figure():
    old = (("E07000187", 1.0), ("E07000188", 2.0))
    assert listed(rows(*old, year=2018)) == ["E07000187", "E07000188"]  # Mendip, Sedgemoor
    assert listed(rows(*old, ("E06000066", 1.5), year=2018)) == ["E06000066"]


def test_who_was_not_there_is_not_missing_but_who_was_held_back_is():
    figures = (("E08000035", 50.0), ("E06000063", NAN))  # Cumberland began in 2023
    assert listed(rows(*figures, year=2020, reason="not published")) == ["E08000035"]
    assert "E06000063" in listed(rows(*figures, year=2020, reason="suppressed"))
    assert "E06000063" in listed(rows(*figures, year=2024, reason="not published"))


def test_ranks_count_from_the_highest_and_equal_figures_share_one():
    made = authorities(
        rows(("E08000032", 5.0), ("E08000033", 9.0), ("E08000034", 5.0), ("E08000035", NAN)), CANCER
    ).rows.set_index("area_code")["rank"]
    assert made[["E08000033", "E08000032", "E08000034"]].tolist() == [1, 2, 2]
    assert made.isna()["E08000035"]


def test_suicide_is_not_ranked():
    made = authorities(rows(("E08000032", 5.0), ("E08000033", 9.0)), catalogue()["suicide_rate"])
    assert made.rows["rank"].isna().all()


def test_figures_of_two_periods_are_refused():
    both = pd.concat([rows(("E08000032", 5.0)), rows(("E08000032", 6.0), year=2023)])
    with pytest.raises(MethodError, match=r"found 2 different in column period_end\. Choose one"):
        authorities(both, CANCER)
