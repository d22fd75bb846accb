"""Maps on paper: whole, legible, the view's own numbers, and refused where they cannot be."""

from __future__ import annotations

import io
import re
import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from dashboards.figures import Figures
from dashboards.pages.frame import Visit
from dashboards.paper import BEYOND, map_png, map_svg, save
from dashboards.pictures import map_picture
from dashboards.selection import Selection
from dashboards.viewmodel.area_map import map_view
from indicators.errors import SuiteError

SVG = "{http://www.w3.org/2000/svg}"
CASES = {
    "wards": {},
    "two measures": {"show": "two", "beside": "fuel_poverty", "area": "E05001345"},
    "neighbourhoods of a place": {"indicator": "fuel_poverty", "level": "lsoa", "place": "leeds"},
    "hexagons with names": {"drawing": "hexagons", "labels": "shown"},
    "change": {"indicator": "individual_insolvency_rate", "show": "change"},
    "against England": {"indicator": "children_looked_after_rate", "show": "compared"},
    "suicide": {"indicator": "suicide_rate"},
    "apportioned": {"indicator": "fuel_poverty", "level": "lsoa", "vintage": "2021"},
    "long words": {"indicator": "imd_2025_most_deprived_decile_people_share", "show": "tenths"},
}


def drawn(figures: Figures, case: str) -> tuple[ET.Element, str]:
    view = map_view(figures, Selection(**CASES[case]))
    made = map_svg(view, figures)
    root = ET.fromstring(made)
    return root, " ".join(one.text or "" for one in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("case", CASES)
def test_everything_that_must_be_read_with_a_map_stands_on_it(figures, case):
    view = map_view(figures, Selection(**CASES[case]))
    root, said = drawn(figures, case)
    assert view.finding in said
    assert view.period in said
    assert view.period_words in said
    assert f"Source: {'; '.join(view.sources)}." in said
    assert figures.version in said
    assert "as known on" in said
    assert "Open Government Licence" in said
    for note in view.notes:
        assert note in said
    for row in view.legend:
        assert f"{row.areas:,}" in said
    drawn_areas = [one for group in root.findall(f"{SVG}svg/{SVG}g") for one in group]
    shapes = [one for one in drawn_areas if one.tag == f"{SVG}path"]
    assert len(shapes) == len(view.found.codes)


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_it_is_asked_for_from_elsewhere(figures, case):
    made = map_svg(map_view(figures, Selection(**CASES[case])), figures)
    assert re.findall(r'(?:href|src|@import)="?([^" ]+)', made) == []
    assert "var(--" not in made
    assert set(re.findall(r"url\(#([^)]+)\)", made)) <= set(re.findall(r' id="([^"]+)"', made))


def test_the_area_picked_out_is_named_with_its_figures(figures):
    _, said = drawn(figures, "two measures")
    assert "Bowling and Barkerend, Bradford: 58.4; Fuel poverty 23.9%" in said
    _, said = drawn(figures, "wards")
    assert "Bowling and Barkerend" not in said


def test_areas_outside_a_place_are_pale_and_their_outlines_are_not_drawn(figures):
    root, _ = drawn(figures, "neighbourhoods of a place")
    groups = root.findall(f"{SVG}svg/{SVG}g")
    leeds, beyond = ([path.get("fill") for path in group] for group in groups[:2])
    view = map_view(figures, Selection(**CASES["neighbourhoods of a place"]))
    assert len(leeds) == view.places.count("E08000035") == sum(row.areas for row in view.legend)
    assert set(beyond) == {BEYOND}
    assert BEYOND not in leeds


def test_each_area_has_the_colour_of_its_class(figures):
    root, _ = drawn(figures, "wards")
    view = map_view(figures, Selection())
    fills = [path.get("fill") for path in root.find(f"{SVG}svg/{SVG}g")]
    assert fills == [view.coloured.colours[one] for one in view.coloured.of]
    swatches = [one.get("fill") for one in root.findall(f"{SVG}g/{SVG}rect")]
    assert [fills.count(one) for one in swatches] == [row.areas for row in view.legend]


def test_figures_on_suicide_carry_their_help_and_caveat(figures):
    _, said = drawn(figures, "suicide")
    assert "Samaritans, 116 123" in said
    assert "registered" in said


def test_a_picture_has_the_size_it_says(figures):
    view = map_view(figures, Selection())
    made = map_png(view, figures, width_mm=100, dpi=200)
    width, _ = struct.unpack(">II", made[16:24])
    assert width == round(100 / 25.4 * 200)
    at = made.index(b"pHYs")
    across, down, unit = struct.unpack(">IIB", made[at + 4 : at + 13])
    assert (across, down, unit) == (7874, 7874, 1)  # 200 dots to the inch in dots to the metre
    assert made == map_png(view, figures, width_mm=100, dpi=200)


def test_a_picture_is_not_blank(figures):
    view = map_view(figures, Selection())
    picture = Image.open(io.BytesIO(map_png(view, figures, width_mm=60, dpi=72))).convert("RGB")
    used = {f"#{r:02X}{g:02X}{b:02X}" for _, (r, g, b) in picture.getcolors(1_000_000)}
    assert {one.upper() for one in view.coloured.colours} <= used


def test_a_machine_without_fonts_is_told_what_to_install(figures, monkeypatch):
    monkeypatch.setattr("dashboards.paper._has_fonts", lambda: False)
    with pytest.raises(SuiteError, match="apt-get install fonts-liberation"):
        map_png(map_view(figures, Selection()), figures)


def test_a_renderer_that_fails_is_a_refusal_in_words(figures, monkeypatch):
    monkeypatch.setattr("dashboards.raster.sys.executable", "/usr/bin/false")
    with pytest.raises(SuiteError, match=r"could not be drawn .*Save it as SVG instead"):
        map_png(map_view(figures, Selection()), figures)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"width_mm": 5}, "40 to 2000 millimetres"),
        ({"dpi": 5_000}, "36 to 1200 dots"),
        ({"width_mm": 1_000, "dpi": 600}, "too large"),
    ],
)
def test_a_size_that_cannot_be_printed_is_refused(figures, asked, expected):
    with pytest.raises(SuiteError, match=expected):
        map_png(map_view(figures, Selection()), figures, **asked)


def test_another_kind_of_file_is_refused_and_nothing_is_written(figures, tmp_path: Path):
    with pytest.raises(SuiteError, match=r"\.svg or \.png"):
        save(map_view(figures, Selection()), figures, tmp_path / "map.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_is_not_drawn_is_not_printed(figures):
    with pytest.raises(SuiteError, match="no map to print"):
        map_svg(map_view(figures, Selection(indicator="building_energy_quartile")), figures)


def test_a_download_is_named_after_what_is_in_it(figures):
    selection = Selection(indicator="fuel_poverty", place="leeds", show="tenths")
    name, content, restricted = map_picture(Visit(figures, selection), "svg")
    assert restricted == ()
    assert name == f"fuel-poverty-tenths-ward-2020-leeds-{figures.version}.svg"
    assert content.decode() == map_svg(map_view(figures, selection), figures)


def test_areas_outside_a_range_are_pale_and_it_is_said(figures):
    view = map_view(figures, Selection(lowest=50.0))
    drawn = map_svg(view, figures)
    assert drawn.count('opacity="0.14"') == 124 - 12
    assert "In full colour only figures from 50.0: 12 of 124 wards." in drawn
