"""Better and worse are said on limits only, of like with like, and never of suicide."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import chi2, norm

import indicators as wy
from geo.areas import BRADFORD, CALDERDALE, ENGLAND, LEEDS, WEST_YORKSHIRE
from indicators import contract
from indicators.compare import (
    Comparison,
    Standing,
    against_peers,
    benchmark,
    compared,
    one_for_each_area,
)
from indicators.limits import APPROXIMATED, FROM_COUNTS, limits_998
from indicators.peers import peers
from indicators.vocabulary import Kind

NAN = float("nan")
OLD_BARNSLEY, NEW_BARNSLEY = "E08000016", "E08000038"


def row(code: str, value: float, lower: float = NAN, upper: float = NAN, **changes: object):
    return {
        "area_code": code,
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
        "numerator": NAN,
        "denominator": NAN,
        "period": "2022",
        "period_start": pd.Timestamp(2022, 1, 1),
        "period_end": pd.Timestamp(2022, 12, 31),
        "period_type": "calendar year",
        "sex": "persons",
        "age": "all ages",
        "breakdown": "none",
    } | changes


def judged(
    indicator: str, lower: float, upper: float, england: float, **changes: object
) -> Comparison:
    own = 52.0 if pd.isna(lower) else (lower + upper) / 2
    rows = pd.DataFrame([row(LEEDS, own, lower, upper), row(ENGLAND, england) | changes])
    definition = wy.catalogue()[indicator]
    return compared(rows.iloc[0], rows.iloc[1], definition)


@pytest.mark.parametrize(("value", "lower", "upper"), [(70.0, 51.0, 53.0), (52.0, 53.0, 51.0)])
def test_a_figure_outside_its_own_limits_is_not_judged(
    value: float, lower: float, upper: float
) -> None:
    """70 with limits of 51 to 53, or limits the wrong way about, are a mistake and no finding."""
    rows = pd.DataFrame([row(LEEDS, value, lower, upper), row(ENGLAND, 60.0)])
    found = compared(rows.iloc[0], rows.iloc[1], wy.catalogue()["early_stage_cancer"])
    assert (found.standing, found.level) == (Standing.NO_LIMITS, None)
    assert found.reason.startswith("The figure does not lie between its own limits")


def test_a_benchmark_without_a_value_has_none() -> None:
    rows = pd.DataFrame([row(LEEDS, 52.0, 51.0, 53.0), row(ENGLAND, NAN)])
    found = compared(rows.iloc[0], rows.iloc[1], wy.catalogue()["early_stage_cancer"])
    assert found.standing is Standing.NOT_COMPARABLE
    assert found.benchmark_value is None


@pytest.mark.parametrize(
    ("indicator", "lower", "upper", "expected"),
    [
        ("early_stage_cancer", 51.0, 53.0, Standing.BETTER),  # high is good
        ("early_stage_cancer", 47.0, 49.0, Standing.WORSE),
        ("early_stage_cancer", 49.0, 50.0, Standing.SIMILAR),  # a limit that touches excludes not
        ("preventable_mortality_under_75", 51.0, 53.0, Standing.WORSE),  # low is good
        ("child_protection_plan_rate", 51.0, 53.0, Standing.HIGHER),  # no judgement
        ("suicide_rate", 51.0, 53.0, Standing.HIGHER),  # low is good, and still not judged
        ("early_stage_cancer", NAN, NAN, Standing.NO_LIMITS),
        ("suicide_deaths", 51.0, 53.0, Standing.NOT_COMPARABLE),  # a count against a country's
    ],
)
def test_standing_against_england(
    indicator: str, lower: float, upper: float, expected: Standing
) -> None:
    assert judged(indicator, lower, upper, 50.0).standing is expected


@pytest.mark.parametrize(
    ("limits", "standing", "level"),
    [
        # 95% limits of 52 ± 1.9 reach to 52 ± 3.0 at 99.8% (3.0902 / 1.95996 = 1.577).
        ((50.1, 53.9), Standing.BETTER, 0.95),
        ((51.1, 54.9), Standing.BETTER, 0.998),
        ((49.9, 53.7), Standing.SIMILAR, None),
        ((46.1, 49.9), Standing.WORSE, 0.95),
        ((45.1, 48.9), Standing.WORSE, 0.998),
    ],
)
def test_two_levels_give_five_classes(
    limits: tuple[float, float], standing: Standing, level: float | None
) -> None:
    found = judged("early_stage_cancer", *limits, england=50.0)
    assert (found.standing, found.level) == (standing, level)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sex": "male"}, "The figures are not alike: the sex is persons here and male there."),
        ({"age": "0 to 17"}, "The figures are not alike: the age is all ages here and 0 to 17 "),
        (
            {"period": "2021", "period_end": pd.Timestamp(2021, 12, 31)},
            "The figures are not alike: the period is 2022 here and 2021 there.",
        ),
        (
            {"period_type": "rolling 3 years"},
            "the kind of period is calendar year here and rolling 3 years there.",
        ),
        ({"value": NAN}, "No figure for England is held for the same period, age and sex."),
    ],
)
def test_unlike_figures_are_refused_in_words(changes: dict[str, object], reason: str) -> None:
    found = judged("early_stage_cancer", 51, 53, 50, **changes)
    assert found.standing is Standing.NOT_COMPARABLE
    assert reason in found.reason


def test_an_area_is_not_compared_with_itself_under_any_code() -> None:
    rows = pd.DataFrame([row(OLD_BARNSLEY, 52, 51, 53), row(NEW_BARNSLEY, 50)])
    found = compared(rows.iloc[0], rows.iloc[1], wy.catalogue()["early_stage_cancer"])
    assert found.reason == "An area is not compared with itself."


def test_england_of_another_period_or_breakdown_is_no_benchmark() -> None:
    definition = wy.catalogue()["early_stage_cancer"]
    other_year = row(ENGLAND, 50, period_end=pd.Timestamp(2021, 12, 31))
    a_tenth = row(ENGLAND, 50, breakdown="deprivation decile (IMD 2019)")
    rows = pd.DataFrame([row(LEEDS, 52, 51, 53), other_year, a_tenth])
    assert benchmark(rows, rows.iloc[0]) is None
    found = compared(rows.iloc[0], None, definition)
    assert found.words == "not compared with England"


def test_the_words_name_the_benchmark() -> None:
    rows = pd.DataFrame([row(LEEDS, 52, 51, 53), row(WEST_YORKSHIRE, 50)])
    against = benchmark(rows, rows.iloc[0], WEST_YORKSHIRE)
    found = compared(rows.iloc[0], against, wy.catalogue()["early_stage_cancer"])
    assert found.words == "better than West Yorkshire"
    assert found.benchmark_value == 50


def test_both_codes_of_an_area_count_once_and_merged_areas_stay() -> None:
    bournemouth, poole = "E06000028", "E06000029"
    codes = [OLD_BARNSLEY, NEW_BARNSLEY, LEEDS, bournemouth, poole]
    kept = one_for_each_area(pd.DataFrame([row(code, 50) for code in codes]))
    assert kept["area_code"].tolist() == [NEW_BARNSLEY, LEEDS, bournemouth, poole]
    alone = one_for_each_area(pd.DataFrame([row(OLD_BARNSLEY, 50)]))
    assert alone["area_code"].tolist() == [OLD_BARNSLEY]


# --- statistical neighbours -------------------------------------------------------------------


def among_peers(indicator: str, own: float, others: list[float], **changes: object):
    nearest = [peer.code for peer in peers(BRADFORD)]
    rows = pd.DataFrame(
        [
            row(BRADFORD, own, own - 1, own + 1),
            *(row(code, v, **changes) for code, v in zip(nearest, others, strict=False)),
        ]
    )
    return against_peers(rows, rows.iloc[0], wy.catalogue()[indicator])


def test_the_middle_of_the_neighbours_is_the_benchmark() -> None:
    found = among_peers("early_stage_cancer", 60, [float(v) for v in range(41, 56)])
    assert found.comparison.benchmark_value == 48  # the eighth of fifteen
    assert found.comparison.words == "better than the middle of similar councils"
    assert (found.rank, found.of, found.rank_words) == (1, 16, "highest of 16")


@pytest.mark.parametrize(
    ("own", "rank", "words"),
    [
        (53.5, 3, "3rd highest of 16"),
        (43.5, 13, "4th lowest of 16"),
        (40.0, 16, "lowest of 16"),
        (55.0, 1, "joint highest of 16"),
        (53.0, 3, "joint 3rd highest of 16"),
    ],
)
def test_ranks_in_words(own: float, rank: int, words: str) -> None:
    found = among_peers("early_stage_cancer", own, [float(v) for v in range(41, 56)])
    assert (found.rank, found.rank_words) == (rank, words)


def test_fewer_than_eight_neighbours_are_too_few() -> None:
    seven = among_peers("early_stage_cancer", 50, [50.0] * 7)
    assert seven.comparison.standing is Standing.NOT_COMPARABLE
    assert seven.comparison.reason == (
        "Only 7 of the 15 similar councils have a figure for 2022; 8 are needed."
    )
    assert seven.rank is None
    assert among_peers("early_stage_cancer", 50, [50.0] * 8).rank == 1


def test_neighbours_of_another_year_do_not_count() -> None:
    earlier = among_peers(
        "early_stage_cancer", 50, [50.0] * 15, period_end=pd.Timestamp(2021, 12, 31)
    )
    assert earlier.comparison.reason.startswith("None of the 15 similar councils has a figure")


def test_places_are_not_ranked_on_suicide() -> None:
    found = among_peers("suicide_rate", 60, [float(v) for v in range(41, 56)])
    assert (found.rank, found.of, found.rank_words) == (None, None, "")
    assert found.comparison.standing is Standing.HIGHER


def test_only_councils_have_neighbours() -> None:
    rows = pd.DataFrame([row(WEST_YORKSHIRE, 50, 49, 51)])
    found = against_peers(rows, rows.iloc[0], wy.catalogue()["early_stage_cancer"])
    assert "councils that run all services" in found.comparison.reason


# --- 99.8% limits -----------------------------------------------------------------------------


def test_exact_limits_of_a_small_rate_are_poissons() -> None:
    definition = wy.catalogue()["child_protection_plan_rate"]
    frame = pd.DataFrame([row(LEEDS, 6.0, 2.2, 13.1, numerator=6.0, denominator=10_000.0)])
    lower, upper, how = limits_998(frame, definition)
    assert how.iloc[0] == FROM_COUNTS
    assert lower.iloc[0] == pytest.approx(chi2.ppf(0.001, 12) / 2, rel=1e-10)
    assert upper.iloc[0] == pytest.approx(chi2.ppf(0.999, 14) / 2, rel=1e-10)


def test_limits_are_approximated_where_the_counts_are_not_of_the_value() -> None:
    definition = wy.catalogue()["child_protection_plan_rate"]
    frame = pd.DataFrame([row(LEEDS, 9.0, 6.0, 13.5, numerator=6.0, denominator=10_000.0)])
    lower, upper, how = limits_998(frame, definition)
    stretch = norm.ppf(0.999) / norm.ppf(0.975)
    assert how.iloc[0] == APPROXIMATED
    assert lower.iloc[0] == pytest.approx(9.0 * (6.0 / 9.0) ** stretch, rel=1e-10)
    assert upper.iloc[0] == pytest.approx(9.0 * (13.5 / 9.0) ** stretch, rel=1e-10)


def test_a_share_stays_between_none_and_all() -> None:
    definition = wy.catalogue()["early_stage_cancer"]
    shares = [row(LEEDS, 98.0, 90.0, 99.9), row(BRADFORD, 0.0, 0.0, 4.0), row(CALDERDALE, 50.0)]
    lower, upper, how = limits_998(pd.DataFrame(shares), definition)
    assert 0 < lower.iloc[0] < 90 < 99.9 < upper.iloc[0] < 100
    assert lower.iloc[1] == 0
    assert 4 < upper.iloc[1] < 10
    assert how.iloc[2] == ""
    assert pd.isna(lower.iloc[2])


def test_wider_limits_hold_the_narrower_on_all_shipped_figures() -> None:
    store = wy.Snapshot(wy.open_store())
    seen = 0
    for definition in wy.catalogue().values():
        if definition.kind in (Kind.COUNT, Kind.CATEGORY):
            continue
        rows = wy.compute(definition.id, store, "local authorities")
        rows = rows[rows["lower_95"].notna() & rows["value"].notna()]
        lower, upper, _ = limits_998(rows, definition)
        assert (lower <= rows["lower_95"]).all(), definition.id
        assert (upper >= rows["upper_95"]).all(), definition.id
        seen += len(rows)
    assert seen > 10_000


# --- against the publisher --------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(shared_data: Path) -> pd.DataFrame:
    """OHID's own file of injury admissions under 15, by area, sex and year."""
    (path,) = (shared_data / "indicators" / "fingertips_raw").glob("*90284.csv")
    table = pd.read_csv(path, low_memory=False)
    table = table[table["Category Type"].isna() & (table["Area Code"] != ENGLAND)]
    return table.set_index([table["Area Code"], table["Sex"].str.lower(), table["Time period"]])


