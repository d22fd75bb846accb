"""The same store on a real PostgreSQL server, reached by changing one URL."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from indicators import contract
from indicators.errors import StoreError
from indicators.origins import Origin
from indicators.store import Store, open_store

ORIGIN = Origin(
    id="first-release",
    source="transcribed",
    publisher="A publisher",
    title="A publication",
    link="https://example.org",
    published_on=date(2022, 9, 6),
    published_on_basis="stated",
    retrieved_on=date(2022, 9, 7),
)


@pytest.fixture(scope="module")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A throw-away server on a socket of its own; no port is opened."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not found:
        pytest.skip("PostgreSQL's server is not installed on this machine")
    folder = tmp_path_factory.mktemp("postgres")
    cluster, socket = folder / "cluster", folder / "socket"
    cluster.mkdir()
    socket.mkdir()
    user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = ["runuser", "-u", "postgres", "--"]
        for path in (folder, cluster, socket):
            shutil.chown(path, "postgres")
        for parent in folder.parents:
            if parent.is_relative_to("/tmp") and parent != Path("/tmp"):
                parent.chmod(0o755)
    pg_ctl = [*user, str(found[-1]), "--pgdata", str(cluster)]

    def run(*words: str) -> None:
        subprocess.run([*pg_ctl, *words], check=True, capture_output=True, cwd=folder)

    run("init", "--options", "--username=analyst --auth=trust --encoding=UTF8 --no-locale")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off"
    run("start", "--wait", "--log", str(cluster / "log"), "--options", settings)
    try:
        yield f"postgres://analyst@/postgres?host={socket}"
    finally:
        run("stop", "--mode", "immediate")


def answers_of(store: Store, revised: Origin) -> list[pd.DataFrame]:
    for origin, value in ((ORIGIN, 13.2), (revised, 13.0)):
        rows = contract.sample(3).assign(
            value=value, origin_id=origin.id, published_on=str(origin.published_on)
        )
        assert store.append(rows, origin) == (3, 0)
        assert store.append(rows, origin) == (0, 3)
    assert store.origins() == {"first-release": ORIGIN, "revised": revised}
    return [
        store.observations(),
        store.observations("child_protection_plan_rate", areas=["E08000035"]),
        store.observations(as_known_on="2022-12-31"),
        store.observations(all_releases=True),
    ]


def test_the_same_answers_come_from_postgresql_and_from_parquet(
    postgres_url: str, tmp_path: Path
) -> None:
    revised = ORIGIN.model_copy(update={"id": "revised", "published_on": date(2023, 12, 19)})
    answers = []
    for url in (postgres_url, tmp_path / "store"):
        with open_store(url) as store:
            answers.append(answers_of(store, revised))
    for theirs, ours in zip(*answers, strict=True):
        assert theirs.equals(ours)
        assert len(ours) >= 3


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be reached") as refusal:
        open_store(f"postgres://analyst:secret@/postgres?host={tmp_path}")
    assert "secret" not in str(refusal.value)
