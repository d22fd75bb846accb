"""Children on a plan by tenth of deprivation: right, and no way to a small count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from geo.areas import CALDERDALE, LEEDS, codes
from geo.vintages import lsoa_parents
from indicators.demonstration import children_on_a_plan, demonstrate, neighbourhoods
from indicators.restricted import open_restricted
from indicators.return_deciles import Tenths, shares, tenths_called
from indicators.store import Store, open_store

DAY = pd.Timestamp(2025, 3, 31)
AGE = "0 to 17"
SMALL = 5  # counts from 1 to 5 are hidden


@pytest.fixture(scope="module")
def public() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def people(public: Store) -> pd.DataFrame:
    return neighbourhoods(public)


@pytest.fixture(scope="module")
def safe(public: Store, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("tenths") / "store"
    demonstrate(public, folder, places=(CALDERDALE,))
    return open_restricted(folder).safe("child_protection_plans")


@pytest.fixture(scope="module")
def shown(safe: pd.DataFrame) -> pd.DataFrame:
    """The latest day's rows, by area."""
    return safe[safe["period_end"] == DAY].set_index("area_code")


def test_the_sums_are_of_the_counts_sent_in(public, people, shown) -> None:
    counts = children_on_a_plan(public, people, CALDERDALE, DAY.date())
    tenth = people["decile"].reindex(counts.index)
    groups = {one: tenths_called(one) for one in shown.index if tenths_called(one)}
    assert {(g.first, g.last) for g in groups.values()} == {
        *((at, at) for at in tenth.unique()),
        (6, 10),
    }
    for code, group in groups.items():
        truth = counts[(tenth >= group.first) & (tenth <= group.last)].sum()
        if shown.loc[code, "state"] == "shown":
            assert shown.loc[code, "published"] == truth
        else:
            assert np.isnan(shown.loc[code, "published"])
    assert shown.loc[f"{CALDERDALE}: tenth 1 of 2025", "state"] == "shown"


def test_no_small_count_can_be_worked_out_from_tenths_and_wards_together(
    public, people, shown
) -> None:
    """An attacker who adds up all that is shown, with no code of ours but the readers of areas."""
    lsoas = list(codes("lsoa", within=CALDERDALE))
    at = {code: number for number, code in enumerate(lsoas)}
    wards = lsoa_parents("ward", 2021, 2021)
    sums: dict[str, list[str]] = {CALDERDALE: lsoas}
    for code in lsoas:
        sums.setdefault(wards[code], []).append(code)
        own = people.loc[code, "decile"]
        sums.setdefault(f"{CALDERDALE}: tenth {own} of 2025", []).append(code)
        if own >= 6:
            sums.setdefault(f"{CALDERDALE}: tenths 6 to 10 of 2025", []).append(code)
    told = [one for one in sums if shown.loc[one, "state"] == "shown"]
    rows = np.zeros((len(told), len(lsoas)))
    for row, total in zip(rows, told, strict=True):
        row[[at[code] for code in sums[total]]] = 1
    totals = shown.loc[told, "published"].to_numpy()
    counts = shown.loc[lsoas, "published"].to_numpy(dtype=float)
    hidden = np.isnan(counts)
    bounds = Bounds(np.where(hidden, 1, counts), np.where(hidden, np.inf, counts))
    known = LinearConstraint(rows, totals, totals)
    truth = children_on_a_plan(public, people, CALDERDALE, DAY.date()).reindex(lsoas)
    small = np.flatnonzero(hidden & truth.between(1, SMALL).to_numpy())
    assert len(small) > 20
    for one in small:
        aim = np.eye(len(lsoas))[one]
        ends = [
            milp(sign * aim, constraints=known, bounds=bounds, integrality=np.ones(len(lsoas)))
            for sign in (1, -1)
        ]
        least, most = (round(end.fun * sign) for end, sign in zip(ends, (1, -1), strict=True))
        assert least <= 1
        assert most >= SMALL


def test_shares_are_of_the_place_with_its_children_beside(public, people, safe, shown) -> None:
    found = shares(safe, CALDERDALE, AGE, public)
    total = shown.loc[CALDERDALE, "published"]
    assert total == 233  # as DfE published it
    first = found[(found["first"] == 1) & (found["last"] == 1)].iloc[0]
    tenth = shown.loc[f"{CALDERDALE}: tenth 1 of 2025", "published"]
    assert first["value"] == pytest.approx(100 * tenth / total)
    assert first["lower"] < first["value"] < first["upper"]
    mine = people[people["place"] == CALDERDALE]
    live_there = mine.loc[mine["decile"] == 1, "children"].sum() / mine["children"].sum()
    assert first["children"] == pytest.approx(100 * live_there)
    assert found["value"].isna().equals(found["count"].isna())
    assert found["is_synthetic"].all()
    assert shares(safe, LEEDS, AGE, public).empty


def test_wards_lie_in_no_one_tenth(safe) -> None:
    earlier = safe[safe["period_end"] < DAY]
    assert len(earlier)
    assert not any(tenths_called(code) for code in earlier["area_code"])


@pytest.mark.parametrize(
    "text", ["E08000033", "E05001364", "E08000033: tenth 1", "tenth 1 of 2025"]
)
def test_an_area_is_no_tenth(text: str) -> None:
    assert tenths_called(text) is None


def test_a_group_is_read_back_and_says_what_it_is() -> None:
    for group in (Tenths(LEEDS, 1, 1, 2019), Tenths(LEEDS, 6, 10, 2025)):
        assert tenths_called(group.text) == group
    assert str(Tenths(LEEDS, 6, 10, 2025)) == "Leeds, tenths 6 to 10 of deprivation (2025)"
