"""A rule on names: the name a file gives to a code must be that of the code's own area."""

from __future__ import annotations

import re

from geo import areas as geography
from indicators.rules.case import Case, Finding, finding

NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
# Words that publishers add or leave out, and that many areas share.
COMMON = re.compile(
    r"\b(and|board|borough|care|city|council|county|district|foundation|icb|integrated|nhs|of|the"
    r"|trust|upon)\b"
)


def named_as_coded(case: Case) -> list[Finding]:
    """Codes that the file calls by the name of somewhere else: columns or rows that slipped.

    Publishers spell names in many ways and censuses renumber small areas, so one word in common is
    enough.
    """
    registry = geography.registry()
    odd = [
        code
        for code, name in case.area_names.items()
        if code in registry and not _agree(name, registry[code])
    ]
    rows = case.known[case.known["area_code"].isin(odd)]
    return [
        finding(
            "named as coded",
            str(indicator),
            f"{indicator}, {case.names(sorted(codes := set(group['area_code'])))}",
            f"the name '{case.area_names[min(codes)]}' for {min(codes)}",
            f"'{registry[min(codes)].name}'",
            "Codes and names have slipped against each other: download it again.",
            "warning",
            group.index,
        )
        for indicator, group in rows.groupby("indicator_id")
    ]


def _agree(name: str, area: geography.Area) -> bool:
    return not _words(name).isdisjoint(_words(area.name) | _words(area.other_name))


def _words(name: str) -> frozenset[str]:
    plain = NOT_A_LETTER.sub(" ", name.casefold())
    return frozenset((COMMON.sub(" ", plain).split()) or plain.split())
