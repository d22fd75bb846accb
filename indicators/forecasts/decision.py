"""Which candidate has earned its place for an indicator, and what the trials showed of each.

A candidate earns it when, over at least three starting years and ten areas, its weighted interval
score is at most 95% of the random walk's whichever starting year is left out, and its 80% interval
held at least 70 of 100 figures. Areas share each year's luck, so starting years, not trials, are
what there are many or few of; and the best of several candidates beats the random walk by luck more
often than not. On simulated random walks of which half of each year's movement was shared by all
areas, with three to eight starting years, a score below the random walk's was reached by luck in 30
to 53 of 100 runs, and this rule's in 12 to 13.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from indicators.forecasts.candidates import Method
from indicators.forecasts.scores import covered, weighted_interval_score
from indicators.vocabulary import Sex

MARGIN = 0.95
LEAST_COVER = 0.7
LEAST_ORIGINS = 3
LEAST_AREAS = 10
SHARES = {"cover_50": 0.5, "cover_80": 0.8, "cover_95": 0.95}
ALL = "all"
COUNTED = ("areas", "origins", "trials", "failures", "unscored")
MEASURED = ("mase", "relative_wis", "relative_wis_at_worst", *SHARES)
COLUMNS = ("method", "horizon", *COUNTED, *MEASURED, "shown", "reason")


@dataclass(frozen=True)
class Decision:
    """The method that an indicator may show for one sex, or none, and why.

    `coverage` has a row for each year ahead that was tried: horizon, trials, cover_50, cover_80 and
    cover_95, the shares of past figures that the method's intervals held.
    """

    indicator_id: str
    sex: Sex
    method: Method | None
    reason: str
    areas: int
    coverage: pd.DataFrame


def untried(why: str) -> pd.DataFrame:
    """The table of an indicator on which nothing could be tried."""
    table = pd.DataFrame([{"method": "", "horizon": ALL, "shown": "no", "reason": why}])
    return table.reindex(columns=list(COLUMNS))


def decided(trials: pd.DataFrame) -> pd.DataFrame:
    """What the trials of one indicator and sex showed: a row for each candidate and year ahead.

    Rows with horizon "all" pool the years ahead and say whether the candidate is shown, and why.
    Each candidate is compared with the random walk on the trials for which both have a curve.
    `failures` are trials whose fit found no answer, `unscored` those whose later figure was none or
    all, which has no place on the scale of the link.
    """
    scored = _scored(trials)
    rows = []
    for method, own in scored.groupby("method", sort=False):
        rows.append({"method": method, "horizon": ALL, **_measures(own)})
        rows += [
            {"method": method, "horizon": str(ahead), **_measures(part)}
            for ahead, part in own.groupby("horizon")
        ]
    table = pd.DataFrame(rows)
    table[list(MEASURED)] = table[list(MEASURED)].astype(float).round(3)
    pooled = table[(table["horizon"] == ALL) & (table["method"] != Method.NAIVE)]
    earned = {
        str(row["method"]): row["relative_wis"] for _, row in pooled.iterrows() if not _why_not(row)
    }
    best = min(earned, key=lambda method: (earned[method], method)) if earned else None
    table["shown"] = np.where(table["method"] == best, "yes", "no")
    is_pooled = table["horizon"] == ALL
    table["reason"] = [
        _reason(row, best) if pool else ""
        for pool, (_, row) in zip(is_pooled, table.iterrows(), strict=True)
    ]
    return table[list(COLUMNS)]


def read(table: pd.DataFrame, indicator_id: str, sex: Sex) -> Decision:
    """The decision that the table of one indicator and sex holds."""
    shown = table[table["shown"] == "yes"]
    pooled = table[table["horizon"] == ALL]
    if shown.empty:
        rivals = pooled[pooled["method"] != Method.NAIVE]
        # The nearest to being shown explains best why none is; of an untried one there is one row.
        told = rivals.sort_values("relative_wis", na_position="last").iloc[0]
        return Decision(indicator_id, sex, None, str(told["reason"]), 0, _coverage(shown))
    told = shown[shown["horizon"] == ALL].iloc[0]
    return Decision(
        indicator_id,
        sex,
        Method(told["method"]),
        str(told["reason"]),
        int(told["areas"]),
        _coverage(shown[shown["horizon"] != ALL]),
    )


def _coverage(rows: pd.DataFrame) -> pd.DataFrame:
    kept = rows[["horizon", "trials", *SHARES]].reset_index(drop=True)
    return kept.astype({"horizon": "int64", "trials": "int64"})


def _scored(trials: pd.DataFrame) -> pd.DataFrame:
    """The trials with their scores, and beside each the random walk's score of the same trial."""
    actual, mean, sd = trials["actual"], trials["mean"], trials["sd"]
    scored = trials.assign(
        wis=weighted_interval_score(actual, mean, sd),
        **{name: covered(actual, mean, sd, share) for name, share in SHARES.items()},
    )
    key = ["area_code", "origin", "horizon"]
    walk = scored[scored["method"] == Method.NAIVE].set_index(key)["wis"].rename("walk_wis")
    return scored.join(walk, on=key)


