"""What tests share: the folder of published files, and the figures that ship."""

from __future__ import annotations

import csv
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, sync_playwright

from geo.areas import name as area_name
from geo.official_store import FOLDER_VARIABLE
from indicators.restricted_folder import VARIABLE as RESTRICTED_VARIABLE

ROOT = Path(__file__).parents[1]
ELS_HEADINGS = [
    "areacd",
    "areanm",
    "geography",
    "indicator",
    "period",
    "observation",
    "measure",
    "unit",
    "lci_95",
    "uci_95",
    "status",
    "notes",
]


CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ASKED_FOR = (
    "life_expectancy_at_birth",
    "inequality_in_life_expectancy_at_birth",
    "healthy_life_expectancy_at_birth",
    "preventable_cardiovascular_mortality",
    "preventable_mortality_under_75",
    "smoking_routine_and_manual",
    "premature_mortality_severe_mental_illness",
    "obesity_reception",
    "obesity_year_6",
    "overweight_reception",
    "overweight_year_6",
    "children_in_relative_low_income",
    "children_in_relative_low_income_2014_series",
    "early_stage_cancer",
    "suicide_rate",
    "suicide_deaths",
    "e_coli_bacteraemia",
    "antibacterial_prescriptions",
    "infant_mortality",
    "neonatal_mortality",
    "building_energy_quartile",
    "sustainable_development_quartile",
    "green_plan",
    "median_weekly_pay",
    "employment_rate",
    "claimant_count",
    "child_protection_plan_rate",
    "child_protection_plans",
    "children_in_need_rate",
    "children_looked_after_rate",
    "referrals_rate",
    "domestic_abuse_assessment_factor",
    "permanent_exclusions",
    "suspensions",
    "persistent_absence",
    "first_time_entrants_to_youth_justice",
    "self_harm_admissions",
    "injury_admissions_under_15",
    "imd_2019_score",
    "imd_2025_score",
    "imd_2019_most_deprived_decile_share",
    "imd_2025_most_deprived_decile_share",
    "fuel_poverty",
)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Long files first, where whole files go to workers."""
    if config.getoption("dist") != "loadfile":
        return None
    from tests.workers import LongestFirst

    return LongestFirst(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a worker, the order in which files are given out."""
    if hasattr(config, "workerinput"):
        from tests.workers import longest_first

        items[:] = longest_first(items)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published files that may stand beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of published files, ../shared/data, is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def asked_for() -> tuple[str, ...]:
    """The indicators that must ship with figures."""
    return ASKED_FOR


@pytest.fixture(scope="session", autouse=True)
def nothing_loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No official boundaries, whatever a person has loaded in this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(tmp_path_factory.mktemp("boundaries")))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_returns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No returns of places, whatever a person has taken in in this checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(RESTRICTED_VARIABLE, str(tmp_path_factory.mktemp("returns") / "restricted"))
        yield


@pytest.fixture
def boundaries_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where boundaries that one test loads are kept."""
    folder = tmp_path / "boundaries"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def made_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Writes a boundary file with invented squares of 2 km in West Yorkshire, one for each code.

    They lie in rows of twelve, without gaps, in the form that the name's ending tells of. `shapes`
    replaces some, by code and in metres of British National Grid; `stated` is the projection that
    the file claims, which is also that of its coordinates unless `crs` is another. That squares lie
    elsewhere than their codes say is doubted, as ever, and not refused.
    """
    import geopandas as gpd
    import shapely

    from geo import official_place

    monkeypatch.setattr(official_place, "FEWEST_INSIDE", 0)

    def write(
        name: str,
        codes: Iterable[str],
        column: str = "WD25CD",
        shapes: Mapping[str, object] = MappingProxyType({}),
        crs: int = 27700,
        stated: int | None = 27700,
    ) -> Path:
        listed = list(codes)
        side, east, north = 2_000, 400_000, 420_000
        squares = {
            code: shapely.box(x, y, x + side, y + side)
            for number, code in enumerate(dict.fromkeys(listed))
            for x, y in [(east + number % 12 * side, north + number // 12 * side)]
        }
        drawn = [{**squares, **shapes}[code] for code in listed]
        names = [f"Area {number}" for number in range(len(listed))]
        table = gpd.GeoDataFrame({column: listed, "NAME": names}, geometry=drawn, crs=27700)
        table = table.to_crs(crs).set_crs(stated, allow_override=True)
        path = tmp_path / name
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "'crs' was not provided")
            table.to_parquet(path) if path.suffix == ".parquet" else table.to_file(path)
        return path

    return write


@pytest.fixture
def made_release(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file in the layout of ONS Explore Local Statistics, with invented figures.

    Figures rise by a tenth from one authority to the next and move a little every year.
    """

    def write(
        name: str = "claimant-count.csv",
        codes: Iterable[str] = ("E08000032", "E08000033", "E08000034", "E08000035", "E08000036"),
        years: Iterable[int] = range(2015, 2025),
        higher_by: float = 0.0,
    ) -> Path:
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(ELS_HEADINGS)
            for place, code in enumerate(codes):
                about = (code, area_name(code), "Authority", "Claimant Count")
                for year in years:
                    value = 3 + place % 30 / 10 + (year * 7 + place * 3) % 5 / 10 + higher_by
                    cells = (f"{year}-01-01/P1Y", f"{value:.1f}", "Percentage", "%")
                    out.writerow((*about, *cells, "", "", "", ""))
        return path

    return write


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium, driven by Playwright; one for all tests, as one thread can drive."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
