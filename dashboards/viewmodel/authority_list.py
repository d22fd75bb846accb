"""The authorities a Compare page is about: which figures, each against its benchmark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.subject import sex_shown
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE, AreaType, successor
from indicators import safe_mode
from indicators.authorities import FEWEST, Authorities, authorities
from indicators.compare import (
    UNCOMPARABLE_KINDS,
    Comparison,
    PeerComparison,
    against_peers,
    benchmark,
    compared,
)
from indicators.definition import Definition
from indicators.peers import peers
from indicators.vocabulary import Sex

USUAL_INDICATOR = "injury_admissions_under_15"
BENCHMARKS = {"": ENGLAND, "west-yorkshire": WEST_YORKSHIRE}


@dataclass(frozen=True)
class Entry:
    """One authority: its figure, where it stands, and why it may be picked out.

    `comparison` is None where nothing is judged: of suicide, and of other places' authorities when
    the comparison is with similar councils.
    """

    code: str
    name: str
    value: float | None
    lower: float | None
    upper: float | None
    missing: str
    rank: int | None
    comparison: Comparison | None
    is_place: bool
    is_chosen: bool
    is_peer: bool


@dataclass(frozen=True)
class AuthorityList:
    """The figures of one period, and what may be chosen instead.

    `line` is the benchmark's name and value where one line can be drawn. `reason` says why there
    are no entries. `newer` names a later period that is held for too few authorities.
    """

    definition: Definition
    sex: Sex
    sexes: tuple[Sex, ...]
    reason: str = ""
    period: str = ""
    periods: tuple[str, ...] = ()
    period_type: str = ""
    newer: str = ""
    against: str = ""
    listed: Authorities | None = None
    england: pd.Series | None = None
    line: tuple[str, float] | None = None
    entries: tuple[Entry, ...] = ()
    by_peers: Mapping[str, PeerComparison] = field(default_factory=dict)

    @property
    def is_suicide(self) -> bool:
        return safe_mode.applies(self.definition)

    @property
    def chosen(self) -> list[Entry]:
        return [one for one in self.entries if one.is_chosen]

    @property
    def held(self) -> list[Entry]:
        """The entries that have a figure."""
        return [one for one in self.entries if one.value is not None]


def comparable(figures: Figures) -> list[Definition]:
    """The indicators whose figures for authorities can be set against each other."""
    return [d for d in figures.catalogue.values() if not _why_not(figures, d)]


def not_comparable(figures: Figures) -> list[tuple[str, str]]:
    """The title of every other indicator, and why it is not on the page."""
    every = figures.catalogue.values()
    return [(d.short_title, why) for d in every if (why := _why_not(figures, d))]


def authority_list(figures: Figures, selection: Selection) -> AuthorityList:
    """The list for the chosen indicator, sex, period and benchmark."""
    definition = figures.catalogue[selection.indicator or USUAL_INDICATOR]
    rows = figures.headline(definition, "local authorities")
    sex = sex_shown(selection, definition, rows)
    sexes = tuple(one for one in definition.sexes if (rows["sex"] == one.value).any())
    rows = rows[rows["sex"] == sex.value].sort_values("period_end")
    held = rows[rows["value"].notna()].groupby("period", sort=False)["area_code"].nunique()
    periods = tuple(held.index[held >= FEWEST])[::-1]
    reason = _why_not(figures, definition) or ("" if periods else _too_few(held))
    if reason:
        return AuthorityList(definition, sex, sexes, reason)
    period = selection.period if selection.period in periods else periods[0]
    newer = str(held.index[-1]) if held.index[-1] != periods[0] and period == periods[0] else ""
    rows = rows[rows["period"] == period]
    listed = authorities(rows, definition)
    board = figures.headline(definition)
    first = listed.rows.iloc[0]
    against = benchmark(board, first, BENCHMARKS.get(selection.against, ENGLAND))
    by_peers = _by_peers(listed.rows, definition, selection)
    line = _line(definition, selection, against, by_peers)
    if selection.against == "peers":
        judged = {code: found.comparison for code, found in by_peers.items()}
    else:
        judged = figures.once(
            ("compared", definition.id, sex, period, selection.against),
            lambda: _compared(listed, definition, selection, against),
        )
    return AuthorityList(
        definition=definition,
        sex=sex,
        sexes=sexes,
        period=period,
        periods=periods,
        period_type=str(first["period_type"]),
        newer=newer,
        against=selection.against,
        listed=listed,
        england=benchmark(board, first),
        line=line,
        entries=tuple(_entries(listed, definition, selection, judged)),
        by_peers=by_peers,
    )


def _why_not(figures: Figures, definition: Definition) -> str:
    """Why the indicator's authorities are not compared; empty where they are."""
    return figures.once(("why not", definition.id), lambda: _found_why(figures, definition))


