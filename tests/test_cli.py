"""The command line: its answers, its refusals in words, and its exit statuses."""

from __future__ import annotations

import csv
import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from dashboards.cli import main
from dashboards.memory import ALLOCATOR
from geo.areas import PLACES, codes
from indicators.compute import BOARD_AREAS
from indicators.restricted_folder import VARIABLE as RESTRICTED
from tests.returned import store_of_returns

Write = Callable[..., Path]
PROMISED = {
    "ambition",
    "indicator_id",
    "area_code",
    "period",
    "value",
    "lower_95",
    "upper_95",
    "unit",
    "status",
    "status_reason",
    "published_on",
}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    told = capsys.readouterr()
    return status, told.out, told.err


@pytest.fixture(scope="module")
def objects() -> list[dict[str, object]]:
    """The board matrix as `status --json` prints it; NaN is no JSON and would raise."""

    def refuse(word: str) -> None:
        raise ValueError(word)

    with redirect_stdout(io.StringIO()) as out:
        assert main(["status", "--json"]) == 0
    return json.loads(out.getvalue(), parse_constant=refuse)


def test_status_has_one_object_for_each_metric_and_area(objects) -> None:
    keys = [(o["ambition"], o["indicator_id"], o["sex"], o["area_code"]) for o in objects]
    assert len(keys) == len(set(keys))
    assert all(set(o) >= PROMISED for o in objects)
    assert {o["framework"] for o in objects} == {"ten-ambitions"}
    cancer = [o["area_code"] for o in objects if o["indicator_id"] == "early_stage_cancer"]
    assert cancer == list(BOARD_AREAS)


def test_status_gives_the_published_figure(objects) -> None:
    (leeds,) = (
        o
        for o in objects
        if o["indicator_id"] == "early_stage_cancer" and o["area_code"] == "E08000035"
    )
    assert leeds["period"] == "2022"
    assert leeds["value"] == pytest.approx(55.1, abs=0.05)
    assert leeds["unit"] == "%"
    assert str(leeds["published_on"]).startswith("20")


def test_a_metric_without_figures_says_which_publication_to_load(objects) -> None:
    (stillbirths,) = (
        o for o in objects if o["indicator_id"] == "stillbirths" and o["area_code"] == PLACES[0]
    )
    assert stillbirths["value"] is None
    assert stillbirths["status"] == "no data"
    assert "Load Perinatal mortality surveillance" in str(stillbirths["status_reason"])


def test_suicide_carries_the_help_line_wherever_it_goes(objects) -> None:
    notes = {o["note"] for o in objects if str(o["indicator_id"]).startswith("suicide")}
    assert len(notes) == 1
    assert "116 123" in str(notes)
    assert "registered" in str(notes)
    assert {o["note"] for o in objects if o["indicator_id"] == "employment_rate"} == {None}


def test_the_suicide_rate_as_a_board_knew_it(capsys: pytest.CaptureFixture[str]) -> None:
    def rate(day: str) -> object:
        status, out, _ = run(capsys, "export", "suicide_rate", "--format", "json", "--as-of", day)
        assert status == 0
        (figure,) = (
            one
            for one in json.loads(out)["figures"]
            if one["area_code"] == "E47000003" and one["period"] == "2019 to 2021"
        )
        return figure["value"]

    assert rate("2022-12-31") == 13.2
    assert rate("2024-01-31") == 13.0


def test_the_table_fits_a_hundred_columns(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "status", "--as-of", "2026-01-31")
    assert status == 0
    assert max(len(line) for line in out.splitlines()) <= 100
    assert "as known on 31 January 2026" in out
    assert "Target: no numeric target" in out
    assert "Samaritans, 116 123" in out
    for area in ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield", "England"):
        assert area in out


def test_an_export_says_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "export", "suicide_rate", "--areas", ",".join(PLACES))
    assert status == 0
    rows = list(csv.reader(out.splitlines()))
    about = dict(rows[: rows.index([])])
    assert {"indicator", "definition", "unit", "caveats", "source", "help"} <= set(about)
    heading, *figures = rows[rows.index([]) + 1 :]
    codes = {row[heading.index("area_code")] for row in figures}
    assert codes == set(PLACES)


