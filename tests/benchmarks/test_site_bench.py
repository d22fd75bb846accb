"""The benchmark of the site runs; how long anything takes is not for a test to say."""

from __future__ import annotations

import json
import math
import shutil
import socket
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dashboards.figures import Figures
from geo.shapes import shapes
from indicators.catalogue import catalogue
from indicators.store import open_store
from tests.benchmarks.peers.job import AREAS, MEASURES, is_outer, job
from tests.benchmarks.site.proxy import Proxy
from tests.benchmarks.site.race import Score
from tests.benchmarks.site.report import DOCUMENT_LIMITS, LIMITS, Measured, ratios, report

BENCH = ("-m", "tests.benchmarks.site", "--small", "--who", "ours", "holoviews")
AT_MOST = 600  # seconds, after which it hangs


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a small run measured, with the table that it printed."""
    if shutil.which("chromium") is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    command = [sys.executable, *BENCH, "--json", str(file)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=AT_MOST)
    assert ran.returncode == 0, ran.stdout + ran.stderr[-4_000:]
    return json.loads(file.read_text(encoding="utf-8")) | {"table": ran.stdout}


@pytest.mark.browser
def test_the_site_and_plain_holoviews_are_timed_side_by_side(small: dict[str, Any]) -> None:
    scores = small["races"]["ward"]
    assert list(scores) == ["ours", "holoviews"]
    timed = [value for score in scores.values() for value in score.values()]
    assert all(map(math.isfinite, timed))
    for score in scores.values():
        assert 0 < score["readable"] <= score["alive"]
        assert score["repaint"] > 0
        assert score["work"] > 0
        assert 0 < score["a_change"] < score["first_visit"]
    assert scores["ours"]["first_visit"] < LIMITS["first_visit"]["ward"]
    assert "plain HoloViews / best of Dash and Streamlit" in small["table"]


@pytest.mark.browser
def test_shapes_travel_small_and_are_kept(small: dict[str, Any]) -> None:
    documents = {one["level"]: one for one in small["documents"]}
    assert {level: one["areas"] for level, one in documents.items()} == AREAS
    for level, one in documents.items():
        assert one["sent"] < DOCUMENT_LIMITS[level]
        assert one["is_kept"]


@pytest.mark.browser
def test_visitors_are_answered_and_none_stays(small: dict[str, Any]) -> None:
    (load,) = small["loads"]
    assert load["changes"] >= load["visitors"] == 3
    assert 0 < load["p50"] <= load["p95"]
    assert small["soak"]["visitors"] == 4
    assert small["soak"]["left"] == 0


@pytest.mark.parametrize("level", AREAS)
def test_every_contestant_draws_the_areas_and_figures_of_the_site(level: str) -> None:
    work = job(level)
    assert work.codes == shapes(level).codes
    assert len(work.codes) == AREAS[level]
    figures = Figures(open_store())
    for measure, drawn in zip(MEASURES[level], work.figures.values(), strict=True):
        rows = figures.headline(catalogue()[measure], f"{level}s")
        latest = rows[rows["period_end"] == rows["period_end"].max()]
        assert dict(zip(work.codes, drawn, strict=True)) == dict(
            zip(latest["area_code"], latest["value"], strict=True)
        )


def test_geojson_is_wound_as_plotly_wants_it() -> None:
    square = [(0, 0), (2, 0), (2, 2), (0, 2)]
    assert is_outer(square)
    assert not is_outer(square[::-1])
    work = job("ward")
    areas = work.geojson()["features"]
    assert [area["id"] for area in areas] == list(work.codes)
    for area in areas:
        for outer, *_ in area["geometry"]["coordinates"]:
            assert outer[0] == outer[-1]
            turned = sum(x * v - u * y for (x, y), (u, v) in pairwise(outer))
            assert turned < 0  # clockwise with north at the top


def test_the_proxy_counts_every_byte_both_ways() -> None:
    with socket.create_server(("localhost", 0)) as listening:

        def answer() -> None:
            wire, _ = listening.accept()
            with wire:
                while asked := wire.recv(65_536):
                    wire.sendall(2 * asked)

        server = threading.Thread(target=answer, daemon=True)
        server.start()
        with (
            Proxy(listening.getsockname()[1]) as proxy,
            socket.create_connection(("127.0.0.1", proxy.port)) as wire,
        ):
            wire.sendall(b"x" * 1_000)
            got = 0
            while got < 2_000:
                got += len(wire.recv(65_536))
            assert proxy.settle(0.05) == 3_000
            assert (proxy.up, proxy.down) == (1_000, 2_000)
        server.join(10)


def test_ratios_are_to_ours_and_to_the_best_of_the_others() -> None:
    def score(times: float) -> Score:
        return Score(100 * times, 200, 10 * times, 20, 5 * times, 1e6, 500 * times, 1)

    scores = {"ours": score(1), "holoviews": score(12), "dash": score(8), "streamlit": score(5)}
    assert set(ratios(scores).values()) == {(12.0, 5.0)}
    table = report(Measured("a machine", races={"ward": scores}))
    assert "repaint: 12.0 / 5.0" in table
    missing = {key: scores[key] for key in ("ours", "holoviews")}
    said = report(Measured("a machine", ["Dash", "Streamlit"], {"ward": missing}))
    assert "Not installed, so not measured: Dash, Streamlit." in said
    assert "repaint: 12.0 / not measured" in said


def test_what_did_not_work_is_told_after_all_that_was_measured() -> None:
    said = report(Measured("a machine", failed=["race: lsoa: the map did not change"]))
    assert said.endswith("DID NOT WORK:\nrace: lsoa: the map did not change")
