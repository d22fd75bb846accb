"""The command `wy-indicators boundaries`: load, list and remove official boundaries."""

from __future__ import annotations

import argparse
from pathlib import Path

LEVELS = ("ward", "lsoa", "msoa", "place")
ABOUT = (
    "Load official boundaries, which maps then show in place of the approximate shapes that ship."
)
ABOUT_LOAD = (
    "Load the boundaries of West Yorkshire's wards, LSOAs, MSOAs or places from a file as the ONS "
    "Open Geography Portal gives them: GeoJSON, GeoPackage, Shapefile (.shp, or a .zip of it) or "
    "GeoParquet, in any British or WGS 84 projection. The column of codes, the level and the "
    "vintage are found by what the file holds. A file of all England or the United Kingdom is fine."
)
AFTER_LOAD = (
    "Invalid polygons are repaired, gaps and overlaps closed, and both are told. Codes of another "
    "level or year than was said, codes that stand twice, areas without a shape and shapes that "
    "lie elsewhere than their codes say are refused, and leave what was loaded before as it was. "
    "From a file that covers England, a drawing of all its wards or LSOAs is kept besides, for "
    "the map of England. A running site shows what is loaded from its next page on. Boundaries "
    "are kept in data/local/boundaries, or in the folder that the environment variable "
    "WY_INDICATORS_BOUNDARIES names."
)

ABOUT_LOOKUP = (
    "Load the published best-fit lookup from England's LSOAs to wards and authorities (CSV or "
    "Parquet, with the codes of all three beside each other), for the map of England: it names the "
    "authority of each neighbourhood, and figures of wards are worked out by it."
)


def add_to(commands: argparse._SubParsersAction) -> None:
    """Add `boundaries` with its three actions to the commands of the command line."""
    boundaries = commands.add_parser("boundaries", help=ABOUT, description=ABOUT)
    actions = boundaries.add_subparsers(metavar="ACTION", required=True)

    load = actions.add_parser(
        "load", help="load them from a file", description=ABOUT_LOAD, epilog=AFTER_LOAD
    )
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--level", choices=LEVELS, help="refuse the file if it is of another level")
    load.add_argument(
        "--year",
        type=int,
        metavar="YEAR",
        help="refuse the file if its codes were not in force in that year",
    )
    load.add_argument(
        "--accept-missing",
        action="store_true",
        help="load a file that lacks some of West Yorkshire's areas",
    )
    load.set_defaults(run=_load)

    lookup = actions.add_parser(
        "lookup", help="load the lookup of England's LSOAs to wards", description=ABOUT_LOOKUP
    )
    lookup.add_argument("file", type=Path, metavar="FILE")
    lookup.set_defaults(run=_lookup)

    words = "list what is loaded"
    actions.add_parser("list", help=words, description=f"{words.capitalize()}.").set_defaults(
        run=_list
    )
    words = "remove what is loaded of a level and year; approximate shapes are then shown again"
    remove = actions.add_parser("remove", help=words, description=f"{words.capitalize()}.")
    kinds = (*LEVELS, "lookup")
    remove.add_argument("level", choices=kinds, metavar="LEVEL", help=", ".join(kinds))
    remove.add_argument("year", type=int, nargs="?", metavar="YEAR", help="not for places")
    remove.set_defaults(run=_remove)


def _load(options: argparse.Namespace) -> None:
    from dashboards.terminal.loaded import plural, print_notes
    from geo.national_load import read_england
    from geo.official import load  # slow to import: it reads and fits shapes
    from geo.shapes import LEVELS as KINDS

    level = KINDS[options.level] if options.level else None
    england = read_england(options.file, level, options.year)  # both are judged before one is kept
    made = load(options.file, level, options.year, options.accept_missing)
    if made.kept:
        print(made.kept)
        print_notes((made.doubt,))
    else:
        print(f"Loaded {made.areas:,} {made.vintage.label} from {options.file.name}.")
        print_notes((*made.notes, made.doubt))
        before = "boundaries loaded before" if made.replaced else "approximate shapes"
        print(f"They replace the {before}. Kept in {made.path}.")
    if england:
        kind = plural(england.level)
        print(f"For the map of England: {england.areas:,} {kind} of {england.year}.")
        print_notes(england.notes)
        print(f"Kept in {england.store()}.")


def _lookup(options: argparse.Namespace) -> None:
    from geo.national_lookup import load_lookup

    made, path, outside = load_lookup(options.file)
    print(
        f"Loaded the lookup of {len(made.codes):,} LSOAs of the {made.census} census to "
        f"{len(made.wards):,} wards of {made.ward_year} in {len(made.authorities):,} authorities."
    )
    if outside:
        print(f"  {outside:,} rows outside England left out.")
    print(f"Kept in {path}.")


def _list(_options: argparse.Namespace) -> None:
    from dashboards.terminal.loaded import print_list

    print_list()


def _remove(options: argparse.Namespace) -> None:
    from dashboards.terminal.loaded import remove

    remove(options.level, options.year)
