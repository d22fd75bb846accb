"""All figures the site shows, computed once and shared by every session, read only."""

from __future__ import annotations

import datetime
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any

import pandas as pd

from dashboards.access import PUBLIC, Rights
from geo.areas import AreaType, area_type
from geo.vintages import Vintage
from indicators import contract, safe_mode
from indicators.another_vintage import on_vintage
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.compute import compute
from indicators.definition import Definition
from indicators.deprivation import Way, by_way
from indicators.findings import read_findings
from indicators.inequality import Inequality, inequality
from indicators.origins import Origin
from indicators.restricted import Restricted, open_restricted
from indicators.status import status
from indicators.store import DATA, Snapshot, Store, revisions
from indicators.vocabulary import NO_BREAKDOWN

DAYS_KEPT = 4
LATELY_KEPT = 256
RIGHTS_KEPT = 32


class Figures:
    """What is known on one day (default: all that is held). Each result is computed once.

    Results are handed out as they are kept: callers must not change them. `restricted` is the store
    of places' own returns, of which these figures show nothing: `seen_by` does.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue | None = None,
        as_known_on: datetime.date | None = None,
        restricted: Restricted | None = None,
    ) -> None:
        self.catalogue = catalogue or shipped_catalogue()
        self.as_known_on = as_known_on
        self._store = store
        self._restricted = restricted
        self._snapshot = Snapshot(store, as_known_on)
        self._kept: dict[Hashable, Any] = {}
        self._lately: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, RLock] = {}
        self._lock = RLock()

    @property
    def origins(self) -> dict[str, Origin]:
        """All releases by id."""
        return self._snapshot.origins()

    @property
    def known_day(self) -> datetime.date:
        """The day on which these figures were all that was known."""
        return self.as_known_on or datetime.date.today()

    @property
    def version(self) -> str:
        """Eight letters that change when any release that figures come from changes."""
        return self.once(("version",), self._version)

    def _version(self) -> str:
        known = [f"{o.id} {o.published_on} {f.sha256}" for o in self._known() for f in o.files]
        return hashlib.sha256("\n".join(sorted(known)).encode()).hexdigest()[:8]

    @property
    def latest_release(self) -> datetime.date | None:
        """The day of the newest release held."""
        return max((origin.published_on for origin in self._known()), default=None)

    def known_on(self, day: datetime.date | None) -> Figures:
        """The same figures as they were known on the day; these themselves when no day is given."""
        if day is None or day == self.as_known_on:
            return self
        with self._lock:
            days = self._kept.setdefault("days", {})
            if day not in days:
                while len(days) >= DAYS_KEPT:
                    days.pop(next(iter(days)))
                days[day] = Figures(self._store, self.catalogue, day, self._restricted)
            return days[day]

    def seen_by(self, rights: Rights) -> Figures:
        """The figures that the rights allow: these themselves where there is nothing besides.

        The returns are read anew when any has changed. Raises StoreError where others may read
        them by then.
        """
        if rights == PUBLIC or self._restricted is None:
            return self
        from dashboards.seen_figures import SeenFigures, stamp_of

        stamp = stamp_of(self._restricted.folder)
        with self._lock:
            read, seen = self._kept.get("seen", (None, {}))
            if read != stamp:
                self._restricted = open_restricted(self._restricted.folder)
                read, seen = self._kept["seen"] = (stamp, {})
            if rights not in seen:
                while len(seen) >= RIGHTS_KEPT:
                    seen.pop(next(iter(seen)))
                seen[rights] = SeenFigures(self, rights, self._restricted)
            return seen[rights]

    def is_own(self, indicator_id: str, level: str) -> bool:
        """Whether figures of the level are from a place's own return; of public ones, none."""
        return False

    def own_tenths(self, indicator_id: str) -> dict[str, pd.DataFrame]:
        """Shares by tenth of deprivation of places' own returns, by place; in public none."""
        return {}

    def result(self, indicator_id: str, areas: str = "places") -> pd.DataFrame:
        """What `indicators.compute` gives for the indicator and level."""
        return self.once(
            ("result", indicator_id, areas),
            lambda: compute(
                indicator_id, self._snapshot, areas, self.as_known_on, catalogue=self.catalogue
            ),
        )

    def headline(self, definition: Definition, areas: str = "places") -> pd.DataFrame:
        """Figures that are no part of a breakdown, for the definition's own age and period type."""
        rows = contract.headline(self.result(definition.id, areas))
        rows = safe_mode.without_small_areas(rows, definition)
        return rows[
            (rows["period_type"] == definition.period_type.value) & (rows["age"] == definition.age)
        ]

    def status(self, framework_id: str) -> pd.DataFrame:
        """What `indicators.status` gives for the framework."""
        return self.once(
            ("status", framework_id),
            lambda: status(
                framework_id,
                self._snapshot,
                self.as_known_on,
                self.catalogue,
                computed=lambda indicator_id, _store, areas, *_: self.result(indicator_id, areas),
            ),
        )

    def ways_by_deprivation(self, indicator_id: str) -> tuple[Way, ...]:
        """The ways in which the indicator's figures stand by deprivation; often none."""
        return self.once(
            ("ways", indicator_id),
            lambda: tuple(by_way(self.catalogue[indicator_id], self._broken_down)),
        )

    def _broken_down(self, indicator_id: str, areas: str) -> pd.DataFrame:
        """As `result`, but for the board's areas only where some breakdown is held at all."""
        held = self._snapshot.observations(indicator_id)["breakdown"]
        if areas == "places" and (held == NO_BREAKDOWN).all():
            return contract.empty()
        return self.result(indicator_id, areas)

    def inequality(
        self, indicator_id: str, area_code: str, sex: str = "", period: str = "", way: str = ""
    ) -> Inequality:
        """What `indicators.inequality` gives for the choices; an empty one is its own choice."""
        return self.once(
            ("inequality", indicator_id, area_code, sex, period, way),
            lambda: inequality(
                indicator_id,
                self._snapshot,
                area_code,
                sex,
                period,
                way,
                catalogue=self.catalogue,
                computed=self.result,
            ),
        )

    def on_vintage(
        self, rows: pd.DataFrame, definition: Definition, target: Vintage
    ) -> pd.DataFrame:
        """What `indicators.another_vintage` makes of the rows: figures for areas of the vintage."""
        return on_vintage(rows, definition, target, self._snapshot, self.catalogue)

    def revisions(self, indicator_id: str) -> pd.DataFrame:
        """Every figure of the indicator that a later release changed, with old and new value."""
        return self.once(
            ("revisions", indicator_id),
            lambda: revisions(self._snapshot.observations(indicator_id, all_releases=True)),
        )

    def held_types(self, indicator_id: str) -> frozenset[AreaType]:
        """The kinds of area that the indicator's figures were published for."""
        held = self._snapshot.observations(indicator_id)["area_code"].unique()
        return frozenset(area_type(code) for code in held)

    def held_codes(self, indicator_id: str, kind: AreaType) -> frozenset[str]:
        """The areas of the kind for which any figure of the indicator was published."""
        held = self._snapshot.observations(indicator_id)
        codes = held.loc[held["value"].notna(), "area_code"].unique()
        return frozenset(code for code in codes if area_type(code) is kind)

    @property
    def findings(self) -> pd.DataFrame:
        """What the checks found in the releases that these figures come from, as text."""
        known = {origin.id for origin in self._known()}
        return self.once(
            ("findings",),
            lambda: (held := read_findings(DATA / "findings.csv"))[held["origin_id"].isin(known)],
        )

    def has_any(self, indicator_id: str) -> bool:
        """Whether any figure is held, for whatever areas, or can be derived for the board's."""
        held = self._snapshot.observations(indicator_id)
        return bool(len(held)) or bool(len(self.result(indicator_id)))

    def came_later(self, indicator_id: str) -> bool:
        """Whether figures are held, all of them released after the day asked for."""
        return self._snapshot.ever_holds(indicator_id) and not self.has_any(indicator_id)

    def _known(self) -> list[Origin]:
        day = self.as_known_on
        return [o for o in self.origins.values() if day is None or o.published_on <= day]

    def lately(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, kept for as long as it is among the last asked for.

        For what there are too many of to keep all: one for each set of a page's choices.
        """
        with self._lock:
            if key in self._lately:
                self._lately.move_to_end(key)
                return self._lately[key]
        made = make()
        with self._lock:
            self._lately[key] = made
            while len(self._lately) > LATELY_KEPT:
                self._lately.popitem(last=False)
        return made

    def once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """What `make` gives, made the first time the key is asked for and kept.

        Each key has a lock of its own: what takes long to make holds up nobody who asks for
        something else.
        """
        if key in self._kept:
            return self._kept[key]
        with self._lock:
            making = self._making.setdefault(key, RLock())
        with making:
            if key not in self._kept:
                self._kept[key] = make()
        with self._lock:
            self._making.pop(key, None)
        return self._kept[key]
