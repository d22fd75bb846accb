"""Synthetic returns: what they add up to, that they are marked, and that no page takes them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import indicators as wy
from geo.areas import CALDERDALE, LEEDS
from indicators.demonstration import children_on_a_plan, demonstrate, largest_remainder, written
from indicators.demonstration import neighbourhoods as neighbourhoods_of
from indicators.errors import StoreError
from indicators.restricted import is_synthetic, open_restricted
from indicators.store import Store, open_store

DAY = pd.Timestamp(2025, 3, 31).date()


@pytest.fixture(scope="module")
def public() -> Store:
    return open_store()


@pytest.fixture(scope="module")
def neighbourhoods(public: Store) -> pd.DataFrame:
    return neighbourhoods_of(public)


@pytest.fixture(scope="module")
def demo(public: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "store"
    taken = demonstrate(public, folder, places=(CALDERDALE,))
    assert [one.refused for one in taken] == [None] * 3
    return folder


def test_leeds_has_the_shares_that_were_reported_for_2020(public, neighbourhoods) -> None:
    counts = children_on_a_plan(public, neighbourhoods, LEEDS, DAY)
    decile = neighbourhoods["decile"].reindex(counts.index)
    assert counts.sum() == 634  # as DfE published it
    # 57.6% in the most deprived decile and 8.3% in the five least deprived, to the nearest child.
    assert abs(counts[decile == 1].sum() - 0.576 * 634) < 1
    assert abs(counts[decile >= 6].sum() - 0.083 * 634) < 1
    assert (counts >= 0).all()


def test_the_same_files_are_made_every_time(public: Store, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        files = written(public, tmp_path / name, (CALDERDALE,))
        made.append([(path.name, path.read_bytes()) for path in files])
    assert made[0] == made[1]
    assert all(b"#synthetic: yes" in data for _, data in made[0])


def test_every_origin_and_row_is_marked(demo: Path) -> None:
    kept = open_restricted(demo)
    assert kept.is_synthetic
    assert kept.measures() == ("child_protection_plans", "suicide_deaths")
    for origin in kept.origins().values():
        assert origin.is_synthetic
        assert is_synthetic(origin)
        assert origin.title.startswith("Synthetic: made up")
    for measure in kept.measures():
        safe = kept.safe(measure)
        assert safe["is_synthetic"].all()
        assert is_synthetic(safe)
        assert is_synthetic(kept.true_counts_for_the_owners_audit(measure))


def test_deaths_are_shown_only_from_ten_and_of_five_years(demo: Path) -> None:
    safe = open_restricted(demo).safe("suicide_deaths")
    assert safe["published"].min() >= 10
    assert (safe["state"] == "hidden").any()
    years = safe["period_end"].dt.year - safe["period_start"].dt.year + 1
    assert set(years) == {5}
    assert set(safe["area_code"].str[:3]) == {"E05", "E08"}


def test_they_enter_no_status_and_no_other_store(demo: Path, public: Store, tmp_path) -> None:
    with open_store(demo / "raw") as store, pytest.raises(StoreError, match="kept apart"):
        wy.status("ten-ambitions", store)
    for path in (demo / "raw" / "observations").iterdir():
        (tmp_path / "own" / "observations").mkdir(parents=True, exist_ok=True)
        (tmp_path / "own" / "observations" / "renamed.parquet").write_bytes(path.read_bytes())
    with open_store(tmp_path / "own") as own, pytest.raises(StoreError, match="kept apart"):
        own.observations()
    ids = public.observations()["origin_id"].unique()
    assert not [one for one in ids if "return" in one and "synthetic" in one]


def test_a_row_whose_mark_was_taken_off_is_not_shown(demo: Path) -> None:
    path = next((demo / "safe").glob("*suicide*"))
    before = path.read_text()
    path.write_text(before.replace("True", "False"))
    try:
        with pytest.raises(StoreError, match="changed"):
            open_restricted(demo).safe("suicide_deaths")
    finally:
        path.write_text(before)


def test_whole_numbers_in_proportion_add_up() -> None:
    assert largest_remainder([1, 1, 1], 10) == [4, 3, 3]
    assert largest_remainder([57.6, 34.1, 8.3], 1000) == [576, 341, 83]
