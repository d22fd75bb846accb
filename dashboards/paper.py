"""A map as a picture for print: everything that must be read with it stands on it.

Drawn as one SVG without style sheets or anything from outside, so that any program shows it alike;
the PNG is made of that SVG. One unit of the drawing is a tenth of a millimetre at 180 mm.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

from dashboards import text
from dashboards.figures import Figures
from dashboards.html import environment
from dashboards.raster import INCH_MM, pixels, with_dpi
from dashboards.theme import THEME
from dashboards.viewmodel.area_map import MapView
from dashboards.viewmodel.map_classes import NEUTRAL, LegendRow
from dashboards.viewmodel.map_frame import framed_box, labels
from dashboards.viewmodel.map_labels import width
from indicators import safe_mode
from indicators.errors import Fault, SuiteError, quoted

UNITS = 1_800  # across the page
USUAL_MM = 180.0
LEAST_MM, MOST_MM = 40.0, 2_000.0
LEAST_DPI, MOST_DPI = 36, 1_200
MOST_PIXELS = 120_000_000
EDGE = 70
INSIDE = UNITS - 2 * EDGE
TITLE, USUAL, SMALL = 58, 32, 25
LEADING = 1.32
BEYOND = "#F3F1EC"
LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
FAMILY = "Arial, 'Liberation Sans', Helvetica, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Line:
    """A line of text: where its baseline starts, how large, and how it looks."""

    words: str
    x: float
    y: float
    size: float
    weight: int = 400
    colour: str = THEME.ink
    anchor: str = "start"


@dataclass(frozen=True)
class Swatch:
    """A sample of a class in the legend."""

    fill: str
    x: float
    y: float
    wide: float
    high: float
    edge: float = 2


def map_svg(view: MapView, figures: Figures, width_mm: float = USUAL_MM) -> str:
    """The view as one SVG of that width, with title, legend, source, dates and version.

    Raises SuiteError for a map that is not drawn, and for a width that cannot be printed.
    """
    _refuse_size(width_mm)
    if view.found is None or view.coloured is None or view.shapes is None:
        raise SuiteError(f"There is no map to print: {view.finding}.")
    found, coloured, drawn = view.there
    box = framed_box(drawn, view.place)
    lines: list[Line] = []
    y = _wrapped(lines, view.finding, EDGE + TITLE, TITLE, weight=700)
    for mark in view.marks:
        y = _wrapped(lines, f"{mark}.", y + 4, USUAL, weight=700)
    told = f"{view.subtitle}. {view.told_period}."
    y = _wrapped(lines, told, y + 8, USUAL, colour=THEME.quiet_ink)
    top = y + 4
    high = INSIDE * box[3] / box[2]
    swatches: list[Swatch] = []
    y = top + high + 60
    if coloured.square:
        y = _square(view, lines, swatches, y)
    y = _legend(view, lines, swatches, y)
    y = _picked(view, lines, swatches, y)
    for words in _foot(view, figures):
        y = _wrapped(lines, words, y + 6, SMALL, colour=THEME.quiet_ink)
    fills = [fill_of(css, coloured.colours) for css in coloured.css]
    unit = box[2] / INSIDE  # of the map, in one unit of the page
    areas, beyond = [], []
    for at, code in enumerate(found.codes):
        if view.is_beyond(at):
            beyond.append((BEYOND, drawn.paths[code], False))
        else:
            areas.append((fills[coloured.of[at]], drawn.paths[code], view.is_out(at)))
    # Those beyond the place lie over the outlines, which end where its own end.
    outlined = view.choices.outlines
    layers = [
        (areas, "" if outlined in ("", "none") else drawn.outline(outlined)),
        (beyond, "" if outlined == "none" else drawn.outline("place")),
    ]
    module = environment().get_template("paper.svg").module
    made: Markup = module.paper(  # type: ignore[attr-defined]
        view, width_mm, width_mm * (y + EDGE - SMALL) / UNITS, (UNITS, round(y + EDGE - SMALL)),
        lines, swatches, layers, (EDGE, round(top), INSIDE, round(high)), box, unit,
        drawn.paths[view.area] if view.told else "", labels(view), coloured.colours, FAMILY,
    )  # fmt: skip
    return str(made).strip() + "\n"


def map_png(view: MapView, figures: Figures, width_mm: float = USUAL_MM, dpi: int = 300) -> bytes:
    """The view as a PNG for print: `width_mm` wide at `dpi` dots to the inch, as the file says.

    Raises SuiteError as `map_svg`, for more pixels than can be drawn, and on a machine without any
    font.
    """
    if not LEAST_DPI <= dpi <= MOST_DPI:
        expected = f"{LEAST_DPI} to {MOST_DPI} dots to the inch"
        raise SuiteError("This cannot be printed.", [Fault("dpi", quoted(dpi), expected)])
    drawn = map_svg(view, figures, width_mm)
    across = round(width_mm / INCH_MM * dpi)
    if across**2 * 2 > MOST_PIXELS:
        fault = Fault("width_mm and dpi", f"{across:,} pixels across", "fewer than 7,700")
        raise SuiteError("This picture would be too large.", [fault])
    if not _has_fonts():
        raise SuiteError(
            "No font is installed on this machine, so nothing could be written on the picture. "
            "Install one (on Debian: apt-get install fonts-liberation), or save it as SVG."
        )
    return with_dpi(_pixels(drawn, across), dpi)


def save(view: MapView, figures: Figures, path: Path, width_mm: float = USUAL_MM) -> Path:
    """Write the view as the path's ending tells, .svg or .png, and return the path.

    Nothing is half-written. Raises SuiteError for another ending.
    """
    if not path.parent.is_dir():
        fault = Fault("path", quoted(path), "a name in a folder that is there")
        raise SuiteError("This map cannot be saved so.", [fault])
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        fault = Fault("path", quoted(path.name), "a name that ends in .svg or .png")
        raise SuiteError("This map cannot be saved so.", [fault])
    if kind == ".svg":
        content = map_svg(view, figures, width_mm).encode()
    else:
        content = map_png(view, figures, width_mm)
    beside = path.with_name(f".{path.name}.writing")
    beside.write_bytes(content)
    return beside.replace(path)


def fill_of(css: str, colours: Iterable[str]) -> str:
    """What an area of the class is filled with: a colour, or a pattern of the drawing."""
    first, *more = css.split()
    if first == NEUTRAL:
        return THEME.neutral_area
    if not first.startswith("k"):
        return f"url(#p-{first})"
    return f"url(#p-striped-{first[1:]})" if more else list(colours)[int(first[1:])]


def _foot(view: MapView, figures: Figures) -> list[str]:
    """What stands under the legend, a paragraph each."""
    _, coloured, drawn = view.there
    known = text.day(figures.known_day)
    licence = "Not published; not to be passed on." if view.marks else LICENCE
    suicide = safe_mode.help_lines([view.definition])
    return [
        *suicide,
        coloured.words,
        *([f"In full colour only {view.range_said}."] if view.range_said else []),
        *view.notes,
        *view.how,
        drawn.note,
        f"Source: {'; '.join(view.sources)}.",
        f"Figures version {figures.version}, as known on {known}. {licence}",
    ]


def _wrapped(
    lines: list[Line],
    words: str,
    y: float,
    size: float,
    weight: int = 400,
    colour: str = THEME.ink,
    indent: float = 0,
) -> float:
    """Add the words as lines no wider than the page; where the next line would stand."""
    room = (INSIDE - indent) / size * (0.94 if weight > 400 else 1)
    line = ""
    for word in [*words.split(), ""]:
        longer = f"{line} {word}".strip()
        if line and (not word or width(longer) > room):
            lines.append(Line(line, EDGE + indent, round(y), size, weight, colour))
            y += size * LEADING
            longer = word
        line = longer
    return y


def _legend(view: MapView, lines: list[Line], swatches: list[Swatch], y: float) -> float:
    """The classes with their counts, in as many columns as their words have room for."""
    _, coloured, _ = view.there
    rows = coloured.legend[len(coloured.square) ** 2 :]
    if not rows:
        return y + 10
    said = [f"{row.words} ({row.areas:,})" for row in rows]
    widest = max(map(width, said)) * USUAL + 110
    columns = max(1, min(len(rows), int(INSIDE / widest)))
    down = -(-len(rows) // columns)
    for at, (row, words) in enumerate(zip(rows, said, strict=True)):
        x = EDGE + at // down * (INSIDE / columns)
        beside = y + at % down * USUAL * 1.5
        swatches.append(Swatch(fill_of(row.css, coloured.colours), x, beside - 27, 54, 34))
        lines.append(Line(words, x + 70, beside, USUAL))
    return y + down * USUAL * 1.5 + 8


def _picked(view: MapView, lines: list[Line], swatches: list[Swatch], y: float) -> float:
    """Which area is outlined, and what is said of it; nothing where none is."""
    if not view.told:
        return y
    swatches.append(Swatch("#FFFFFF", EDGE + 3, y - 24, 48, 28, edge=8))
    return _wrapped(lines, view.told, y, USUAL, indent=70) + 8


def _square(view: MapView, lines: list[Line], swatches: list[Swatch], y: float) -> float:
    """The nine classes of a map of two: the first measure upwards, the second to the right."""
    _, coloured, _ = view.there
    side, high = 150, 86
    lines.append(Line(f"↑ {coloured.axes[0]}", EDGE, y, USUAL, 700))
    y += 22
    rows: Iterable[tuple[LegendRow, ...]] = coloured.square
    x: float
    for down, (cells, word) in enumerate(zip(rows, ("high", "middle", "low"), strict=True)):
        top = y + down * (high + 34)
        lines.append(Line(word, EDGE + 110, top + high / 2 + 10, SMALL, anchor="end"))
        for across, row in enumerate(cells):
            x = EDGE + 130 + across * (side + 12)
            swatches.append(Swatch(fill_of(row.css, coloured.colours), x, top, side, high))
            count = Line(f"{row.areas:,}", x + side / 2, top + high + 26, SMALL, anchor="middle")
            lines.append(count)
    y += 3 * (high + 34) + 28
    for across, word in enumerate(("low", "middle", "high")):
        x = EDGE + 130 + across * (side + 12) + side / 2
        lines.append(Line(word, x, y, SMALL, anchor="middle"))
    lines.append(Line(f"→ {coloured.axes[1]}", EDGE + 130 + 3 * (side + 12) + 20, y, USUAL, 700))
    return y + USUAL * 1.6


def _pixels(svg: str, across: int) -> bytes:
    """The SVG's pixels. Raises SuiteError where the renderer draws nothing."""
    try:
        return pixels(svg, across)
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as problem:
        raise SuiteError(
            f"The picture could not be drawn ({problem}). Save it as SVG instead."
        ) from problem


@cache
def _has_fonts() -> bool:
    """Whether a letter leaves a mark: without fonts the renderer leaves it out and says nothing."""
    blank, letter = (
        _pixels(
            '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
            f'<text x="2" y="16" font-size="16" font-family="{FAMILY}">{word}</text></svg>',
            20,
        )
        for word in ("", "H")
    )
    return blank != letter


def _refuse_size(width_mm: float) -> None:
    if not LEAST_MM <= width_mm <= MOST_MM:
        fault = Fault("width_mm", quoted(width_mm), f"{LEAST_MM:g} to {MOST_MM:g} millimetres")
        raise SuiteError("This cannot be printed.", [fault])
