"""How long each statistic takes at the size at which it is used: `make bench-methods`.

Figures are invented with a fixed seed. The best of three runs is shown, which disturbs least.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from indicators.methods import (
    breaks,
    clusters,
    difference,
    dsr,
    funnel,
    isr,
    life_expectancy,
    mean,
    proportion,
    quantile,
    rate,
    shrinkage,
    sii,
    spc,
    trend,
)

RUNS = 3
AUTHORITIES, WARDS, SMALL_AREAS = 296, 126, 33_755  # of England, of West Yorkshire, of England
AGE_BANDS = len(dsr.EUROPEAN_2013)


class Timing(NamedTuple):
    """A statistic, what it was made of, and the seconds that took."""

    method: str
    size: str
    seconds: float


def cases(share: float = 1.0) -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Each statistic with what it is made of; `share` makes all of them smaller."""
    random = np.random.default_rng(2026)

    def of(whole: int, fewest: int = 2) -> int:
        return max(fewest, round(whole * share))

    million = of(1_000_000)
    n = random.integers(50, 50_000, million)
    x = random.binomial(n, 0.1)
    yield "proportion.estimate", f"{million:,} proportions", lambda: proportion.estimate(x, n)
    yield "rate.estimate", f"{million:,} rates", lambda: rate.estimate(x, n)
    yield "mean.from_summary", f"{million:,} means", lambda: mean.from_summary(x, n / 9, n)

    areas = of(SMALL_AREAS)
    people = random.integers(20, 200, (areas, AGE_BANDS))
    events = random.poisson(people * 0.02)
    all_events, all_people = events.sum(axis=0) + 1, people.sum(axis=0)
    banded = f"{areas:,} areas, {AGE_BANDS} age bands"
    yield "dsr.estimate", banded, lambda: dsr.estimate(events, people, dsr.EUROPEAN_2013)
    yield "isr.ratio", banded, lambda: isr.ratio(events, people, all_events, all_people)

    tables = of(1_000)
    ages = len(life_expectancy.AGE_STARTS)
    alive = random.integers(900, 9_000, (tables, ages))
    died = random.binomial(alive, np.geomspace(0.001, 0.2, ages)) + 1
    yield (
        "life_expectancy.table",
        f"{tables:,} tables, {ages} age bands",
        lambda: [life_expectancy.table(d, p) for d, p in zip(died, alive, strict=True)],
    )
    values, error = random.uniform(10, 30, (tables, 10)), np.full(10, 0.8)
    yield (
        "sii.slope_index",
        f"{tables:,} slopes, 10 groups",
        lambda: [sii.slope_index(v, error, alive[0, :10]) for v in values],
    )
    scores = random.normal(size=areas)
    yield "quantile.assign", f"{areas:,} areas", lambda: quantile.assign(scores)
    skewed = random.gamma(2, 10, areas)
    yield "breaks.quantile", f"{areas:,} areas, 5 classes", lambda: breaks.quantile(skewed)
    yield "breaks.natural", f"{areas:,} areas, 5 classes", lambda: breaks.natural(skewed)

    funnels = of(100)
    expected = random.uniform(1, 900, AUTHORITIES)
    observed = random.poisson(expected)
    size = f"{funnels:,} funnels, {AUTHORITIES} authorities"
    yield (
        "funnel.limits",
        size,
        lambda: [funnel.limits("rate", expected, 12.0) for _ in range(funnels)],
    )
    yield (
        "funnel.classify",
        size,
        lambda: [funnel.classify("rate", observed, expected, 12.0) for _ in range(funnels)],
    )

    monthly = random.normal(100, 9, (tables, 60))
    yield (
        "spc.xmr",
        f"{tables:,} series, 60 points",
        lambda: [spc.xmr(series, target=110, rebase_at=[30]) for series in monthly],
    )
    five, of_five = random.integers(80, 120, (tables, 5)), [1_000] * 5
    yield (
        "trend.recent",
        f"{tables:,} series",
        lambda: [trend.recent(count=counts, denominator=of_five) for counts in five],
    )

    rates = rate.estimate(x, n)
    yield "difference.estimate", f"{million:,} pairs", lambda: difference.estimate(rates, rates)
    small, whole = events.sum(axis=1), people.sum(axis=1)
    at_average = whole * small.sum() / whole.sum()
    yield "shrinkage.marshall", f"{areas:,} areas", lambda: shrinkage.marshall(small, whole)
    yield (
        "shrinkage.gamma_poisson",
        f"{areas:,} areas",
        lambda: shrinkage.gamma_poisson(small + 9 * (scores[:areas] > 0), at_average),
    )
    wards = of(WARDS, 9)
    figures = random.normal(size=wards)
    ring = [[(i - 1) % wards, (i + 1) % wards] for i in range(wards)]
    size = f"{wards} wards, 9,999 permutations"
    yield "clusters.gi_star", size, lambda: clusters.gi_star(figures, ring)
    yield "clusters.local_moran", size, lambda: clusters.local_moran(figures, ring)


def timings(share: float = 1.0, runs: int = RUNS) -> Iterator[Timing]:
    """The best of `runs` runs of each statistic."""
    for method, size, make in cases(share):
        best = np.inf
        for _ in range(runs):
            start = time.perf_counter()
            make()
            best = min(best, time.perf_counter() - start)
        yield Timing(method, size, best)


def main() -> None:
    """Print the table as it stands in this folder's README."""
    print("| statistic | made of | seconds |\n| --- | --- | ---: |")
    for method, size, seconds in timings():
        print(f"| `{method}` | {size} | {seconds:.3f} |", flush=True)


if __name__ == "__main__":
    main()
