"""Wholes and their parts: a mean lies among its parts, and a count is their sum."""

from __future__ import annotations

import pandas as pd
import pytest

from geo import areas as geography
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE

REGIONS = [code for code in geography.codes("region") if code.startswith("E12")]


@pytest.mark.parametrize(("whole", "findings"), [(21.0, 0), (24.0, 0), (24.2, 1), (11.0, 1)])
def test_a_rate_of_west_yorkshire_outside_its_five_places(made, judge, whole, findings) -> None:
    figures = dict(zip(PLACES, (20.0, 21.0, 22.0, 23.0, 24.0), strict=True))
    rows = made("persistent_absence", pd.DataFrame({**figures, WEST_YORKSHIRE: whole}, [2024]))
    found = judge("outside_its_parts", rows)
    assert len(found) == findings
    for one in found:
        assert one.is_error
        assert "West Yorkshire (E47000003), 2024/25" in one.fault.where
        assert "20 to 24, as its local authorities allow" in str(one.fault)
        assert rows.loc[list(one.rows), "area_code"].tolist() == [WEST_YORKSHIRE]


def test_england_given_as_the_sum_of_its_regions_rates(made, judge) -> None:
    figures = pd.DataFrame({code: [130.0, 140.0] for code in REGIONS}, [2023, 2024])
    rows = made("first_time_entrants_to_youth_justice", figures.assign(**{ENGLAND: [1170, 1260]}))
    (found,) = judge("outside_its_parts", rows)
    assert "2024 and 1 earlier period" in found.fault.where
    assert len(found.rows) == 2


def test_a_whole_is_not_judged_by_some_of_its_parts(made, judge) -> None:
    figures = {PLACES[0]: 20.0, PLACES[1]: 21.0, WEST_YORKSHIRE: 30.0}
    assert (
        judge("outside_its_parts", made("persistent_absence", pd.DataFrame(figures, [2024]))) == []
    )


def test_a_slope_index_is_no_mean_of_its_parts(made, judge) -> None:
    figures = {**dict.fromkeys(PLACES, 8.0), WEST_YORKSHIRE: 9.5}
    rows = made("inequality_in_life_expectancy_at_birth", pd.DataFrame(figures, [2024]))
    assert judge("outside_its_parts", rows) == []


@pytest.mark.parametrize(("whole", "findings"), [(2385, 0), (2390, 0), (2500, 1), (468, 1)])
def test_a_count_unlike_the_sum_of_its_parts(made, judge, whole, findings) -> None:
    """468 + 233 + 483 + 634 + 567 children on a plan is 2,385; rounding may move it a little."""
    figures = dict(zip(PLACES, (468, 233, 483, 634, 567), strict=True))
    rows = made("child_protection_plans", pd.DataFrame({**figures, WEST_YORKSHIRE: whole}, [2025]))
    found = judge("unlike_its_sum", rows)
    assert len(found) == findings
    assert all("local authorities, summed, allow" in str(one.fault) for one in found)


def test_a_sum_is_not_expected_while_a_part_is_missing(made, judge) -> None:
    figures = dict(zip(PLACES[:4], (468, 233, 483, 634), strict=True))
    rows = made("child_protection_plans", pd.DataFrame({**figures, WEST_YORKSHIRE: 2385}, [2025]))
    assert judge("unlike_its_sum", rows) == []
