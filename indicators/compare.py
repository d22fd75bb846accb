"""How an area's figure stands against a benchmark, judged on its limits and never on the point.

A benchmark is England, West Yorkshire, or the middle of an area's statistical neighbours. It must
be of the same period, age and sex, and an area is not compared with itself. Two levels, 95% and
99.8%, give five classes. Suicide is described as lower or higher, never as better or worse, and is
never ranked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import areas as geography
from geo.areas import ENGLAND
from indicators import contract, safe_mode
from indicators.definition import Definition
from indicators.limits import USUAL, WIDE, limits_998
from indicators.peers import peers
from indicators.vocabulary import Kind, Polarity

FEWEST_PEERS = 8
UNCOMPARABLE_KINDS = {
    Kind.COUNT: "Counts depend on how many people live in an area, so they are not compared.",
    Kind.CATEGORY: "Categories have no limits, so they are not compared.",
}
ALIKE = {"period": "period", "period_type": "kind of period", "age": "age", "sex": "sex"}


class Standing(StrEnum):
    """The class of a comparison, whatever the benchmark."""

    HIGHER = "higher"
    LOWER = "lower"
    BETTER = "better"
    WORSE = "worse"
    SIMILAR = "similar"
    NO_LIMITS = "no limits, so not judged"
    NOT_COMPARABLE = "not compared"


class Classes(NamedTuple):
    """The class of each row, its level (NaN where no limits exclude the benchmark), and how the
    limits of that level were come by (empty where they are the row's own)."""

    standing: NDArray[np.object_]
    level: NDArray[np.float64]
    how: NDArray[np.object_]


@dataclass(frozen=True)
class Comparison:
    """Where an area stands against one benchmark, and the reason in a sentence.

    `level` is 0.998 or 0.95, the stronger at which the limits exclude the benchmark, else None.
    """

    standing: Standing
    level: float | None
    area_code: str
    benchmark_code: str
    benchmark_name: str
    benchmark_value: float | None
    reason: str

    @property
    def words(self) -> str:
        """'higher than England', 'similar to England', or why there is no judgement."""
        if self.standing is Standing.SIMILAR:
            return f"similar to {self.benchmark_name}"
        if self.standing is Standing.NO_LIMITS:
            return self.standing.value
        if self.standing is Standing.NOT_COMPARABLE:
            return f"not compared with {self.benchmark_name}"
        return f"{self.standing} than {self.benchmark_name}"


@dataclass(frozen=True)
class PeerComparison:
    """Where an area stands among its statistical neighbours.

    `comparison` is with the middle of the neighbours' figures. `rank` counts from the highest
    figure, 1, among the `of` areas ranked; None where it must not be given. `values` are the
    neighbours' figures by code, nearest first.
    """

    comparison: Comparison
    rank: int | None = None
    of: int | None = None
    rank_words: str = ""
    values: dict[str, float] = field(default_factory=dict)


def benchmark(rows: pd.DataFrame, row: pd.Series, code: str = ENGLAND) -> pd.Series | None:
    """The benchmark's figure for the row's own period, sex and age, or None.

    `rows` are of a result of `compute` that holds the benchmark's.
    """
    same = _alike(rows, row)
    same = same[(same["area_code"] == code) & same["value"].notna()]
    return None if same.empty else same.iloc[0]


def compared(
    row: pd.Series, against: pd.Series | None, definition: Definition, code: str = ENGLAND
) -> Comparison:
    """Where the row's area stands against another row, at 95% and 99.8%.

    `against` is None where no figure of the benchmark, `code`, is held. What cannot be compared is
    not an error: the standing says so, with the reason.
    """
    code = code if against is None else str(against["area_code"])
    value = None if against is None or pd.isna(against["value"]) else float(against["value"])
    name = geography.name(code)
    refused = _why_not(row, against, definition, code)
    if refused or value is None:
        return _unjudged(Standing.NOT_COMPARABLE, row, code, name, value, refused)
    return _judged(row, code, name, value, definition)


def against_peers(rows: pd.DataFrame, row: pd.Series, definition: Definition) -> PeerComparison:
    """Where the row's area stands among its statistical neighbours (`indicators.peers`).

    `rows` hold the neighbours' figures (areas="local authorities"); those of the row's own period,
    age and sex are used, an area under an old and a new code once. The benchmark is their median.
    Refused, with the reason, with fewer than 8 of them.
    """
    own = str(row["area_code"])
    name = "the middle of similar councils"
    same = _alike(rows, row)
    held = one_for_each_area(same[same["value"].notna()])
    by_code = dict(zip(held["area_code"].map(_current_codes(held)), held["value"], strict=True))
    nearest = [peer.code for peer in peers(own)] if geography.is_known(own) else []
    values = {code: float(by_code[code]) for code in nearest if code in by_code}
    refused = _why_no_peers(row, definition, len(nearest), len(values))
    if refused:
        comparison = _unjudged(Standing.NOT_COMPARABLE, row, "", name, None, refused)
        return PeerComparison(comparison, values=values)
    middle = float(np.median(list(values.values())))
    comparison = _judged(row, "", name, middle, definition)
    if safe_mode.applies(definition):
        return PeerComparison(comparison, values=values)
    rank, words = _rank(float(row["value"]), list(values.values()))
    return PeerComparison(comparison, rank, len(values) + 1, words, values)


def one_for_each_area(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of an old code where the same area has a row under its new code.

    An area that was merged with others into a new one is another area, and is kept.
    """
    now = rows["area_code"].map(_current_codes(rows))
    others = [name for name in contract.KEY if name != "area_code" and name in rows]
    key = rows[others].assign(now=now)
    by_new_code = pd.MultiIndex.from_frame(key[now == rows["area_code"]])
    is_old = now != rows["area_code"]
    return rows[~(is_old & pd.MultiIndex.from_frame(key).isin(by_new_code))]


def _current_codes(rows: pd.DataFrame) -> dict[str, str]:
    return {code: geography.current_code(code) for code in rows["area_code"].unique()}


def _alike(rows: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    """The headline rows of the row's own period, sex and age."""
    alike = pd.Series(True, index=rows.index)
    for name in ("period_start", "period_end", "period_type", "sex", "age"):
        alike &= rows[name] == row[name]
    return contract.headline(rows[alike]) if "breakdown" in rows else rows[alike]


def _why_not(row: pd.Series, against: pd.Series | None, definition: Definition, code: str) -> str:
    """Why the two cannot be compared, or an empty text."""
    own = str(row["area_code"])
    if geography.current_code(own) == geography.current_code(code):
        return "An area is not compared with itself."
    if definition.kind in UNCOMPARABLE_KINDS:
        return UNCOMPARABLE_KINDS[definition.kind]
    if pd.isna(row["value"]):
        return f"{geography.name(own)} has no figure for {row['period']}."
    if against is None or pd.isna(against["value"]):
        return f"No figure for {geography.name(code)} is held for the same period, age and sex."
    unlike = [
        f"the {word} is {row[key]} here and {against[key]} there"
        for key, word in ALIKE.items()
        if row[key] != against[key]
    ]
    return f"The figures are not alike: {'; '.join(unlike)}." if unlike else ""


def _why_no_peers(row: pd.Series, definition: Definition, of: int, held: int) -> str:
    """Why the area cannot be set beside its neighbours, or an empty text."""
    if not of:
        return "Similar areas are known only for councils that run all services of their area."
    if definition.kind in UNCOMPARABLE_KINDS:
        return UNCOMPARABLE_KINDS[definition.kind]
    if pd.isna(row["value"]):
        return f"{geography.name(str(row['area_code']))} has no figure for {row['period']}."
    if held >= FEWEST_PEERS:
        return ""
    have = {0: "None", 1: "Only one"}.get(held, f"Only {held}")
    return (
        f"{have} of the {of} similar councils {'has' if held < 2 else 'have'} a figure for "
        f"{row['period']}; {FEWEST_PEERS} are needed."
    )


def classes(rows: pd.DataFrame | pd.Series, value: float, definition: Definition) -> Classes:
    """The class of each row, or of one, against a value, by the stronger level that excludes it.

    Whether a row may be compared with the value at all is for the caller to know.
    """
    own, lower, upper = (
        np.atleast_1d(np.asarray(rows[name], float)) for name in ("value", "lower_95", "upper_95")
    )
    has_limits = (lower <= own) & (own <= upper)
    outside = np.flatnonzero(has_limits & ~((lower <= value) & (value <= upper)))
    level, how = np.full(own.size, np.nan), np.full(own.size, "", dtype=object)
    number = has_limits.astype(int)
    if outside.size:
        frame = rows.to_frame().T if isinstance(rows, pd.Series) else rows.iloc[outside]
        wide = limits_998(frame, definition)
        is_higher = lower[outside] > value
        within = (wide.lower.to_numpy() <= value) & (value <= wide.upper.to_numpy())
        beyond = (wide.how.to_numpy() != "") & ~within
        number[outside] = 2 + is_higher
        level[outside] = np.where(beyond, WIDE, USUAL)
        how[outside] = np.where(beyond, wide.how.to_numpy(), "")
    sides = _standing(False, definition), _standing(True, definition)
    words = np.array([Standing.NO_LIMITS, Standing.SIMILAR, *sides], dtype=object)
    return Classes(words[number], level, how)


def _judged(
    row: pd.Series, code: str, name: str, value: float, definition: Definition
) -> Comparison:
    """The class by the row's limits, with the reason in words."""
    standing, level, how = (part[0] for part in classes(row, value, definition))
    what = f"the figure of {name}" if code else name
    if standing is Standing.NO_LIMITS:
        reason = "The figure has no limits, so a difference cannot be told from chance."
        if row[["lower_95", "upper_95"]].notna().all():
            reason = "The figure does not lie between its own limits, so nothing is judged by them."
        return _unjudged(Standing.NO_LIMITS, row, code, name, value, reason)
    if standing is Standing.SIMILAR:
        reason = f"The 95% limits include {what}."
        return _unjudged(Standing.SIMILAR, row, code, name, value, reason)
    by = f" ({how})" if how else ""
    reason = f"The {level * 100:g}% limits{by} do not reach {what}."
    return Comparison(standing, float(level), str(row["area_code"]), code, name, value, reason)


def _standing(is_higher: bool, definition: Definition) -> Standing:
    if definition.polarity is Polarity.NO_JUDGEMENT or safe_mode.applies(definition):
        return Standing.HIGHER if is_higher else Standing.LOWER
    is_good = is_higher == (definition.polarity is Polarity.HIGH_IS_GOOD)
    return Standing.BETTER if is_good else Standing.WORSE


def _unjudged(
    standing: Standing, row: pd.Series, code: str, name: str, value: float | None, reason: str
) -> Comparison:
    return Comparison(standing, None, str(row["area_code"]), code, name, value, reason)


def _rank(own: float, others: list[float]) -> tuple[int, str]:
    """The rank from the highest, ties sharing the best, and in words as '3rd highest of 16'."""
    higher = sum(other > own for other in others)
    lower = sum(other < own for other in others)
    joint = "joint " if own in others else ""
    whole = len(others) + 1
    if lower < higher:
        return higher + 1, f"{joint}{_ordinal(lower + 1)}lowest of {whole}"
    return higher + 1, f"{joint}{_ordinal(higher + 1)}highest of {whole}"


def _ordinal(number: int) -> str:
    """'' for the first ('highest'), then '2nd ', '3rd ', '11th '."""
    if number == 1:
        return ""
    last = 0 if 10 < number % 100 < 14 else number % 10
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') } "
