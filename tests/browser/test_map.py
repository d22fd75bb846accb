"""The map in a real browser: repainted in place, walked by keyboard, linked to all beside it."""

from __future__ import annotations

import pytest

from tests.browser.served import SETTLED

pytestmark = pytest.mark.browser

PAINTED = """
() => {
  const words = (selector) => [...document.querySelectorAll(selector)].map((one) =>
    one.textContent.trim().replace(/\\s+/g, " "))
  return {
    title: words("h1")[0],
    classes: [...document.querySelectorAll("svg.map .area")].map((one) =>
      `${one.dataset.code} ${one.getAttribute("class").replace(" is-out", "")}`),
    rows: [...document.querySelectorAll("table.twin tbody tr")].map((row) =>
      [...row.cells].map((cell) => cell.textContent.trim()).join("|")),
    headings: words("table.twin thead th"),
    caption: words("table.twin caption"),
    legend: words(".map-legend li, .map-legend td"),
    how: words(".map-legend > .note"),
    names: words("svg.map .labels text"),
    colours: [...document.querySelectorAll("svg.map .area, .map-legend .swatch rect")]
      .map((one) => [getComputedStyle(one).fill, getComputedStyle(one).stroke].join(" ")),
    box: document.querySelector("svg.map").getAttribute("viewBox"),
    source: words(".fragment--source .source"),
    period: words(".finding__sub"),
    choices: [...document.querySelectorAll("form select")].map((one) => `${one.id}=${one.value}`),
    exact: document.querySelector("[data-exact]").href,
    pages: [...document.querySelectorAll("nav a")].map((one) => one.href),
    downloads: [...document.querySelectorAll("a[download]")].map((one) => one.href),
  }
}
"""
FILLED = """() => !document.querySelector("[data-filling]") &&
  document.querySelectorAll("table.twin tbody tr").length ===
  document.querySelectorAll("svg.map .area:not(.beyond)").length"""
CHANGES = (
    ("indicator", "fuel_poverty"),
    ("indicator", "individual_insolvency_rate"),
    ("period", "2021"),
    ("show", "change"),
    ("show", ""),
    ("level", "place"),
    ("indicator", "child_protection_plan_rate"),
    ("show", "compared"),
    ("indicator", "imd_2025_score"),
    ("level", "ward"),
    ("place", "leeds"),
    ("show", "two"),
    ("beside", "fuel_poverty"),
    ("place", ""),
    ("show", "tenths"),
    ("palette", "cividis"),
    ("level", "msoa"),
    ("drawing", "hexagons"),
    ("show", ""),
    ("classes", "natural"),
    ("indicator", "imd_2019_score"),
    ("indicator", "imd_2019_decile"),
    ("indicator", "suicide_rate"),
    ("indicator", "imd_2025_score"),
)


OPENED = "() => { for (const one of document.querySelectorAll('details')) one.open = true }"


def choose(page, name: str, value: str) -> None:
    """Choose as a reader does, opening what is folded away, and wait for the answer."""
    page.evaluate(
        "() => { for (const one of document.querySelectorAll('details')) one.open = true }"
    )
    page.evaluate(
        """() => { window.answered = new Promise((done) =>
             document.addEventListener("page-patched", done, { once: true })) }"""
    )
    page.select_option(f"#{name}", value)
    page.evaluate("() => window.answered.then(() => {})")
    page.evaluate(SETTLED)


def test_what_is_painted_is_what_the_server_would_have_drawn(open_page):
    """After each of many changes the page says what its address says when it is opened anew."""
    opened = open_page("map")
    page = opened.page
    for name, value in CHANGES:
        choose(page, name, value)
        fresh = page.context.new_page()
        fresh.goto(page.url)
        fresh.wait_for_selector("figure.mapped[data-alive]", state="attached")
        fresh.wait_for_function(FILLED)
        fresh.evaluate(OPENED)
        painted, drawn = page.evaluate(PAINTED), fresh.evaluate(PAINTED)
        for what in drawn:
            assert painted[what] == drawn[what], f"{what} after {name}={value}: {page.url}"
        fresh.close()
    assert opened.console == []


