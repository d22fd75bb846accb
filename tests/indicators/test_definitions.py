"""The definitions that ship: all there, in plain words, safe, dated, and the same as each other."""

from __future__ import annotations

import re
from datetime import date

import pytest

import indicators as wy
from geo.areas import PLACES, WEST_YORKSHIRE, WEST_YORKSHIRE_ICB, AreaType
from indicators.vocabulary import DisclosurePolicy, Kind, Polarity

STILL_TO_LOAD = [
    "inequality_in_life_expectancy_at_65",
    "coronary_heart_disease_clot_prevention",
    "copd_flu_immunisation",
    "lung_cancer_stage_1_and_2",
    "lung_cancer_first_treatments",
    "learning_disability_paid_employment",
    "learning_disability_settled_accommodation",
    "learning_disability_health_checks",
    "mental_health_blood_pressure_checks",
    "mental_health_body_mass_checks",
    "severe_obesity_reception",
    "severe_obesity_year_6",
    "e_coli_bacteraemia_per_bed_days",
    "antibiotic_guardians",
    "antibacterial_items_adjusted",
    "urinary_tract_infection_prescribing",
    "neonatal_deaths_in_unit",
    "brain_injuries_at_birth",
    "stillbirths",
    "maternal_mortality",
    "appointment_likelihood",
    "board_members_from_ethnic_minorities",
    "metered_dose_inhalers",
    "lower_quarter_weekly_pay",
    "early_help_assessments",
    "child_mortality",
]
# Short forms that a board member would have to ask about. Escherichia coli is written in full.
BANNED = [
    "ACT",
    "AMR",
    "APS",
    "APT",
    "ASCOF",
    "BMI",
    "CHD",
    "CIN",
    "CLA",
    "COPD",
    "CPP",
    "CVD",
    "DSR",
    "DfE",
    "DWP",
    "EET",
    "EYFS",
    "FTE",
    "GP",
    "ICB",
    "ICS",
    "IDACI",
    "IMD",
    "IoD",
    "LA",
    "LAC",
    "LD",
    "LSOA",
    "LTLA",
    "MH",
    "MSOA",
    "NCMP",
    "NEET",
    "NHS",
    "OHID",
    "ONS",
    "QOF",
    "SDAT",
    "SEND",
    "SII",
    "SMI",
    "STAR-PU",
    "UKHSA",
    "UTI",
    "WRES",
    "WY",
    "YJS",
    "YOS",
    "Rec",
    "Yr",
    "U75",
    "pop",
    "ppts",
    "resp.",
    "incl.",
    "approx.",
    "vs",
    "e.g.",
    "i.e.",
    "E.",
]


@pytest.fixture(scope="module")
def catalogue():
    return wy.catalogue()


def test_every_indicator_that_was_asked_for_is_defined(catalogue, asked_for):
    assert [name for name in (*asked_for, *STILL_TO_LOAD) if name not in catalogue] == []


def test_words_for_readers_hold_no_abbreviation(catalogue):
    for definition in catalogue.values():
        for text in (definition.title, definition.short_title, definition.definition):
            words = set(re.split(r"[\s,;:()]+", text))
            assert words.isdisjoint(BANNED), f"{definition.id}: {words & set(BANNED)}"
            unknown = {word for word in words if re.fullmatch(r"[A-Z]{2,}s?", word)}
            assert not unknown, f"{definition.id}: {unknown}"


def test_titles_are_unmistakable_and_definitions_can_be_read_aloud(catalogue):
    titles = [definition.title for definition in catalogue.values()]
    short = [definition.short_title for definition in catalogue.values()]
    assert len(set(titles)) == len(titles)
    assert len(set(short)) == len(short)
    for definition in catalogue.values():
        assert definition.definition.endswith("."), definition.id
        assert len(definition.definition.split()) <= 45, definition.id
        assert definition.caveats, definition.id
        assert not definition.title.endswith("."), definition.id


def test_children_protected_by_law_are_never_judged_good_or_bad_by_their_number(catalogue):
    for indicator_id in ("child_protection_plan_rate", "children_in_need_rate", "referrals_rate"):
        assert catalogue[indicator_id].polarity is Polarity.NO_JUDGEMENT


def test_suicide_is_declared_with_every_safeguard(catalogue):
    about = [d for d in catalogue.values() if re.search("suicide", f"{d.id} {d.title}", re.I)]
    assert {d.id for d in about} == {"suicide_rate", "suicide_rate_yearly", "suicide_deaths"}
    for definition in about:
        assert definition.disclosure is DisclosurePolicy.SUICIDE
        assert definition.safe_messaging == "suicide"
        assert definition.lowest_geography in (AreaType.LOCAL_AUTHORITY, AreaType.REGION)
        assert "died by suicide" in f"{definition.title} {definition.short_title}".casefold()
        assert any("registered" in caveat for caveat in definition.caveats)
    words = " ".join(f"{d.title} {d.definition} {' '.join(d.caveats)}" for d in catalogue.values())
    assert not re.search(r"\bcommit", words, re.I)


def test_a_revision_of_the_suicide_rate_is_told(catalogue):
    told = " ".join(catalogue["suicide_rate"].caveats)
    assert "13.2" in told
    assert "13.0" in told


