"""Holdings as Parquet files in a folder, queried by an embedded DuckDB.

A release is one file, which a reader sees whole or not at all, whatever moment the machine stops.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.whole_file import no_room, write_whole
from indicators import contract
from indicators.declared import write_toml
from indicators.errors import StoreError
from indicators.origins import Origin, is_return, read_origins

ARROW_TYPES = {"text": pa.string(), "date": pa.date32(), "number": pa.float64()}
SCHEMA = pa.schema([(column.name, ARROW_TYPES[column.kind]) for column in contract.COLUMNS])


class ParquetFolder:
    """A folder with `observations/*.parquet` and `origins/*.toml`; may stand on shipped figures.

    `returns` is the kind of origin of a folder that holds returns of places: such a folder holds
    nothing else, and no other folder holds or reads a return.
    """

    def __init__(
        self, folder: Path, shipped: Path | None = None, returns: type[Origin] | None = None
    ) -> None:
        self.where = str(folder)
        self._kind = returns or Origin
        self.holds_returns = returns is not None
        self._folder = folder
        self._folders = [folder] if shipped is None else [shipped, folder]
        self._connection: ibis.BaseBackend | None = None

    def table(self) -> ibis.Table:
        """All rows of all files there are now."""
        if self._connection is None:
            self._connection = ibis.duckdb.connect()
        files = [
            str(path)
            for folder in self._folders
            for path in sorted((folder / "observations").glob("*.parquet"))
        ]
        self._refuse_strangers(Path(file).name for file in files)
        if not files:
            return self._connection.create_table(
                "no_observations", schema=ibis.schema(SCHEMA), temp=True, overwrite=True
            )
        try:
            table = self._connection.read_parquet(files)
        except Exception as problem:
            if not type(problem).__module__.startswith(("duckdb", "_duckdb")):
                raise
            raise StoreError(
                f"The figures below {self.where} cannot be read: {problem}. "
                "Take the damaged file away and ingest its release again."
            ) from None
        if lacking := [name for name in contract.NAMES if name not in table.columns]:
            raise StoreError(
                f"The figures below {self.where} lack the column {lacking[0]}. "
                "Take away the files that this suite did not write."
            )
        return table

    def origins(self) -> dict[str, Origin]:
        """All releases by id."""
        found: dict[str, Origin] = {}
        for folder in self._folders:
            found |= read_origins(folder / "origins", self._kind)
        return found

    def _refuse_strangers(self, names: Iterable[str]) -> None:
        """Raise StoreError for returns among published figures, or the other way round."""
        for one in names:
            if is_return(one) != self.holds_returns:
                what = "a place's own return" if is_return(one) else "no return"
                raise StoreError(
                    f"{self.where} cannot be used: {one} is {what}. Returns and published figures "
                    "are kept apart; see `indicators.restricted`."
                )

    def add(self, rows: pd.DataFrame, origin: Origin) -> None:
        """One new file for the rows. The origin is written first, so no row lacks its source."""
        with self._locked():
            origins = self._folder / "origins"
            origins.mkdir(exist_ok=True)
            told = origins / f"{origin.id}.toml"
            is_new = not told.exists()
            write_whole(told, lambda file: file.write(write_toml(origin).encode("utf-8")))
            digest = hashlib.sha256(rows.to_csv(index=False).encode("utf-8")).hexdigest()[:12]
            try:
                write_table(rows, self._folder / "observations" / f"{origin.id}-{digest}.parquet")
            except OSError:
                if is_new:
                    told.unlink(missing_ok=True)
                raise

    def close(self) -> None:
        """Let go of the embedded database; the files stay."""
        if self._connection is not None:
            self._connection.disconnect()
            self._connection = None

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep a second ingest out; the lock goes with the process, however it ends."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / "lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for left_over in self._folder.rglob(".*.unfinished"):  # by a writer that was killed
                    left_over.unlink()
                yield
        except BlockingIOError:
            raise StoreError(
                f"Another ingest is writing to {self.where}. Wait for it to end, then repeat."
            ) from None
        except OSError as problem:
            if fault := no_room(problem, self.where):
                told = "Nothing was stored; what was held before stays."
                raise StoreError(told, [fault]) from None
            raise StoreError(
                f"Cannot write to {self.where}: {problem.strerror}. Nothing was stored."
            ) from None


def write_table(rows: pd.DataFrame, path: Path) -> None:
    """The rows as Parquet at the path: the same rows give the same bytes, whole or not at all."""
    ordered = rows.sort_values([*contract.KEY, "published_on", "origin_id"], ignore_index=True)
    table = pa.Table.from_pandas(ordered, schema=SCHEMA, preserve_index=False)
    table = table.replace_schema_metadata(None)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(
        path,
        lambda file: pq.write_table(
            table, file, compression="zstd", compression_level=15, version="2.6"
        ),
    )