def test_what_is_held_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "check")
    assert (status, out.splitlines()[-1].split(": ")[1].split(",")[0]) == (0, "0 errors")


def test_a_file_can_be_checked_without_storing(
    capsys: pytest.CaptureFixture[str], made_release: Write, tmp_path: Path
) -> None:
    asked = [str(made_release()), "--published-on", "2025-01-20", "--store", str(tmp_path / "s")]
    status, out, _ = run(capsys, "check", "ons-els", *asked)
    assert (status, "Rows read: 50." in out) == (0, True)
    assert not (tmp_path / "s").exists()


def test_an_ingest_and_its_repeat(
    capsys: pytest.CaptureFixture[str], made_release: Write, tmp_path: Path
) -> None:
    asked = ["ingest", "ons-els", str(made_release()), "--store", str(tmp_path / "s")]
    status, out, _ = run(capsys, *asked, "--published-on", "2025-01-20")
    assert (status, "Stored 50 new rows" in out) == (0, True)
    status, out, _ = run(capsys, *asked)
    assert (status, "Nothing new: 50 rows are already held." in out) == (0, True)


def test_refused_figures_exit_with_1(
    capsys: pytest.CaptureFixture[str], made_release: Write, tmp_path: Path
) -> None:
    path = made_release()
    path.write_text(path.read_text().replace(",3.3,Percentage", ",333,Percentage"))
    asked = [str(path), "--published-on", "2025-01-20", "--store", str(tmp_path / "s")]
    status, out, err = run(capsys, "ingest", "ons-els", *asked)
    assert status == 1
    assert "Rows read:" in out
    assert err.startswith("wy-indicators: Nothing was stored: ")
    assert "found '333'; expected a number from 0 to 100" in err
    status, _, _ = run(capsys, "check", "ons-els", *asked)
    assert status == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["status", "--as-of", "31/12/2022"], "'31/12/2022' is not a day"),
        (["status", "--framework", "ten-ambition"], "Did you mean 'ten-ambitions'?"),
        (["status", "--store", "nonsense://somewhere"], "cannot be reached"),
        (["export", "suicide_rates"], "Did you mean 'suicide_rate'?"),
        (["export", "suicide_rate", "--areas", "E08000099"], "No area has the code 'E08000099'"),
        (["export", "suicide_rate", "--areas", "ward"], "Did you mean 'wards'?"),
        (["ingest", "fingertip", "x.csv"], "Did you mean 'fingertips'?"),
        (["ingest", "fingertips", "x.csv"], "'x.csv' cannot be read: no such file or directory."),
        (["ingest", "fingertips", "x.csv", "--series", "x"], "Write it as 'LABEL=INDICATOR'"),
        (["check", "fingertips"], "Name at least one"),
        (["rebuild", "nowhere"], "There is no folder 'nowhere'."),
    ],
)
def test_wrong_input_is_told_in_words_and_exits_with_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("wy-indicators: ")
    assert words in err


def test_a_full_disk_is_told_by_whoever_loads_boundaries(
    capsys: pytest.CaptureFixture[str], made_boundaries: Write, boundaries_folder: Path
) -> None:
    """The device /dev/full answers every write as a full disk does."""
    load = ("boundaries", "load", str(made_boundaries("w.gpkg", codes("ward", vintage=2025))))
    assert run(capsys, *load)[0] == 0
    kept = boundaries_folder / "ward-2020.json"
    before = kept.read_bytes()
    (boundaries_folder / f".{kept.name}.{os.getpid()}.unfinished").symlink_to("/dev/full")
    status, out, err = run(capsys, *load)
    assert (status, out) == (2, "")
    assert err == (
        "wy-indicators: Nothing is half-written; what was there before stays.\n"
        f"  {kept}: found no room left to write (No space left on device); expected room for it. "
        "Free some space there, then repeat.\n"
    )
    assert [path.name for path in boundaries_folder.iterdir()] == [kept.name]
    assert kept.read_bytes() == before


