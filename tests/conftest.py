"""What tests share: the folder of published files, and the figures that ship."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


ASKED_FOR = (
    "life_expectancy_at_birth",
    "inequality_in_life_expectancy_at_birth",
    "healthy_life_expectancy_at_birth",
    "preventable_cardiovascular_mortality",
    "preventable_mortality_under_75",
    "smoking_routine_and_manual",
    "premature_mortality_severe_mental_illness",
    "obesity_reception",
    "obesity_year_6",
    "overweight_reception",
    "overweight_year_6",
    "children_in_relative_low_income",
    "children_in_relative_low_income_2014_series",
    "early_stage_cancer",
    "suicide_rate",
    "suicide_deaths",
    "e_coli_bacteraemia",
    "antibacterial_prescriptions",
    "infant_mortality",
    "neonatal_mortality",
    "building_energy_quartile",
    "sustainable_development_quartile",
    "green_plan",
    "median_weekly_pay",
    "employment_rate",
    "claimant_count",
    "child_protection_plan_rate",
    "child_protection_plans",
    "children_in_need_rate",
    "children_looked_after_rate",
    "referrals_rate",
    "domestic_abuse_assessment_factor",
    "permanent_exclusions",
    "suspensions",
    "persistent_absence",
    "first_time_entrants_to_youth_justice",
    "self_harm_admissions",
    "injury_admissions_under_15",
    "imd_2019_score",
    "imd_2025_score",
    "imd_2019_most_deprived_decile_share",
    "imd_2025_most_deprived_decile_share",
    "fuel_poverty",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published files that may stand beside the checkout."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder of published files, ../shared/data, is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def asked_for() -> tuple[str, ...]:
    """The indicators that must ship with figures."""
    return ASKED_FOR
