"""The data dictionary: the parts of `data/README.md` that are made from what they describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geo.whole_file import write_whole
from indicators import contract, periods
from indicators.catalogue import catalogue
from indicators.definition import Definition
from indicators.findings import LEFT_OUT, read_findings
from indicators.origins import read_origins
from indicators.parquet_folder import ParquetFolder

KEY_MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Name of the indicator; the block's own heading.",
        "title": "Title in plain English, without abbreviations.",
        "short_title": "The same in at most 48 characters, for tables.",
        "definition": "What is counted, and out of what.",
        "unit": "Unit of the value, as every row must give it.",
        "per": "What a proportion or rate is multiplied by: 100 for a percentage.",
        "polarity": "Which way is better.",
        "kind": "What sort of number it is; decides sums, limits and comparisons.",
        "period_type": "What stretch of time one headline figure covers.",
        "lowest_geography": "The smallest kind of area for which figures may be held.",
        "disclosure": "The publisher's rule for small numbers.",
        "source": "Publisher, publication and link to cite, or to load.",
        "caveats": "What a reader must know before quoting a figure.",
        "reviewed_on": "Day on which a person last checked the definition.",
        "next_review": "Day by which it should be checked again.",
        "decimals": "Decimals shown.",
        "sexes": "For whom figures are published, by sex.",
        "age": "Age range of the headline figure.",
        "categories": "For a category: each value and its words.",
        "bands": "Classes its publisher parts the figures into: edges, labels, and whose.",
        "limits": "Whether 95% limits may be computed here, or only the publisher's are shown.",
        "numerator": "Indicator that holds the count on top.",
        "denominator": "Indicator that holds the count below, or the weights of a score.",
        "denominator_ages": "Ages of the denominator that are added up; else its own age.",
        "share_of": "Of which indicator's category it is a share, of areas or of people.",
        "breaks": "Days from which figures cannot be compared with those before, and why.",
        "superseded_by": "Indicator that took over from a series that has ended.",
        "targets": "Promises with a number: kind, value, by when, for whom, stated where.",
        "safe_messaging": "Set where a help line and a caveat must stand beside every figure.",
        "related": "Indicators to look at beside it.",
    }
)
PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def refresh(data: Path) -> None:
    """Bring the made parts of the folder's README up to date."""
    path = data / "README.md"
    text = refreshed(path.read_text(encoding="utf-8"), data)
    write_whole(path, lambda file: file.write(text.encode("utf-8")))


def refreshed(text: str, data: Path) -> str:
    """The text with each part between its markers made again."""
    made = {name: "\n".join(lines(data)) for name, lines in PARTS.items()}
    return PART.sub(lambda part: f"{part[1]}{made[part[2]]}\n{part[3]}", text)


def _contract(data: Path) -> Iterator[str]:
    yield contract.markdown()


def _definition_keys(data: Path) -> Iterator[str]:
    yield "| key | required | meaning |"
    yield "| --- | --- | --- |"
    for name, field in Definition.model_fields.items():
        required = "yes" if field.is_required() else ""
        yield f"| `{name}` | {required} | {KEY_MEANINGS[name]} |"


def _indicators(data: Path) -> Iterator[str]:
    held = _held(data)
    yield "| indicator | title | figures | areas | first | latest | source |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for definition in catalogue().values():
        rows = held[held["indicator_id"] == definition.id]
        start = f"| `{definition.id}` | {definition.title} |"
        if rows.empty:
            yield f"{start} not loaded | | | | {definition.source.publication} |"
            continue
        ordered = contract.headline(rows).sort_values("period_end")
        ordered = ordered if len(ordered) else rows.sort_values("period_end")
        first, last = (
            periods.label(row["period_start"], row["period_end"], row["period_type"])
            for row in (ordered.iloc[0], ordered.iloc[-1])
        )
        sources = ", ".join(sorted(rows["origin_id"].unique()))
        areas = rows["area_code"].nunique()
        yield f"{start} {len(rows):,} | {areas:,} | {first} | {last} | {sources} |"


def _origins(data: Path) -> Iterator[str]:
    counts = _held(data)["origin_id"].value_counts()
    yield "| release | publisher and title | released | how the day is known | licence | figures |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for origin in read_origins(data / "origins").values():
        yield (
            f"| `{origin.id}` | {origin.publisher}, [{origin.title}]({origin.link}) "
            f"| {origin.published_on} | {origin.published_on_basis} | {origin.licence} "
            f"| {counts.get(origin.id, 0):,} |"
        )


def _findings(data: Path) -> Iterator[str]:
    findings = read_findings(data / "findings.csv")
    for is_left_out, heading in ((True, "Left out"), (False, "Kept, to be read with care")):
        chosen = findings[(findings["outcome"] == LEFT_OUT) == is_left_out]
        yield f"**{heading}** ({len(chosen):,})"
        yield ""
        for line in chosen.itertuples(index=False):
            yield f"- {line.where}: found {line.found}; expected {line.expected}. ({line.rule})"
        yield ""


def _held(data: Path) -> pd.DataFrame:
    return contract.conform(ParquetFolder(data).table().to_pandas())


PARTS = MappingProxyType(
    {
        "contract": _contract,
        "definition_keys": _definition_keys,
        "indicators": _indicators,
        "origins": _origins,
        "findings": _findings,
    }
)
