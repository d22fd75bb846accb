"""West Yorkshire's health indicators: meaning, figures and results.

The names here are the suite's public interface, used alike by pages, notebooks and scripts.
"""

from __future__ import annotations

from indicators.catalogue import Catalogue, catalogue
from indicators.compute import compute
from indicators.inequality import inequality
from indicators.status import status
from indicators.store import Snapshot, Store, open_store

__all__ = [
    "Catalogue",
    "Snapshot",
    "Store",
    "catalogue",
    "compute",
    "inequality",
    "open_store",
    "status",
]