def test_reviews_are_dated_and_ahead_of_the_release(catalogue):
    released = date(2026, 11, 21)
    for definition in catalogue.values():
        assert definition.reviewed_on <= released, definition.id
        months = (definition.next_review - released).days / 30.44
        assert 5.9 <= months <= 12.1, definition.id


def test_units_say_what_they_are_per(catalogue):
    for definition in catalogue.values():
        said = re.match(r"per ([\d,]+)", definition.unit)
        if said:
            assert int(said[1].replace(",", "")) == definition.per, definition.id
        if definition.unit.startswith("%"):
            assert definition.per == 100, definition.id
        if definition.kind is Kind.COUNT:
            assert definition.decimals == 0, definition.id


def test_a_rate_and_the_counts_it_is_made_of_are_for_the_same_people(catalogue):
    for definition in catalogue.values():
        counts = (definition.numerator, definition.denominator) if definition.numerator else ()
        for indicator_id in counts:
            assert catalogue[indicator_id].kind is Kind.COUNT
            assert catalogue[indicator_id].age == definition.age, (definition.id, indicator_id)


def test_promises_are_made_for_west_yorkshire_and_not_for_a_place(catalogue):
    promised = {d.id: d.targets for d in catalogue.values() if d.targets}
    for targets in promised.values():
        for target in targets:
            assert target.applies_to in (WEST_YORKSHIRE, WEST_YORKSHIRE_ICB)
            assert target.applies_to not in PLACES


@pytest.mark.parametrize(
    ("indicator_id", "kind", "value", "by", "baseline_period"),
    [
        ("suicide_deaths", "percent reduction", 10, date(2021, 3, 31), "2015"),
        ("early_stage_cancer", "level", 1000, date(2024, 12, 31), "2018"),
        ("e_coli_bacteraemia", "percent reduction", 10, date(2024, 12, 31), None),
        ("antibacterial_prescriptions", "percent reduction", 15, date(2024, 12, 31), None),
        ("neonatal_mortality", "percent reduction", 50, date(2025, 12, 31), None),
        ("stillbirths", "percent reduction", 50, date(2025, 12, 31), None),
        ("obesity_year_6", "halt the trend", 0, date(2024, 12, 31), "2018/19"),
        (
            "inequality_in_life_expectancy_at_birth",
            "gap reduction",
            5,
            date(2024, 12, 31),
            "2016 to 2018",
        ),
        (
            "premature_mortality_severe_mental_illness",
            "gap reduction",
            10,
            date(2024, 12, 31),
            None,
        ),
    ],
)
def test_promises_as_the_partnership_reported_them(
    catalogue, indicator_id, kind, value, by, baseline_period
):
    target = catalogue[indicator_id].targets[0]
    found = (target.kind, target.value, target.by, target.baseline_period)
    assert found == (kind, value, by, baseline_period)


def test_later_promises_stand_beside_the_first(catalogue):
    cancer = catalogue["early_stage_cancer"].targets[1]
    assert (cancer.kind, cancer.value, cancer.by) == ("level", 75, date(2028, 12, 31))
    smoking = catalogue["smoking_routine_and_manual"].targets
    assert [(t.value, t.by.year, t.path) for t in smoking] == [
        (16, 2025, "compound"),
        (11.7, 2028, "compound"),
    ]
    # A tenth less each year leads from the one to the other, as the plan says.
    a_tenth_less_each_year = smoking[0].value * 0.9**3
    assert a_tenth_less_each_year == pytest.approx(smoking[1].value, abs=0.05)
    suicide = catalogue["suicide_deaths"].targets[1]
    assert (suicide.value, suicide.by) == (75, date(2022, 12, 31))
    assert "not named" in suicide.status_of


def test_a_start_that_no_promise_names_is_marked_as_taken(catalogue):
    for definition in catalogue.values():
        for target in definition.targets:
            if definition.id != "suicide_deaths" and target.status_of == "value":
                assert not (target.baseline_period and target.baseline_is_stated), definition.id


@pytest.mark.parametrize(
    ("indicator_id", "day"),
    [("suicide_rate", date(2019, 1, 1)), ("good_level_of_development", date(2021, 9, 1))],
)
def test_figures_that_cannot_be_joined_are_parted_by_a_dated_break(catalogue, indicator_id, day):
    (parted,) = catalogue[indicator_id].breaks
    assert parted.on == day
    assert parted.reason.endswith(".")


@pytest.mark.parametrize(
    "indicator_id",
    ["early_stage_cancer", "e_coli_bacteraemia", "premature_mortality_severe_mental_illness"],
)
def test_a_promise_about_another_quantity_says_which(catalogue, indicator_id):
    assert catalogue[indicator_id].targets[0].status_of != "value"


def test_no_promise_is_made_up_for_ambitions_without_one(catalogue):
    framework = catalogue.framework("ten-ambitions")
    for heading in framework.headings:
        if heading.id in ("diverse-leadership", "climate", "local-economy"):
            assert "no numeric target" in heading.target
            assert not any(catalogue[metric.indicator].targets for metric in heading.metrics)
