"""England's areas, thinned: every one kept, edges shared, and as the publisher drew them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo import areas
from geo.areas import WEST_YORKSHIRE, AreaType
from geo.errors import GeographyError
from geo.national import CELL_METRES, METRES, NORTH, WEST, National, held, national, path_of
from geo.national_fit import arcs_of, rounded, simplified, streamed
from geo.national_load import read_england
from geo.national_lookup import load_lookup, lookup_from

Write = Callable[..., Path]
WARDS = areas.codes("ward", WEST_YORKSHIRE, 2025)
ENDS = {  # a square near each end of England
    "E05000026": shapely.box(90_000, 10_000, 92_000, 12_000),
    "E05000027": shapely.box(650_000, 300_000, 652_000, 302_000),
    "E05000028": shapely.box(395_000, 650_000, 397_000, 652_000),
}


def read_stream(
    shape: Sequence[int], written: list[list[tuple[int, int]]] | None = None
) -> list[list[list[tuple[int, int]]]]:
    """The rings of each area, read as the row of numbers is described; `written` gets the arcs."""
    numbers = iter(shape)
    arcs: list[list[tuple[int, int]]] = [] if written is None else written
    begun = (0, 0)
    made = []
    for rings in numbers:
        area = []
        for _ in range(rings):
            ring: list[tuple[int, int]] = []
            for part in range(next(numbers)):
                ref = next(numbers)
                if ref == 0:
                    if part == 0:
                        begun = (begun[0] + next(numbers), begun[1] + next(numbers))
                        ring = [begun]
                    arc = [ring[-1]]
                    for _ in range(next(numbers)):
                        arc.append((arc[-1][0] + next(numbers), arc[-1][1] + next(numbers)))
                    arcs.append(arc)
                else:
                    arc = arcs[len(arcs) - abs(ref)][:: 1 if ref < 0 else -1]
                assert not ring or ring[-1] == arc[0]
                ring = [*ring[:-1], *arc]
            assert ring[0] == ring[-1]
            area.append(ring)
        made.append(area)
    return made


def polygons(drawn: National) -> np.ndarray:
    """The areas in metres; the order of rings does not tell which are holes, so by parity."""
    made = []
    for rings in read_stream(drawn.shape):
        whole = shapely.Polygon()
        for ring in rings:
            whole = whole.symmetric_difference(shapely.make_valid(shapely.Polygon(ring)))
        made.append(whole)
    return shapely.transform(np.array(made), lambda xy: [WEST, NORTH] + xy * [METRES, -METRES])


@pytest.fixture
def invented(boundaries_folder: Path, made_boundaries: Write) -> National:
    """West Yorkshire's wards as squares, and three far away."""
    codes = [*WARDS, *ENDS, "W05000001", "S13002516"]
    file = made_boundaries("wards.parquet", codes, "WD25CD", ENDS)
    made = read_england(file)
    assert made is not None
    assert made.notes[:2] == (
        "1 of Wales left out of England.",
        "1 of Scotland left out of England.",
    )
    assert "508 square kilometres in all, where England has about 130,500" in made.notes[2]
    made.store()
    return national(AreaType.WARD, 2025)


def test_areas_keep_their_ground_and_share_their_edges(invented: National) -> None:
    assert held() == ((AreaType.WARD, 2025),)
    assert invented.codes == tuple(sorted([*WARDS, *ENDS]))
    assert invented.label == "wards of 2025"
    ours = polygons(invented)
    assert shapely.area(ours).tolist() == [4_000_000] * len(invented.codes)
    assert shapely.coverage_is_valid(ours)
    at = invented.position["E05000026"]
    assert ours[at].equals(ENDS["E05000026"])
    # Of 124 squares in rows of twelve, 225 sides lie between two; each is written once.
    arcs: list[list[tuple[int, int]]] = []
    read_stream(invented.shape, arcs)
    assert sum(len(arc) - 1 for arc in arcs) == 4 * len(invented.codes) - 225


def test_squares_of_a_kilometre_are_the_areas_they_lie_in(invented: National) -> None:
    """Squares of 2 km hold four of them each, wherever they lie."""
    many = np.bincount(invented.cells[:, 3], weights=invented.cells[:, 2])
    assert many.tolist() == [4] * len(invented.codes)


def test_the_document_has_what_a_browser_needs_and_changes_its_name(invented: National) -> None:
    sent = json.loads(invented.document)
    assert sent["codes"] == list(invented.codes)
    assert len(sent["names"]) == len(sent["place"]) or sent["place"] == []
    assert gzip.decompress(invented.squeezed) == invented.document
    assert len(invented.fingerprint) == 12


def test_a_file_of_one_region_is_no_map_of_england(
    boundaries_folder: Path, made_boundaries: Write
) -> None:
    assert read_england(made_boundaries("wards.parquet", [*WARDS, "E05000026"])) is None
    assert held() == ()


def test_what_is_not_loaded_or_damaged_is_told(invented: National) -> None:
    with pytest.raises(GeographyError, match="found no lsoa 2021; expected ward 2025"):
        national(AreaType.LSOA, 2021)
    path_of(AreaType.WARD, 2025).write_text("{", encoding="utf-8")
    with pytest.raises(GeographyError, match="Remove it, and load the boundaries again"):
        national(AreaType.WARD, 2025)


def test_an_area_smaller_than_the_grid_keeps_a_ring_of_its_own() -> None:
    small, large = shapely.box(10, 10, 20, 20), shapely.box(0, 0, 5_000, 5_000)
    rings = rounded(np.array([small, large]), 0, 5_000, 50)
    assert [len(ring) for ring in rings[0]] == [3]
    assert rings[1] == [[(100, 100), (100, 0), (0, 0), (0, 100)]]


