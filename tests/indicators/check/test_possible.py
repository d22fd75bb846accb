"""Single figures: each rule, on each side of its line."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.areas import ENGLAND, LEEDS, WAKEFIELD


def one(value: float) -> pd.DataFrame:
    return pd.DataFrame({LEEDS: [value]}, index=[2024])


def test_an_indicator_that_nobody_defined(made, judge) -> None:
    rows = made("persistent_absence", one(20.0)).assign(indicator_id="persistant_absence")
    (found,) = judge("defined", rows)
    assert found.is_error
    assert "Did you mean 'persistent_absence'?" in str(found.fault)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"unit": "per 1,000"}, "found 'per 1,000'; expected %, as the definition says"),
        ({"period_type": "rolling 3 years"}, "found 'rolling 3 years'; expected academic year"),
        ({"sex": "female"}, "found 'female'; expected persons"),
        ({"area_code": "E05011392"}, "found 'E05011392'; expected areas no smaller than local"),
    ],
)
def test_figures_other_than_the_definition_says(made, judge, change, words) -> None:
    rows = made("persistent_absence", one(20.0))
    assert judge("as_defined", rows) == []
    (found,) = judge("as_defined", rows.assign(**change))
    assert found.is_error
    assert words in str(found.fault)


def test_a_breakdown_may_have_periods_of_its_own(made, judge) -> None:
    rows = made("obesity_reception", one(9.0)).assign(
        breakdown="deprivation quintile", breakdown_value="1", period_type="rolling 5 years"
    )
    assert judge("as_defined", rows) == []


@pytest.mark.parametrize(
    ("indicator", "possible", "impossible", "words"),
    [
        ("persistent_absence", 100.0, 100.1, "at most 100"),
        ("persistent_absence", 0.0, -0.1, "a figure of 0 or more"),
        ("children_in_need", 12.0, 12.5, "a whole number"),
        ("imd_2019_decile", 10.0, 11.0, "one of the categories"),
        ("child_protection_plan_rate", 0.0, -1.0, "a figure of 0 or more"),
    ],
)
def test_values_that_cannot_be(made, judge, indicator, possible, impossible, words) -> None:
    assert judge("possible", made(indicator, one(possible))) == []
    (found,) = judge("possible", made(indicator, one(impossible)))
    assert found.is_error
    assert words in str(found.fault)
    assert found.rows == (0,)


def test_a_slope_may_be_negative(made, judge) -> None:
    assert judge("possible", made("inequality_in_life_expectancy_at_birth", one(-0.4))) == []


def test_limits_must_hold_their_value(made, judge) -> None:
    rows = made("persistent_absence", one(20.0))
    assert judge("possible", rows.assign(lower_95=20.0, upper_95=21.0)) == []
    (found,) = judge("possible", rows.assign(lower_95=20.1, upper_95=21.0))
    assert "found value 20 (20.1 to 21); expected a figure between its own limits" in str(
        found.fault
    )


def test_a_share_of_more_than_all(made, judge) -> None:
    rows = made("persistent_absence", one(20.0)).assign(numerator=500.0, denominator=100.0)
    words = [str(found.fault) for found in judge("possible", rows)]
    assert any("a numerator no larger than its denominator" in word for word in words)


@pytest.mark.parametrize(("value", "findings"), [(36.0, 0), (36.3, 0), (48.0, 1)])
def test_a_rate_must_follow_from_its_own_counts(made, judge, value, findings) -> None:
    """634 of 176,239 children is 36.0 per 10,000; a rounded count may move it a little."""
    rows = made("child_protection_plan_rate", one(value))
    assert len(judge("possible", rows.assign(numerator=634.0, denominator=176_239.0))) == findings


def test_percentages_written_as_fractions(made, judge, steady, authorities) -> None:
    percentages = steady(authorities, [2023, 2024])
    assert judge("fractions", made("persistent_absence", percentages)) == []
    (found,) = judge("fractions", made("persistent_absence", (percentages / 100).round(3)))
    assert found.is_error
    assert "They look like fractions of 1" in str(found.fault)
    assert len(found.rows) == 60


@pytest.mark.parametrize("times", [0.01, 0.1, 10, 100])
def test_figures_of_another_scale_than_those_held(made, judge, steady, authorities, times) -> None:
    figures = steady(authorities, range(2019, 2025)) / 10
    held = made("persistent_absence", figures.loc[:2023], day="2024-11-01")
    assert judge("scale", made("persistent_absence", figures.loc[[2024]]), held) == []
    assert judge("scale", made("persistent_absence", figures.loc[[2024]] * 3), held) == []
    (found,) = judge("scale", made("persistent_absence", figures.loc[[2024]] * times), held)
    assert found.is_error
    assert f"figures about {times:g} times" in str(found.fault).replace(
        str(found.fault).split("about ")[1].split(" ")[0], f"{times:g}", 1
    )


def test_england_is_not_too_small_for_anything(made, judge) -> None:
    rows = made("persistent_absence", pd.DataFrame({ENGLAND: [20.0], WAKEFIELD: [21.0]}, [2024]))
    assert judge("as_defined", rows) == []
