"""The store: nothing is lost, nothing is changed, and every day's knowledge can be asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators import contract
from indicators.errors import StoreError
from indicators.origins import Origin
from indicators.store import Snapshot, Store, open_store, revisions


def origin(name: str, published_on: date) -> Origin:
    return Origin(
        id=name,
        source="transcribed",
        publisher="A publisher",
        title="A publication",
        link="https://example.org",
        published_on=published_on,
        published_on_basis="stated",
        retrieved_on=published_on,
    )


def rows(release: Origin, value: float, count: int = 1, indicator: str = "a_rate") -> pd.DataFrame:
    frame = contract.sample(count)
    return frame.assign(
        indicator_id=indicator,
        value=value,
        origin_id=release.id,
        published_on=pd.Timestamp(release.published_on),
    )


FIRST = origin("first-release", date(2022, 9, 6))
REVISED = origin("revised-release", date(2023, 12, 19))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    kept = open_store(tmp_path / "store")
    kept.append(rows(FIRST, 13.2), FIRST)
    kept.append(rows(REVISED, 13.0), REVISED)
    return kept


@pytest.fixture(params=["store", "snapshot"])
def reading(request: pytest.FixtureRequest, store: Store) -> Store | Snapshot:
    return store if request.param == "store" else Snapshot(store)


def test_the_latest_release_is_the_default(reading: Store) -> None:
    assert reading.observations("a_rate")["value"].tolist() == [13.0]


def test_the_figure_as_known_before_the_revision(reading: Store) -> None:
    assert reading.observations("a_rate", as_known_on="2022-12-31")["value"].tolist() == [13.2]


def test_nothing_was_known_before_the_first_release(reading: Store) -> None:
    assert reading.observations("a_rate", as_known_on=date(2022, 9, 5)).empty


def test_both_releases_can_be_seen_and_the_change_is_named(reading: Store) -> None:
    every = reading.observations("a_rate", all_releases=True)
    changes = revisions(every)
    assert every["value"].tolist() == [13.2, 13.0]
    assert changes[["old_value", "new_value"]].to_numpy().tolist() == [[13.2, 13.0]]


def test_an_unknown_indicator_has_no_rows(reading: Store) -> None:
    assert reading.observations("nothing_of_the_kind").empty


def test_areas_are_chosen(reading: Store) -> None:
    assert len(reading.observations("a_rate", areas=["E08000035"])) == 1
    assert reading.observations("a_rate", areas=["E08000036"]).empty


def test_repeating_an_append_changes_nothing(store: Store) -> None:
    again = store.append(rows(FIRST, 13.2), FIRST)
    assert again == (0, 1)
    assert len(store.observations(all_releases=True)) == 2


def test_a_release_can_be_added_to(store: Store) -> None:
    more = pd.concat([rows(FIRST, 13.2), rows(FIRST, 9.0, indicator="b_rate")])
    assert store.append(more, FIRST) == (1, 1)


def test_history_is_not_rewritten(store: Store) -> None:
    with pytest.raises(StoreError, match="already held with other figures") as refusal:
        store.append(rows(FIRST, 13.1), FIRST)
    assert "found 13.1; expected 13.2, as held" in str(refusal.value)
    assert store.observations(as_known_on="2022-12-31")["value"].tolist() == [13.2]


def test_rows_of_another_origin_are_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="expected revised-release"):
        store.append(rows(FIRST, 1.0), REVISED)


def test_rows_that_break_the_contract_are_refused_and_nothing_is_kept(store: Store) -> None:
    both = rows(FIRST, 1.0, indicator="b_rate").assign(missing_reason="suppressed")
    with pytest.raises(StoreError, match="a value or a missing_reason, not both"):
        store.append(both, FIRST)
    assert store.observations("b_rate").empty


def test_a_missing_figure_keeps_its_reason(store: Store) -> None:
    hidden = rows(FIRST, float("nan"), indicator="b_rate").assign(missing_reason="suppressed")
    store.append(hidden, FIRST)
    held = store.observations("b_rate")
    assert held["value"].isna().all()
    assert held["missing_reason"].tolist() == ["suppressed"]


def test_unfinished_files_are_not_figures(store: Store) -> None:
    folder = Path(store.where) / "observations"
    (folder / ".a.parquet.1.unfinished").write_bytes(b"PAR1 cut short")
    assert len(store.observations()) == 1


def test_a_damaged_file_is_told_in_words(store: Store) -> None:
    (Path(store.where) / "observations" / "damaged.parquet").write_bytes(b"PAR1 cut short")
    with pytest.raises(StoreError, match="Take the damaged file away"):
        store.observations()


def test_the_same_rows_give_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        open_store(tmp_path / name).append(rows(FIRST, 13.2, count=9), FIRST)
    one, two = (sorted((tmp_path / n / "observations").iterdir()) for n in ("one", "two"))
    assert [p.name for p in one] == [p.name for p in two]
    assert one[0].read_bytes() == two[0].read_bytes()


def test_the_same_queries_run_on_a_database_reached_by_url(tmp_path: Path) -> None:
    kept = open_store(f"duckdb://{tmp_path / 'warehouse.duckdb'}")
    kept.append(rows(FIRST, 13.2), FIRST)
    kept.append(rows(REVISED, 13.0), REVISED)
    assert kept.append(rows(REVISED, 13.0), REVISED) == (0, 1)
    assert kept.observations("a_rate", as_known_on="2022-12-31")["value"].tolist() == [13.2]
    assert kept.observations("a_rate")["value"].tolist() == [13.0]
    assert kept.origins() == {FIRST.id: FIRST, REVISED.id: REVISED}


def test_a_url_that_leads_nowhere_is_told_in_words() -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        open_store("nonsense://somewhere")


def test_a_day_that_is_not_one_is_told_in_words(store: Store) -> None:
    with pytest.raises(StoreError, match="'31/12/2022' is not a day"):
        store.observations(as_known_on="31/12/2022")


@pytest.mark.parametrize("areas", ["E08000035", 3, [3], [None], b"E08000035"])
def test_areas_are_a_list_of_codes(store: Store, areas: object) -> None:
    for figures in (store, Snapshot(store)):
        with pytest.raises(StoreError, match="Give areas as a list of codes"):
            figures.observations("a_rate", areas=areas)


@pytest.mark.parametrize("name", [3, ["a_rate"], {}, b"a_rate", float("nan")])
def test_an_indicator_is_named_by_its_id(store: Store, name: object) -> None:
    for figures in (store, Snapshot(store)):
        with pytest.raises(StoreError, match="An indicator is named by its id; found"):
            figures.observations(name)


def test_no_time_is_no_day(store: Store) -> None:
    with pytest.raises(StoreError, match="'NaT' is not a day"):
        store.observations(as_known_on=pd.NaT)
