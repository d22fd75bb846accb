"""The counts of a return as rows of the contract, and that they contradict no other return."""

from __future__ import annotations

import pandas as pd

from indicators import contract
from indicators.definition import Definition
from indicators.errors import CheckError, Fault
from indicators.return_origin import ReturnOrigin
from indicators.return_periods import period_type
from indicators.return_rows import Return
from indicators.store import Store


def contract_rows(made: Return, definition: Definition, origin: ReturnOrigin) -> pd.DataFrame:
    """A row of the contract for each count, as it was sent in."""
    rows = made.rows
    kinds = {
        period: str(period_type(*period))
        for period in set(zip(rows["period_start"], rows["period_end"], strict=True))
    }
    return contract.conform(
        rows[["area_code", "period_start", "period_end", "sex", "age"]].assign(
            indicator_id=definition.id,
            period_type=[
                kinds[one] for one in zip(rows["period_start"], rows["period_end"], strict=True)
            ],
            breakdown="none",
            breakdown_value="all",
            value=rows["count"].astype(float),
            unit=definition.unit,
            origin_id=origin.id,
            published_on=pd.Timestamp(origin.collected_on),
        )
    )


def refuse_contradiction(rows: pd.DataFrame, raw: Store, origin: ReturnOrigin) -> None:
    """Raise CheckError where another return of the same collection date says otherwise."""
    held = raw.observations(origin.measure, all_releases=True)
    held = held[
        (held["published_on"] == pd.Timestamp(origin.collected_on))
        & (held["origin_id"] != origin.id)
    ]
    both = rows.merge(held, on=list(contract.KEY), suffixes=("", "_held"))
    wrong = both[both["value"] != both["value_held"]]
    if len(wrong):
        areas, others = wrong["area_code"].unique(), wrong["origin_id_held"].unique()
        more = len(areas) - 1
        fault = Fault(
            areas[0] + (f" and {more:,} more {'area' if more == 1 else 'areas'}" if more else ""),
            f"other counts than in {' and '.join(others)}, collected on the same day",
            "one return for a collection date",
            "A corrected return has a collection date of its own.",
        )
        raise CheckError("Nothing was stored: history is not rewritten.", [fault])