def _measures(own: pd.DataFrame) -> dict[str, object]:
    scored = own[own["wis"].notna()]
    by_origin = scored.groupby("origin")[["wis", "walk_wis"]].sum()
    whole = by_origin.sum()
    left = whole - by_origin
    return {
        "areas": scored["area_code"].nunique(),
        "origins": len(by_origin),
        "trials": len(scored),
        "failures": int(own["mean"].isna().sum()),
        "unscored": int(own["actual"].isna().sum()),
        "mase": scored["scaled_error"].mean(),
        "relative_wis": whole["wis"] / whole["walk_wis"],
        "relative_wis_at_worst": (
            (left["wis"] / left["walk_wis"]).max() if len(by_origin) > 1 else np.nan
        ),
        **{name: scored[name].mean() for name in SHARES},
    }


def _why_not(row: pd.Series) -> str:
    """Why the candidate is not shown; an empty text when it has earned its place."""
    if row["areas"] < LEAST_AREAS:
        only = "Only 1 area has" if row["areas"] == 1 else f"Only {row['areas']} areas have"
        return (
            f"{only} a series long enough to try a projection on; {LEAST_AREAS} are needed for a "
            "fair trial."
        )
    if row["origins"] < LEAST_ORIGINS:
        only = "1 past year" if row["origins"] == 1 else f"{row['origins']} past years"
        return (
            f"A projection could be tried from only {only}; {LEAST_ORIGINS} are needed to tell a "
            "good method from a lucky one."
        )
    if not row["relative_wis_at_worst"] <= MARGIN:
        return (
            f"Of the methods tried, {row['method']} came closest, but it did not clearly do better "
            f"than supposing no change: its error in past trials was {row['relative_wis']:.1%} of "
            f"that, and {row['relative_wis_at_worst']:.1%} when the starting year that helped it "
            f"most is left out. At most {MARGIN:.0%} was asked."
        )
    if row["cover_80"] < LEAST_COVER:
        return (
            f"In past trials {row['method']} came closer than supposing no change, but its range "
            f"meant to hold 80 of 100 later figures held only {100 * row['cover_80']:.1f}. It "
            "would promise more than it can keep."
        )
    return ""


def _reason(row: pd.Series, best: str | None) -> str:
    if row["method"] == Method.NAIVE:
        return "It supposes no change; the others are measured against it."
    why_not = _why_not(row)
    if why_not:
        return why_not
    if row["method"] != best:
        return f"It came close enough to be shown, but {best} came closer."
    return (
        f"In {row['trials']:,} past trials in {row['areas']} areas, from {row['origins']} starting "
        f"years, its error was {row['relative_wis']:.0%} of that of supposing no change, and its "
        f"range meant to hold 80 of 100 later figures held {100 * row['cover_80']:.0f}."
    )
