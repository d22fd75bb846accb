"""The site's own charts, maps and board matrix as Panel objects, for notebooks.

Each is made of the pieces of the site's page for the same choices, so a notebook and the site
cannot say different things. Nothing is worked out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import panel as pn
from markupsafe import Markup

from dashboards import text
from dashboards.cell import Cell, asset, cell
from dashboards.figures import Figures
from dashboards.map_cell import MapCell
from dashboards.pages.ambitions import ambitions_page
from dashboards.pages.compare import compare_page
from dashboards.pages.frame import Visit, part
from dashboards.pages.indicator import indicator_page
from dashboards.pages.inequality import inequality_page
from dashboards.pages.page import Page
from dashboards.restricted_rows import marks
from dashboards.selection import AGAINST, LEVELS, PLACE_SLUGS, Selection, slug_of
from dashboards.viewmodel.area_map import MapView, map_view
from dashboards.viewmodel.map_choices import OUTLINES_BY_LEVEL
from dashboards.viewmodel.map_levels import LEVEL_WORDS
from dashboards.written import NUMBERS, heading, in_words
from geo.areas import PLACES, WEST_YORKSHIRE, name
from indicators import safe_mode
from indicators.errors import Fault, SuiteError, did_you_mean, quoted
from indicators.vocabulary import Sex

MAP_CHOICES = (
    "show", "beside", "since", "classes", "palette", "drawing", "vintage", "outlines", "labels",
    "area",
)  # fmt: skip


def set_up() -> None:
    """Make a notebook show what is drawn here; served as a page, it gets the site's measure.

    Scripts are put into the notebook itself: nothing is asked of the network.
    """
    import holoviews as hv

    is_page = pn.state.curdoc is not None and pn.state.curdoc.session_context is not None
    # Panel would ask for a WebGL context for each object shown, and browsers have only sixteen.
    pn.config.browser_info = False
    pn.extension(inline=True, raw_css=[asset("notebook_page.css")] if is_page else [])
    hv.extension("bokeh", inline=True, logo=False)


def provenance(figures: Figures, title: str = "") -> Cell:
    """Which figures these are: the day they were known, their version and newest release.

    The title, where one is given, is the heading of the whole notebook.
    """
    newest = text.day(figures.latest_release) if figures.latest_release else "none"
    opening = part(
        "notebook.html", "provenance", title, text.day(figures.known_day), figures.version, newest
    )
    return Cell(html=str(opening.html), sizing_mode="stretch_width")


def table(
    figures: Figures,
    rows: pd.DataFrame,
    title: str,
    columns: Sequence[str] = ("area_name", "period", "value", "lower_95", "upper_95"),
) -> Cell:
    """Rows of `compute` or `status` as the site writes a table: these columns, under the title.

    Numbers are written as their indicator's definition has them. The caption names the measures,
    their kind of period and whom to cite.
    """
    definitions = {one: figures.catalogue[one] for one in rows["indicator_id"].unique()}
    cells = [
        [in_words(row[column], column, definitions[row["indicator_id"]]) for column in columns]
        for row in rows.to_dict("records")
    ]
    # What is not for everyone, or not of anybody, says so in its heading and its caption.
    title = ". ".join((*marks([rows]), title))
    made = part(
        "notebook.html",
        "table",
        title,
        [
            f"{text.titled(one)} ({text.period_type(one.period_type)})"
            for one in definitions.values()
        ],
        [(heading(one), one in NUMBERS) for one in columns],
        cells,
        list(dict.fromkeys(rows["source"].dropna())),
        any(safe_mode.applies(one) for one in definitions.values()),
    )
    return cell(made.html)


def trend(
    figures: Figures, indicator: str, area: str = WEST_YORKSHIRE, sex: str | None = None
) -> pn.Column:
    """The indicator over time in West Yorkshire or one of its places, with its table of figures.

    `area` is a GSS code, `sex` one of those the indicator is for (default: its first). England is
    drawn behind, and the promised path where there is one. Raises UnknownIndicatorError or
    SuiteError with what may be asked for.
    """
    page = _indicator_page(figures, indicator, area, sex)
    opening = cell(*_pieces(page, "messages", "finding", "trend"))
    chart = page.chart() if page.chart else None
    charts = [] if chart is None else [pn.pane.HoloViews(chart, linked_axes=False)]
    twin = cell(*_pieces(page, "reading", "table"))
    return pn.Column(opening, *charts, twin, sizing_mode="stretch_width")


def control_chart(
    figures: Figures, indicator: str, area: str = WEST_YORKSHIRE, sex: str | None = None
) -> Cell:
    """The indicator's process control chart with the rules broken, or why none can be drawn.

    Arguments and errors are as for `trend`.
    """
    page = _indicator_page(figures, indicator, area, sex)
    return cell(*_pieces(page, "messages", "finding", "control"))


def projection(
    figures: Figures, indicator: str, area: str = WEST_YORKSHIRE, sex: str | None = None
) -> Cell:
    """The indicator's projection as a fan with its own record, or why none has earned its place.

    The promise, where one was made, stands above it. Arguments and errors are as for `trend`.
    """
    page = _indicator_page(figures, indicator, area, sex)
    return cell(*_pieces(page, "messages", "finding", "promise", "projection"))


def compared(
    figures: Figures, indicator: str, area: str = WEST_YORKSHIRE, against: str = ""
) -> Cell:
    """All English authorities in order with limits and in a table, the area picked out.

    `area` is West Yorkshire for its five places, or one of them; `against` is "" for England,
    "west-yorkshire", or "peers" for similar councils. Raises UnknownIndicatorError or SuiteError
    with what may be asked for.
    """
    if against not in ("", *AGAINST):
        known = f"one of '', {', '.join(AGAINST)}"
        _refuse("against", quoted(against), known, did_you_mean(against, AGAINST))
    page = _compare_page(figures, indicator, area, against=against)
    return cell(*_pieces(page, "messages", "finding", "nothing", "ranked", "table"))


def funnel(figures: Figures, indicator: str, area: str = WEST_YORKSHIRE) -> Cell:
    """All English authorities in a funnel with both pairs of limits, or why none can be drawn.

    Area and errors are as for `compared`.
    """
    page = _compare_page(figures, indicator, area, overdispersion="shown")
    return cell(*_pieces(page, "messages", "finding", "nothing", "funnel"))


def _compare_page(figures: Figures, indicator: str, area: str, **chosen: str) -> Page:
    known, place = figures.catalogue[indicator].id, _slug(area, "area")
    return compare_page(Visit(figures, Selection(indicator=known, place=place, **chosen)))


def inequality(figures: Figures, indicator: str, area: str = WEST_YORKSHIRE) -> Cell:
    """The indicator from the most to the least deprived with its line, or why there is none.

    England's is given where the area has none of its own. Errors are as for `trend`.
    """
    known = figures.catalogue[indicator].id
    page = inequality_page(Visit(figures, Selection(indicator=known, place=_slug(area, "area"))))
    return cell(*_pieces(page, "messages", "finding", "profile", "groups"))


def _indicator_page(figures: Figures, indicator: str, area: str, sex: str | None) -> Page:
    definition = figures.catalogue[indicator]
    place = _slug(area, "area")
    if sex is not None and sex not in {one.value for one in definition.sexes}:
        held = ", ".join(one.value for one in definition.sexes)
        _refuse("sex", quoted(sex), f"one of {held}, as {indicator} is for")
    chosen = Selection(indicator=indicator, place=place, sex=Sex(sex).value if sex else "")
    return indicator_page(Visit(figures, chosen))


def area_map(
    figures: Figures,
    indicator: str,
    level: str | None = None,
    place: str | None = None,
    period: str | int | None = None,
    **chosen: str | int | bool,
) -> MapCell:
    """The indicator on the map, as on the site: alive in a notebook, and saved for print.

    `level` is "ward", "msoa", "lsoa" or "place" (default: the first there are figures for), `place`
    the only place to draw (its GSS code, or "leeds"), `period` as labelled (default: the latest).
    The other choices are the site's: `show`, `beside`, `since`, `classes`, `palette`, `drawing`,
    `vintage` (a year), `outlines`, `labels` (True for names), `area` (a code). Raises
    UnknownIndicatorError or SuiteError, with what there is to choose from, for what is not held.
    """
    definition = figures.catalogue[indicator]
    slug = _slug(PLACE_SLUGS.get(place, place), "place") if place else ""
    if level is not None and level not in LEVELS:
        _refuse("level", quoted(level), f"one of {', '.join(LEVELS)}", did_you_mean(level, LEVELS))
    period = None if period is None else str(period)
    words = {choice: _word(choice, value) for choice, value in chosen.items()}
    for choice, value in words.items():
        _refuse_choice(figures, choice, value)
    wanted = Selection(
        indicator=indicator, level=level or "", place=slug, period=period or "", **words
    )
    view = map_view(figures, wanted)
    if not view.levels:
        raise SuiteError(f"{definition.title}: no figures are held for areas that can be mapped.")
    if level is not None and view.level != level:
        held = " or ".join(quoted(one) for one in view.levels)
        _refuse("level", f"no figures of {indicator} for {LEVEL_WORDS[level][1]}", held)
    if period is not None and view.period != period:
        _refuse("period", quoted(period), f"one of {', '.join(view.periods)}")
    if view.found is None:
        raise SuiteError(f"{view.finding}. {' '.join(view.notes)}".strip())
    _refuse_unmade(view, words)
    return MapCell(figures, wanted)


def _word(choice: str, value: str | int | bool) -> str:
    """The value as the site's address holds it."""
    if choice == "labels" and isinstance(value, bool):
        return "shown" if value else ""
    return str(value)