@pytest.fixture(scope="module")
def injuries() -> pd.DataFrame:
    with wy.open_store() as store:
        codes = ["local authorities", [ENGLAND]]
        frames = [wy.compute("injury_admissions_under_15", store, one) for one in codes]
    return contract.headline(pd.concat(frames, ignore_index=True))


def test_the_publisher_puts_every_council_in_the_same_class(
    told: pd.DataFrame, injuries: pd.DataFrame
) -> None:
    definition = wy.catalogue()["injury_admissions_under_15"]
    latest = injuries[injuries["period"] == "2023/24"]
    agreed = 0
    for _, own in latest[latest["area_code"] != ENGLAND].iterrows():
        found = compared(own, benchmark(latest, own), definition)
        said = told.loc[
            (own["area_code"], own["sex"], own["period"]),
            "Compared to England value or percentiles",
        ]
        assert found.standing.value == said.lower(), own["area_name"]
        agreed += 1
    assert agreed == 3 * 153


def test_the_publishers_own_wider_limits(told: pd.DataFrame, injuries: pd.DataFrame) -> None:
    """From the counts to 1 in 1,000; approximated, within 1% on average."""
    definition = wy.catalogue()["injury_admissions_under_15"]
    rows = injuries[injuries["value"].notna() & (injuries["area_code"] != ENGLAND)]
    lower, upper, how = limits_998(rows, definition)
    key = pd.MultiIndex.from_frame(rows[["area_code", "sex", "period"]])
    theirs = told.reindex(key)
    for ours, name in ((lower, "Lower CI 99.8 limit"), (upper, "Upper CI 99.8 limit")):
        off = (ours.to_numpy() / theirs[name].to_numpy() - 1)[theirs[name].notna()]
        from_counts = (how == FROM_COUNTS).to_numpy()[theirs[name].notna()]
        assert from_counts.sum() > 1_000
        assert abs(off[from_counts]).max() < 0.001
        assert (~from_counts).sum() > 1_000
        assert abs(off[~from_counts]).mean() < 0.01
