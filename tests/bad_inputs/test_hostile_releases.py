"""Releases that no rule of a single reader refuses, and stores that are not what they seem."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import indicators as wy
from indicators import contract
from indicators.errors import SourceError, StoreError
from indicators.ingest import _without_unused_sexes, ingest
from indicators.origins import read_origin
from indicators.rules import possible
from indicators.rules.case import Case
from indicators.sources import READERS
from indicators.store import Store, open_store

Write = Callable[..., Path]
FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store")


def case(**changes: object) -> Case:
    rows = contract.conform(contract.sample().assign(**changes))
    return Case(rows, contract.empty(), wy.catalogue(), {})


def test_a_period_that_had_not_ended_by_its_release_is_refused() -> None:
    late = case(period_start="2027-03-31", period_end="2027-03-31")
    (finding,) = possible.ended(late)
    assert finding.is_error
    assert "ends on 31 March 2027" in str(finding.fault)
    assert possible.ended(case()) == []


def test_a_release_day_that_has_not_come_is_refused(made_release: Write, store: Store) -> None:
    tomorrow = date.today() + timedelta(days=1)
    with pytest.raises(SourceError, match="has not come yet"):
        ingest("ons-els", [made_release()], store, published_on=tomorrow)


@pytest.mark.parametrize(("years", "is_refused"), [(0.789, True), (78.9, False), (0.0, True)])
def test_a_life_of_less_than_a_year_cannot_be(years: float, is_refused: bool) -> None:
    told = possible.possible(
        case(indicator_id="life_expectancy_at_birth", value=years, numerator=None, denominator=None)
    )
    assert bool(told) is is_refused


def test_figures_by_sex_that_a_definition_does_not_use_are_left_out_and_counted() -> None:
    rows = contract.conform(
        pd.concat([contract.sample().assign(sex=sex) for sex in ("persons", "male", "female")])
    )
    kept, left_out = _without_unused_sexes(rows, wy.catalogue())
    assert kept["sex"].tolist() == ["persons"]
    assert left_out == {
        "child_protection_plan_rate, male": 1,
        "child_protection_plan_rate, female": 1,
    }


def test_a_file_with_only_other_sexes_is_not_emptied_in_silence() -> None:
    rows = contract.conform(contract.sample().assign(sex="male"))
    kept, left_out = _without_unused_sexes(rows, wy.catalogue())
    assert len(kept) == 1
    assert left_out == {}


def test_an_ingest_without_room_leaves_nothing_behind(
    made_release: Write, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", no_room)
    with pytest.raises(StoreError, match="No space left on device"):
        ingest("ons-els", [made_release()], store, published_on="2025-01-20")
    monkeypatch.undo()
    assert store.origins() == {}
    assert ingest("ons-els", [made_release()], store, published_on="2025-01-21").added == 50


def test_a_pipe_is_not_waited_for(store: Store, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="it is not a file"):
        ingest("ons-els", [pipe], store, published_on="2025-01-20")


def test_two_byte_order_marks_are_no_part_of_a_heading(made_release: Write, store: Store) -> None:
    path = made_release()
    path.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf" + path.read_bytes())
    assert ingest("ons-els", [path], store, published_on="2025-01-20").added == 50


@pytest.mark.parametrize("words", ["", "no/such/store"])
def test_a_store_that_is_not_there_is_told_to_who_reads(words: str) -> None:
    with pytest.raises(StoreError, match=r"no such folder|A store is a folder"):
        open_store(words, must_exist=True)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="is neither"):
        open_store(tmp_path / "file")


def test_a_table_that_lacks_a_column_is_told(made_release: Write, store: Store) -> None:
    ingest("ons-els", [made_release()], store, published_on="2025-01-20")
    (path,) = (Path(store.where) / "observations").glob("*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["unit"]), path)
    with pytest.raises(StoreError, match="lack the column unit"):
        store.observations()


def test_one_code_is_not_taken_for_its_letters(store: Store) -> None:
    with pytest.raises(StoreError, match=r"\['E08000035'\]"):
        store.observations("claimant_count", areas="E08000035")


@pytest.mark.parametrize("words", ["20221231", "2022-W52-6", "2022-12"])
def test_a_day_is_written_one_way(store: Store, words: str) -> None:
    with pytest.raises(StoreError, match="is not a day"):
        store.observations(as_known_on=words)


@pytest.mark.parametrize("row", [3, 700])
def test_a_deprivation_score_that_contradicts_its_rank_is_refused(
    shared_data: Path, tmp_path: Path, row: int
) -> None:
    origin = read_origin(Path(__file__).parents[2] / "data" / "origins" / "mhclg-iod-2025.toml")
    path = shared_data / "deprivation" / "wy_iod2025_lsoa21.csv"
    assert READERS["mhclg-iod"].read(path, origin).errors == ()
    table = pd.read_csv(path, dtype=str)
    table.loc[row, "IMD_score"] = f"{float(table.loc[row, 'IMD_score']) * 2:.3f}"
    table.to_csv(tmp_path / path.name, index=False)
    told = READERS["mhclg-iod"].read(tmp_path / path.name, origin).errors
    assert any("a score no higher than that" in str(fault) for fault in told)
