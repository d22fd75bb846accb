"""English Indices of Deprivation: two editions, neighbourhoods, districts and NHS bodies."""

import pandas as pd
import pytest

BRADFORD, LEEDS, WY_BOARD = "E08000032", "E08000035", "E54000054"
NEIGHBOURHOODS_2019 = "mhclg/iod2019_neighbourhoods.csv"
NEIGHBOURHOODS_2025 = "mhclg/iod2025_neighbourhoods.csv"
DISTRICTS_2019 = "mhclg/iod2019_districts_long.csv"
LATER, EARLIER = "E01033898", "E01010677"  # made by the census of 2021; ended with that of 2011
SHARE = "most_deprived_decile_share"


def test_published_districts_of_2019(read, one, shared_data):
    path = shared_data / "deprivation" / "wy_iod2019_lad19_summaries_file10.csv"
    reading = read("mhclg-iod", path)
    assert reading.faults == ()
    scores = {BRADFORD: 34.666, "E08000033": 26.351, LEEDS: 27.301}
    for code, score in scores.items():
        row = one(reading, indicator_id="imd_2019_score", area_code=code)
        assert row["value"] == score
        assert row["period_end"] == pd.Timestamp(2019, 9, 26)
    assert one(reading, indicator_id=f"imd_2019_{SHARE}", area_code=LEEDS)["value"] == 0.2365


def test_published_summaries_of_2025(read, one, shared_data):
    folder = shared_data / "indicators" / "imd"
    districts = read("mhclg-iod", folder / "imd2025_england_ltla24.csv")
    boards = read("mhclg-iod", folder / "imd2025_england_icb24.csv")
    assert districts.faults == boards.faults == ()
    row = one(districts, indicator_id="imd_2025_score", area_code=LEEDS)
    assert (row["value"], row["period_end"]) == (24.115, pd.Timestamp(2025, 10, 30))
    assert one(districts, indicator_id=f"imd_2025_{SHARE}", area_code=BRADFORD)["value"] == 0.3686
    assert one(boards, indicator_id="imd_2025_score", area_code=WY_BOARD)["value"] == 27.808


def test_published_neighbourhoods(read, one, shared_data):
    folder = shared_data / "deprivation"
    first = read("mhclg-iod", folder / "wy_iod2019_lsoa11_assembled.csv")
    second = read("mhclg-iod", folder / "wy_iod2025_lsoa21.csv")
    assert first.faults == second.faults == ()
    assert (len(first.rows), len(second.rows)) == (2 * 1388, 2 * 1404)
    row = one(first, indicator_id="imd_2019_score", area_code="E01010569")
    assert (row["value"], row["denominator"]) == (35.343, 1724)
    assert one(first, indicator_id="imd_2019_decile", area_code="E01010569")["value"] == 2
    assert one(second, indicator_id="imd_2025_score", area_code="E01010569")["value"] == 31.239


@pytest.mark.parametrize(
    ("national", "local"),
    [
        ("england_iod2019_lsoa11_assembled.parquet", "wy_iod2019_lsoa11_assembled.csv"),
        ("england_iod2025_lsoa21.parquet", "wy_iod2025_lsoa21.csv"),
    ],
)
def test_the_national_table_gives_the_same_neighbourhoods(read, shared_data, national, local):
    whole = read("mhclg-iod", shared_data / "national" / national)
    part = read("mhclg-iod", shared_data / "deprivation" / local)
    keys = ["indicator_id", "area_code"]
    pd.testing.assert_frame_equal(
        whole.rows.sort_values(keys, ignore_index=True),
        part.rows.sort_values(keys, ignore_index=True),
    )
    assert whole.left_out["outside West Yorkshire"] > 31_000


def test_neighbourhoods_elsewhere_are_counted_not_kept(read, fixtures):
    reading = read("mhclg-iod", fixtures / NEIGHBOURHOODS_2019)
    assert reading.faults == ()
    assert len(reading.rows) == 6
    assert reading.left_out["outside West Yorkshire"] == 1
    assert reading.left_out["column Crime_rank"] == 3
    assert reading.area_names["E01010568"] == "Bradford 016A"


