"""Which areas are there: lost, doubled, or of several vintages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo import areas as geography
from geo.areas import LEEDS, PLACES
from indicators.check import without_predecessors

OLD_BARNSLEY, BARNSLEY = "E08000016", "E08000038"
YEARS = range(2020, 2025)


@pytest.mark.parametrize(("lost", "findings"), [(2, 0), (6, 1)])
def test_fewer_areas_in_the_newest_period(made, judge, steady, authorities, lost, findings) -> None:
    figures = steady(authorities, YEARS)
    figures.loc[2024, figures.columns[-lost:]] = np.nan
    found = judge("fewer_areas", made("persistent_absence", figures))
    assert len(found) == findings
    for one in found:
        assert not one.is_error
        assert "found 24 areas of the kind local authority; expected 30" in str(one.fault)


def test_one_of_the_five_places_lost(made, judge, steady, authorities) -> None:
    figures = steady(authorities, YEARS)
    figures.loc[2024, LEEDS] = np.nan
    (found,) = judge("fewer_areas", made("persistent_absence", figures))
    assert "found no Leeds (E08000035); expected a figure for them" in str(found.fault)


@pytest.mark.parametrize("years", [slice(-1, None), slice(None)])
def test_a_new_release_shorter_than_the_one_held(made, judge, steady, authorities, years) -> None:
    figures = steady(authorities, YEARS)
    held = made("persistent_absence", figures, "first", "2024-11-01")
    short = made("persistent_absence", figures.iloc[years, :20], "second")
    (found,) = judge("fewer_areas", short, held)
    assert "found 20 areas of the kind local authority; expected 30" in str(found.fault)


def test_a_suppressed_figure_is_not_lost(made, judge, steady, authorities) -> None:
    rows = made("persistent_absence", steady(authorities, YEARS))
    hidden = (rows["area_code"] == LEEDS) & (rows["period_end"] == rows["period_end"].max())
    rows.loc[hidden, "missing_reason"] = "suppressed"
    rows.loc[hidden, "value"] = np.nan
    assert judge("fewer_areas", rows) == []


def test_a_national_list_without_one_of_the_five(made, judge) -> None:
    every = [c for c in geography.codes("local authority") if c[:3] in ("E06", "E08", "E09")]
    figures = pd.DataFrame(20.0, index=[2024], columns=every)
    assert judge("incomplete", made("persistent_absence", figures)) == []
    (found,) = judge("incomplete", made("persistent_absence", figures.drop(columns=LEEDS)))
    assert "found no Leeds (E08000035)" in str(found.fault)


def test_a_place_with_a_ward_missing(made, judge) -> None:
    wards = geography.codes("ward", within=LEEDS)
    figures = pd.DataFrame(5.0, index=[2023], columns=wards)
    assert judge("incomplete", made("claimant_count_by_ward", figures)) == []
    (found,) = judge("incomplete", made("claimant_count_by_ward", figures.iloc[:, 1:]))
    assert "all 33 wards of 2020 to 2025" in str(found.fault)


def test_wards_of_two_patterns_in_one_period(made, judge) -> None:
    now = geography.codes("ward", within=LEEDS, vintage=2025)
    before = sorted(set(geography.codes("ward", within=LEEDS, vintage=2017)) - set(now))
    figures = pd.DataFrame(5.0, index=[2023], columns=[*now[:-1], before[0]])
    (found,) = judge("of_one_vintage", made("claimant_count_by_ward", figures))
    assert found.is_error
    assert f"({before[0]}), which are not among the wards of 2020 to 2025" in str(found.fault)
    assert judge("of_one_vintage", made("claimant_count_by_ward", figures.iloc[:, :-1])) == []


def test_an_area_under_its_old_and_its_new_code(made, judge) -> None:
    both = pd.DataFrame({OLD_BARNSLEY: [22.0, 23.0], BARNSLEY: [22.0, np.nan]}, [2023, 2024])
    (found,) = judge("twice_under_two_codes", made("persistent_absence", both))
    assert not found.is_error
    assert "Barnsley (E08000016) and Barnsley (E08000038): found both in 1 period" in str(
        found.fault
    )
    apart = pd.DataFrame({OLD_BARNSLEY: [22.0, np.nan], BARNSLEY: [np.nan, 23.0]}, [2023, 2024])
    assert judge("twice_under_two_codes", made("persistent_absence", apart)) == []


def test_two_codes_that_the_file_gives_one_name(made, judge) -> None:
    """A change of code that the registry has not heard of is seen by the file's own names."""
    figures = pd.DataFrame({"E07000996": [22.0], "E07000997": [22.0]}, [2024])
    names = {"E07000996": "Eastmoor", "E07000997": "Eastmoor"}
    rows = made("persistent_absence", figures)
    assert len(judge("twice_under_two_codes", rows, area_names=names)) == 1
    names["E07000997"] = "Westmoor"
    assert judge("twice_under_two_codes", rows, area_names=names) == []


def test_comparisons_count_such_an_area_once(made) -> None:
    both = pd.DataFrame({OLD_BARNSLEY: [22.0, 23.0], BARNSLEY: [22.0, np.nan]}, [2023, 2024])
    rows = made("persistent_absence", both.assign(**dict.fromkeys(PLACES, 20.0)))
    once = without_predecessors(rows)
    barnsley = once[once["area_code"].isin([OLD_BARNSLEY, BARNSLEY])]
    assert barnsley["area_code"].tolist() == [BARNSLEY, OLD_BARNSLEY]
    assert barnsley["period_end"].is_unique
    assert len(once) == len(rows) - 1


def test_a_code_under_the_name_of_somewhere_else(made, judge) -> None:
    rows = made("persistent_absence", pd.DataFrame({LEEDS: [20.0], PLACES[0]: [21.0]}, [2024]))
    names = {LEEDS: "Leeds City Council", PLACES[0]: "Bradford District"}
    assert judge("named_as_coded", rows, area_names=names) == []
    (found,) = judge("named_as_coded", rows, area_names={**names, LEEDS: "Bradford District"})
    assert not found.is_error
    assert "found the name 'Bradford District' for E08000035; expected 'Leeds'" in str(found.fault)
    assert rows.loc[list(found.rows), "area_code"].tolist() == [LEEDS]
