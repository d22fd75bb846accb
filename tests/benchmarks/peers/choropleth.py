"""The map as a Plotly choropleth, for Dash and for Streamlit.

Plotly fetches the world's coasts wherever the map is, and from outside: an empty world in `static/`
takes their place, so that nothing leaves this machine.
"""

from __future__ import annotations

import plotly.graph_objects as go

from tests.benchmarks.peers.job import PALETTE, Job


def choropleth(work: Job, title: str, geojson: object) -> go.Figure:
    """The map of one measure; `geojson` is the shapes, or the address to fetch them from."""
    trace = go.Choropleth(
        geojson=geojson,
        locations=work.codes,
        z=work.figures[title],
        text=work.names,
        colorscale=list(PALETTE),
        marker_line_color="white",
    )
    figure = go.Figure(trace)
    figure.update_geos(visible=False, fitbounds="locations", projection_type="mercator")
    figure.update_layout(height=620, margin=dict.fromkeys("lrtb", 0))
    return figure