LITTLE_ROOM = """
import resource, sys
from dashboards.cli import main
most = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("bytes_of_room", [64, 2_000])  # the origin fits the second only
def test_no_room_is_told_by_whoever_ingests(
    tmp_path: Path, made_release: Write, bytes_of_room: int
) -> None:
    store = tmp_path / "store"
    asked = ["ingest", "ons-els", "--store", str(store), "--accept-warnings", "--published-on"]
    first, second = made_release("first.csv"), made_release("second.csv", years=range(2015, 2026))
    assert main([*asked, "2025-01-20", str(first)]) == 0
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    program = (sys.executable, "-c", LITTLE_ROOM, str(bytes_of_room))
    ended = subprocess.run(
        [*program, *asked, "2026-01-20", str(second)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr == (
        "wy-indicators: Nothing was stored; what was held before stays.\n"
        f"  {store}: found no room left to write (File too large); expected room for it. "
        "Free some space there, then repeat.\n"
    )
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before
    assert main([*asked, "2026-01-20", str(second)]) == 0


def test_a_backtest_tells_and_writes_what_it_decided(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    asked = ["backtest", "--out", str(table), "--indicator"]
    status, out, err = run(capsys, *asked, "imd_2025_score")
    assert (status, err) == (0, "")
    assert "A projection may be shown for no measures." in out
    assert "Not shown: Deprivation score 2025, all people." in out
    assert f"Written to {table}." in out
    run(capsys, *asked, "life_expectancy_at_birth")
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["indicator_id"] for row in rows} == {"imd_2025_score", "life_expectancy_at_birth"}
    assert {row["shown"] for row in rows} == {"no"}


def test_a_backtest_is_refused_before_it_starts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def told(*arguments: str) -> str:
        status, out, err = run(capsys, "backtest", *arguments)
        assert (status, out) == (2, "")
        return err

    assert "Did you mean 'obesity_year_6'?" in told(
        "--indicator", "obesity_yr_6", "--out", str(tmp_path / "table.csv")
    )
    assert "There is no folder" in told("--out", str(tmp_path / "nowhere" / "table.csv"))
    assert "is a folder. Name a file with --out." in told("--out", str(tmp_path))
    other = tmp_path / "other.csv"
    other.write_text("a,b\n", encoding="utf-8")
    assert "is not the table that decides" in told(
        "--indicator", "imd_2025_score", "--out", str(other)
    )
    assert other.read_text(encoding="utf-8") == "a,b\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.csv"]


@pytest.mark.parametrize("arguments", [[], ["board"], ["serve", "--port", "99999"]])
def test_wrong_usage_exits_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage: wy-indicators" in capsys.readouterr().err


def test_help_comes_at_once() -> None:
    started = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dashboards.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "serve" in told.stdout
    assert "pandas" not in told.stderr, "help needs no figures"
    assert time.monotonic() - started < 2


def test_stopping_by_hand_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, made_release: Write
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("indicators.ingest.examine", stop)
    asked = ["ingest", "ons-els", str(made_release()), "--published-on", "2025-01-20"]
    assert run(capsys, *asked) == (130, "", "wy-indicators: stopped; nothing is half-written.\n")


def test_an_area_asked_for_by_name_is_answered_with_its_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, out, told = run(capsys, "export", "employment_rate", "--areas", "Wakefield")
    assert (status, out) == (2, "")
    assert "Wakefield (local authority) is E08000036." in told


def test_a_port_that_is_taken_is_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, _, told = run(capsys, "serve", "--address", "127.0.0.1", "--port", str(port))
    assert status == 2
    assert told.endswith(
        ": That port is in use. Stop what uses it, or choose another with --port.\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="memory is given back by Linux's C library")
def test_a_site_begins_with_memory_that_it_can_give_back(root: Path) -> None:
    """The allocator is chosen before Python starts: in the same process, of the same arguments."""
    command = [sys.executable, "-u", "-m", "dashboards.cli", "serve", "--port", "0"]
    plain = {name: value for name, value in os.environ.items() if name not in ALLOCATOR}
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, env=plain) as server:
        try:
            assert server.stdout is not None
            assert b"The site is at http://localhost:" in server.stdout.readline()
            begun = Path(f"/proc/{server.pid}/environ").read_bytes().split(b"\0")
        finally:
            server.terminate()
    assert b"PYTHONMALLOC=malloc" in begun


def test_no_return_enters_a_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, without, _ = run(capsys, "status", "--json")
    monkeypatch.setenv(RESTRICTED, str(store_of_returns(tmp_path / "returns")))
    assert run(capsys, "status", "--json") == (0, without, "")
