"""Whether loaded boundaries lie where their codes say, by the published points of LSOAs.

Each LSOA has a published point that its residents live around. Nearly all of them lie inside the
area that the published lookups put them in; where they do not, shapes and codes do not belong
together, or the shapes lie elsewhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from geo.areas import AreaType
from geo.errors import Fault, GeographyError
from geo.grid import BRITISH_NATIONAL_GRID
from geo.vintages import Vintage, lsoa_parents, lsoa_points

DEGREES = 4326  # WGS 84
REMEDY = (
    "See that each code stands beside its own shape, as a column sorted alone parts them, and that "
    "the projection is the one stated."
)
NEARLY_ALL = 0.8  # of the points; in the boundaries as published it is 0.95 or more
FEWEST_INSIDE = 0.5  # of the points, for shapes to be loaded at all
TELLING_POINTS = 10  # of fewer, half may lie just outside a line that is rightly drawn


def doubt(where: str, shapes: np.ndarray, codes: list[str], vintage: Vintage) -> str:
    """A sentence where too few points lie inside their own area; empty where enough do.

    `shapes` are in metres of British National Grid. Empty, too, for a vintage without a lookup.
    Raises GeographyError where fewer than half do: such a map would be of other areas.
    """
    try:
        own, census = _own_area(vintage)
    except GeographyError:
        return ""
    points = lsoa_points(census)
    to_metres = Transformer.from_crs(DEGREES, BRITISH_NATIONAL_GRID, always_xy=True)
    x, y = to_metres.transform(points["longitude"].to_numpy(), points["latitude"].to_numpy())
    at = {code: position for position, code in enumerate(codes)}
    position = np.array([at.get(own.get(code, ""), -1) for code in points.index])
    held = position >= 0
    if not held.any():
        return ""
    inside = shapely.contains_xy(shapes[position[held]], x[held], y[held])
    if inside.mean() < FEWEST_INSIDE and inside.size >= TELLING_POINTS:
        found = f"{inside.sum():,} of {inside.size:,} centres of neighbourhoods inside"
        raise GeographyError(
            "The shapes are not those of their codes; nothing was changed.",
            [Fault(where, f"{found} their own area's shape", "nearly all of them", REMEDY)],
        )
    if inside.mean() >= NEARLY_ALL:
        return ""
    return (
        f"Doubtful: of the centres of {held.sum():,} neighbourhoods {inside.mean():.0%} lie inside "
        "the shape of their own area, where nearly all should. Codes and shapes may not belong "
        "together, or the shapes may lie elsewhere."
    )


def _own_area(vintage: Vintage) -> tuple[pd.Series, int]:
    """The area of the vintage that each LSOA lies in, and of which census the LSOAs are."""
    if vintage.level is AreaType.LSOA:
        points = lsoa_points(vintage.year)
        return pd.Series(points.index, index=points.index), vintage.year
    census = vintage.year if vintage.level is AreaType.MSOA else 2011
    return lsoa_parents(vintage.level, census, vintage.year), census
