"""How every area's figure changed between two periods, and where that is more than chance."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import areas as geography
from geo.areas import AreaType
from geo.vintages import vintages_of
from indicators import contract, safe_mode
from indicators.catalogue import Catalogue
from indicators.catalogue import catalogue as shipped_catalogue
from indicators.definition import Definition
from indicators.errors import MethodError, did_you_mean, quoted
from indicators.methods import difference, rate
from indicators.methods.estimate import Estimate, Floats
from indicators.series import breaks_between, broken, why_missing, why_overlapping
from indicators.vocabulary import Kind, PeriodType, Polarity

SMALL = (AreaType.LSOA, AreaType.MSOA, AreaType.WARD)
SEASONAL = (PeriodType.MONTH, PeriodType.QUARTER)
MANY = 20  # of as many that do not change, 95% limits single out one


class Direction(StrEnum):
    """Which way a figure went; a way only where the limits of the change exclude none."""

    BETTER = "got better"
    WORSE = "got worse"
    ROSE = "rose"
    FELL = "fell"
    NOT_CLEAR = "no clear change"
    NO_LIMITS = "no limits, so not judged"
    NO_FIGURE = "no figure"


CLEAR = (Direction.BETTER, Direction.WORSE, Direction.ROSE, Direction.FELL)


class Changes(NamedTuple):
    """A row for each area: area_code, earlier, later, change, lower, upper, clear, direction and,
    where there is no change to show, the reason; all in the indicator's unit.

    `words` tells in sentences what was found. Where nothing can be shown, `table` is empty and
    `reason` says why.
    """

    table: pd.DataFrame
    words: str
    reason: str


def changes(
    rows: pd.DataFrame,
    earlier: str,
    later: str,
    definition: Definition,
    catalogue: Catalogue | None = None,
) -> Changes:
    """The later figure less the earlier of every area, with 95% limits where both have limits.

    `rows` are of a result of `compute`, of one sex and age; the periods are named as there. Counts
    of events (the numerators of other indicators) have the limits of a count. An area is joined by
    its code alone. Raises MethodError for a period that is not held or an area that stands twice.
    """
    first, second = _of_period(rows, earlier), _of_period(rows, later)
    if why := _why_none(first, second, definition):
        return Changes(_table(first[:0], second[:0], definition, catalogue), "", why)
    found = _table(first, second, definition, catalogue)
    return Changes(found, _words(found, first, second), "")


def _of_period(rows: pd.DataFrame, period: str) -> pd.DataFrame:
    """The headline figures of the period by area."""
    of = contract.headline(rows[rows["period"] == period]).set_index("area_code")
    if of.empty:
        held = rows["period"].unique().tolist()
        raise MethodError(
            f"No figures are held for {quoted(period)}. {did_you_mean(period, held)}".rstrip()
        )
    twice = of.index.duplicated()
    if twice.any():
        name = geography.name(of.index[twice][0])
        raise MethodError(
            f"A change is between two figures; {name} has more than one for {period}. Choose a "
            "kind of period, a sex and an age."
        )
    return of


def _why_none(first: pd.DataFrame, second: pd.DataFrame, definition: Definition) -> str:
    """Why the two periods cannot be set against each other, or an empty text."""
    if definition.kind is Kind.CATEGORY:
        return "The figures are categories, so the difference of two has no meaning."
    are_small = first["area_type"].isin(SMALL).any() or second["area_type"].isin(SMALL).any()
    if are_small and safe_mode.applies(definition):
        return "Figures about suicide are not shown for areas smaller than a place."
    kinds = [PeriodType(one["period_type"].iloc[0]) for one in (first, second)]
    if kinds[0] is not kinds[1]:
        return f"A figure of a {kinds[0]} cannot be set against one of a {kinds[1]}."
    pair = pd.concat([first.iloc[:1], second.iloc[:1]])
    if pair["period_end"].iloc[0] >= pair["period_end"].iloc[1]:
        return f"{pair['period'].iloc[0]} does not come before {pair['period'].iloc[1]}."
    if why := why_overlapping(pair):
        return why
    if parted := breaks_between(pair, definition.breaks):
        return broken(parted[-1][1])
    return _why_other_areas(first, second) if are_small else ""


def _why_other_areas(first: pd.DataFrame, second: pd.DataFrame) -> str:
    """Why the two periods are of different areas, or an empty text.

    Some codes are in two vintages, and one name can be in all: neither makes the areas the same.
    """
    before, after = frozenset(first.index), frozenset(second.index)
    if before == after or vintages_of(before | after):
        return ""
    labels = [vintages_of(codes) for codes in (before, after)]
    are = [f"{found[0].label}" if found else "of another pattern" for found in labels]
    return (
        f"The areas are not the same: those of {first['period'].iloc[0]} are {are[0]}, those of "
        f"{second['period'].iloc[0]} {are[1]}. Figures for areas that changed are not subtracted."
    )


def _table(
    first: pd.DataFrame,
    second: pd.DataFrame,
    definition: Definition,
    catalogue: Catalogue | None,
) -> pd.DataFrame:
    codes = second.index.union(first.index, sort=False)
    before, after = first.reindex(codes), second.reindex(codes)
    known = catalogue or shipped_catalogue()
    is_of_events = definition.id in {one.numerator for one in known.values()}
    ends = [_estimates(one, definition, is_of_events) for one in (before, after)]
    change, lower, upper = difference.estimate(ends[1], ends[0])
    # The difference has a value where limits are missing, too.
    change = after["value"].to_numpy(float) - before["value"].to_numpy(float)
    direction = _directions(change, lower, upper, definition)
    reasons = [
        _why_no_figure(code, one, first, second) if way is Direction.NO_FIGURE else ""
        for code, way, one in zip(codes, direction, before["value"].isna(), strict=True)
    ]
    return pd.DataFrame(
        {
            "area_code": codes.to_numpy(),
            "earlier": before["value"].to_numpy(float),
            "later": after["value"].to_numpy(float),
            "change": change,
            "lower": lower,
            "upper": upper,
            "clear": [way in CLEAR for way in direction],
            "direction": pd.Series(direction, dtype=object),
            "reason": pd.Series(reasons, dtype=object),
        }
    )


def _estimates(rows: pd.DataFrame, definition: Definition, is_of_events: bool) -> Estimate:
    """Each figure with its limits; none where they do not hold the figure."""
    value, lower, upper = (rows[n].to_numpy(float) for n in ("value", "lower_95", "upper_95"))
    if definition.kind is Kind.COUNT and is_of_events:
        low, high = rate.count_limits(np.where(value >= 0, value, np.nan))
        lower, upper = np.where(np.isnan(lower), low, lower), np.where(np.isnan(upper), high, upper)
    holds = (lower <= value) & (value <= upper)
    return Estimate(value, np.where(holds, lower, np.nan), np.where(holds, upper, np.nan))


def _directions(
    change: Floats, lower: Floats, upper: Floats, definition: Definition
) -> NDArray[np.object_]:
    up, down = Direction.ROSE, Direction.FELL
    if definition.polarity is not Polarity.NO_JUDGEMENT and definition.safe_messaging is None:
        up, down = Direction.BETTER, Direction.WORSE
        if definition.polarity is Polarity.LOW_IS_GOOD:
            up, down = down, up
    words = np.array([Direction.NO_FIGURE, Direction.NO_LIMITS, Direction.NOT_CLEAR, up, down], "O")
    number = np.select(
        [np.isnan(change), np.isnan(lower) | np.isnan(upper), lower > 0, upper < 0], [0, 1, 3, 4], 2
    )
    return words[number]


def _why_no_figure(code: str, is_earlier: bool, first: pd.DataFrame, second: pd.DataFrame) -> str:
    """Which of the two figures is missing, and why, in a sentence."""
    rows = first if is_earlier else second
    if code not in rows.index:
        return f"No figure for {rows['period'].iloc[0]} is held."
    return f"{why_missing(rows.loc[code])}."


def _words(found: pd.DataFrame, first: pd.DataFrame, second: pd.DataFrame) -> str:
    """What became of how many areas, and how many of those chance alone would name."""
    many = found["direction"].value_counts()
    judged = int(sum(many.get(way, 0) for way in (*CLEAR, Direction.NOT_CLEAR)))
    span = f"From {first['period'].iloc[0]} to {second['period'].iloc[0]}"
    if not judged:
        if many.get(Direction.NO_LIMITS, 0):
            return f"{span} the figures have no limits, so a change cannot be told from chance."
        return f"{span} no area has both figures."
    went = [f"{many[way]:,} {way}" for way in CLEAR if many.get(way, 0)]
    of = "the one area" if judged == 1 else f"{judged:,} areas"
    clear = f"of {of}, {' and '.join(went)}" if went else f"no clear change is seen in {of}"
    said = [f"{span}, {clear}{'; no clear change is seen in the others' if went else ''}."]
    if judged >= MANY:
        chance = round(0.05 * judged)
        said.append(f"Chance alone would make about {chance:,} of {judged:,} seem to change.")
    kind = first["period_type"].iloc[0]
    if kind in SEASONAL and _season(first) != _season(second):
        said.append("The periods are of different seasons, which can be all there is to it.")
    return " ".join(said)


def _season(rows: pd.DataFrame) -> int:
    return int(rows["period_end"].iloc[0].month)
