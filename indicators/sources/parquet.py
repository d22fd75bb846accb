"""Opening a Parquet table as text cells, so that readers treat it as they treat a CSV."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from indicators.errors import Fault, did_you_mean, quoted
from indicators.sources.tables import Table, open_table

MAGIC = b"PAR1"
MOST_ROWS = 2_000_000


def open_either(
    path: Path, required: Sequence[str] | Callable[[Sequence[str]], Sequence[str]]
) -> Table:
    """The Parquet or CSV file as a table of text; which it is shows in its first bytes.

    In a Parquet file, which has no lines, row 2 is the first row, as it would be under a heading.
    """
    if not path.is_file():
        return open_table(path, required)
    with path.open("rb") as file:
        starts_as_parquet = file.read(len(MAGIC)) == MAGIC
    return _open_parquet(path, required) if starts_as_parquet else open_table(path, required)


def _open_parquet(
    path: Path, required: Sequence[str] | Callable[[Sequence[str]], Sequence[str]]
) -> Table:
    table = Table(path.name)
    try:
        rows = pq.read_metadata(path).num_rows
        if rows > MOST_ROWS:
            found = f"{rows:,} rows"
            expected = f"at most {MOST_ROWS:,}, more than any release of this publisher"
            remedy = "Cut it to the areas and years you need."
            table.faults.append(Fault(path.name, found, expected, remedy))
            return table
        contents = pq.read_table(path)
    except (pa.ArrowException, OSError) as problem:
        found = f"a Parquet file that cannot be read ({quoted(problem)})"
        table.faults.append(Fault(path.name, found, "a whole file", "Download it again."))
        return table
    names = contents.column_names
    wanted = required(names) if callable(required) else required
    for name in (name for name in wanted if name not in names):
        where = f"{path.name}, columns"
        found = f"no column {quoted(name)}"
        table.faults.append(Fault(where, found, "that column", did_you_mean(name, names)))
    if contents.num_rows == 0:
        table.faults.append(Fault(path.name, "columns and no rows", "at least one row"))
    if table.faults:
        return table
    cells = {name: contents.column(name).to_pandas().map(_as_text) for name in names}
    table.frame = pd.DataFrame(cells, dtype="str")
    table.frame.index = pd.RangeIndex(2, len(table.frame) + 2)
    return table


def _as_text(value: object) -> str:
    """The cell as a CSV would hold it: whole numbers without a decimal point, nothing as ''."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