def test_map_is_repainted_in_place(open_page):
    opened = open_page("map")
    page = opened.page
    page.evaluate("document.querySelector('svg.map').dataset.same = 'yes'")
    choose(page, "indicator", "imd_2025_most_deprived_decile_share")
    assert page.locator("svg.map").get_attribute("data-same") == "yes"
    assert "%" in page.locator("table.twin tbody td.number").first.inner_text()
    assert opened.console == []


def test_an_area_is_picked_everywhere_at_once(open_page):
    page = open_page("map").page
    area = page.locator("svg.map .area").nth(3)
    code = area.get_attribute("data-code")
    area.click()
    page.wait_for_selector(f"tr.is-chosen[data-code={code}]")
    page.wait_for_selector(".detail h2")
    named = page.locator(f"tr[data-code={code}] a").inner_text()
    figure = page.locator(f"tr[data-code={code}] td.number").inner_text()
    assert named in page.locator(".detail h2").inner_text()
    assert figure in page.locator(".detail__figure").inner_text()
    assert named in page.locator(".map-told").inner_text()
    assert page.locator("svg.map .chosen").get_attribute("d") == area.get_attribute("d")
    assert page.locator(".strip__pin").get_attribute("d")
    assert f"area={code}" in page.url
    assert "of 30 wards in" in page.locator(".detail__facts").inner_text()
    page.go_back()
    page.wait_for_selector(".detail--none")
    assert page.locator("tr.is-chosen").count() == 0


def test_an_area_is_picked_in_the_table(open_page):
    page = open_page("map").page
    row = page.locator("table.twin tbody tr").nth(7)
    code = row.get_attribute("data-code")
    row.locator("a").click()
    page.wait_for_selector(".detail h2")
    assert f"area={code}" in page.url
    assert page.locator(f"svg.map .area[data-code={code}]").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize(
    ("words", "expected"),
    [("chapel al", "Chapel Allerton, Leeds"), ("HX1", "Calderdale"), ("LS6 2AB", "Leeds")],
)
def test_an_area_is_found_by_name_or_postcode_district(open_page, words, expected):
    page = open_page("map").page
    page.fill("#seek", words)
    page.wait_for_selector(".matches a")
    assert expected in page.locator(".matches").inner_text()
    assert page.evaluate("document.activeElement.id") == "seek"
    page.locator(".matches a").first.click()
    page.wait_for_selector(".detail h2")
    assert page.locator("#seek").input_value() == ""
    assert "area=E05" in page.url


def test_what_is_not_found_is_said(open_page):
    page = open_page("map").page
    page.fill("#seek", "qqqqq")
    page.wait_for_function("document.getElementById('found').textContent.includes('No ward')")


def test_map_is_walked_by_keyboard_alone(open_page):
    """Tab to the map, arrows from area to neighbour, Enter picks, T to the table and M back."""
    opened = open_page("map")
    page = opened.page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('svg.map .area')"):
            break
    said = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.matches('svg.map .area')")
        label = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert label == page.locator(".map-told").inner_text()
        assert "30 October 2025" in label
        said.add(label)
    assert len(said) >= 4
    code = page.evaluate("document.activeElement.dataset.code")
    page.keyboard.press("Enter")
    page.wait_for_selector(".detail h2")
    assert f"area={code}" in page.url
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.closest('tr').dataset.code") == code
    page.keyboard.press("m")
    assert page.evaluate("document.activeElement.dataset.code") == code
    assert opened.console == []


STEPS = """
() => {
  const areas = [...document.querySelectorAll("svg.map .area")]
  const corners = (area) => {
    const numbers = area.getAttribute("d").split("M").slice(1).map((ring) => {
      let [x, y] = [0, 0]
      const steps = ring.match(/-?\\d+/g).map(Number)
      const seen = []
      for (let i = 0; i < steps.length; i += 2) {
        x += steps[i]
        y += steps[i + 1]
        seen.push(`${x},${y}`)
      }
      return seen
    })
    return new Set(numbers.flat())
  }
  return corners(document.activeElement).size > 2 && [...corners(document.activeElement)]
}
"""


def test_arrow_keys_move_to_a_neighbour(open_page):
    """Two areas that an arrow key joins share an edge: two corners or more of their shapes."""
    page = open_page("map").page
    page.locator("svg.map .area[tabindex='0']").focus()
    joined = 0
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        before = set(page.evaluate(STEPS))
        page.keyboard.press(key)
        joined += len(before & set(page.evaluate(STEPS))) >= 2
    assert joined >= 5


