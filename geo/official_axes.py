"""Whether shapes were written with latitude before longitude, which other tools take for granted.

Degrees of the United Kingdom so written lie in the ocean off Somalia, and are told by that.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from geo.official_codes import some_named

BRITAIN_DEGREES = (-9.5, 49.0, 2.5, 61.5)  # west, south, east, north
NAMED_AT_MOST = 5


def swapped_words(rows: gpd.GeoDataFrame) -> str:
    """What to do about areas with latitude first, named where not all are; empty where none is.

    They are named by the column `code` where the rows have one, else by where they stand.
    """
    is_swapped = _is_swapped(rows.geometry.to_numpy())
    if not is_swapped.any():
        return ""
    if is_swapped.all():
        return "They look like latitude before longitude: swap them."
    if "code" in rows:
        which = some_named(rows.loc[is_swapped, "code"].tolist())
    else:
        numbers = [str(number + 1) for number in np.flatnonzero(is_swapped)]
        more = f" and {len(numbers) - NAMED_AT_MOST:,} more" * (len(numbers) > NAMED_AT_MOST)
        rows_word = "row" if len(numbers) == 1 else "rows"
        which = f"{rows_word} {', '.join(numbers[:NAMED_AT_MOST])}{more}"
    return f"Those of {which} look like latitude before longitude: swap them."


def _is_swapped(shapes: np.ndarray) -> np.ndarray:
    west, south, east, north = BRITAIN_DEGREES
    x_least, y_least, x_most, y_most = shapely.bounds(shapes).T
    return (south <= x_least) & (x_most <= north) & (west <= y_least) & (y_most <= east)
