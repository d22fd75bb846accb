"""The map under fingers, on a phone of 375 pixels: scrolled over, enlarged, moved and tapped."""

from __future__ import annotations

from math import hypot

import pytest

from tests.browser.served import SETTLED

pytestmark = pytest.mark.browser

SEEN = """() => ({
  box: document.querySelector("svg.map").getAttribute("viewBox").split(" ").map(Number),
  down: scrollY,
  pinched: visualViewport.scale,
  query: location.search,
})"""


class Hand:
    """Fingers on a phone's screen, as the browser itself is told of them."""

    def __init__(self, page) -> None:
        self.page = page
        self.wire = page.context.new_cdp_session(page)
        page.evaluate(
            """() => document.querySelector(".map-frame")
              .scrollIntoView({ block: "center", behavior: "instant" })"""
        )
        page.evaluate(SETTLED)
        frame = page.locator(".map-frame").bounding_box()
        self.middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
        self.width = frame["width"]

    def seen(self) -> dict:
        return self.page.evaluate(SEEN)

    def move(self, *ways: tuple[tuple[float, float], tuple[float, float]]) -> dict:
        """Each finger from one spot to another, in pixels from the middle; what is then seen."""
        x, y = self.middle
        for step in range(11):
            points = [
                {
                    "x": x + a + (c - a) * step / 10,
                    "y": y + b + (d - b) * step / 10,
                    "id": finger,
                }
                for finger, ((a, b), (c, d)) in enumerate(ways)
            ]
            kind = "touchMove" if step else "touchStart"
            self.wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        self.wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        self.page.evaluate(SETTLED)
        return self.seen()


def test_one_finger_scrolls_the_page_and_moves_the_map_once_it_is_enlarged(open_page):
    opened = open_page("map", width=375, touch=True)
    page = opened.page
    hand = Hand(page)
    whole = hand.seen()
    scrolled = hand.move(((0, 0), (0, -150)))
    assert scrolled["down"] > whole["down"] + 50
    assert scrolled["box"] == whole["box"]
    for _ in range(3):
        page.tap("button[data-look=closer]")
    hand = Hand(page)
    close = hand.seen()
    moved = hand.move(((60, 40), (-40, -40)))
    unit = close["box"][2] / hand.width
    assert moved["box"][0] == pytest.approx(close["box"][0] + 100 * unit, abs=unit)
    assert moved["box"][1] == pytest.approx(close["box"][1] + 80 * unit, abs=unit)
    assert moved["box"][2] == close["box"][2]
    assert (moved["down"], moved["query"]) == (close["down"], "")  # nothing scrolled, or picked
    page.tap("button[data-look=whole]")
    hand = Hand(page)
    assert hand.move(((0, 0), (0, -150)))["down"] > close["down"] + 50
    assert opened.console == []


def test_two_fingers_enlarge_the_map_and_not_the_page(open_page):
    """What lies between them stays between them; then both move it, and make it small again."""
    opened = open_page("map", width=375, touch=True)
    page = opened.page
    hand = Hand(page)
    whole = hand.seen()
    close = hand.move(((-20, 0), (-80, 0)), ((20, 0), (80, 0)))
    x, y, width, height = whole["box"]
    assert close["box"][2] == pytest.approx(width / 4, rel=0.03)
    assert close["box"][0] + close["box"][2] / 2 == pytest.approx(x + width / 2, rel=0.01)
    assert close["box"][1] + close["box"][3] / 2 == pytest.approx(y + height / 2, rel=0.01)
    assert page.locator("figure.is-close").count() == 1
    moved = hand.move(((-60, 0), (-60, 50)), ((60, 0), (60, 50)))
    assert moved["box"][1] < close["box"][1]
    assert moved["box"][2] == pytest.approx(close["box"][2])
    small = hand.move(((-120, 0), (-10, 0)), ((120, 0), (10, 0)))
    assert small["box"] == pytest.approx(whole["box"])
    for seen in (close, moved, small):
        assert (seen["down"], seen["pinched"], seen["query"]) == (whole["down"], 1, "")
    assert hand.move(((0, 0), (0, -150)))["down"] > whole["down"] + 50
    assert opened.console == []


def test_a_tap_picks_an_area_of_an_enlarged_map(open_page):
    page = open_page("map", width=375, touch=True).page
    page.tap("button[data-look=closer]")
    hand = Hand(page)
    hand.move(((-20, 0), (-40, 0)), ((20, 0), (40, 0)))
    page.touchscreen.tap(*hand.middle)
    page.wait_for_selector(".detail h2")
    assert "area=E05" in page.url


def test_a_finger_beside_a_small_ward_picks_it(open_page):
    """A ward smaller than 24 pixels is hit within 12 of its middle, though another lies there."""
    page = open_page("map", width=375, touch=True).page
    page.locator(".map-frame").evaluate("one => one.scrollIntoView({ block: 'center' })")
    page.evaluate(SETTLED)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("svg.map .area")].map((area) => {
          const { x, y, width, height } = area.getBoundingClientRect()
          return [area.dataset.code, x + width / 2, y + height / 2, Math.min(width, height)]
        })"""
    )
    small = [one for one in boxes if one[3] < 24]
    tried = 0
    for code, x, y, _ in small:
        near = [hypot(x + 9 - b, y - c) for other, b, c, _ in small if other != code]
        hit = page.evaluate("([x, y]) => document.elementFromPoint(x, y)?.dataset.code", [x + 9, y])
        if min(near) < 12 or hit in (None, code):
            continue  # another small ward is as near, or the ward itself is hit
        page.touchscreen.tap(x + 9, y)
        page.wait_for_function("code => location.search.includes(code)", arg=code)
        tried += 1
        if tried == 4:
            break
    assert tried == 4


def test_a_finger_in_a_large_ward_picks_that(open_page):
    page = open_page("map", width=375, touch=True).page
    page.locator(".map-frame").evaluate("one => one.scrollIntoView({ block: 'center' })")
    page.evaluate(SETTLED)
    code, x, y = page.evaluate(
        """() => [...document.querySelectorAll("svg.map .area")].map((area) => {
          const { x, y, width, height } = area.getBoundingClientRect()
          return [area.dataset.code, x + width / 2, y + height / 2, Math.min(width, height)]
        }).filter(([code, x, y]) => document.elementFromPoint(x, y)?.dataset.code === code)
          .sort((one, other) => other[3] - one[3])[0].slice(0, 3)"""
    )
    page.touchscreen.tap(x, y)
    page.wait_for_function("code => location.search.includes(code)", arg=code)
