"""The backtest: every candidate tried on every shipped series long enough, from every past year.

It writes `data/projections.csv`, the table that decides which projection an indicator may show.
Tried are local authorities, regions, West Yorkshire and England: headline figures, by sex.
"""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path

import pandas as pd

from geo import areas as geography
from geo.whole_file import write_whole
from indicators import contract
from indicators.catalogue import catalogue
from indicators.compute import compute
from indicators.definition import Definition
from indicators.errors import SuiteError, quoted
from indicators.forecasts import decision
from indicators.forecasts.decision import Decision
from indicators.forecasts.history import NEEDED, why_untried
from indicators.forecasts.trials import trials
from indicators.store import DATA, Snapshot, open_store
from indicators.vocabulary import Sex

TABLE = DATA / "projections.csv"
COLUMNS = ("indicator_id", "sex", *decision.COLUMNS, "releases", "newest_release")
TEXTS = ("indicator_id", "sex", "method", "horizon", "shown", "reason", "newest_release")
Progress = Callable[[int, int, str], None]
AREAS: tuple[str | tuple[str, ...], ...] = (
    "local authorities",
    "regions",
    (geography.WEST_YORKSHIRE, geography.ENGLAND),
)
NO_FIGURES = "No figures for local authorities, regions, West Yorkshire or England are held."
TOO_SHORT = (
    f"No area has more than {NEEDED} yearly figures, and a trial needs {NEEDED} to learn from "
    "and one more to be tried on."
)


def backtest(
    url: str | Path | None = None,
    indicator_ids: Sequence[str] | None = None,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """What the trials showed: a row for each indicator, sex, candidate and year ahead.

    `url` names the store (default: the figures that ship), `indicator_ids` the indicators (default:
    all), `workers` the processes (default: one for each core). `progress` is told how many are
    done, of how many, and which. Columns are `COLUMNS`, rows in the catalogue's order, the same for
    the same figures. Raises UnknownIndicatorError or StoreError.
    """
    known = catalogue()
    wanted = list(known) if indicator_ids is None else dict.fromkeys(indicator_ids)
    ids = [known[name].id for name in wanted]
    open_store(url, must_exist=True).close()
    tables: dict[str, pd.DataFrame] = {}
    if progress:
        progress(0, len(ids), "")
    for name, table in _all_tried(url, ids, workers or _cores()):
        tables[name] = table
        if progress:
            progress(len(tables), len(ids), name)
    return pd.concat([tables[name] for name in ids], ignore_index=True)[list(COLUMNS)]


def with_others(table: pd.DataFrame, path: Path = TABLE) -> pd.DataFrame:
    """The table with what the file at the path says of other indicators, in the catalogue's order.

    Raises as `read` does, unless there is no such file.
    """
    if not path.exists():
        return table
    held = read(path)
    every = pd.concat([held[~held["indicator_id"].isin(table["indicator_id"])], table])
    order = {name: place for place, name in enumerate(catalogue())}
    place = every["indicator_id"].map(order).fillna(len(order))
    return every.iloc[place.argsort(kind="stable")].reset_index(drop=True)


def write(table: pd.DataFrame, path: Path = TABLE) -> None:
    """Write the table, whole or not at all; the same table gives the same bytes."""
    text = io.StringIO()
    whole = dict.fromkeys((*decision.COUNTED, "releases"), "Int64")
    table.astype(whole).to_csv(text, index=False, lineterminator="\n")
    write_whole(path, lambda file: file.write(text.getvalue().encode("utf-8")))


def read(path: Path = TABLE) -> pd.DataFrame:
    """The table at the path. Raises SuiteError when there is none or it is another table."""
    try:
        table = pd.read_csv(path, dtype=dict.fromkeys(TEXTS, "str"))
    except (OSError, ValueError) as problem:
        raise SuiteError(
            f"The table of projections at {quoted(path)} cannot be read: {problem}. "
            "'wy-indicators backtest' makes it again."
        ) from None
    if tuple(table.columns) != COLUMNS:
        raise SuiteError(
            f"{quoted(path)} is not the table that decides on projections: its columns differ. "
            "'wy-indicators backtest' makes it again."
        )
    return table.fillna(dict.fromkeys(TEXTS, ""))


def decisions(path: Path = TABLE) -> Mapping[tuple[str, Sex], Decision]:
    """The decision for each indicator and sex that the table holds. Raises as `read` does."""
    return {
        (str(name), Sex(sex)): decision.read(rows, str(name), Sex(sex))
        for (name, sex), rows in read(path).groupby(["indicator_id", "sex"], sort=False)
    }


def tried(definition: Definition, store: Snapshot) -> pd.DataFrame:
    """The part of the table that one indicator has."""
    releases = _release_days(definition, store)
    parts = []
    for sex in definition.sexes:
        why = why_untried(definition)
        vintages = [] if why else [_rows(definition, sex, store, day) for day in releases]
        if not why and not any(len(rows) for rows in vintages):
            why = NO_FIGURES
        found = trials(definition, vintages) if not why else pd.DataFrame()
        made = decision.decided(found) if len(found) else decision.untried(why or TOO_SHORT)
        parts.append(made.assign(sex=sex.value))
    newest = f"{releases[-1]:%Y-%m-%d}" if releases else ""
    return pd.concat(parts, ignore_index=True).assign(
        indicator_id=definition.id, releases=len(releases), newest_release=newest
    )


def _release_days(definition: Definition, store: Snapshot) -> list[pd.Timestamp]:
    """The days on which any figure that the indicator is made of was released, oldest first."""
    every = (store.observations(name, all_releases=True) for name in definition.made_of)
    return sorted(pd.concat([rows["published_on"] for rows in every]).unique())


def _rows(
    definition: Definition, sex: Sex, store: Snapshot, known_on: pd.Timestamp
) -> pd.DataFrame:
    """The headline figures of the areas that are tried, as known on the day."""
    results = [
        contract.headline(
            compute(
                definition.id,
                store,
                areas if isinstance(areas, str) else list(areas),
                known_on.date(),
            )
        )
        for areas in AREAS
    ]
    rows = pd.concat([one for one in results if len(one)] or results[:1], ignore_index=True)
    return rows[
        (rows["sex"] == sex.value)
        & (rows["age"] == definition.age)
        & (rows["period_type"] == definition.period_type.value)
    ]


def _all_tried(
    url: str | Path | None, ids: Sequence[str], workers: int
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each indicator with its part of the table, as they are done."""
    if workers == 1 or len(ids) == 1:
        with open_store(url, must_exist=True) as store:
            snapshot = Snapshot(store)
        for name in ids:
            yield name, tried(catalogue()[name], snapshot)
        return
    others = set(multiprocessing.active_children())
    executor = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
    try:
        with _leaving_stopping_to_parent():
            futures = {executor.submit(_tried_by_id, url, name): name for name in ids}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BaseException:
        # What they would still find is not wanted, so nobody should have to wait for it.
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


@contextlib.contextmanager
def _leaving_stopping_to_parent() -> Iterator[None]:
    """Processes started within take no notice of Ctrl-C, which reaches them and their parent."""
    if threading.current_thread() is not threading.main_thread():  # where no handler can be set
        yield
        return
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _tried_by_id(url: str | Path | None, name: str) -> pd.DataFrame:
    return tried(catalogue()[name], _snapshot(url))


@cache
def _snapshot(url: str | Path | None) -> Snapshot:
    """The store as it is now, read once by each process."""
    with open_store(url, must_exist=True) as store:
        return Snapshot(store)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
