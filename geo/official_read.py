"""Reading a boundary file of any of four forms, into metres of British National Grid.

Only commands use it: geopandas is slow to import and no page needs it.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geopandas as gpd
import shapely
from pyarrow import ArrowException

from geo.errors import Fault, GeographyError, quoted
from geo.grid import BRITISH_NATIONAL_GRID
from geo.official_axes import BRITAIN_DEGREES, swapped_words

FORMS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
    ".zip": "zipped Shapefile",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
}
WANTED = "GeoJSON, GeoPackage (.gpkg), Shapefile (.shp or a .zip of it) or GeoParquet (.parquet)"
SHAPEFILE_PARTS = (".dbf", ".shx")
UNREADABLE = (
    ValueError,
    KeyError,
    RuntimeError,
    OSError,
    ArrowException,
    shapely.errors.ShapelyError,
)
DEGREES = (-180.0, -90.0, 180.0, 90.0)
BRITAIN = {  # where coordinates of the United Kingdom lie: left, bottom, right, top
    4326: ("degrees of longitude and latitude (WGS 84)", BRITAIN_DEGREES),
    27700: ("metres of British National Grid", (-20_000, 0, 700_000, 1_300_000)),
    3857: ("metres of Web Mercator", (-1_100_000, 6_200_000, 300_000, 8_800_000)),
}
WEST_YORKSHIRE_METRES = (380_000, 395_000, 465_000, 460_000)


@dataclass(frozen=True)
class BoundaryFile:
    """The rows of a file, still in its own projection, and what had to be taken for granted.

    `sha256` is of the file as it was read.
    """

    path: Path
    rows: gpd.GeoDataFrame
    notes: tuple[str, ...]
    sha256: str


def read(path: Path) -> BoundaryFile:
    """The file's areas, read once as long as it stays the same.

    Raises GeographyError, in one line, for what cannot be read or placed.
    """
    form = _form(path)
    return _read(path, form, _hash(path))


@lru_cache(maxsize=1)  # a file that covers England is loaded as two maps
def _read(path: Path, form: str, before: str) -> BoundaryFile:
    try:
        rows = gpd.read_parquet(path) if form == "GeoParquet" else _with_gdal(path, form)
    except UNREADABLE as problem:
        raise _refused(path, f"not readable as {form}", f"a whole {form}", problem) from None
    if not isinstance(rows, gpd.GeoDataFrame) or rows.geometry.isna().all():
        raise _refused(path, "no shapes", "areas with their boundaries")
    if _hash(path) != before:
        raise _refused(path, "a file that changed while it was read", "one that stays as it is")
    rows = rows.reset_index(drop=True)
    rows = rows.set_geometry(shapely.force_2d(rows.geometry.to_numpy()), crs=rows.crs)
    projected, notes = _placed(path, rows, form)
    return BoundaryFile(path, projected, notes, before)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise _refused(path, "not readable", "a file that can be read", problem) from None


def in_metres(path: Path, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of West Yorkshire in British National Grid.

    Raises GeographyError when they do not lie there, whatever projection the file states.
    """
    try:
        moved = rows.to_crs(BRITISH_NATIONAL_GRID)
    except RuntimeError as problem:  # PROJ's errors are such
        raise _refused(
            path, f"the projection {quoted(rows.crs.name)}", "one that can be reprojected", problem
        ) from None
    bounds = moved.total_bounds
    if not _within(bounds, WEST_YORKSHIRE_METRES):
        west, south, east, north = (f"{value:,.0f}" for value in bounds)
        found = f"shapes from easting {west}, northing {south} to {east}, {north}"
        raise _refused(
            path,
            found,
            "West Yorkshire, near easting 420,000, northing 430,000",
            remedy=swapped_words(rows)
            or f"The projection it states, {quoted(rows.crs.name)}, may be wrong.",
        )
    return moved


def _form(path: Path) -> str:
    if not path.exists():
        raise _refused(path, "nothing there", "a boundary file")
    if path.is_dir():
        raise _refused(path, "a folder", f"one file: {WANTED}")
    if path.suffix.lower() not in FORMS:
        raise _refused(path, f"a file that ends in {quoted(path.suffix)}", WANTED)
    if not path.stat().st_size:
        raise _refused(path, "an empty file", WANTED)
    return FORMS[path.suffix.lower()]


def _with_gdal(path: Path, form: str) -> gpd.GeoDataFrame:
    inside = _inside(path) if form == "zipped Shapefile" else str(path)
    if form == "Shapefile":
        names = {other.name.lower() for other in path.parent.iterdir()}
        absent = [end for end in SHAPEFILE_PARTS if f"{path.stem}{end}".lower() not in names]
        if absent:
            remedy = "Keep the parts of a Shapefile together, or load the .zip they came in."
            raise _refused(path, f"no {' and no '.join(absent)} beside it", "both", remedy=remedy)
    listed = gpd.list_layers(inside)
    layers = listed.loc[listed["geometry_type"].notna(), "name"].tolist()
    if len(layers) > 1:
        named = ", ".join(map(quoted, layers))
        raise _refused(path, f"{len(layers)} layers ({named})", "one layer of areas")
    return gpd.read_file(inside, layer=layers[0] if layers else None)


def _inside(path: Path) -> str:
    """GDAL's name of the one boundary file in a zip file."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as problem:
        raise _refused(path, "a damaged zip file", "a whole one", problem) from None
    ends = tuple(end for end in FORMS if end != ".zip")
    found = [name for name in names if name.lower().endswith(ends) and "__MACOSX" not in name]
    if len(found) != 1:
        told = ", ".join(map(quoted, found)) or "none"
        raise _refused(path, f"{len(found)} boundary files in it ({told})", "one")
    return f"/vsizip/{path.resolve()}/{found[0]}"


def _placed(
    path: Path, rows: gpd.GeoDataFrame, form: str
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """The rows with a projection: the stated one, or the one their coordinates tell of."""
    bounds = tuple(rows.total_bounds)
    impossible = rows.crs is not None and rows.crs.is_geographic and not _within(bounds, DEGREES)
    # GDAL takes GeoJSON that states nothing for WGS 84, whatever its coordinates are.
    if rows.crs is not None and not (impossible and form == "GeoJSON"):
        return rows, ()
    for code, (words, range_) in BRITAIN.items():
        if _within(bounds, range_):
            note = f"The file states no projection; its coordinates are read as {words}."
            return rows.set_crs(code, allow_override=True), (note,)
    west, south, east, north = (f"{value:,.6g}" for value in bounds)
    found = f"no stated projection, and coordinates from {west}, {south} to {east}, {north}"
    expected = "; or ".join(words for words, _ in BRITAIN.values())
    raise _refused(path, found, f"{expected}, in the United Kingdom", remedy=swapped_words(rows))


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    west, south, east, north = inner
    return outer[0] <= west and outer[1] <= south and east <= outer[2] and north <= outer[3]


def _refused(
    path: Path,
    found: str,
    expected: str,
    problem: Exception | None = None,
    remedy: str = "",
) -> GeographyError:
    words = " ".join(str(problem or "").split())
    told = f" ({words[:160]})" if words and "not recognized" not in words else ""
    fault = Fault(path.name, f"{found}{told}", expected, remedy)
    return GeographyError("The file cannot be loaded; nothing was changed.", [fault])