def _refuse_unmade(view: MapView, words: Mapping[str, str]) -> None:
    """Refuse choices that the site would pass over with a note, as nothing here shows its notes."""
    made = view.choices
    if (show := words.get("show", "")) and made.show != show:
        held = ", ".join(filter(None, made.shows)) or "only the usual kind"
        _refuse("show", quoted(show), f"one of {held}", made.refused.get(show, ""))
    year = words.get("vintage", "")
    if year and made.vintage is not None and not made.vintage.includes(int(year)):
        held = ", ".join(one.label for one in made.vintages)
        _refuse("vintage", quoted(year), f"a year of {held}")
    beside = words.get("beside", "")
    if beside and (made.beside is None or made.beside.id != beside):
        two = "" if made.show == "two" else "with show='two', "
        held = ", ".join(one.id for one in made.besides)
        _refuse("beside", quoted(beside), f"{two}one of {held}")
    since = words.get("since", "")
    if since and made.since != since:
        earlier = ", ".join(made.periods[made.periods.index(made.period) + 1 :])
        _refuse("since", quoted(since), f"with show='change', one of {earlier or 'none is held'}")
    outlines = words.get("outlines", "")
    if outlines and made.outlines != outlines:
        held = ", ".join(map(quoted, OUTLINES_BY_LEVEL[made.level]))
        _refuse("outlines", quoted(outlines), f"one of {held}" if held else "none for places")
    drawing = words.get("drawing", "")
    if drawing and view.shapes is not None and view.shapes.drawing != drawing:
        _refuse("drawing", quoted(drawing), f"one of {', '.join(made.drawings)}")
    area = words.get("area", "")
    drawn = view.shapes.codes if view.shapes else ()
    if area and area not in drawn:
        expected = f"the code of one of the {made.nouns[1]} drawn"
        _refuse("area", quoted(area), expected, did_you_mean(area, drawn))


