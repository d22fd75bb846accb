"""Ward tables: claimants, dwellings and individual insolvencies."""

import pandas as pd
import pytest

BAILDON = "E05001341"
CLAIMANTS = "nomis_wards/claimants.csv"
INSOLVENCIES = "nomis_wards/insolvencies.csv"
HOUSEHOLDS = "nomis_wards/households.csv"


def test_published_figures_of_baildon(read, one, shared_data):
    folder = shared_data / "ward_indicators"
    claimants = read("nomis-wards", folder / "wy_wd22_claimant_count_2023_10.csv")
    homes = read("nomis-wards", folder / "wy_wd22_households_2023.csv")
    insolvencies = read("nomis-wards", folder / "wy_wd22_insolvencies_2012_2022.csv")
    assert claimants.faults == homes.faults == insolvencies.faults == ()
    row = one(claimants, area_code=BAILDON)
    assert (row["value"], row["numerator"], row["age"]) == (2.3, 200, "16 to 64")
    assert (row["period_start"], row["period_end"]) == (
        pd.Timestamp(2023, 10, 1),
        pd.Timestamp(2023, 10, 31),
    )
    assert one(homes, area_code=BAILDON)["value"] == 7510
    year = {"area_code": BAILDON, "period_start": pd.Timestamp(2019, 1, 1)}
    assert one(insolvencies, **year, breakdown_value="all")["value"] == 39
    assert one(insolvencies, **year, breakdown_value="bankruptcy")["value"] == 6
    assert len(claimants.rows) == len(homes.rows) == 124


def test_claimants_stand_on_top_of_their_proportion(read, one, fixtures):
    reading = read("nomis-wards", fixtures / CLAIMANTS)
    assert reading.faults == ()
    assert reading.left_out == {}
    assert one(reading, area_code=BAILDON)["numerator"] == 210
    assert pd.isna(one(reading, area_code="E05001343")["numerator"])
    assert reading.area_names[BAILDON] == "Baildon"


def test_types_of_insolvency_are_a_breakdown(read, one, fixtures):
    reading = read("nomis-wards", fixtures / INSOLVENCIES)
    assert reading.faults == ()
    assert reading.left_out == {"Trust deed": 1}
    total = one(reading, breakdown="none")
    assert (total["value"], total["period_type"]) == (26, "calendar year")
    order = one(reading, breakdown_value="debt relief order")
    assert (order["value"], order["breakdown"]) == (9, "type of insolvency")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            CLAIMANTS,
            "2.5,Baildon",
            "102.5,Baildon",
            "found '102.5'; expected a number from 0 to 100",
        ),
        (CLAIMANTS, "2023-10,E05001342", "Oct 2023,E05001342", "column date: found 'Oct 2023'"),
        (CLAIMANTS, "E05001343", "E08000032", "the code of a ward, E05 and six digits"),
        (CLAIMANTS, "E05001343", "Bingley", "column geography_code: found 'Bingley'"),
        (CLAIMANTS, "E05001342", "E05001341", "expected each ward and date once"),
        (HOUSEHOLDS, "7500", "7500.5", "expected a whole number of dwellings"),
        (HOUSEHOLDS, "7500", "c", "column value: found 'c'; expected a number"),
        (HOUSEHOLDS, "Number of households", "Number of homes", "found 'Number of homes'"),
        (HOUSEHOLDS, "variable_name", "name", "no column 'variable_name'"),
        (INSOLVENCIES, "2022,E05001341,Baildon,ward,DRO", "22,E05001341,B,ward,DRO", "found '22'"),
    ],
)
def test_damage_is_told(read, told, changed, name, old, new, words):
    assert words in told(read("nomis-wards", changed(name, old, new)))


def test_wards_elsewhere_are_counted_and_a_table_of_them_is_refused(read, told, changed):
    one_elsewhere = read("nomis-wards", changed(HOUSEHOLDS, "E05001342", "E05000026"))
    assert one_elsewhere.errors == ()
    assert one_elsewhere.left_out == {"outside West Yorkshire": 1}
    all_elsewhere = read("nomis-wards", changed(HOUSEHOLDS, "E0500134", "E0500002"))
    assert "found no area of West Yorkshire" in told(all_elsewhere)


def test_wards_of_another_pattern_are_refused(read, told, changed):
    # Leeds's wards had these codes until the pattern of 2018.
    older = read("nomis-wards", changed(HOUSEHOLDS, "E05001342", "E05001411"))
    assert "row 3, column geography_code: found 'E05001411'" in told(older)
    assert "expected a ward of West Yorkshire in 2022" in told(older)


def test_proportions_as_fractions_are_refused(read, told, fixtures, tmp_path):
    text = (fixtures / CLAIMANTS).read_text()
    for percent in ("2.5", "2.1", "1.9"):
        text = text.replace(f",{percent},", f",0.0{percent.replace('.', '')},")
    path = tmp_path / "claimants.csv"
    path.write_text(text)
    assert "expected percentages from 0 to 100" in told(read("nomis-wards", path))
