"""E. coli bacteraemia of integrated care boards and of England."""

import pandas as pd
import pytest

WY_BOARD, ENGLAND = "E54000054", "E92000001"
BOARDS, NATION = "ukhsa/table_s6.csv", "ukhsa/table_s1.csv"


def test_published_rates_of_boards(read, one, shared_data):
    folder = shared_data / "indicators" / "ukhsa"
    reading = read("ukhsa", folder / "annual_epi_commentary_2024_Table_S6.csv")
    assert reading.faults == ()
    row = one(reading, area_code=WY_BOARD, period_end=pd.Timestamp(2024, 3, 31))
    assert row["value"] == pytest.approx(76.5169, abs=1e-4)
    assert (row["period_type"], row["unit"]) == ("financial year", "per 100,000")
    early = one(reading, area_code=WY_BOARD, period_end=pd.Timestamp(2012, 3, 31))
    assert early["missing_reason"] == "not collected"
    assert reading.area_names[WY_BOARD] == "NHS West Yorkshire Integrated Care Board"


def test_published_rate_of_england_carries_cases_and_population(read, one, shared_data):
    folder = shared_data / "indicators" / "ukhsa"
    reading = read("ukhsa", folder / "annual_epi_commentary_2024_Table_S1.csv")
    assert reading.faults == ()
    row = one(reading, area_code=ENGLAND, period_end=pd.Timestamp(2024, 3, 31))
    assert row["value"] == pytest.approx(73.7873, abs=1e-4)
    assert (row["numerator"], row["denominator"]) == (42_224, 57_223_953.5)


def test_the_rounded_table_with_bytes_that_are_not_utf8_holds_boards(read, one, shared_data):
    reading = read(
        "ukhsa", shared_data / "indicators" / "ukhsa" / "ICB_rates_Trust_Rates_final.csv"
    )
    assert reading.faults == ()
    row = one(reading, area_code=WY_BOARD, period_end=pd.Timestamp(2024, 3, 31))
    assert row["value"] == 76.5


def test_other_infections_are_counted(read, one, fixtures):
    boards = read("ukhsa", fixtures / BOARDS)
    assert boards.faults == ()
    assert boards.left_out == {"C. difficile": 1}
    assert len(boards.rows) == 4
    nation = read("ukhsa", fixtures / NATION)
    assert nation.faults == ()
    assert nation.left_out == {"Klebsiella oxytoca": 1}
    row = one(nation, period_end=pd.Timestamp(2024, 3, 31))
    assert (row["value"], row["numerator"]) == (75, 37_500)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            BOARDS,
            "75.5",
            "..",
            "row 4, column 2023 to 2024: found '..'; expected a number, or '[x]'",
        ),
        (BOARDS, "75.5", "-75.5", "found '-75.5'; expected a number from 0"),
        (BOARDS, "2023 to 2024", "2023 to 2025", "found '2023 to 2025'; expected two years that"),
        (BOARDS, "E54000054,QWO", "E92000001,ENG", "the code of an integrated care board"),
        (BOARDS, "E54000054,QWO", "QWO,E54000054", "column Sustainability transformation"),
        (BOARDS, "Species", "Organism", "found no heading with 'Species'"),
        (BOARDS, "Escherichia coli", "E coli", "expected rows of Escherichia coli"),
        (NATION, "37500,75", "37500,57", "expected cases for each 100,000 of the population"),
        (NATION, "37500,75", "37500,0.00075", "row 6, column All reported rate"),
        (NATION, "2022 to 2023", "2022", "column Financial year: found '2022'"),
        (NATION, "All reported cases", "Cases", "no column 'All reported cases'"),
    ],
)
def test_damage_is_told(read, told, changed, name, old, new, words):
    assert words in told(read("ukhsa", changed(name, old, new)))


@pytest.mark.parametrize(
    ("former", "now", "expected"),
    [
        ("2023 to 2024", "2023/2024", "found '2023/2024'; expected a year as '2023 to 2024'"),
        ("2022 to 2023,2023 to 2024", "2023 to 2024,2022 to 2023", "found years out of order"),
    ],
)
def test_headings_of_years_are_read_or_refused(shared_data, read, tmp_path, former, now, expected):
    name = "annual_epi_commentary_2024_Table_S6.csv"
    text = (shared_data / "indicators" / "ukhsa" / name).read_text(encoding="utf-8")
    assert former in text
    (tmp_path / name).write_text(text.replace(former, now, 1), encoding="utf-8")
    told = read("ukhsa", tmp_path / name).errors
    assert any(expected in str(fault) for fault in told)
