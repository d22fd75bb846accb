"""The lookup from areas of one vintage to those of another: who shares how much with whom.

Published best-fit lookups say which ground two areas share; people or households by LSOA say how
much of an area lies on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from geo.areas import AreaType
from geo.common_ground import UNKNOWN, pieces, require_leads, weighed_by
from geo.errors import Fault, GeographyError
from geo.vintages import Vintage, stranger, vintage_in, vintages_of


def lookup(source: Vintage, target: Vintage, weights: pd.Series) -> pd.DataFrame:
    """The share of each source area's weight that lies in each target area.

    `weights` are people or households by LSOA of a census that `common_ground.weighed_by` names; an
    LSOA that is not given is of unknown weight. Columns: source, target (codes; UNKNOWN for ground
    that no lookup places), share (a source's shares add up to 1; NaN where weights are not known or
    all nought, which matters only to areas in several parts), comparable. Every area of both
    vintages stands in it. Raises GeographyError where no published lookup leads, or for weights of
    other areas or below nought.
    """
    require_leads(source, target)
    given = weights.astype(float)
    _refuse_weights(given, source, target)
    return _lookup(source, target, tuple(given.index.tolist()), tuple(given.tolist())).copy()


def shares(found: pd.DataFrame, weights: pd.Series, census: int) -> pd.DataFrame:
    """As `lookup`, of pieces: `weights` are by LSOA of the census.

    An LSOA in several pieces lends each the same weight. That tells nothing wrong where the pieces
    go one way; where they go different ways the change is irregular, and not comparable.
    """
    lsoa = found[f"lsoa_{census}"]
    alike = lsoa.groupby(lsoa).transform("size")
    table = found.assign(weight=lsoa.map(weights) / alike)
    table = table[(table["source"] != UNKNOWN) | (table["target"] != UNKNOWN)]
    grouped = table.groupby(["source", "target"])
    made = pd.DataFrame(
        {"weight": grouped["weight"].sum(skipna=False), "irregular": grouped["irregular"].any()}
    ).reset_index()
    by_source = made.groupby("source")["weight"]
    whole = by_source.transform("sum", skipna=False)
    share = (made["weight"] / whole.where(whole > 0)).mask(by_source.transform("size") == 1, 1.0)
    made["share"] = share.mask(made["source"] == UNKNOWN)
    made["comparable"] = ~made["irregular"]
    return made[["source", "target", "share", "comparable"]]


@lru_cache(maxsize=64)
def _lookup(
    source: Vintage, target: Vintage, codes: tuple[str, ...], weights: tuple[float, ...]
) -> pd.DataFrame:
    census = next(year for year in weighed_by(source, target) if _is_of(codes, year))
    made = shares(
        pieces(source, target), pd.Series(weights, index=list(codes), dtype=float), census
    )
    lost = source.codes() - set(made["source"])
    unplaced = target.codes() - set(made["target"])
    same = sorted(lost & unplaced)  # a code in force in both is the same ground, lookup or none
    to_nowhere = pd.DataFrame({"source": sorted(lost - unplaced), "target": UNKNOWN, "share": 1.0})
    added = [
        pd.DataFrame({"source": same, "target": same, "share": 1.0}),
        to_nowhere,
        pd.DataFrame({"source": UNKNOWN, "target": sorted(unplaced - lost), "share": np.nan}),
    ]
    added = [one.assign(comparable=True) for one in added if len(one)]
    return pd.concat([made, *added]).sort_values(["source", "target"], ignore_index=True)


def _is_of(codes: Iterable[str], census: int) -> bool:
    return frozenset(codes) <= vintage_in(AreaType.LSOA, census).codes()


def _refuse_weights(weights: pd.Series, source: Vintage, target: Vintage) -> None:
    where = f"weights from {source.label} to {target.label}"
    censuses = weighed_by(source, target)
    wanted = " or ".join(vintage_in(AreaType.LSOA, census).label for census in censuses)
    faults = []
    if not any(_is_of(weights.index, census) for census in censuses):
        looks = [one.label for one in vintages_of(weights.index)]
        census = vintage_in(AreaType.LSOA, censuses[0])
        faults = [stranger(code, census) for code in sorted(set(weights.index) - census.codes())]
        if looks:
            faults = [Fault(where, " or ".join(looks), wanted)]
    for code in weights.index[weights.index.duplicated()].unique():
        faults.append(Fault(where, f"{code} more than once", "each LSOA once"))
    for code, weight in weights[(weights < 0) | np.isinf(weights)].items():
        faults.append(Fault(f"{where}, {code}", f"{weight:g}", "a number of nought or more"))
    if faults:
        summary = f"Figures cannot be shared out from {source.label} to {target.label} by these."
        raise GeographyError(summary, faults)
