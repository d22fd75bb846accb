"""The figures as they are seen with some rights: public ones, and what of the returns is allowed.

What is worked out for one right is kept apart from what is worked out for any other. Restricted
rows stand only where small areas are mapped; statuses, results, inequality and versions are those
of the public figures, and nothing here can change them.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from pathlib import Path
from threading import RLock
from typing import Any

import pandas as pd

from dashboards.access import Rights
from dashboards.figures import Figures
from dashboards.restricted_rows import KINDS, own, restricted_rows, restricted_tenths
from geo.areas import AreaType
from geo.errors import GeographyError
from geo.vintages import Vintage
from indicators.definition import Definition
from indicators.inequality import Inequality
from indicators.restricted import Restricted
from indicators.restricted_folder import RAW, SAFE
from indicators.return_measures import BY_INDICATOR

AREAS_OF = {"ward": "wards", "lsoa": "lsoas"}
Stamp = tuple[tuple[str, int, int, int], ...]


def stamp_of(folder: Path) -> Stamp:
    """What changes when anything that may be shown of the returns does, or who may read it."""
    folders = [folder, folder / SAFE, folder / RAW, folder / RAW / "origins"]
    files = [*folders[1].glob("*.csv"), *folders[3].glob("*.toml")]
    about = [(path.name, path.stat()) for path in (*folders, *sorted(files)) if path.exists()]
    return tuple((name, one.st_mtime_ns, one.st_size, one.st_mode) for name, one in about)


class SeenFigures(Figures):
    """Public figures with the restricted rows that the rights allow beside them."""

    def __init__(self, public: Figures, rights: Rights, restricted: Restricted) -> None:
        self.catalogue = public.catalogue
        self.as_known_on = public.as_known_on
        self.rights = rights
        self._public = public
        self._store = public._store
        self._snapshot = public._snapshot
        self._own = restricted
        self._restricted = None
        self._kept = {}
        self._lately = OrderedDict()
        self._making = {}
        self._lock = RLock()

    def seen_by(self, rights: Rights) -> Figures:
        return self if rights == self.rights else self._public.seen_by(rights)

    def known_on(self, day: datetime.date | None) -> Figures:
        return self._public.known_on(day).seen_by(self.rights)

    def headline(self, definition: Definition, areas: str = "places") -> pd.DataFrame:
        rows = self._public.headline(definition, areas)
        mine = self.own_rows(definition, areas)
        if mine.empty:
            return rows
        if rows.empty:
            return mine
        # What is published comes first: a return adds areas and periods, and replaces nothing.
        key = ["area_code", "period_start", "period_end", "sex", "age"]
        is_new = ~pd.MultiIndex.from_frame(mine[key]).isin(pd.MultiIndex.from_frame(rows[key]))
        public = rows.assign(restricted=False, is_synthetic=False)
        return pd.concat([public, mine[is_new]], ignore_index=True)

    def own_rows(self, definition: Definition, areas: str) -> pd.DataFrame:
        """The restricted rows of "wards" or "lsoas" known on the day; none of other areas."""
        if areas not in KINDS or definition.id not in BY_INDICATOR:
            return pd.DataFrame()
        return self.once(("own", definition.id, areas), lambda: self._own_rows(definition, areas))

    def _own_rows(self, definition: Definition, areas: str) -> pd.DataFrame:
        return restricted_rows(
            self.rights, self._own, definition, areas, self._snapshot, self.as_known_on
        )

    def own_tenths(self, indicator_id: str) -> dict[str, pd.DataFrame]:
        definition = self.catalogue[indicator_id]

        def made() -> dict[str, pd.DataFrame]:
            return restricted_tenths(
                self.rights, self._own, definition, self._snapshot, self.as_known_on
            )

        return self.once(("own tenths", indicator_id), made)

    def is_own(self, indicator_id: str, level: str) -> bool:
        definition = self.catalogue[indicator_id]
        return level in AREAS_OF and len(self.own_rows(definition, AREAS_OF[level])) > 0

    def held_types(self, indicator_id: str) -> frozenset[AreaType]:
        definition = self.catalogue[indicator_id]
        mine = {kind for areas, kind in KINDS.items() if len(self.own_rows(definition, areas))}
        return self._public.held_types(indicator_id) | mine

    def on_vintage(
        self, rows: pd.DataFrame, definition: Definition, target: Vintage
    ) -> pd.DataFrame:
        if len(own(rows)):
            raise GeographyError(
                "A place’s own figures are shown only on the areas that they were made safe for."
            )
        return self._public.on_vintage(rows, definition, target)

    # All else is the public figures' own, worked out and kept there.

    @property
    def version(self) -> str:
        return self._public.version

    @property
    def findings(self) -> pd.DataFrame:
        return self._public.findings

    def result(self, indicator_id: str, areas: str = "places") -> pd.DataFrame:
        return self._public.result(indicator_id, areas)

    def status(self, framework_id: str) -> pd.DataFrame:
        return self._public.status(framework_id)

    def ways_by_deprivation(self, indicator_id: str) -> tuple[Any, ...]:
        return self._public.ways_by_deprivation(indicator_id)

    def inequality(
        self, indicator_id: str, area_code: str, sex: str = "", period: str = "", way: str = ""
    ) -> Inequality:
        return self._public.inequality(indicator_id, area_code, sex, period, way)

    def revisions(self, indicator_id: str) -> pd.DataFrame:
        return self._public.revisions(indicator_id)
