"""Plain HoloViews polygons served by Panel: a select, and a dynamic map that follows it."""

from __future__ import annotations

import holoviews as hv
import panel as pn

from tests.benchmarks.peers.job import PALETTE, Job, arguments, job

hv.extension("bokeh")
SIZE = 620


def polygons(work: Job, title: str) -> hv.Polygons:
    """The map of one measure, y downwards as on the grid."""
    drawn = [
        {"x": [x for x, _ in ring], "y": [y for _, y in ring], "name": name, "value": value}
        for name, rings, value in zip(work.names, work.rings, work.figures[title], strict=True)
        for ring in rings
    ]
    return hv.Polygons(drawn, ["x", "y"], ["value", "name"]).opts(
        aspect="equal",
        cmap=list(PALETTE),
        color="value",
        colorbar=True,
        frame_width=SIZE,
        invert_yaxis=True,
        line_color="white",
        title=title,
        tools=["hover"],
        xaxis=None,
        yaxis=None,
    )


def main() -> None:
    """Serve the page until stopped."""
    given = arguments()
    work = job(given.level)

    def session() -> pn.Column:
        choice = pn.widgets.Select(name="Measure", options=list(work.figures))
        drawn = hv.DynamicMap(pn.bind(lambda title: polygons(work, title), choice))
        return pn.Column(choice, drawn)

    pn.serve(
        session,
        port=given.port,
        address="localhost",
        websocket_origin=[f"localhost:{given.port}"],
        show=False,
        verbose=False,
        title="HoloViews",
        compress_response=True,
        websocket_compression_level=6,
    )


if __name__ == "__main__":
    main()
