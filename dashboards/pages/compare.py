"""The Compare page: English authorities in order, in a funnel, and beside those most like them."""

from __future__ import annotations

from itertools import product

from markupsafe import Markup

from dashboards import text
from dashboards.charts.funnel import drawn_funnel, place_css
from dashboards.charts.ranked import STANDING_CSS, drawn_ranked
from dashboards.figures import Figures
from dashboards.pages.frame import Visit, framed, kept, part
from dashboards.pages.indicator import indicator_groups
from dashboards.pages.page import Page
from dashboards.selection import PLACE_SLUGS, Selection
from dashboards.viewmodel.authority_list import comparable, not_comparable
from dashboards.viewmodel.compare import AGAINST_WORDS, CompareView, compare_view
from dashboards.viewmodel.compare_words import lies_where, standing_of
from geo.areas import name
from indicators.limits import USUAL, WIDE

Key = list[tuple[str, str, str]]


def compare_page(visit: Visit) -> Page:
    """The page of the chosen indicator, period and benchmark."""
    figures, selection = visit.figures, visit.selection
    view = compare_view(figures, selection)
    made = view.made
    sexes = [(one.value, text.sentence_case(text.sex(one))) for one in made.sexes]
    fragments = {
        "chooser": part(
            "compare.html", "chooser", view, _groups(figures), AGAINST_WORDS, sexes, kept(selection)
        ),
        "finding": part("compare.html", "finding", view),
    }
    if made.reason:
        fragments["nothing"] = part("compare.html", "nothing", view, _over_time(view, selection))
    else:
        ranked = drawn_ranked(made, view.ranked_words)
        fragments["ranked"] = part("compare.html", "ranked", view, *ranked, _key(view))
        fragments["funnel"] = part("compare.html", "funnel", view, *_funnel(view, selection))
        fragments["peers"] = part("compare.html", "peers", view, _places(selection))
        links = (selection.link("download/compare.csv"), _over_time(view, selection))
        fragments["table"] = part("compare.html", "table", view, *links)
    fragments["others"] = part("compare.html", "others", not_comparable(figures))
    return framed("compare", view.finding, visit, fragments)


def _funnel(view: CompareView, selection: Selection) -> tuple[Markup, Markup, Key, str]:
    """The two drawings, their key, and the link that shows or hides the second pair of limits."""
    wide, narrow = drawn_funnel(view.funnel, view.made, view.is_wide_limits, view.funnel_words)
    places = [*product(("high", "low"), (WIDE, USUAL)), ("", USUAL)]
    key = [("plain", place_css(*place), lies_where(*place)) for place in places]
    key += _shapes(view)
    other = "" if view.is_wide_limits else "shown"
    return wide, narrow, key, selection.link("compare", overdispersion=other)


def _key(view: CompareView) -> Key:
    """What the colours and shapes of the ranked chart mean, of those that are in it."""
    said = {
        standing: one.comparison.words
        for one in view.made.held
        if one.comparison is not None and (standing := standing_of(one)) in STANDING_CSS
    }
    colours = [("plain", css, said[s]) for s, css in STANDING_CSS.items() if s in said]
    return [*colours, *_shapes(view)]


def _shapes(view: CompareView) -> Key:
    held = view.made.held
    shapes: Key = [("chosen", "is-plain", "picked out")] if view.made.chosen else []
    if any(one.is_place and not one.is_chosen for one in held):
        shapes.append(("place", "is-plain", "another place of West Yorkshire"))
    if view.peers and any(one.is_peer for one in held):
        shapes.append(("peer", "is-plain", f"among the councils most like {view.peers.place}"))
    return shapes


def _groups(figures: Figures) -> list[tuple[str, list[tuple[str, str]]]]:
    """The indicators that can be compared, under the headings they have everywhere."""
    known = {definition.id for definition in comparable(figures)}
    groups = [
        (title, [(one, words) for one, words in options if one in known])
        for title, options in indicator_groups(figures)
    ]
    return [(title, options) for title, options in groups if options]


def _over_time(view: CompareView, selection: Selection) -> str:
    """The indicator's own page, with what that page knows of the choices here."""
    unknown = dict.fromkeys(("period", "against", "overdispersion", "area"), "")
    return selection.link("indicator", indicator=view.made.definition.id, **unknown)


def _places(selection: Selection) -> list[tuple[str, str]]:
    return [
        (selection.link("compare", place=slug, area=None), name(code))
        for slug, code in PLACE_SLUGS.items()
    ]
