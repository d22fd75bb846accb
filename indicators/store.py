"""The store: observations as they were published, append-only, and as known on any day.

Figures are held in an embedded DuckDB over Parquet files, or in any warehouse that Ibis reaches;
the same queries run on both. A release is one new file (or one insert): it is there wholly or not
at all, and nothing that was there before is touched.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import ibis
import pandas as pd

from indicators import contract
from indicators.errors import Fault, StoreError, quoted
from indicators.origins import Origin, is_return
from indicators.parquet_folder import ParquetFolder
from indicators.warehouse import Warehouse

DATA = Path(__file__).parents[1] / "data"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ROW = [*contract.KEY, "published_on", "origin_id"]
CONTENT = [name for name in contract.NAMES if name not in ROW]


class Holdings(Protocol):
    """Where rows are kept: what the store needs of a backend."""

    where: str
    holds_returns: bool

    def table(self) -> ibis.Table: ...

    def origins(self) -> dict[str, Origin]: ...

    def add(self, rows: pd.DataFrame, origin: Origin) -> None: ...

    def close(self) -> None: ...


class Appended(NamedTuple):
    """What an append did: rows that were new, and rows that were already held."""

    added: int
    already_held: int


class Store:
    """Observations and origins. Made by `open_store`."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection. What was read stays valid."""
        self._holdings.close()

    @property
    def where(self) -> str:
        """Where new figures go, for messages."""
        return self._holdings.where

    def origins(self) -> dict[str, Origin]:
        """All releases by id."""
        return self._holdings.origins()

    def release_ids(self) -> frozenset[str]:
        """The releases that have figures here; one whose ingest was cut short has none."""
        ids = self._holdings.table().select("origin_id").distinct().to_pandas()
        return frozenset(ids["origin_id"])

    def observations(
        self,
        indicator_id: str | None = None,
        areas: Sequence[str] | None = None,
        as_known_on: datetime.date | str | None = None,
        *,
        all_releases: bool = False,
    ) -> pd.DataFrame:
        """Rows of the contract, one for each key: the latest release known on the day.

        Without `indicator_id` all indicators, without `areas` all areas, without `as_known_on` as
        known today. `all_releases=True` gives every release known on the day instead of the latest.
        Sorted by key and release. Raises StoreError for a day that is not a date, an id that is not
        text and areas that are not a list of codes.
        """
        rows = self._holdings.table()
        if indicator_id is not None:
            rows = rows.filter(rows.indicator_id == _text(indicator_id))
        if areas is not None:
            rows = rows.filter(rows.area_code.isin(code_list(areas)))
        if as_known_on is not None:
            rows = rows.filter(rows.published_on <= ibis.literal(day(as_known_on)))
        if not all_releases:
            newest_first = [ibis.desc("published_on"), ibis.desc("origin_id")]
            window = ibis.window(group_by=list(contract.KEY), order_by=newest_first)
            rows = rows.mutate(age_of_release=ibis.row_number().over(window))
            rows = rows.filter(rows.age_of_release == 0)
        frame = contract.conform(rows.select(*contract.NAMES).to_pandas())
        self._refuse_strangers(frame["origin_id"].unique())
        return frame.sort_values(ROW, ignore_index=True)

    def append(self, rows: pd.DataFrame, origin: Origin) -> Appended:
        """Keep the rows of one release; rows that are already held are not kept twice.

        Raises ContractError or StoreError, and keeps nothing, when a row breaks the contract, names
        another origin, or would change what this release is already held to have said.
        """
        self._refuse_strangers([origin.id])
        rows = contract.conform(rows)
        found = contract.faults(rows)
        strangers = sorted(set(rows["origin_id"]) - {origin.id})
        if strangers:
            found.append(Fault("rows to store", f"origin {quoted(strangers[0])}", origin.id))
        if found:
            raise StoreError("These rows cannot be stored.", found)
        held = self._held_from(origin)
        both = rows.merge(held, on=ROW, how="left", suffixes=("", "_held"), indicator=True)
        is_held = (both["_merge"] == "both").to_numpy()
        self._refuse_changes(both[is_held], origin)
        new = rows[~is_held]
        if len(new):
            self._holdings.add(new, origin)
        return Appended(len(new), int(is_held.sum()))

    def _refuse_strangers(self, origin_ids: Iterable[str]) -> None:
        """Raise StoreError for a place's own return among published figures, or the reverse."""
        for one in origin_ids:
            if is_return(one) != self._holdings.holds_returns:
                raise StoreError(
                    f"{quoted(one)} does not belong in {self.where}: published figures and places' "
                    "own returns are kept apart. See `indicators.restricted`."
                )

    def _held_from(self, origin: Origin) -> pd.DataFrame:
        rows = self._holdings.table()
        rows = rows.filter(rows.origin_id == origin.id).select(*contract.NAMES)
        return contract.conform(rows.to_pandas())

    def _refuse_changes(self, both: pd.DataFrame, origin: Origin) -> None:
        changed = pd.Series(False, index=both.index)
        for name in CONTENT:
            old, new = both[f"{name}_held"], both[name]
            changed |= ~((old == new) | (old.isna() & new.isna()))
        if changed.any():
            row = both[changed].iloc[0]
            raise StoreError(
                f"Release {quoted(origin.id)} is already held with other figures "
                f"({int(changed.sum()):,} rows differ). History is not rewritten.",
                [
                    Fault(
                        f"{row['indicator_id']}, {row['area_code']}, {row['period_end']:%d %B %Y}",
                        f"{row['value']:g}",
                        f"{row['value_held']:g}, as held",
                        "If the publisher has revised it, give the revision its own origin and "
                        "its own release date.",
                    )
                ],
            )


