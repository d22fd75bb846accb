"""The map of England on invented areas: figures by hand, vintages kept apart, nothing mixed in."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from dashboards.app import draw, page_html, visit
from dashboards.cli import main
from dashboards.england_file import england_table
from dashboards.figures import Figures
from dashboards.pages.england import england_page
from dashboards.selection import Selection
from dashboards.viewmodel.england import EnglandView, england_view
from dashboards.viewmodel.england_state import coarse, state
from geo import areas, official_place
from geo.areas import WEST_YORKSHIRE
from geo.official_store import FOLDER_VARIABLE
from indicators.store import open_store

OURS = areas.codes("lsoa", WEST_YORKSHIRE, 2021)
WARDS = areas.codes("ward", WEST_YORKSHIRE, 2025)
ENDS = {
    "E01000001": shapely.box(90_000, 10_000, 92_000, 12_000),
    "E01000002": shapely.box(650_000, 300_000, 652_000, 302_000),
    "E01000003": shapely.box(395_000, 650_000, 397_000, 652_000),
}
SQUARES = {  # of one kilometre, in rows of forty
    code: shapely.box(x, y, x + 1_000, y + 1_000)
    for at, code in enumerate(OURS)
    for x, y in [(402_000 + at % 40 * 1_000, 400_000 + at // 40 * 1_000)]
}
CODES = sorted([*OURS, *ENDS])
FAR = {code.replace("E01", "E05"): shape for code, shape in ENDS.items()}
SCORES = {code: 80 - at / 20 for at, code in enumerate(CODES)}
PEOPLE = {code: 1_000 + at for at, code in enumerate(CODES)}
LATER = "E05015000"  # stands for three of the wards in the lookup, which is of a later year


def ward_of(code: str) -> str:
    """An invented best fit: two LSOAs to a ward, the far ones each in a ward of its own."""
    if code in ENDS:
        return code.replace("E01", "E05")
    ward = WARDS[OURS.index(code) % len(WARDS)]
    return LATER if ward in WARDS[:3] else ward


def written(path: Path, rows: list[list[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


@dataclass(frozen=True)
class Made:
    """Invented England, loaded: its files, its store, and what the commands said."""

    lsoas: Path
    index: Path
    store: Path
    said: str

    def ingest(self, index: Path) -> str:
        return run("ingest", "mhclg-iod", index, "--published-on", "2025-10-30",
                   "--accept-warnings", "--store", self.store)  # fmt: skip


def run(*words: object) -> str:
    """What a command says that succeeds."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main([*map(str, words)]) == 0
    return out.getvalue()