def test_long_districts_and_boards(read, one, fixtures):
    districts = read("mhclg-iod", fixtures / DISTRICTS_2019)
    assert districts.left_out == {"IMD - Average rank": 1}
    assert one(districts, indicator_id=f"imd_2019_{SHARE}", area_code=BRADFORD)["value"] == 0.3333
    boards = read("mhclg-iod", fixtures / "mhclg/iod2025_boards.csv")
    assert one(boards, indicator_id="imd_2025_score", area_code=WY_BOARD)["value"] == 27.5


def test_the_places_are_read_from_file_10_and_not_from_the_re_drawn_table(read, fixtures):
    reading = read("mhclg-iod", fixtures / "mhclg/iod2019_districts_of_2023.csv")
    assert set(reading.rows["area_code"]) == {"E06000066"}
    assert reading.left_out["districts for which File 10 is to be read"] == 1


def test_the_ministrys_own_headings_are_known_too(read, one, tmp_path):
    path = tmp_path / "File_7.csv"
    path.write_text(
        "LSOA code (2011),LSOA name (2011),Index of Multiple Deprivation (IMD) Score,"
        "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),"
        "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs),"
        "Total population: mid 2015 (excluding prisoners)\n"
        "E01010568,Bradford 016A,11.5,23400,8,1700\n"
    )
    reading = read("mhclg-iod", path)
    assert reading.faults == ()
    row = one(reading, indicator_id="imd_2019_score")
    assert (row["value"], row["denominator"]) == (11.5, 1700)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (NEIGHBOURHOODS_2019, "5800,2,35.1", "5800,2,135.1", "'135.1'; expected a number from 0"),
        (NEIGHBOURHOODS_2019, "5800,2,35.1", "5800,9,35.1", "row 3, column IMD_decile: found '9'"),
        (NEIGHBOURHOODS_2019, "5800,2,35.1", "5800,2,-", "column IMD_score: found '-'"),
        (NEIGHBOURHOODS_2019, "IMD_decile,IMD_score", "IMD_score,IMD_decile", "'35.1'; expected"),
        (NEIGHBOURHOODS_2019, "IMD_score", "Score", "no column 'IMD_score'"),
        (NEIGHBOURHOODS_2019, "E01010569", "England", "column LSOA11CD: found 'England'"),
        (
            DISTRICTS_2019,
            "0.3333",
            "33.33",
            "column value: found '33.33'; expected a number from 0 to 1",
        ),
        (DISTRICTS_2019, "0.3333", "", "column value: found ''; expected a number"),
    ],
)
def test_damage_is_told(read, told, changed, name, old, new, words):
    assert words in told(read("mhclg-iod", changed(name, old, new)))


def test_codes_of_another_census_are_refused(read, told, changed):
    later = read("mhclg-iod", changed(NEIGHBOURHOODS_2019, "E01010569", LATER))
    assert "found '" + LATER + "'; expected a neighbourhood of the 2011 census" in told(later)
    earlier = read("mhclg-iod", changed(NEIGHBOURHOODS_2025, "E01010569", EARLIER))
    assert "expected a neighbourhood of the 2021 census, on which the 2025 edition" in told(earlier)


def test_districts_of_another_year_are_refused(read, told, changed):
    # Somerset's districts became one in 2023, so no table for the districts of 2019 has it.
    reading = read("mhclg-iod", changed(DISTRICTS_2019, "E08000035,Leeds", "E06000066,Somerset"))
    assert "found 'E06000066'; expected a district of 2019" in told(reading)


def test_a_file_of_another_part_of_the_country_is_refused(read, told, fixtures, tmp_path):
    lines = (fixtures / NEIGHBOURHOODS_2019).read_text().splitlines(keepends=True)
    path = tmp_path / "london.csv"
    path.write_text(lines[0] + lines[-1])
    assert "found no area of West Yorkshire" in told(read("mhclg-iod", path))