WALKED = """
() => {
  const key = (key) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))
  const from = (code) => ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"].map((way) => {
    const area = document.querySelector(`svg.map [data-code="${code}"]`)
    area.setAttribute("tabindex", "0")
    area.focus()
    key(way)
    return document.activeElement.dataset.code
  })
  const first = document.querySelector("svg.map .area:not(.beyond)").dataset.code
  const reached = new Set([first])
  for (const code of reached) for (const next of from(code)) reached.add(next)
  return [reached.size, document.querySelectorAll("svg.map .area:not(.beyond)").length]
}
"""


@pytest.mark.parametrize("query", ["", "level=msoa", "place=leeds&level=msoa", "drawing=hexagons"])
def test_arrow_keys_reach_every_area(open_page, query):
    reached, every = open_page(f"map?{query}").page.evaluate(WALKED)
    assert reached == every > 20


def test_the_tab_key_stops_at_no_drawing(open_page):
    """At areas and controls only: what the Tab key stops at has a name to say and a use."""
    page = open_page("map").page
    stopped = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stopped.add(page.evaluate("document.activeElement.tagName.toLowerCase()"))
    assert "path" in stopped
    assert "svg" not in stopped


def test_an_area_is_found_by_keyboard_alone(open_page):
    """Arrow Down goes into what was found, Enter picks, and the area on the map has the focus."""
    page = open_page("map").page
    page.focus("#seek")
    page.keyboard.type("Headingley")
    page.wait_for_selector(".matches a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".detail h2")
    page.wait_for_function("document.activeElement.matches('svg.map .area')")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label.startswith("Headingley and Hyde Park, Leeds: 17.")
    page.wait_for_function("document.getElementById('news').textContent.startsWith('Headingley')")


def test_enter_picks_the_only_area_found(open_page):
    page = open_page("map").page
    page.fill("#seek", "Guiseley")
    page.press("#seek", "Enter")
    page.wait_for_selector(".detail h2")
    page.evaluate(SETTLED)
    assert "Guiseley and Rawdon" in page.locator(".detail h2").inner_text()


def test_a_second_choice_made_at_once_keeps_the_first(open_page):
    page = open_page("map").page
    page.evaluate(
        """() => {
          for (const [id, value] of [["place", "leeds"], ["indicator", "fuel_poverty"]]) {
            const control = document.getElementById(id)
            control.value = value
            control.dispatchEvent(new Event("change", { bubbles: true }))
          }
        }"""
    )
    page.wait_for_function("location.search.includes('fuel_poverty')")
    assert "place=leeds" in page.url
    assert "Headingley and Hyde Park (Leeds)" in page.locator("h1").inner_text()


@pytest.mark.parametrize("path", ["map?place=kirklees", "place?place=kirklees"])
def test_a_chosen_places_map_is_reached_by_keyboard(open_page, path):
    page = open_page(path).page
    assert page.locator("svg.map .area[tabindex='0']").count() == 1
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('svg.map .area')"):
            break
    assert "Kirklees" in page.evaluate("document.activeElement.getAttribute('aria-label')")


def test_brushing_the_distribution_filters_map_and_table(open_page):
    page = open_page("map").page
    low = page.locator(".strip input[type=range]").first
    low.focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    shown = page.locator("table.twin tbody tr:not([hidden])").count()
    assert 0 < shown < 124
    assert page.locator("svg.map .area:not(.is-out)").count() == shown
    assert f"{shown} of 124 are in this range." in page.locator(".kept").inner_text()
    least = float(low.input_value())
    figures = page.locator("table.twin tbody tr:not([hidden]) td.number").all_inner_texts()
    assert min(map(float, figures)) >= least - 0.05
    assert "lowest=" in page.url
    told = page.locator(".strip__range").inner_text()
    again = page.url
    page.goto(again)
    page.wait_for_selector("html[data-live=ready]")
    assert page.locator("svg.map .area:not(.is-out)").count() == shown
    assert float(page.locator(".strip input[type=range]").first.input_value()) == least
    assert page.locator(".strip__range").inner_text() == told
    page.click("text=Show all")
    assert page.locator("table.twin tbody tr:not([hidden])").count() == 124
    assert "lowest=" not in page.url


def test_shapes_are_asked_for_once_under_their_hash(open_page):
    opened = open_page("map")
    page = opened.page

    def asked() -> list[str]:
        return [one for one in opened.requests if "/shapes/" in one]

    assert asked() == []
    choose(page, "level", "msoa")
    assert len(asked()) == 1
    choose(page, "indicator", "fuel_poverty")
    choose(page, "indicator", "imd_2025_score")
    choose(page, "level", "ward")
    choose(page, "level", "msoa")
    assert len(asked()) == len(set(asked()))
    answer = page.request.get(asked()[0])
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert opened.console == []


def test_map_is_there_before_any_script(open_page):
    page = open_page("map?show=two&beside=fuel_poverty", scripts=False).page
    assert page.locator("svg.map path.area").count() == 124
    assert page.locator("table.twin tbody tr").count() == 124
    assert page.locator(".square td svg").count() == 9
    page.fill("#seek", "Headingley")
    page.click("button:has-text('Find')")
    page.locator(".matches a").first.click()
    assert "Headingley" in page.locator(".detail h2").inner_text()


def test_closer_and_farther_without_dragging(open_page):
    page = open_page("map").page
    whole = page.locator("svg.map").get_attribute("viewBox")
    page.click("button[data-look=closer]")
    closer = page.locator("svg.map").get_attribute("viewBox")
    assert float(closer.split()[2]) < float(whole.split()[2])
    page.click("button[data-look=right]")
    assert page.locator("svg.map").get_attribute("viewBox") != closer
    page.click("button[data-look=whole]")
    assert [float(one) for one in page.locator("svg.map").get_attribute("viewBox").split()] == [
        float(one) for one in whole.split()
    ]


@pytest.mark.parametrize("path", ["map", "map?area=E05001345&show=two", "map?level=lsoa"])
def test_targets_are_large_enough_at_375_pixels(open_page, path):
    page = open_page(path, width=375).page
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main select, main input, .matches a")]
          .filter((one) => one.checkVisibility() && one.type !== "range" && !one.closest("th"))
          .map((one) => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_suicide_is_mapped_without_colour_rank_or_filter(open_page):
    page = open_page("map?indicator=suicide_rate&show=compared&area=E08000035").page
    assert "neutral" in page.locator("svg.map .area").first.get_attribute("class")
    assert page.locator(".strip").is_hidden()
    assert "116 123" in page.locator("main").inner_text()
    assert "never ranked" in page.locator(".message").inner_text()
    assert "highest" not in page.locator(".detail").inner_text()


def test_a_measure_with_a_map_is_chosen_after_one_without(open_page):
    opened = open_page("map?indicator=building_energy_quartile")
    page = opened.page
    assert page.locator("svg.map").count() == 0
    page.select_option("#indicator", "fuel_poverty")
    page.wait_for_selector("figure.mapped[data-alive] .area")
    assert page.locator("svg.map .area").count() == 124
    page.wait_for_function(FILLED)
    assert page.locator("table.twin tbody tr").count() == 124
    page.locator("svg.map .area").nth(5).click()
    page.wait_for_selector(".detail h2")
    assert opened.console == []


def test_a_size_of_area_that_was_chosen_stays_chosen(open_page):
    """Tenths are held for neighbourhoods alone, where they are usual; scores begin with wards."""
    page = open_page("map?level=lsoa").page
    choose(page, "indicator", "imd_2025_decile")
    choose(page, "indicator", "residents_census_2021")
    assert page.locator("#level").input_value() == "lsoa"
    assert page.locator("svg.map .area").count() == 1_404


@pytest.mark.parametrize("down", [0.5, 1.0])
def test_the_map_stays_above_its_table_when_it_is_scrolled(open_page, down):
    page = open_page("map?indicator=imd_2025_score&level=ward").page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.wait_for_function(FILLED)
    page.evaluate("down => scrollTo(0, down * document.documentElement.scrollHeight)", down)
    page.evaluate(SETTLED)
    ends, begins = (
        page.locator(selector).bounding_box()
        for selector in ("figure.mapped", ".fragment--maptable")
    )
    assert ends["y"] + ends["height"] <= begins["y"] + 1
