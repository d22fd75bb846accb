"""ONS data on the Sustainable Development Goals: two files, their groups, and damage."""

import pandas as pd

ENGLAND, YORKSHIRE = "E92000001", "E12000003"
BABIES, SUICIDE = "ons_sdg/indicator_3-2-2.csv", "ons_sdg/indicator_3-4-2.csv"


def test_published_neonatal_mortality(read, one, shared_data):
    folder = shared_data / "indicators" / "ons_sdg"
    reading = read("ons-sdg", folder / "indicator_3-2-2_neonatal_England_YH.csv")
    assert reading.faults == ()
    year = {"area_code": ENGLAND, "period_start": pd.Timestamp(2005, 1, 1), "sex": "persons"}
    assert one(reading, age="under 28 days", **year)["value"] == 3.5
    assert one(reading, age="under 7 days", **year)["value"] == 2.6
    assert one(reading, age="7 to 27 days", **year)["value"] == 0.8
    pakistani = one(reading, breakdown="ethnic group", breakdown_value="Pakistani")
    assert (pakistani["value"], pakistani["period_type"]) == (3.2, "calendar year")
    yorkshire = one(reading, area_code=YORKSHIRE, period_start=pd.Timestamp(2020, 1, 1))
    assert (yorkshire["value"], yorkshire["unit"]) == (2.7, "per 1,000")


def test_published_suicide_rates_of_one_year(read, one, shared_data):
    folder = shared_data / "indicators" / "ons_sdg"
    reading = read("ons-sdg", folder / "indicator_3-4-2_suicide_England_YH.csv")
    assert reading.faults == ()
    year = {"period_start": pd.Timestamp(2020, 1, 1)}
    all_ages = {"age": "10 and over", **year}
    assert one(reading, area_code=ENGLAND, sex="persons", **all_ages)["value"] == 10.0
    assert one(reading, area_code=YORKSHIRE, sex="male", **all_ages)["value"] == 18.0
    old = one(reading, area_code=ENGLAND, sex="male", age="90 and over", **year)
    assert (old["value"], old["period_type"]) == (21.2, "calendar year")


def test_other_groups_are_counted_and_left_out(read, fixtures):
    reading = read("ons-sdg", fixtures / BABIES)
    assert reading.faults == ()
    assert reading.left_out == {"by age": 1, "outside England": 1}
    assert len(reading.rows) == 4


def test_a_renamed_file_is_known_by_its_headings(read, fixtures, tmp_path):
    for name, indicator_id in ((BABIES, "neonatal_mortality"), (SUICIDE, "suicide_rate_yearly")):
        path = tmp_path / "download.csv"
        path.write_text((fixtures / name).read_text())
        assert set(read("ons-sdg", path).rows["indicator_id"]) == {indicator_id}


def test_another_goal_is_refused_by_its_number(read, fixtures, tmp_path, told):
    path = tmp_path / "indicator_3-9-2.csv"
    path.write_text((fixtures / SUICIDE).read_text())
    assert "found indicator 3-9-2; expected indicator 3-2-2 or 3-4-2" in told(read("ons-sdg", path))


def test_damage_is_told_by_row_and_column(read, changed, told):
    def errors(old: str, new: str) -> str:
        return told(read("ons-sdg", changed(SUICIDE, old, new)))

    assert "row 2, column Value: found '10 deaths'; expected a number, or '' for" in errors(
        "E92000001,20.5", "E92000001,10 deaths"
    )
    assert "row 3, column Sex: found 'Women'; expected one of ''" in errors("Female", "Women")
    assert "row 3, column Age: found '45-49'; expected one of ''" in errors("45 to 49", "45-49")
    assert "row 2, column Year: found '202'; expected a year like '2020'" in errors(
        "2020,,,England,,", "202,,,England,,"
    )
    assert "column Unit measure: found 'Number'; expected 'Rate per 100,000" in errors(
        '"Rate per 100,000 population"', "Number"
    )
    assert "row 4, column Observation status: found 'Poor'; expected one of" in errors(
        "Low reliability", "Poor"
    )
    assert "column Unit multiplier: found 'Thousands'; expected one of 'Units'" in errors(
        ",Units,", ",Thousands,"
    )
    assert "row 5, column GeoCode: found 'E12000033'" in errors("E12000003", "E12000033")
