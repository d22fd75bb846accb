"""The backtest: what counts as a trial, what is decided from trials, and the table that ships."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators import periods
from indicators.backtest import TABLE, TEXTS, backtest, decisions, read, with_others, write
from indicators.catalogue import catalogue
from indicators.definition import Break
from indicators.errors import StoreError, SuiteError, UnknownIndicatorError
from indicators.forecasts import decision
from indicators.forecasts.candidates import CANDIDATES, Method
from indicators.forecasts.trials import once, trials
from indicators.vocabulary import Sex

Series = Callable[..., pd.DataFrame]
RATE = catalogue()["infant_mortality"]
FIGURES = [6.0, 5.0, 5.5, 4.0, 4.5, 4.2, 3.9, 4.4]
QUICK = "premature_mortality_severe_mental_illness"


def years(count: int, first: int = 2015) -> list[periods.Period]:
    return [periods.calendar_year(first + step) for step in range(count)]


def of(found: pd.DataFrame, method: Method = Method.NAIVE) -> pd.DataFrame:
    return found[found["method"] == method].set_index(["origin", "horizon"])


# Trials.


def test_every_year_with_five_figures_behind_it_is_tried(series: Series) -> None:
    found = trials(RATE, [series(FIGURES, years(8))])
    tried = of(found)
    ends = [pd.Timestamp(f"{year}-12-31") for year in (2019, 2019, 2019, 2020, 2020, 2021)]
    assert tried.index.tolist() == list(zip(ends, [1, 2, 3, 1, 2, 1], strict=True))
    assert len(found) == 6 * len(CANDIDATES)
    assert np.exp(tried["mean"]).tolist() == pytest.approx([4.5, 4.5, 4.5, 4.2, 4.2, 3.9])
    assert np.exp(tried["actual"]).tolist() == pytest.approx([4.2, 3.9, 4.4, 3.9, 4.4, 4.4])
    steps = np.mean(np.abs(np.diff(FIGURES[:5])))
    assert tried["scaled_error"].iloc[2] == pytest.approx(0.1 / steps)


def test_a_candidate_sees_only_what_was_known_at_the_origin(series: Series) -> None:
    first = series(FIGURES[:6], years(6))
    revised = series([v + 1 for v in FIGURES[:6]] + FIGURES[6:], years(8))
    tried = of(trials(RATE, [first, revised]))
    at_2020 = tried.loc[pd.Timestamp("2020-12-31")]
    assert np.exp(at_2020["mean"].iloc[0]) == pytest.approx(4.2)  # as first released, not 5.2
    at_2021 = tried.loc[pd.Timestamp("2021-12-31")]
    assert np.exp(at_2021["mean"].iloc[0]) == pytest.approx(3.9)  # first known with the revision
    spread = np.sqrt(np.mean(np.diff(np.log([7.0, 6, 6.5, 5, 5.5, 5.2, 3.9])) ** 2))
    assert at_2021["sd"].iloc[0] == pytest.approx(spread)
    assert np.exp(tried.loc[(pd.Timestamp("2019-12-31"), 1), "actual"]) == pytest.approx(5.2)


def test_no_trial_reaches_across_a_break(series: Series) -> None:
    moved = Break(on=periods.calendar_year(2020).start, reason="A new survey.")
    definition = RATE.model_copy(update={"breaks": [moved]})
    rows = series([*FIGURES[:5], 9, 8, 9, 8, 9, 8], years(11))
    tried = of(trials(definition, [rows]))
    assert tried.index.tolist() == [(pd.Timestamp("2024-12-31"), 1)]


def test_a_figure_of_none_is_counted_and_not_scored(series: Series) -> None:
    found = trials(RATE, [series([*FIGURES[:5], 0, 4.0], years(7))])
    table = decision.decided(found)
    pooled = table[(table["method"] == Method.NAIVE) & (table["horizon"] == "all")].iloc[0]
    assert (pooled["trials"], pooled["unscored"]) == (1, 1)


@pytest.mark.parametrize("values", [FIGURES[:5], [4.0] * 9, [0.0] * 9, [4.0]])
def test_a_series_that_could_not_be_projected_is_not_tried(
    series: Series, values: list[float]
) -> None:
    assert trials(RATE, [series(values, years(len(values)))]).empty


def test_an_area_under_two_codes_is_tried_once(series: Series) -> None:
    now = series(FIGURES[3:], years(5, 2018)).assign(area_code="E08000038")
    then = series(FIGURES[:5], years(5)).assign(area_code="E08000016")
    kept = once(pd.concat([now, then], ignore_index=True))
    assert len(kept) == 8
    assert not kept["period_end"].duplicated().any()


# Decisions.


def made_trials(
    errors: dict[Method, list[float]], areas: int = 12, sd: float = 1.0
) -> pd.DataFrame:
    """Trials one year ahead in which each method misses by so much from each origin."""
    rows = [
        {
            "area_code": f"area {area}",
            "origin": pd.Timestamp(f"{2015 + year}-12-31"),
            "horizon": 1,
            "method": method.value,
            "mean": missed,
            "sd": sd,
            "actual": 0.0,
            "scaled_error": abs(missed),
        }
        for method, misses in errors.items()
        for year, missed in enumerate(misses)
        for area in range(areas)
    ]
    return pd.DataFrame(rows)


def decided(found: pd.DataFrame) -> decision.Decision:
    return decision.read(decision.decided(found), "some_rate", Sex.PERSONS)


def test_the_candidate_that_came_closest_is_shown() -> None:
    told = decided(
        made_trials(
            {
                Method.NAIVE: [2.0, 2.0, 2.0],
                Method.SIMPLE: [1.0, 1.0, 1.0],
                Method.THETA: [0.5, 0.5, 0.5],
            }
        )
    )
    assert told.method is Method.THETA
    assert told.areas == 12
    assert told.coverage.to_dict("records") == [
        {"horizon": 1, "trials": 36, "cover_50": 1.0, "cover_80": 1.0, "cover_95": 1.0}
    ]
    assert told.reason.startswith("In 36 past trials in 12 areas, from 3 starting years, its error")


def test_one_lucky_year_does_not_earn_a_place() -> None:
    told = decided(
        made_trials({Method.NAIVE: [9.0, 1.0, 1.0, 1.0], Method.SIMPLE: [0.0, 1.0, 1.0, 1.0]})
    )
    assert told.method is None
    assert (
        "as large, and 100.0% when the starting year that helped it most is left out" in told.reason
    )


def test_a_range_that_holds_too_little_does_not_earn_a_place() -> None:
    told = decided(
        made_trials({Method.NAIVE: [9.0, 9.0, 9.0], Method.SIMPLE: [2.0, 2.0, 0.0]}, sd=1.0)
    )
    assert told.method is None
    assert "range meant to hold 80 of 100 later figures held only 33.3" in told.reason


def test_too_few_areas_or_years_earn_no_place() -> None:
    errors = {Method.NAIVE: [9.0, 9.0, 9.0], Method.SIMPLE: [0.0, 0.0, 0.0]}
    assert decided(made_trials(errors, areas=9)).reason.startswith("Only 9 areas have a series")
    assert decided(made_trials(errors, areas=1)).reason.startswith("Only 1 area has a series")
    short = {method: misses[:2] for method, misses in errors.items()}
    assert decided(made_trials(short)).reason.startswith(
        "A projection could be tried from only 2 past years; 3 are needed"
    )


def test_a_year_ahead_tried_from_too_few_years_is_not_shown() -> None:
    near = made_trials({Method.NAIVE: [2.0, 2.0, 2.0], Method.SIMPLE: [1.0, 1.0, 1.0]})
    far = near[near["origin"] < pd.Timestamp("2017-01-01")].assign(horizon=2)
    told = decided(pd.concat([near, far], ignore_index=True))
    assert told.method is Method.SIMPLE
    assert told.coverage["horizon"].tolist() == [1]


def test_a_failed_fit_is_counted_and_compared_on_the_other_trials() -> None:
    found = made_trials({Method.NAIVE: [9.0, 1.0, 1.0, 1.0], Method.TREND: [0.0, 1.0, 1.0, 1.0]})
    failed = (found["method"] == Method.TREND) & (found["origin"] == pd.Timestamp("2015-12-31"))
    found.loc[failed, ["mean", "sd", "scaled_error"]] = np.nan
    table = decision.decided(found).set_index(["method", "horizon"])
    row = table.loc[(Method.TREND.value, "all")]
    assert (row["failures"], row["trials"]) == (12, 36)
    assert row["relative_wis"] == pytest.approx(1)  # the random walk's bad year is not held for it


# The table.


def test_the_table_that_ships_is_what_the_backtest_says_now() -> None:
    shipped = read()
    names = ["infant_mortality", QUICK]
    told: list[tuple[int, int, str]] = []
    again = backtest(indicator_ids=names, workers=2, progress=lambda *seen: told.append(seen))
    assert [done for done, _, _ in told] == [0, 1, 2]
    assert {name for _, _, name in told[1:]} == set(names)
    held = shipped[shipped["indicator_id"].isin(names)].reset_index(drop=True)
    held = held.sort_values("indicator_id", kind="stable", ignore_index=True)
    again = again.sort_values("indicator_id", kind="stable", ignore_index=True)
    words = list(TEXTS)
    assert held[words].to_numpy().tolist() == again[words].to_numpy().tolist()
    numbers = [name for name in held.columns if name not in words]
    # The last of three decimals may round the other way on another machine.
    assert held[numbers].to_numpy(dtype=float) == pytest.approx(
        again[numbers].to_numpy(dtype=float), abs=0.0011, nan_ok=True
    )


def test_the_table_that_ships_speaks_of_every_indicator_and_sex() -> None:
    told = decisions()
    assert set(told) == {(one.id, sex) for one in catalogue().values() for sex in one.sexes}
    for one in told.values():
        assert one.reason.endswith(".")
        assert (one.method is None) == one.coverage.empty


def test_nothing_that_overlaps_or_is_counted_is_projected() -> None:
    for (name, _), one in decisions().items():
        definition = catalogue()[name]
        if definition.period_type.is_rolling or definition.kind in ("count", "category"):
            assert one.method is None


def test_stopping_leaves_no_process_behind() -> None:
    def stop(done: int, *_: object) -> None:
        if done:
            raise KeyboardInterrupt

    before = set(multiprocessing.active_children())
    with pytest.raises(KeyboardInterrupt):
        backtest(indicator_ids=["imd_2025_score", "claimant_count"], workers=2, progress=stop)
    assert set(multiprocessing.active_children()) <= before


def test_one_indicator_is_put_into_the_table_beside_the_others(tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    out.write_bytes(TABLE.read_bytes())
    alone = backtest(indicator_ids=["imd_2025_score"], workers=1)
    write(with_others(alone, out), out)
    assert out.read_bytes() == TABLE.read_bytes()
    new = tmp_path / "new.csv"
    assert with_others(alone, new).equals(alone)


def test_refusals_are_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnknownIndicatorError, match="Did you mean 'infant_mortality'"):
        backtest(indicator_ids=["infant_mortalty"])
    with pytest.raises(StoreError, match="There is no store at"):
        backtest(tmp_path / "nowhere")
    with pytest.raises(SuiteError, match="'wy-indicators backtest' makes it again"):
        read(tmp_path / "nowhere.csv")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="its columns differ"):
        decisions(other)
