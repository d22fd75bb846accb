"""What a map of figures says in one sentence."""

from __future__ import annotations

import numpy as np

from dashboards import text
from dashboards.viewmodel.map_choices import Choices
from dashboards.viewmodel.map_figures import AreaFigures
from dashboards.viewmodel.map_levels import place_name
from dashboards.viewmodel.subject import whom
from geo.areas import name
from indicators.vocabulary import Kind


def subject_of(made: Choices, what: str) -> str:
    about = whom(made.definition, made.sex)
    subject = made.definition.short_title
    return f"{subject} for {about}: {what}" if about else f"{subject}: {what}"


def finding_of(made: Choices, found: AreaFigures, place: str) -> str:
    """What the map says: where the figure is highest, unless it must not be ranked.

    Of places, first what it is in the one chosen.
    """
    definition, plural = made.definition, made.nouns[1]
    values = np.where(found.shown, found.values, np.nan)
    held = np.flatnonzero(~np.isnan(values))
    if not held.size:
        where = f" of {name(place)}" if place and found.told and made.level != "place" else ""
        yours = " that you may see" if found.told else ""
        return subject_of(made, f"no figures for {plural}{where}{yours}")
    if made.is_suicide and made.level != "place":
        what = f"{held.size} of {int(found.shown.sum())} {plural}, drawn towards their place"
        return subject_of(made, f"{what} and not ranked, {made.period}")
    if made.is_suicide:
        names = text.listed(sorted(name(found.codes[at]) for at in held))
        is_whole = held.size == int(found.shown.sum())
        who = "the five places as published" if is_whole else f"figures held for {names} only"
        return subject_of(made, f"{who}, {made.period}")
    if definition.kind is Kind.CATEGORY:
        first = int((values[held] == 1).sum())
        word = text.number(1, definition)
        return f"{first:,} of {held.size:,} {plural} are in {word} ({definition.short_title})"
    top = int(np.nanargmax(values))
    code = found.codes[top]
    where = name(code) if made.level == "place" else f"{name(code)} ({place_name(code)})"
    about = whom(definition, made.sex)
    subject = f"{definition.short_title} for {about}" if about else definition.short_title
    told = text.with_unit(values[top], definition)
    at = found.position.get(place, top) if made.level == "place" else top
    # A hidden figure could be higher still.
    is_whole = held.size == int(found.shown.sum()) or not found.told
    among = "" if is_whole else f", of the {held.size:,} {plural} with a figure"
    if at == top or np.isnan(values[at]):
        return f"{subject} is highest in {where}: {told}{among}"
    own = text.with_unit(values[at], definition)
    return f"{subject} is {own} in {name(place)}, and highest in {where}: {told}{among}"
