"""The map of England: when it can be seen, how soon it repaints, and whether it moves smoothly."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
from playwright.sync_api import Browser, Page

from tests.benchmarks.site.browsing import PATIENCE, REST
from tests.benchmarks.site.servers import Server, free_port, serving
from tests.england import PUBLISHED, england

MEASURES = ("imd_2025_decile", "imd_2025_score")
STEPS = 60  # of the pointer in one drag, a frame each
# The server's squares or the shapes, whichever is there: both are the map.
WATCH = """(() => {
  const seen = {}
  const look = () => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      const now = performance.now()
      const drawn = document.querySelectorAll(".coarse path[d], .classes path[d]")
      const painted = performance.getEntriesByName("first-contentful-paint").length
      if (!seen.map && drawn.length >= 3 && painted) seen.map = now
      if (!seen.fine && document.querySelector("figure.england[data-drawn]")) seen.fine = now
      if (!seen.fine) look()
    }
    channel.port2.postMessage(0)
  })
  look()
  window.bench = { seen }
})()"""
CHANGE = """(measure) => new Promise((done) => {
  const start = performance.now()
  document.addEventListener("map-painted", () => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => done(performance.now() - start)
    channel.port2.postMessage(0)
  }), { once: true })
  const select = document.getElementById("indicator")
  select.value = measure
  select.dispatchEvent(new Event("change", { bubbles: true }))
})"""
FRAMES = """() => {
  const frames = (window.frames_seen = [])
  let before = null
  const next = (now) => {
    if (before !== null) frames.push(now - before)
    before = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
}"""
AREAS = "JSON.parse(document.querySelector('script.england-state').textContent).classes.length"


@dataclass(frozen=True)
class England:
    """Medians, in milliseconds: the map seen, all its shapes drawn, a repaint; and the 95th
    percentile of the time between frames while the map is dragged."""

    areas: int
    readable: float
    drawn: float
    repaint: float
    frame_p95: float


@contextmanager
def england_site() -> Iterator[Server]:
    """The site with England's small areas and wards loaded, in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        around = england(PUBLISHED, Path(folder))
        command = ["-m", "dashboards.cli", "serve", "--port", str(port)]
        with serving(command, port, "england", around) as server:
            yield server


def measured(opened: Browser, address: str, visits: int, changes: int) -> England:
    """What visitors with cold contexts see of the site at the address."""
    readable, drawn, repaints, frames = [], [], [], []
    _visit(opened, address).context.close()  # warms what all visitors share
    for _ in range(visits):
        page = _visit(opened, address)
        seen = page.evaluate("bench.seen")
        readable.append(seen["map"])
        drawn.append(seen["fine"])
        areas = page.evaluate(AREAS)
        for number in range(changes):
            repaints.append(page.evaluate(CHANGE, MEASURES[number % 2]))
            page.wait_for_timeout(REST)
        frames += _dragged(page)
        page.context.close()
    return England(
        areas=areas,
        readable=median(readable),
        drawn=median(drawn),
        repaint=median(repaints),
        frame_p95=float(np.percentile(frames, 95)),
    )


def _visit(opened: Browser, address: str) -> Page:
    """The page in a context of its own, once all is drawn and alive. The caller closes it."""
    context = opened.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.add_init_script(WATCH)
    query = f"england?indicator={MEASURES[1]}"
    page.goto(address + query, wait_until="commit", timeout=PATIENCE)
    page.wait_for_function("window.bench?.seen.fine", timeout=PATIENCE)
    page.wait_for_selector("html[data-live=ready]", timeout=PATIENCE)
    return page


def _dragged(page: Page) -> list[float]:
    """Milliseconds between frames while the map, enlarged once, is dragged to and fro."""
    page.click(".map-tools [data-look=closer]")
    page.wait_for_timeout(REST)
    box = page.locator("svg.england-map").bounding_box()
    if box is None:
        raise RuntimeError("The map of England is not on the page.")
    x, y = box["x"] + box["width"] / 2, box["y"] + min(box["height"], 700) / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y)
    page.evaluate(FRAMES)
    for step in range(STEPS):
        page.mouse.move(x + 20 + 150 * (1 - abs(1 - 2 * step / STEPS)), y)
    frames: list[float] = page.evaluate("frames_seen")
    page.mouse.up()
    return frames
