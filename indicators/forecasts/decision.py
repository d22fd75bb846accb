"""Which candidate has earned its place for an indicator, and what the trials showed of each.

A candidate earns it when, over at least three starting years and ten areas, its weighted interval
score is at most 95% of the random walk's whichever starting year is left out, and its 80% interval
held at least 70 of 100 figures. Areas share each year's luck, so starting years, not trials, are
what there are many or few of; and the best of several candidates often beats the random walk by
luck. In 150 simulated sets of 20 random walks that share half of each year's movement, tried from
three, five and eight starting years, one candidate or another scored better than the random walk,
which was the truth, in 46, 30 and 30 of 100 sets; by this margin in 12, 11 and 7.
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

    `coverage` has a row for each year ahead that was tried from at least three starting years:
    horizon, trials, cover_50, cover_80 and cover_95, the shares of past figures that the method's
    intervals held.
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
        _coverage(shown[(shown["horizon"] != ALL) & (shown["origins"] >= LEAST_ORIGINS)]),
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
    left = by_origin.sum() - by_origin
    return {
        "areas": scored["area_code"].nunique(),
        "origins": len(by_origin),
        "trials": len(scored),
        "failures": int(own["mean"].isna().sum()),
        "unscored": int(own["actual"].isna().sum()),
        "mase": scored["scaled_error"].mean(),
        "relative_wis": _relative(by_origin.sum()),
        "relative_wis_at_worst": left.apply(_relative, axis=1).max() if len(left) > 1 else np.nan,
        **{name: scored[name].mean() for name in SHARES},
    }


def _relative(sums: pd.Series) -> float:
    """The score in units of the random walk's; NaN where the random walk has none to divide by."""
    return float(sums["wis"] / sums["walk_wis"]) if sums["walk_wis"] > 0 else np.nan


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
    closest = f"The method that came closest ({row['method']})"
    if not row["relative_wis_at_worst"] <= MARGIN:
        return (
            f"{closest} did not clearly do better than supposing no change. Its error in past "
            f"trials was {row['relative_wis']:.1%} as large, and "
            f"{row['relative_wis_at_worst']:.1%} when the starting year that helped it most is "
            f"left out; at most {MARGIN:.0%} was asked."
        )
    if row["cover_80"] < LEAST_COVER:
        return (
            f"{closest} did better than supposing no change, but its range meant to hold 80 of 100 "
            f"later figures held only {100 * row['cover_80']:.1f} in past trials. It would promise "
            "more than it can keep."
        )
    return ""


def _reason(row: pd.Series, best: str | None) -> str:
    if row["method"] == Method.NAIVE:
        return "It supposes no change; the others are measured against it."
    why_not = _why_not(row)
    if why_not:
        return why_not
    if row["method"] != best:
        return f"It came close enough to be shown, but another method ({best}) came closer."
    return (
        f"In {row['trials']:,} past trials in {row['areas']} areas, from {row['origins']} starting "
        f"years, its error was {row['relative_wis']:.0%} as large as that of supposing no change, "
        f"and its range meant to hold 80 of 100 later figures held {100 * row['cover_80']:.0f}."
    )
