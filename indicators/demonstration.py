"""Demonstration returns: synthetic counts by ward and neighbourhood, the same for the same seed.

Nobody is in them. Children on a plan add up to each place's published number and fall from the most
to the least deprived as Leeds reported for 31 March 2020; people who died by suicide add up to
what the place's published rate makes likely. They are taken in as any return is, into a store of
their own.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from geo.areas import LEEDS, PLACES, AreaType, codes, name
from geo.vintages import lsoa_parents
from indicators.errors import StoreError
from indicators.restricted_folder import DEMO, for_owner_only
from indicators.return_form import HEADINGS
from indicators.return_ingest import Audits, Taken, take_in
from indicators.store import Store

SEED = 20_250_331
DAYS = tuple(date(year, 3, 31) for year in range(2021, 2026))
POOLED = (date(2018, 1, 1), date(2022, 12, 31))
COLLECTED_ON = date(2025, 11, 3)
OWNER = ("Nobody: made up for a demonstration", "none")
# Leeds, 31 March 2020: shares of children on a plan in national decile 1, in 2 to 5, in 6 to 10.
LEEDS_SHARES = (0.576, 0.341, 0.083)
DECILE_GROUPS = ((1,), (2, 3, 4, 5), (6, 7, 8, 9, 10))
FALLS_BY = 0.7  # from each decile to the next within a group
UNEVEN = 2.0  # how unlike neighbourhoods of one decile are; more is more alike
LIKELIER, DEPRIVED = 1.3, (1, 2)
AREAS = {AreaType.WARD: "wards of 2020 to 2025", AreaType.LSOA: "LSOAs of the 2021 census"}
Progress = Callable[[str], None]


def demonstrate(
    store: Store,
    folder: Path | None = None,
    *,
    audits: Audits | None = None,
    places: tuple[str, ...] = PLACES,
    progress: Progress | None = None,
) -> list[Taken]:
    """What came of taking in every synthetic return."""
    tell = progress or (lambda _: None)
    into = DEMO if folder is None else folder
    with for_owner_only(), tempfile.TemporaryDirectory(prefix="synthetic-") as made:
        taken = []
        for path in written(store, Path(made), places):
            tell(f"Taking in {path.stem}")
            taken.append(take_in(path, store, folder=into, audits=audits))
        return taken


def written(store: Store, folder: Path, places: tuple[str, ...] = PLACES) -> Iterator[Path]:
    """The files of the synthetic returns, written one after another into the folder."""
    people = neighbourhoods(store)
    for place in places:
        by_day = {day: children_on_a_plan(store, people, place, day) for day in DAYS}
        measure = "child_protection_plans"
        latest = {(DAYS[-1], DAYS[-1]): by_day[DAYS[-1]]}  # shown with the wards they make up
        yield _write(folder, measure, place, AreaType.LSOA, latest)
        wards = {(day, day): _by_ward(by_day[day]) for day in DAYS[:-1]}
        yield _write(folder, measure, place, AreaType.WARD, wards)
        deaths = {POOLED: _by_ward(died_by_suicide(store, people, place))}
        yield _write(folder, "suicide_deaths", place, AreaType.WARD, deaths)


def neighbourhoods(store: Store) -> pd.DataFrame:
    """Each neighbourhood's place, decile of deprivation, residents and residents under 16."""
    held = store.observations("residents_census_2021")
    by_age = held.pivot(index="area_code", columns="age", values="value")
    deciles = store.observations("imd_2025_decile").set_index("area_code")["value"]
    places = {code: place for place in PLACES for code in codes("lsoa", within=place)}
    rows = sorted(places)
    return pd.DataFrame(
        {
            "place": [places[code] for code in rows],
            "decile": deciles.reindex(rows).astype(int),
            "everyone": by_age.loc[rows].sum(axis=1) - by_age.loc[rows, "all ages"],
            "children": by_age.loc[rows, "0 to 15"],
        },
        index=pd.Index(rows, name="area_code"),
    )