def _found_why(figures: Figures, definition: Definition) -> str:
    if definition.kind in UNCOMPARABLE_KINDS:
        return UNCOMPARABLE_KINDS[definition.kind]
    held = len(figures.held_codes(definition.id, AreaType.LOCAL_AUTHORITY))
    if definition.numerator and held < FEWEST:  # published as counts, of which the value is made
        made = figures.headline(definition, "local authorities")
        held = made.loc[made["value"].notna(), "area_code"].nunique()
    if held >= FEWEST:
        return ""
    if held:
        return (
            f"Figures are held for {text.count(held, 'local authority', 'local authorities')} only."
        )
    if figures.held_types(definition.id):
        return "Figures are not published for authorities across England."
    return f"No figures are held yet; they are published as {definition.source.publication}."


def _too_few(held: pd.Series) -> str:
    most = int(held.max()) if len(held) else 0
    return (
        f"In no period are figures held for more than {most} local authorities; "
        f"{FEWEST} are needed."
    )


def _by_peers(
    rows: pd.DataFrame, definition: Definition, selection: Selection
) -> dict[str, PeerComparison]:
    """The chosen place against its similar councils; all five where that is the comparison."""
    asked = (selection.place_code,) if selection.place_code else PLACES
    if selection.against != "peers" and not selection.place_code:
        return {}
    own = rows[rows["area_code"].isin(asked)]
    return {row["area_code"]: against_peers(rows, row, definition) for _, row in own.iterrows()}


def _line(
    definition: Definition,
    selection: Selection,
    against: pd.Series | None,
    by_peers: dict[str, PeerComparison],
) -> tuple[str, float] | None:
    """The benchmark that one line can stand for; five places have five sets of peers."""
    if selection.against != "peers":
        return None if against is None else (str(against["area_name"]), float(against["value"]))
    found = by_peers.get(selection.place_code or "")
    value = found.comparison.benchmark_value if found else None
    return None if value is None else ("Similar councils", value)


def _compared(
    listed: Authorities,
    definition: Definition,
    selection: Selection,
    against: pd.Series | None,
) -> dict[str, Comparison]:
    """Every authority against the one benchmark, by code."""
    code = BENCHMARKS[selection.against]
    return {
        row["area_code"]: compared(row, against, definition, code)
        for _, row in listed.rows.iterrows()
    }


def _entries(
    listed: Authorities,
    definition: Definition,
    selection: Selection,
    judged: Mapping[str, Comparison],
) -> list[Entry]:
    """Lowest figure first, those without one last; of suicide by name."""
    place = selection.place_code
    alike = {peer.code for peer in peers(place)} if place else set()
    is_suicide = safe_mode.applies(definition)
    made = [
        Entry(
            code=row.area_code,
            name=row.area_name,
            value=_or_none(row.value),
            lower=_or_none(row.lower_95),
            upper=_or_none(row.upper_95),
            missing="" if pd.notna(row.value) else text.missing(row.missing_reason),
            rank=None if pd.isna(row.rank) else int(row.rank),
            comparison=None if is_suicide else judged.get(row.area_code),
            is_place=row.area_code in PLACES,
            is_chosen=row.area_code in (place, selection.area)
            or (place is None and row.area_code in PLACES),
            is_peer=successor(row.area_code) in alike,
        )
        for row in listed.rows.itertuples()
    ]
    if is_suicide:
        return sorted(made, key=lambda one: one.name)
    return sorted(made, key=lambda one: (one.value is None, one.value or 0.0, one.name))


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