def _refuse_choice(figures: Figures, choice: str, value: str) -> None:
    """Refuse a choice that a map has not, and a value that the choice has not."""
    if choice not in MAP_CHOICES:
        known = f"one of {', '.join(MAP_CHOICES)}"
        _refuse("choice", quoted(choice), known, did_you_mean(choice, MAP_CHOICES))
    if choice == "beside":
        _ = figures.catalogue[value]
        return
    allowed = getattr(Selection.param[choice], "objects", None)
    if allowed is not None and value not in allowed:
        known = ", ".join(quoted(one) for one in allowed)
        _refuse(choice, quoted(value), f"one of {known}", did_you_mean(value, allowed))


def board(figures: Figures, framework: str = "ten-ambitions", place: str | None = None) -> Cell:
    """The board matrix of the framework, with the place (a GSS code) picked out where given.

    Raises UnknownIndicatorError or SuiteError with what may be asked for.
    """
    known = figures.catalogue.framework(framework)
    slug = _slug(place, "place") if place else ""
    page = ambitions_page(Visit(figures, Selection(framework=known.id, place=slug)))
    lines = sorted(figures.status(known.id)["source"].dropna().unique())
    sources = Markup("<details><summary>Sources of these figures</summary>{}</details>")
    return cell(
        *_pieces(page, "messages", "headline", "matrix"),
        sources.format(part("parts.html", "sources", lines).html),
    )


def _pieces(page: Page, *names: str) -> list[Markup]:
    return [page.fragments[one].html if one in page.fragments else Markup() for one in names]


def _slug(area: str, argument: str) -> str:
    """The word the site's pages have for the area. Raises SuiteError for any but the six."""
    if area != WEST_YORKSHIRE and area not in PLACES:
        known = ", ".join(f"{code} ({name(code)})" for code in (WEST_YORKSHIRE, *PLACES))
        _refuse(argument, quoted(area), f"one of {known}", did_you_mean(area, PLACES))
    return slug_of(area)


def _refuse(where: str, found: str, expected: str, remedy: str = "") -> None:
    raise SuiteError("This cannot be drawn:", [Fault(where, found, expected, remedy)])