def children_on_a_plan(store: Store, people: pd.DataFrame, place: str, day: date) -> pd.Series:
    """Synthetic counts by neighbourhood that add up to the number published for the place."""
    held = store.observations("child_protection_plans", [place])
    total = held.loc[held["period_end"] == pd.Timestamp(day), "value"]
    if len(total) != 1:
        raise StoreError(f"The store holds no number of plans of {name(place)} for {day}.")
    random = _random("children", place, day)
    mine = people[people["place"] == place]
    weight = mine["children"] * mine["decile"].map(_rates(people))
    groups = [mine.index[mine["decile"].isin(group)] for group in DECILE_GROUPS]
    totals = largest_remainder([weight[group].sum() for group in groups], int(total.iloc[0]))
    counts = pd.Series(0, index=mine.index)
    for group, many in zip(groups, totals, strict=True):
        if many:
            uneven = weight[group].to_numpy() * random.gamma(UNEVEN, 1 / UNEVEN, len(group))
            counts[group] = random.multinomial(many, uneven / uneven.sum())
    return counts


def died_by_suicide(store: Store, people: pd.DataFrame, place: str) -> pd.Series:
    """Synthetic counts by neighbourhood for five years, as many as the published rate implies."""
    rates = store.observations("suicide_rate", [place])
    rate = rates.sort_values("period_end")["value"].dropna().iloc[-1]
    mine = people[people["place"] == place]
    aged_10_and_over = (mine["everyone"] - mine["children"] * 10 / 16).sum()
    total = round(rate / 100_000 * 5 * aged_10_and_over)
    weight = mine["everyone"].where(~mine["decile"].isin(DEPRIVED), mine["everyone"] * LIKELIER)
    random = _random("suicide", place, POOLED[1])
    return pd.Series(random.multinomial(total, weight / weight.sum()), index=mine.index)


def largest_remainder(weights: list[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total."""
    exact = np.asarray(weights, dtype=float) / sum(weights) * total
    whole = np.floor(exact).astype(int)
    for at in np.argsort(whole - exact, kind="stable")[: total - int(whole.sum())]:
        whole[at] += 1
    return [int(value) for value in whole]


def _rates(people: pd.DataFrame) -> dict[int, float]:
    """How likely a child is on a plan in each decile, so that Leeds has the shares it reported."""
    leeds = people[people["place"] == LEEDS].groupby("decile")["children"].sum()
    made: dict[int, float] = {}
    for group, share in zip(DECILE_GROUPS, LEEDS_SHARES, strict=True):
        falling = {decile: FALLS_BY**at for at, decile in enumerate(group)}
        level = sum(leeds.get(decile, 0) * fall for decile, fall in falling.items())
        made |= {decile: share * fall / level for decile, fall in falling.items()}
    return made


def _random(what: str, place: str, day: date) -> np.random.Generator:
    return np.random.default_rng([SEED, *what.encode(), *place.encode(), day.toordinal()])


def _by_ward(counts: pd.Series) -> pd.Series:
    wards = lsoa_parents(AreaType.WARD, 2021, 2021)
    return counts.groupby(wards.loc[counts.index].to_numpy()).sum()


def _write(
    folder: Path,
    measure: str,
    place: str,
    level: AreaType,
    periods: dict[tuple[date, date], pd.Series],
) -> Path:
    path = folder / f"synthetic-{measure}-{name(place).lower().replace(' ', '-')}-{level.value}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        for key, value in (
            ("measure", measure),
            ("place", place),
            ("areas", AREAS[level]),
            ("collected_on", COLLECTED_ON.isoformat()),
            ("owner", OWNER[0]),
            ("owner_address", OWNER[1]),
            ("notes", "Synthetic. No count is of anybody."),
            ("synthetic", "yes"),
        ):
            file.write(f"#{key}: {value}\n")
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADINGS)
        for (start, end), counts in periods.items():
            for code, count in counts.items():
                out.writerow((code, start, end, "", "", count))
    return path
