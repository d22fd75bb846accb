"""The Compare page: every English authority of one tier, ranked, in a funnel, and the peers."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from dashboards.figures import Figures
from dashboards.selection import Selection
from dashboards.viewmodel.authority_list import AuthorityList, Entry, authority_list
from dashboards.viewmodel.compare_words import (
    benchmark_name,
    finding,
    funnel_sentence,
    lies_where,
    overdispersion_sentence,
    ranked_sentence,
)
from dashboards.viewmodel.peer_table import PeerTable, peer_table
from dashboards.viewmodel.subject import subtitle
from indicators.authorities import WHICH
from indicators.compare import Standing
from indicators.limits import WIDE
from indicators.outliers import Funnel, funnel_of, no_funnel

AGAINST_WORDS = {"": "England", "west-yorkshire": "West Yorkshire", "peers": "Similar councils"}


@dataclass(frozen=True)
class CompareRow:
    """One authority in the table: the same numbers as in the charts."""

    code: str
    name: str
    rank: str
    value: str
    limits: str
    sort: str
    standing: Standing | None
    level: str
    link: str
    is_chosen: bool
    is_peer: bool


@dataclass(frozen=True)
class FunnelRow:
    """One authority in the funnel's table."""

    name: str
    size: str
    value: str
    where: str
    sort_size: str
    sort_value: str
    is_chosen: bool


@dataclass(frozen=True)
class CompareView:
    """Everything the Compare page shows."""

    made: AuthorityList
    finding: str
    measure: str
    subtitle: str
    notes: str
    ranked_words: str
    funnel: Funnel
    funnel_words: str
    overdispersion_words: str
    is_wide_limits: bool
    against: str
    against_heading: str
    has_limits: bool
    peers: PeerTable | None
    rows: tuple[CompareRow, ...]
    funnel_rows: tuple[FunnelRow, ...]
    sources: tuple[str, ...]
    methods: tuple[str, ...]


def compare_view(figures: Figures, selection: Selection) -> CompareView:
    """The view for the chosen indicator, place and benchmark; the usual ones where none is."""
    made = authority_list(figures, selection)
    measure = subtitle(made.definition, made.sex)
    listed = made.listed
    if listed is None:
        none = no_funnel(made.reason)
        nothing = ("", "", none, "", "", False, "", "", False, None, (), (), (), ())
        return CompareView(made, finding(made), measure, f"{measure}.", *nothing)
    funnel = figures.once(
        ("funnel", made.definition.id, made.sex, made.period),
        lambda: funnel_of(listed.rows, made.england, made.definition),
    )
    is_wide = selection.overdispersion == "shown"
    held = listed.held
    sources = tuple(dict.fromkeys(held["source"]))
    return CompareView(
        made=made,
        finding=finding(made),
        measure=measure,
        subtitle=_subtitle(made, measure),
        notes=_notes(made, sources),
        ranked_words=ranked_sentence(made),
        funnel=funnel,
        funnel_words=funnel_sentence(funnel, made),
        overdispersion_words=overdispersion_sentence(funnel, is_wide),
        is_wide_limits=is_wide and not funnel.reason,
        against=benchmark_name(made),
        against_heading=_against(made),
        has_limits=any(one.lower is not None for one in made.held),
        peers=peer_table(made, selection.place_code) if selection.place_code else None,
        rows=tuple(_row(one, made, selection) for one in _in_table(made)),
        funnel_rows=tuple(_funnel_rows(funnel, made)),
        sources=sources,
        methods=tuple(dict.fromkeys(held["method"])),
    )


def _subtitle(made: AuthorityList, measure: str) -> str:
    kind = text.period_type(made.period_type)
    which = WHICH[made.listed.tier] if made.listed else ""
    released = made.listed.held["published_on"].max() if made.listed else None
    out = f", newest release {text.day(released)}" if released is not None else ""
    return f"{measure}. {made.period} ({kind}){out}. England’s {len(made.held)} {which}."


def _notes(made: AuthorityList, sources: tuple[str, ...]) -> str:
    """That a newer period cannot be shown, and that the figures are not all of one release."""
    said = []
    if made.newer:
        said.append(
            f"Figures for {made.newer} are held for too few authorities to compare, so "
            f"{made.period} is shown."
        )
    if len(sources) > 1:
        said.append(f"The figures come from {text.count(len(sources), 'release')}, named below.")
    return " ".join(said)


def _against(made: AuthorityList) -> str:
    """What the figures are set against, with its own figure where it is one for all."""
    value = f", {text.number(made.line[1], made.definition)}" if made.line else ""
    return f"Against {benchmark_name(made)}{value}"


def _in_table(made: AuthorityList) -> list[Entry]:
    """The entries as listed, the chosen ones before all; of suicide by name alone."""
    if made.is_suicide:
        return list(made.entries)
    return sorted(made.entries, key=lambda one: not one.is_chosen)


def _row(one: Entry, made: AuthorityList, selection: Selection) -> CompareRow:
    comparison = one.comparison
    has_limits = one.lower is not None
    is_judged = comparison is not None and one.value is not None
    is_far = comparison is not None and comparison.level == WIDE
    return CompareRow(
        code=one.code,
        name=one.name,
        rank="" if one.rank is None else text.plain(one.rank, 0),
        value=one.missing if one.value is None else text.number(one.value, made.definition),
        limits=text.limits(one.lower, one.upper, made.definition) if has_limits else "",
        sort="" if one.value is None else f"{one.value:.6g}",
        standing=comparison.standing if comparison and is_judged else None,
        level=f"at {100 * WIDE:g}%" if is_far else "",
        link=selection.link("compare", area=one.code),
        is_chosen=one.is_chosen,
        is_peer=one.is_peer,
    )


def _funnel_rows(funnel: Funnel, made: AuthorityList) -> list[FunnelRow]:
    """The funnel's marks as rows, the chosen ones first, then from the smallest."""
    entries = {one.code: one for one in made.entries}
    rows = [
        FunnelRow(
            name=entries[row.area_code].name,
            size=text.plain(row.denominator, 0),
            value=text.number(row.value, made.definition),
            where=lies_where(row.side, row.level),
            sort_size=f"{row.denominator:.9g}",
            sort_value=f"{row.value:.6g}",
            is_chosen=entries[row.area_code].is_chosen,
        )
        for row in funnel.points.sort_values("denominator").itertuples()
    ]
    return sorted(rows, key=lambda row: not row.is_chosen)