def test_a_line_between_two_areas_is_simplified_once_for_both() -> None:
    """A saw of 100 m between two areas becomes one straight line, and both keep to it."""
    saw = [(5_000 + 100 * (step % 2), 500 * step) for step in range(11)]
    left = shapely.Polygon([(0, 0), *saw, (0, 5_000)])
    right = shapely.Polygon([(9_000, 0), *saw, (9_000, 5_000)])
    arcs, refs = arcs_of(rounded(np.array([left, right]), 0, 10_000, 50))
    thinner = simplified(arcs, refs, 3)
    assert len(arcs) == 3
    assert [len(arc) for arc in thinner].count(2) == 1
    first, second = read_stream(streamed(thinner, refs))
    shared = {frozenset(pair) for pair in zip(first[0], first[0][1:], strict=False)} & {
        frozenset(pair) for pair in zip(second[0], second[0][1:], strict=False)
    }
    assert shared == {frozenset({(100, 200), (100, 100)})}


PUBLISHED = [  # file, column of codes, level, year, England's areas, most bytes compressed
    ("ew_lsoa21_bsc.parquet", "lsoa21_code", AreaType.LSOA, 2021, 33_755, 2_500_000),
    ("uk_wd21_bsc.parquet", "WD21CD", AreaType.WARD, 2021, 7_026, 1_000_000),
]


@pytest.mark.parametrize(("file", "column", "level", "year", "many", "heaviest"), PUBLISHED)
def test_published_boundaries_of_england_stay_what_they_are(
    shared_data: Path,
    boundaries_folder: Path,
    file: str,
    column: str,
    level: AreaType,
    year: int,
    many: int,
    heaviest: int,
) -> None:
    """Laid over the publisher's polygons, areas of some size differ little; none is lost."""
    made = read_england(shared_data / "national" / file)
    assert made is not None
    assert not any("Doubtful" in note for note in made.notes)
    made.store()
    assert made.areas == many
    drawn = national(level, year)
    assert len(drawn.squeezed) < heaviest
    assert len(drawn.names) == len(drawn.place) == many
    some = np.linspace(0, many - 1, 400).astype(int)
    ours = polygons(drawn)[some]
    given = gpd.read_parquet(shared_data / "national" / file).set_index(column)
    theirs = given.loc[[drawn.codes[at] for at in some]].to_crs(27700).geometry.to_numpy()
    theirs = shapely.make_valid(theirs)
    both = shapely.area(shapely.intersection(ours, theirs))
    overlap = both / (shapely.area(ours) + shapely.area(theirs) - both)
    assert shapely.area(ours).min() > 0
    assert overlap[shapely.area(theirs) > 1_000_000].min() > 0.8
    assert np.median(overlap) > 0.7
    row, first, _, area = drawn.cells[:: len(drawn.cells) // 200].T
    middles = shapely.points(WEST + (first + 0.5) * CELL_METRES, NORTH - (row + 0.5) * CELL_METRES)
    holders = given.loc[[drawn.codes[at] for at in area]].to_crs(27700).geometry.to_numpy()
    assert shapely.intersects(holders, middles).all()


def test_the_published_lookup_names_the_authority_of_each_neighbourhood(
    shared_data: Path, boundaries_folder: Path
) -> None:
    made, path, outside = load_lookup(shared_data / "national" / "ew_lsoa21_wd24_lad24.parquet")
    assert path.parent == boundaries_folder
    assert (made.census, made.ward_year, outside) == (2021, 2024, 1_917)
    assert (len(made.codes), len(made.wards), len(made.authorities)) == (33_755, 6_784, 296)
    kept = lookup_from(2021)
    assert kept is not None
    at = kept.codes.index("E01012049")
    assert kept.wards[kept.ward[at]] == ("E05009861", "Ladgate")
    assert kept.authorities[kept.authority[at]] == ("E06000002", "Middlesbrough")
    assert lookup_from(2011) is None


def test_an_area_of_england_with_latitude_before_longitude_is_named(
    boundaries_folder: Path, made_boundaries: Write, tmp_path: Path
) -> None:
    drawn = {**ENDS, "E05000029": shapely.box(500_000, 300_000, 502_000, 302_000)}
    file = made_boundaries(
        "wards.parquet", [*WARDS, *drawn], "WD25CD", drawn, crs=4326, stated=4326
    )
    given = gpd.read_parquet(file)
    turned = given.geometry.to_numpy()
    for at in (3, -1):
        turned[at] = shapely.transform(turned[at], lambda xy: xy[:, ::-1])
    given.set_geometry(turned).to_parquet(tmp_path / "turned.parquet")
    with pytest.raises(GeographyError, match="latitude before longitude") as refused:
        read_england(tmp_path / "turned.parquet")
    named = f"E05000029, {WARDS[3]} ({areas.name(WARDS[3])})"
    assert f"Those of {named} look like latitude" in str(refused.value)


def test_areas_that_stand_twice_or_far_off_are_refused(
    boundaries_folder: Path, made_boundaries: Write
) -> None:
    """A box over half of Europe would otherwise be cut into squares of a kilometre."""
    far = {**ENDS, "E05000027": shapely.box(650_000, 300_000, 90_000_000, 90_000_000)}
    file = made_boundaries("wards.parquet", [*WARDS, *far, "E05000026"], "WD25CD", far)
    with pytest.raises(GeographyError) as refused:
        read_england(file)
    told = str(refused.value)
    assert "1 codes twice, as E05000026; expected each code once" in told
    assert "90,000,000 in metres; expected ground near England" in told
    assert held() == ()
