"""The wards of a place by deprivation."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards import text
from dashboards.figures import Figures
from dashboards.viewmodel.map_levels import place_name
from geo.areas import WEST_YORKSHIRE, name, parent_place

WARD_SCORE = "imd_2025_score"
WARD_SHARE = "imd_2025_most_deprived_decile_share"


@dataclass(frozen=True)
class WardRow:
    """One ward's deprivation; `rank` 1 is the most deprived of the place's wards."""

    rank: int
    code: str
    name: str
    place: str
    score: str
    share: str
    sort_score: str
    sort_share: str


def wards_by_deprivation(figures: Figures, code: str) -> tuple[tuple[WardRow, ...], str]:
    """The wards of the place, or of all five, most deprived first; and whom to cite."""
    score_of, share_of = figures.catalogue[WARD_SCORE], figures.catalogue[WARD_SHARE]
    scores = figures.headline(score_of, "wards")
    shares = figures.headline(share_of, "wards").set_index("area_code")["value"]
    if code != WEST_YORKSHIRE:
        scores = scores[scores["area_code"].map(parent_place) == code]
    scores = scores[scores["value"].notna()].sort_values("value", ascending=False)
    rows = []
    for rank, row in enumerate(scores.itertuples(), start=1):
        share = shares.get(row.area_code)
        has_share = share is not None and not text.is_missing(share)
        rows.append(
            WardRow(
                rank=rank,
                code=row.area_code,
                name=row.area_name,
                place=place_name(row.area_code),
                score=text.number(row.value, score_of),
                share=text.number(share, share_of) if has_share else text.NO_ROW,
                sort_score=f"{row.value:.6g}",
                sort_share=f"{share:.6g}" if has_share else "",
            )
        )
    return tuple(rows), "; ".join(dict.fromkeys(scores["source"]))


def ward_finding(wards: tuple[WardRow, ...], code: str) -> str:
    """Which ward is the most deprived and which the least; empty without figures."""
    if not wards:
        return ""
    where = "" if code != WEST_YORKSHIRE else f" ({wards[0].place})"
    return (
        f"{wards[0].name}{where} is the most deprived of {name(code)}’s {len(wards)} wards, "
        f"{wards[-1].name} the least"
    )
