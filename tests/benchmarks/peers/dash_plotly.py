"""Dash with a Plotly choropleth: shapes fetched once, and only the values patched by the select."""

from __future__ import annotations

import json
from pathlib import Path

import flask
from dash import Dash, Input, Output, Patch, dcc, html

from tests.benchmarks.peers.choropleth import choropleth
from tests.benchmarks.peers.job import Job, arguments, job

SHAPES = "/shapes.json"
STATIC = Path(__file__).parent / "static"
CONFIG = {"topojsonURL": "/assets/"}


def app(work: Job) -> Dash:
    """The page."""
    titles = list(work.figures)
    made = Dash("map", assets_folder=str(STATIC), compress=True, serve_locally=True, title="Dash")
    shapes = json.dumps(work.geojson(), separators=(",", ":"))

    @made.server.get(SHAPES)
    def send_shapes() -> flask.Response:
        answer = flask.Response(shapes, mimetype="application/json")
        answer.cache_control.max_age = 86_400
        return answer

    made.layout = html.Div(
        [
            html.Label("Measure", htmlFor="measure"),
            dcc.Dropdown(titles, titles[0], id="measure", clearable=False, searchable=False),
            dcc.Graph(id="map", figure=choropleth(work, titles[0], SHAPES), config=CONFIG),
        ]
    )

    @made.callback(Output("map", "figure"), Input("measure", "value"), prevent_initial_call=True)
    def recolour(title: str) -> Patch:
        changed = Patch()
        changed["data"][0]["z"] = work.figures[title]
        return changed

    return made


def main() -> None:
    """Serve the page until stopped."""
    given = arguments()
    app(job(given.level)).run(host="localhost", port=given.port, debug=False)


if __name__ == "__main__":
    main()
