"""Maps that judge or join figures: against England, two measures, change, clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.colour import BLACK
from dashboards.palettes import BLUE_BY_ORANGE, CHANGES, CLUSTERS, STANDINGS
from dashboards.palettes import UNJUDGED as UNJUDGED_TONE
from dashboards.viewmodel.map_classes import Coloured, LegendRow, diverging, joined
from dashboards.viewmodel.map_figures import AreaFigures
from indicators.area_clusters import Found
from indicators.change_map import CLEAR, Changes, Direction
from indicators.compare import Standing
from indicators.errors import SuiteError
from indicators.methods import breaks
from indicators.methods.clusters import Cluster
from indicators.standings import Standings
from indicators.vocabulary import Polarity

THIRDS = 3
ONE_IN = 20  # areas that do not differ, 95% limits single out one
THIRD_WORDS = ("low", "middle", "high")
JUDGED = (Standing.BETTER, Standing.SIMILAR, Standing.WORSE)
UNJUDGED = (Standing.LOWER, Standing.SIMILAR, Standing.HIGHER)
CLUSTER_WORDS = {
    Cluster.HIGH: "cluster of high figures",
    Cluster.LOW: "cluster of low figures",
    Cluster.NONE: "no significant cluster",
}


def compared(found: AreaFigures, judged: Standings, plural: str) -> Coloured:
    """Better, similar or worse than England by the 95% limits; lower or higher where unjudged."""
    is_judged = found.definition.polarity is not Polarity.NO_JUDGEMENT
    order = JUDGED if is_judged else UNJUDGED
    colours = [STANDINGS[one].colour for one in order]
    of = np.full(len(found.codes), -1)
    for code, standing in zip(judged.table["area_code"], judged.table["standing"], strict=True):
        if standing in order:
            of[found.position[code]] = order.index(standing)
    unjudged = (of < 0) & ~np.isnan(found.values)
    words = [f"{one.value} {'to' if one is Standing.SIMILAR else 'than'} England" for one in order]
    counts = [int((found.shown & (of == at)).sum()) for at in range(len(order))]
    first, last = (counts[0], words[0]), (counts[2], words[2])
    finding = (
        f"{found.definition.short_title}: of {sum(counts)} {plural}, {last[0] or 'none'} "
        f"{'is' if last[0] == 1 else 'are'} {last[1]} and {first[0] or 'none'} {first[1]}"
    )
    how = "By the 95% limits: similar where they include England’s figure."
    how += _by_chance(sum(counts), plural, "differ")
    _add_unjudged(of, unjudged, words, colours, Standing.NO_LIMITS.value)
    made = joined(found, of, colours, words, how, said=words, finding=finding)
    striped = {f"k{at}": f"k{at} striped" for at, one in enumerate(order) if STANDINGS[one].texture}
    return _renamed(made, striped)


def two(first: AreaFigures, second: AreaFigures, plural: str, every: str) -> Coloured:
    """Thirds of one measure by thirds of another: nine classes, low and low to high and high.

    `plural` is what the areas shown are called, `every` what those that make the classes are.
    """
    first = replace(first, told={**second.told, **first.told})
    made_of = [breaks.quantile(one.values, THIRDS) for one in (first, second)]
    for one, parted in zip((first, second), made_of, strict=True):
        if len(parted.counts) < THIRDS:
            raise SuiteError(
                f"{one.definition.short_title} cannot be parted into thirds. {parted.reason}"
            )
    thirds = [parted.class_of for parted in made_of]
    held = (thirds[0] >= 0) & (thirds[1] >= 0)
    of = np.where(held, thirds[0] * THIRDS + thirds[1], -1)
    names = [one.definition.short_title for one in (first, second)]
    words = [
        f"{THIRD_WORDS[a]} on {names[0]}, {THIRD_WORDS[b]} on {names[1]}"
        for a, b in product(range(THIRDS), repeat=2)
    ]
    both = int((first.shown & (of == THIRDS * THIRDS - 1)).sum())
    made = joined(
        first,
        of,
        [tone for row in BLUE_BY_ORANGE.rows for tone in row],
        words,
        f"Each measure in thirds of {_made_of(first, second, every)}, by equal numbers of areas.",
        said=words,
        reasons=first.reasons_with(second),
        finding=f"{both} of {int((held & first.shown).sum())} {plural} are in the highest third of "
        f"both {names[0]} and {names[1]}",
        axes=(names[0], names[1]),
        line=BLACK,
        beside=second,
    )
    rows = made.legend
    square = tuple(
        tuple(rows[a * THIRDS + b] for b in range(THIRDS)) for a in reversed(range(THIRDS))
    )
    return _with(made, square=square)


def _made_of(first: AreaFigures, second: AreaFigures, every: str) -> str:
    """Which areas the thirds are thirds of: all, or those that have a figure of the measure."""
    is_whole = not (np.isnan(first.values).any() or np.isnan(second.values).any())
    return f"West Yorkshire’s {every}" if is_whole else f"the {every} with a figure of it"


def change(found: AreaFigures, before: AreaFigures, made: Changes, plural: str) -> Coloured:
    """Where a figure clearly rose or fell since an earlier period, as its limits tell."""
    table = made.table.set_index("area_code").reindex(list(found.codes))
    value = table["change"].to_numpy(dtype=float)
    since = before.period
    if table["lower"].isna().all():
        return _unlimited_change(found, before, table, plural)
    went = table["direction"].to_numpy(dtype=object)
    is_judged = found.definition.polarity is not Polarity.NO_JUDGEMENT
    clear = np.isin(went, CLEAR)
    of = np.full(len(value), -1)
    of[went == Direction.NOT_CLEAR] = 1
    of[clear & (value < 0)] = 0
    of[clear & (value > 0)] = 2
    down, up = "clearly fell", "clearly rose"
    unjudged = (of < 0) & ~np.isnan(value)
    tones = (CHANGES[Direction.FELL], CHANGES[Direction.NOT_CLEAR], CHANGES[Direction.ROSE])
    if is_judged:
        is_good = found.definition.polarity is Polarity.HIGH_IS_GOOD
        ends = (Direction.WORSE, Direction.BETTER)[:: 1 if is_good else -1]
        tones = (CHANGES[ends[0]], tones[1], CHANGES[ends[1]])
        down, up = (f"{word} ({way.value})" for word, way in zip((down, up), ends, strict=True))
    words = [down, "no clear change", up]
    rose, fell, number = (
        int((found.shown & (of == at if at is not None else of >= 0)).sum()) for at in (2, 0, None)
    )
    colours = [tone.colour for tone in tones]
    how = "Clear where the 95% limits of the difference leave out 0."
    how += _by_chance(number, plural, "change clearly")
    _add_unjudged(of, unjudged, words, colours, Direction.NO_LIMITS.value)
    coloured = joined(
        found,
        of,
        colours,
        words,
        how,
        said=words,
        reasons=found.reasons_with(before),
        before=before,
        changes=table,
        finding=f"{found.definition.short_title}: since {since}, clearly up in {rose or 'none'} "
        f"and down in {fell or 'none'} of {number} {plural}",
    )
    striped = {f"k{at}": f"k{at} striped" for at, tone in enumerate(tones) if tone.texture}
    return _renamed(coloured, striped)


def _unlimited_change(
    found: AreaFigures, before: AreaFigures, table: pd.DataFrame, plural: str
) -> Coloured:
    """Change in classes around none, where no limits tell chance apart."""
    definition = found.definition
    value = table["change"].to_numpy(dtype=float)
    made = breaks.around(value, 0.0, 6)
    below = made.below or 0
    colours = diverging(below, len(made.counts) - below)
    form = text.change_form(definition)
    ranges = []
    for at in range(len(made.counts)):
        inside = value[made.class_of == at]
        ends = [form.written(inside.min()), form.written(inside.max())]
        ranges.append(" to ".join(dict.fromkeys(ends)))
    shown = found.shown & ~np.isnan(value)
    up, down = int((value[shown] > 0).sum()), int((value[shown] < 0).sum())
    return joined(
        found,
        made.class_of,
        colours,
        ranges,
        "No limits are known, so a change cannot be told from chance.",
        said=["fell"] * below + ["rose or did not change"] * (len(made.counts) - below),
        reasons=found.reasons_with(before),
        before=before,
        changes=table,
        finding=f"{definition.short_title}: since {before.period}, up in {up} and down in {down} "
        f"of {int(shown.sum())} {plural}",
    )


def clusters(found: AreaFigures, made: Found, plural: str) -> Coloured:
    """Where high or low figures lie together by more than chance (Gi*, false discoveries held)."""
    order = (Cluster.LOW, Cluster.NONE, Cluster.HIGH)
    of = np.full(len(found.codes), -1)
    for code, cluster in made.by_code.items():
        if cluster in order:
            of[found.position[code]] = order.index(cluster)
    words = [CLUSTER_WORDS[one] for one in order]
    name = found.definition.short_title
    low, high = (int((found.shown & (of == at)).sum()) for at in (0, 2))
    finding = (
        f"{name}: {high} {plural} lie in clusters of high figures and {low} of low ones"
        if high or low
        else f"{name}: no significant cluster of {plural}"
    )
    colours = [CLUSTERS[one].colour for one in order]
    untested = (of < 0) & ~np.isnan(found.values)
    _add_unjudged(of, untested, words, colours, "not tested: no neighbour with a figure")
    return joined(
        found,
        of,
        colours,
        words,
        "Getis and Ord’s Gi*: an area and its neighbours together, 9,999 permutations, false "
        "discoveries held to 5% (Benjamini and Hochberg).",
        said=words,
        finding=finding,
    )


def _by_chance(number: int, plural: str, what: str) -> str:
    """How many of so many areas 95% limits single out by chance; nothing where that is none."""
    if number < ONE_IN:
        return ""
    return f" Of {number:,} {plural}, about {round(number / ONE_IN)} would {what} by chance alone."


def _add_unjudged(
    of: np.ndarray, unjudged: np.ndarray, words: list[str], colours: list[str], why: str
) -> None:
    """A class more for areas that have a figure of which nothing is said, where there are any."""
    if unjudged.any():
        of[unjudged] = len(words)
        words.append(why)
        colours.append(UNJUDGED_TONE.colour)


def _renamed(made: Coloured, names: Mapping[str, str]) -> Coloured:
    legend = tuple(
        LegendRow(names.get(row.css, row.css), row.words, row.areas) for row in made.legend
    )
    return _with(made, css=tuple(names.get(one, one) for one in made.css), legend=legend)


def _with(made: Coloured, **changes: object) -> Coloured:
    return Coloured(**{**vars(made), **changes})
