"""Holdings in a database or warehouse that Ibis reaches by a connection URL."""

from __future__ import annotations

import json

import ibis
import pandas as pd

from indicators import contract
from indicators.errors import StoreError
from indicators.origins import Origin

IBIS_TYPES = {"text": "string", "date": "date", "number": "float64"}
OBSERVATIONS = ibis.schema({c.name: IBIS_TYPES[c.kind] for c in contract.COLUMNS})
ORIGINS = ibis.schema({"id": "string", "declared": "string"})


class Warehouse:
    """Tables `observations` and `origins` at a URL; made on first use."""

    holds_returns = False

    def __init__(self, url: str) -> None:
        self.where = url.split("@")[-1].split("?")[0]
        try:
            self._connection = ibis.connect(url)
        except Exception as problem:
            # Every driver has its own errors; what the user needs is the same for all of them.
            raise StoreError(
                f"The store at {self.where} cannot be reached: {str(problem).strip()} "
                "Check the URL, and that the driver is installed."
            ) from None
        for name, schema in (("observations", OBSERVATIONS), ("origins", ORIGINS)):
            if name not in self._connection.list_tables():
                self._connection.create_table(name, schema=schema)

    def table(self) -> ibis.Table:
        """All rows there are now."""
        return self._connection.table("observations")

    def origins(self) -> dict[str, Origin]:
        """All releases by id."""
        rows = self._connection.table("origins").to_pandas()
        return {
            row.id: Origin.model_validate(json.loads(row.declared)) for row in rows.itertuples()
        }

    def add(self, rows: pd.DataFrame, origin: Origin) -> None:
        """One insert for the rows; the origin goes first, so no row lacks its source."""
        if origin.id not in self.origins():
            declared = pd.DataFrame({"id": [origin.id], "declared": [origin.model_dump_json()]})
            self._connection.insert("origins", declared)
        dates = {c.name: rows[c.name].dt.date for c in contract.COLUMNS if c.kind == "date"}
        self._connection.insert("observations", rows.assign(**dates))

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.disconnect()
