"""The store of places' own returns, opened for reading: what may be shown of them, and no more.

The ordinary store never sees it. Whoever shows anything from here asks `is_synthetic` and marks
what is made up.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from indicators import contract
from indicators.errors import Fault, StoreError, quoted
from indicators.origins import SYNTHETIC_RETURN, Origin, read_origins
from indicators.parquet_folder import ParquetFolder
from indicators.restricted_folder import (
    RAW,
    SAFE,
    SYNTHETIC,
    kind_of,
    refuse_others,
    restricted_folder,
)
from indicators.return_origin import ReturnOrigin
from indicators.return_protect import SAFE_COLUMNS
from indicators.store import Store

COLUMNS = [*SAFE_COLUMNS[:-2], "origin_id", "is_synthetic"]
CELL = ["indicator_id", "area_code", "period_start", "period_end", "sex", "age"]


class Restricted:
    """What may be shown of the returns in one folder. Made by `open_restricted`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.is_synthetic = folder.exists() and kind_of(folder) == SYNTHETIC

    def safe(
        self, measure: str, place: str | None = None, known_on: date | None = None
    ) -> pd.DataFrame:
        """The safe table of a measure, of one place or all: the newest return of each cell.

        With `known_on` only returns collected by that day count. Columns: area_code, period_start,
        period_end, sex, age, published (NaN where hidden), state, reason, origin_id, is_synthetic.
        Empty where no return is held.
        """
        origins = self.origins()
        wanted = sorted(
            (
                one
                for one in origins.values()
                if one.measure == measure
                and place in (None, one.place)
                and (known_on is None or one.collected_on <= known_on)
            ),
            key=lambda one: (one.collected_on, one.id),
        )
        frames = [self._table(one) for one in wanted if self._path(one).exists()]
        if not frames:
            return _typed(pd.DataFrame({name: pd.Series(dtype=object) for name in SAFE_COLUMNS}))
        table = pd.concat(frames, ignore_index=True).drop_duplicates(CELL, keep="last")
        return _typed(table.sort_values(CELL, ignore_index=True))

    def measures(self) -> tuple[str, ...]:
        """The measures of which something may be shown."""
        shown = {one.measure for one in self.origins().values() if self._path(one).exists()}
        return tuple(sorted(shown))

    def origins(self) -> dict[str, ReturnOrigin]:
        """Every return held, by id, shown or not."""
        found = read_origins(self.folder / RAW / "origins", ReturnOrigin)
        return {name: one for name, one in found.items() if isinstance(one, ReturnOrigin)}

    def true_counts_for_the_owners_audit(self, measure: str) -> pd.DataFrame:
        """The counts as they were sent in, small ones too: for who answers for them, never shown.

        Rows of the contract, the newest return of each.
        """
        with raw_store(self.folder) as store:
            return store.observations(measure)

    def _path(self, origin: ReturnOrigin) -> Path:
        return self.folder / SAFE / f"{origin.id}.csv"

    def _table(self, origin: ReturnOrigin) -> pd.DataFrame:
        """The safe table of one return, every row checked to be of it and marked as it is."""
        path = self._path(origin)
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        faults = []
        if list(table.columns) != list(SAFE_COLUMNS):
            faults.append(Fault(path.name, "other columns", ", ".join(SAFE_COLUMNS)))
        elif set(table["origin_id"]) != {origin.id}:
            faults.append(Fault(path.name, "rows of another return", origin.id))
        elif set(table["is_synthetic"]) != {str(origin.is_synthetic)}:
            found = "rows that are not marked as their return is"
            faults.append(Fault(path.name, found, f"is_synthetic {origin.is_synthetic}"))
        if faults:
            raise StoreError("A safe table was changed and is not shown.", faults)
        return table


def open_restricted(folder: Path | str | None = None) -> Restricted:
    """The store of returns in the folder, or where the environment or the suite keeps it.

    A folder that is not there holds nothing. Raises StoreError for one that others may read, or
    that is no such store.
    """
    path = restricted_folder(folder)
    if path.exists():
        if not path.is_dir():
            raise StoreError(f"A store of returns is a folder; {quoted(path)} is none.")
        kind_of(path)  # first: of another folder nobody needs to hear who may read what
        refuse_others(path)
    return Restricted(path)


def raw_store(folder: Path) -> Store:
    """The store of counts as sent in, for taking them in and for the owner's audit only."""
    return Store(ParquetFolder(folder / RAW, returns=ReturnOrigin))


def is_synthetic(shown: pd.DataFrame | Origin | Restricted) -> bool:
    """Whether any of it is made up, so that it must be marked wherever it is shown.

    Raises StoreError for a table that does not say: what is not known to be real is never shown
    as if it were.
    """
    if isinstance(shown, Restricted):
        return shown.is_synthetic
    if isinstance(shown, Origin):
        return shown.id.startswith(SYNTHETIC_RETURN)
    if "is_synthetic" in shown:
        marks = shown["is_synthetic"]
        if marks.isna().any():
            raise StoreError("Some rows do not say whether they are made up.")
        return bool(marks.astype(bool).any())
    if "origin_id" in shown:
        return bool(shown["origin_id"].astype(str).str.contains(SYNTHETIC_RETURN).any())
    raise StoreError("The table does not say whether it is made up: it has no origins.")


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    made = table.copy()
    for name in ("period_start", "period_end"):
        made[name] = pd.to_datetime(made[name]).astype(contract.DTYPES["date"])
    made["published"] = pd.to_numeric(made["published"].replace("", None)).astype("float64")
    made["is_synthetic"] = (made["is_synthetic"] == "True").astype(bool)
    return made.drop(columns="indicator_id")
