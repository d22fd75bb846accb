"""Whom a page's figures are about: the sex shown, and how a title says so."""

from __future__ import annotations

import pandas as pd

from dashboards import text
from dashboards.selection import Selection
from indicators.definition import Definition
from indicators.vocabulary import Sex


def sex_shown(selection: Selection, definition: Definition, rows: pd.DataFrame) -> Sex:
    """The sex asked for where there are figures for it, else the first that has any."""
    asked = [Sex(selection.sex)] if selection.sex else []
    held = set(rows["sex"])
    for sex in (*asked, *definition.sexes):
        if sex.value in held:
            return sex
    return (asked or definition.sexes)[0]


def whom(definition: Definition, sex: Sex) -> str:
    """'men and boys' where the measure is told by sex; empty where it has but one line."""
    return text.sex(sex) if len(definition.sexes) > 1 else ""


def subject(definition: Definition, sex: Sex) -> str:
    """The measure as a title begins, with the sex where it is about one alone."""
    about = "" if sex is Sex.PERSONS else whom(definition, sex)
    return ", ".join(filter(None, (definition.short_title, about)))


def subtitle(definition: Definition, sex: Sex) -> str:
    """The measure with its unit and whom it is about: what a table's caption says first."""
    return ", ".join(filter(None, (text.titled(definition), whom(definition, sex))))
