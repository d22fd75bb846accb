"""What the tests say of one area's latest figure and its course, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.signals import (
    Signal,
    direction_signal,
    standing_signal,
    variation_signal,
)
from geo.areas import ENGLAND, PLACES, WEST_YORKSHIRE
from indicators import peers
from indicators.compare import (
    Comparison,
    PeerComparison,
    against_peers,
    benchmark,
    compared,
)
from indicators.control import Control
from indicators.definition import Definition
from indicators.direction import Direction
from indicators.vocabulary import Kind, RecentTrend


@dataclass(frozen=True)
class Entry:
    """One question put to the figures, and its answer."""

    asked: str
    signal: Signal


@dataclass(frozen=True)
class Reading:
    """The answers for one area, with the comparison that the chart's sentence needs.

    `method` says how similar councils were chosen; empty where the area is not set against any.
    """

    entries: tuple[Entry, ...]
    england: Comparison | None
    method: str


def reading(
    figures: Figures,
    definition: Definition,
    rows: pd.DataFrame,
    own: pd.DataFrame,
    direction: Direction,
    control: Control,
) -> Reading:
    """What can be said of the area whose series is `own`; `rows` are all areas' of the same sex."""
    held = own[own["value"].notna()].sort_values("period_end")
    if held.empty or definition.kind is Kind.CATEGORY:
        return Reading((), None, "")
    last = held.iloc[-1]
    england = compared(last, benchmark(rows, last), definition)
    entries = [_against(england)] if england.area_code != ENGLAND else []
    method = ""
    if last["area_code"] in PLACES:
        region = benchmark(rows, last, WEST_YORKSHIRE)
        entries.append(_against(compared(last, region, definition, WEST_YORKSHIRE)))
        alike = figures.headline(definition, "local authorities")
        among = against_peers(alike, last, definition)
        entries.append(Entry("Against similar councils", _among_peers(among, definition)))
        method = peers.METHOD if among.values else ""
    entries += _course(direction, control, definition)
    return Reading(tuple(entries), england, method)


def _against(comparison: Comparison) -> Entry:
    """The comparison with one benchmark, with its figure."""
    return Entry(f"Against {comparison.benchmark_name}", standing_signal(comparison))


def _among_peers(among: PeerComparison, definition: Definition) -> Signal:
    """Where the area stands among its similar councils, with their median and its rank."""
    signal = standing_signal(among.comparison)
    if among.comparison.benchmark_value is None:
        return signal
    middle = text.number(among.comparison.benchmark_value, definition)
    said = f"The middle figure of {len(among.values)} similar councils is {middle}"
    ranked = f"; this area’s is the {among.rank_words}" if among.rank_words else ""
    return replace(signal, reason=f"{signal.reason} {said}{ranked}.")


def _course(direction: Direction, control: Control, definition: Definition) -> Iterator[Entry]:
    tested = direction_signal(direction.word, direction.reason, definition)
    again = direction.non_overlapping
    if again is not None and again.word is not RecentTrend.CANNOT_BE_TESTED:
        answer = direction_signal(again.word, "", definition).words
        kept = f"On the periods that do not overlap ({text.listed(list(again.periods))})"
        said = f"{kept} the answer is: {answer[:1].lower()}{answer[1:]}."
        tested = replace(tested, reason=f"{tested.reason} {said}")
    yield Entry("Recent trend", tested)
    yield Entry("Variation", variation_signal(control.variation, control.side, control.why))
