"""HTML from the suite's own Jinja templates: escaped by default, with the suite's few helpers."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from dashboards import text
from dashboards.theme import THEME

HERE = Path(__file__).parent
ASSETS = HERE / "assets"


@cache
def environment() -> jinja2.Environment:
    """The template environment; undefined names are errors, not blanks."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(theme=THEME, asset=asset_link, titled=text.titled, sheet=sheet)
    return made


def render(template: str, **context: Any) -> Markup:
    """The template's HTML."""
    return Markup(environment().get_template(template).render(**context))


# The site's own script, in the order in which each part needs the one before.
SCRIPTS = (
    "frames.js", "looking.js", "tables.js", "shapes.js", "column.js", "strip.js", "legend.js",
    "twin.js", "walk.js", "map.js", "england.js", "seek.js", "page.js",
)  # fmt: skip
IMPORTED = re.compile(r"^import [^\n]*\n", re.MULTILINE)


@cache
def script() -> str:
    """The site's script as one module: what a page loads once, and a notebook's cell holds."""
    return joined(*SCRIPTS)


def joined(*names: str) -> str:
    """The scripts as one module, each after those it needs: what they import stands above them."""
    parts = [(ASSETS / name).read_text(encoding="utf-8") for name in names]
    return "\n".join(IMPORTED.sub("", part) for part in parts)


@cache
def asset(name: str) -> bytes:
    """The asset as it is served."""
    return script().encode() if name == "site.js" else (ASSETS / name).read_bytes()


@cache
def squeezed(name: str) -> bytes:
    """The asset compressed, once for all who ask."""
    return gzip.compress(asset(name), 9, mtime=0)


@cache
def fingerprint(name: str) -> str:
    """The first letters of the asset's hash: a changed asset has a new address."""
    return hashlib.sha256(asset(name)).hexdigest()[:12]


def asset_link(name: str) -> str:
    """The asset's address, relative to any page."""
    return f"assets/{fingerprint(name)}/{name}"


@cache
def sheet(name: str) -> Markup:
    """A style sheet of one page alone, to stand inside it."""
    return Markup((ASSETS / name).read_text(encoding="utf-8"))


def as_state(state: object) -> Markup:
    """The state as JSON to stand inside a script: no letter of it can end or open an element."""
    made = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return Markup(made.replace("<", "\\u003c"))


def style_sheet() -> str:
    """The whole style sheet with the theme's colours, to stand inside a page or a notebook cell."""
    css = (ASSETS / "site.css").read_text(encoding="utf-8")
    return f":root,:host{{{THEME.custom_properties()}}}\n{css}"
