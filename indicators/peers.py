"""Statistical neighbours: the councils most like a council, so that like is compared with like.

Only councils that run all services of their area are compared (unitary, metropolitan and London
boroughs); a county and its districts are other kinds of body. The City of London and the Isles of
Scilly are left out, too small for figures of their own. What is not in the measure: ethnicity,
rurality within an area, industry, and the outcomes themselves, which would make a bad figure look
usual among areas that share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo import areas as geography
from geo.residents import residents
from indicators.store import open_store

PEERS = 15
TOO_SMALL = ("E09000001", "E06000053")  # City of London, Isles of Scilly
DEPRIVATION = "imd_2025_score"
# Age structure is one trait told by two shares, so each has half the weight.
WEIGHTS = MappingProxyType(
    {"deprivation": 1.0, "aged under 16": 0.5, "aged 65 and over": 0.5, "density": 1.0}
)
METHOD = (
    f"Similar councils are the {PEERS} English unitary, metropolitan and London borough councils "
    "nearest in deprivation (average score of the Indices of Deprivation 2025), age structure "
    "(shares aged under 16 and 65 and over, Census 2021) and population density (logarithm of "
    "residents for each square kilometre), each measured in standard deviations from the mean of "
    "these councils and weighted alike, the two shares of age counting as one measure."
)


@dataclass(frozen=True)
class Peer:
    """A statistical neighbour, and how far away it is in standard deviations."""

    code: str
    name: str
    distance: float


def peers(area_code: str) -> tuple[Peer, ...]:
    """The 15 statistical neighbours of a council, nearest first; none for any other area.

    An old code stands for its area as a new one does; the neighbours' codes are those now in force.
    Raises GeographyError for an unknown code. The method is `METHOD`.
    """
    return _nearest().get(geography.current_code(area_code), ())


def traits() -> pd.DataFrame:
    """What the distances rest on: one row per council by code, one column per trait, unscaled.

    Deprivation is a score, the ages are shares in 0 to 1, density is the natural logarithm of
    residents for each square kilometre. A council without a score is left out.
    """
    single = {
        code: one
        for code, one in residents().items()
        if one.is_single_tier and code not in TOO_SMALL
    }
    with open_store() as store:
        scores = store.observations(DEPRIVATION, areas=list(single))
    deprivation = scores.set_index("area_code")["value"]
    table = pd.DataFrame(
        {
            "deprivation": deprivation.reindex(list(single)).to_numpy(),
            "aged under 16": [one.aged_under_16 / one.total for one in single.values()],
            "aged 65 and over": [one.aged_65_and_over / one.total for one in single.values()],
            "density": [np.log(one.total / one.square_km) for one in single.values()],
        },
        index=pd.Index([geography.current_code(code) for code in single], name="code"),
    )
    return table.dropna()


@cache
def _nearest() -> Mapping[str, tuple[Peer, ...]]:
    """Every council's neighbours; worked out once, as neither figures nor method change."""
    table = traits()
    weights = np.sqrt([WEIGHTS[name] for name in table.columns])
    placed = ((table - table.mean()) / table.std(ddof=0) * weights).to_numpy()
    apart = np.sqrt(((placed[:, None, :] - placed[None, :, :]) ** 2).sum(axis=2))
    codes = list(table.index)
    found = {}
    for at, code in enumerate(codes):
        # Ties are broken by code, so that the same figures always give the same neighbours.
        order = sorted(range(len(codes)), key=lambda other: (apart[at, other], codes[other]))
        order.remove(at)
        found[code] = tuple(
            Peer(codes[other], geography.name(codes[other]), float(apart[at, other]))
            for other in order[:PEERS]
        )
    return MappingProxyType(found)