class Snapshot:
    """A store's rows as known on one day, held in memory and never changed.

    Has the reading half of `Store`, so that everything computed from a store can be computed from a
    snapshot. Sessions share one.
    """

    def __init__(self, store: Store, as_known_on: datetime.date | str | None = None) -> None:
        self.as_known_on = None if as_known_on is None else day(as_known_on)
        every = store.observations(all_releases=True)
        self._ever_held = frozenset(every["indicator_id"].unique())
        if self.as_known_on is not None:
            every = every[every["published_on"] <= pd.Timestamp(self.as_known_on)]
        self._every = every.reset_index(drop=True)
        latest = self._every.drop_duplicates(list(contract.KEY), keep="last")
        self._by_indicator = dict(iter(latest.groupby("indicator_id", sort=True)))
        self._origins = store.origins()

    def origins(self) -> dict[str, Origin]:
        """All releases by id."""
        return dict(self._origins)

    def ever_holds(self, indicator_id: str) -> bool:
        """Whether the store has any figure of the indicator, released after the day or before."""
        return indicator_id in self._ever_held

    def observations(
        self,
        indicator_id: str | None = None,
        areas: Sequence[str] | None = None,
        as_known_on: datetime.date | str | None = None,
        *,
        all_releases: bool = False,
    ) -> pd.DataFrame:
        """As `Store.observations`; a day other than the snapshot's own must not be later."""
        if all_releases or as_known_on is not None:
            rows = self._every
            if as_known_on is not None:
                rows = rows[rows["published_on"] <= pd.Timestamp(day(as_known_on))]
            if indicator_id is not None:
                rows = rows[rows["indicator_id"] == _text(indicator_id)]
            if not all_releases:
                rows = rows.drop_duplicates(list(contract.KEY), keep="last")
        elif indicator_id is not None:
            rows = self._by_indicator.get(_text(indicator_id), self._every.iloc[:0])
        else:
            rows = self._every.drop_duplicates(list(contract.KEY), keep="last")
        if areas is not None:
            rows = rows[rows["area_code"].isin(code_list(areas))]
        return rows.reset_index(drop=True)


def open_store(url: str | Path | None = None, *, must_exist: bool = False) -> Store:
    """The store at the URL; without one, the shipped figures and the site's own beside them.

    A folder (or `file://` URL) is an embedded store of its own; any other URL (`postgres://...`,
    `databricks://...`, `snowflake://...`) is handed to Ibis. Raises StoreError when it cannot be
    reached, or when `must_exist` is asked for and there is no such folder.
    """
    if url is None:
        return Store(ParquetFolder(DATA / "local" / "store", shipped=DATA))
    text = str(url)
    if "://" not in text or text.startswith("file://"):
        return Store(ParquetFolder(_folder(text.removeprefix("file://"), must_exist)))
    return Store(Warehouse(text))


def _folder(text: str, must_exist: bool) -> Path:
    path = Path(text)
    if not text or (path.exists() and not path.is_dir()):
        raise StoreError(f"A store is a folder or a URL; {quoted(text)} is neither.")
    if must_exist and not path.is_dir():
        raise StoreError(f"There is no store at {quoted(text)}: no such folder.")
    return path


def code_list(areas: Iterable[str]) -> list[str]:
    """The codes in a list. Raises StoreError for one code alone, and for what is no code."""
    many = isinstance(areas, Iterable) and not isinstance(areas, str)
    listed = list(areas) if many else []
    if not many or not all(isinstance(code, str) for code in listed):
        raise StoreError(f"Give areas as a list of codes, ['E08000035']; found {quoted(areas)}.")
    return listed


def _text(indicator_id: str) -> str:
    if not isinstance(indicator_id, str):
        raise StoreError(f"An indicator is named by its id; found {quoted(indicator_id)}.")
    return indicator_id


def day(value: datetime.date | str) -> datetime.date:
    """The value as a date. Raises StoreError for what is not a day as YYYY-MM-DD."""
    if isinstance(value, datetime.datetime) and not pd.isna(value):
        return value.date()
    if isinstance(value, datetime.date) and not pd.isna(value):
        return value
    try:
        if not DAY.fullmatch(str(value)):
            raise ValueError
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        raise StoreError(
            f"{quoted(value)} is not a day. Write it as year, month, day: 2024-03-31."
        ) from None


def revisions(rows: pd.DataFrame, keys: Iterable[str] = contract.KEY) -> pd.DataFrame:
    """Every key whose figure changed between releases: old and new value with both release days.

    `rows` holds all releases (`all_releases=True`). One row for each change, oldest first, with the
    key's columns and old_value, new_value, old_published_on, new_published_on, old_origin_id and
    new_origin_id.
    """
    names = list(keys)
    ordered = rows.sort_values([*names, "published_on", "origin_id"])
    grouped = ordered.groupby(names, sort=False)
    changes = ordered[names].assign(
        **{f"new_{name}": ordered[name] for name in ("value", "published_on", "origin_id")},
        **{f"old_{name}": grouped[name].shift() for name in ("value", "published_on", "origin_id")},
    )
    had_one_before = changes["old_origin_id"].notna()
    same = (changes["old_value"] == changes["new_value"]) | (
        changes["old_value"].isna() & changes["new_value"].isna()
    )
    return changes[had_one_before & ~same].reset_index(drop=True)