def squares(path: Path, column: str, shapes: Mapping[str, shapely.Polygon]) -> Path:
    table = {column: list(shapes), "NAME": list(shapes)}
    gpd.GeoDataFrame(table, geometry=[*shapes.values()], crs=27700).to_parquet(path)
    return path


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Loads and ingests invented England by the commands, once."""
    folder = tmp_path_factory.mktemp("england")
    lsoas = squares(folder / "lsoas.parquet", "LSOA21CD", {**SQUARES, **ENDS})
    some = {ward: SQUARES[code] for ward, code in zip(WARDS, OURS, strict=False)}
    wards = squares(folder / "wards.parquet", "WD21CD", {**some, **FAR})
    headings = ["LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"]
    place = {code: areas.parent_place(code) or "" for code in OURS}
    lookup = [
        [code, code, ward_of(code), ward_of(code), place.get(code, "E09000001"),
         areas.name(place[code]) if code in place else "City of London"]
        for code in CODES
    ]  # fmt: skip
    index = [
        [code, f"{SCORES[code]:.3f}", math.ceil((at * 23 + 1) * 10 / 33_755), at * 23 + 1]
        for at, code in enumerate(CODES)
    ]
    look = written(folder / "lookup.csv", [headings, *lookup])
    heads = ["lsoa21_code", "IMD_score", "IMD_decile", "IMD_rank"]
    people = [["lsoa21_code", "total_residents"], *([c, n] for c, n in PEOPLE.items())]
    indexed = written(folder / "index.csv", [heads, *index])
    counted = written(folder / "people.csv", people)
    store = folder / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER_VARIABLE, str(folder / "boundaries"))
        patch.setattr(official_place, "FEWEST_INSIDE", 0)  # the squares lie anywhere
        said = run("boundaries", "load", lsoas) + run("boundaries", "load", wards)
        said += run("boundaries", "lookup", look)
        said += Made(lsoas, indexed, store, "").ingest(indexed)
        said += run("ingest", "census", counted, "--published-on", "2022-11-02",
                    "--accept-warnings", "--store", store)  # fmt: skip
        yield Made(lsoas, indexed, store, said)


def view_of(figures: Figures, **query: str) -> EnglandView:
    selection, _ = Selection.from_query(query, figures.catalogue)
    return england_view(figures, selection)


def test_where_nothing_is_loaded_the_page_says_what_to_run(
    boundaries_folder: Path, figures: Figures
) -> None:
    page = draw(england_page, figures, {})
    assert page.title == "England’s areas are not loaded here"
    assert page.paint is None
    html = page_html(page)
    for command in ("boundaries load FILE", "boundaries lookup FILE", "ingest mhclg-iod FILE"):
        assert f"wy-indicators {command}" in html
    assert england_table(visit(figures, {}))[1].startswith("No figures,")


def test_boundaries_without_figures_are_told_apart(
    england: Made, boundaries_folder: Path, figures: Figures
) -> None:
    run("boundaries", "load", england.lsoas)
    page = draw(england_page, figures, {})
    assert page.title == "No figures for all England are held here"


def test_neighbourhoods_are_drawn_with_the_figures_published(
    england: Made, figures: Figures
) -> None:
    said = england.said
    assert "For the map of England: 1,407 LSOAs of 2021." in said
    assert f"For England: stored {2 * len(CODES):,} new rows in " in said
    view = view_of(figures)
    assert view.map.codes == tuple(CODES)
    expected = [round(SCORES[code], 3) for code in CODES]
    assert view.figures.values == pytest.approx(expected)
    assert [one.id for one in view.offered] == ["imd_2025_score", "imd_2025_decile"]
    painted = state(view)
    assert len(painted["classes"]) == len(CODES)
    assert painted["values"].split(",")[0] == f"{SCORES[CODES[0]]:.1f}".replace(".", "")
    counts = [row.areas for row in view.legend]
    assert sum(counts) == len(CODES)
    assert max(counts) - min(counts) <= 1
    assert counts == np.bincount([*map(int, painted["classes"])]).tolist()
    strokes = [one.split("h")[1] for path in coarse(view) for one in path.split("M")[1:]]
    assert sum(map(int, strokes)) == len(OURS) + 4 * len(ENDS)  # one for each square kilometre
    # Nothing of it is among West Yorkshire's own figures, which are as they were.
    with open_store(england.store) as store:
        held = store.observations("imd_2025_score")["area_code"]
    assert set(held) == set(OURS)


def test_wards_are_weighted_means_and_those_of_another_vintage_have_no_figure(
    england: Made, figures: Figures
) -> None:
    view = view_of(figures, level="ward")
    ward = WARDS[5]
    inside = [code for code in OURS if ward_of(code) == ward]
    mean = sum(round(SCORES[c], 3) * PEOPLE[c] for c in inside) / sum(PEOPLE[c] for c in inside)
    assert view.figures.values[view.map.position[ward]] == pytest.approx(mean)
    for code in WARDS[:3]:
        assert np.isnan(view.figures.values[view.map.position[code]])
    assert view.legend[-1].words == "no figure for this vintage"
    assert view.legend[-1].areas == 3
    assert view.notes == (
        "3 of the 127 wards of 2021 drawn have no figure: their codes are not in the published "
        "lookup, whose wards are of another year. Of the lookup, 1 ward is not drawn.",
    )
    assert "by the published lookup to wards of 2024" in view.figures.method
    share = view_of(figures, level="ward", indicator="imd_2025_most_deprived_decile_share")
    deciles = [math.ceil((CODES.index(code) * 23 + 1) * 10 / 33_755) for code in inside]
    at = share.map.position[ward]
    assert share.figures.values[at] == pytest.approx(deciles.count(1) / len(deciles))


def test_a_release_that_lacks_neighbourhoods_is_not_kept(england: Made, tmp_path: Path) -> None:
    lines = england.index.read_text(encoding="utf-8").splitlines()[:-2]
    cut = tmp_path / "cut.csv"
    cut.write_text("\n".join(lines), encoding="utf-8")
    said = Made(england.lsoas, cut, tmp_path / "store", "").ingest(cut)
    assert "For England: nothing kept, as it lacks 2 of the 1,407 LSOAs of the 2021 census." in said


def test_the_page_has_a_row_for_each_authority_and_a_file_of_all(
    england: Made, figures: Figures
) -> None:
    page = draw(england_page, figures, {"area": "E01000002"})
    html = page_html(page)
    for name in ("Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield", "City of London"):
        assert f'<th scope="row">{name}</th>' in html
    assert "E01000002, City of London: 80.0, 30 October 2025" in html
    assert "download/england.csv?" in html
    repainted = draw(england_page, figures, {"palette": "grey"})
    assert page.paint is not None
    assert repainted.paint is not None
    differing = {name for name, one in page.paint.items() if repainted.paint[name] != one}
    assert differing == {"colours", "area"}
    name, text = england_table(visit(figures, {}))
    rows = list(csv.reader(io.StringIO(text)))
    begin = next(at for at, row in enumerate(rows) if row and row[0] == "area_code")
    assert name == "imd_2025_score-england-lsoa.csv"
    assert [row[0] for row in rows[begin + 1 :]] == CODES
    assert next(row[1] for row in rows if row and row[0] == "Source").startswith("Ministry of")


def test_the_same_release_again_is_no_news(england: Made) -> None:
    said = england.ingest(england.index)
    assert f"For England: nothing new; {2 * len(CODES):,} rows are already held." in said
