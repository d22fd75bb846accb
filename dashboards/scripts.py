"""The libraries' scripts that a page uses, and no others; each squeezed once, not at every visit.

Panel would send eight, squeezed anew for each visitor while all others wait. A page needs Bokeh's
own, Panel's, and the two that Panel's will not load without; the rest (WebGL, and a stand-in for
browsers without ES modules) is left out. `defer` lets a page be painted before they run.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import bokeh
import panel

# Panel asks for modules by a library that lets old browsers have them; every browser has them now.
MODULES = "window.importShim=u=>import(u);importShim.addImportMap=()=>{}"
OF_BOKEH = ("bokeh.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js")
OF_PANEL = ("panel.min.js",)


@dataclass(frozen=True)
class Script:
    """A script as it is sent: its address changes with its content."""

    name: str
    content: bytes
    squeezed: bytes
    fingerprint: str

    @property
    def link(self) -> str:
        """Its address, relative to any page."""
        return f"assets/{self.fingerprint}/{self.name}"


@cache
def scripts() -> Mapping[str, Script]:
    """The libraries' scripts by name, in the order in which they must run."""
    bokeh_js = Path(bokeh.__file__).parent / "server" / "static" / "js"
    panel_js = Path(panel.__file__).parent / "dist"
    files = [*(bokeh_js / name for name in OF_BOKEH), *(panel_js / name for name in OF_PANEL)]
    return MappingProxyType({path.name: _script(path) for path in files})


def _script(path: Path) -> Script:
    content = path.read_bytes()
    fingerprint = hashlib.sha256(content).hexdigest()[:12]
    return Script(path.name, content, gzip.compress(content, 9, mtime=0), fingerprint)
