"""Streamlit with a Plotly choropleth: the script is run anew by the select."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[3]))  # Streamlit runs this file, not the package

from tests.benchmarks.peers.choropleth import choropleth
from tests.benchmarks.peers.job import Job, arguments, job

CONFIG = {"topojsonURL": "app/static/"}


@st.cache_resource
def work(level: str) -> Job:
    """The job, read once for all sessions."""
    return job(level)


@st.cache_resource
def geojson(level: str) -> dict[str, object]:
    """The shapes, made once for all sessions."""
    return work(level).geojson()


given = arguments(sys.argv[1:])
title = st.selectbox("Measure", list(work(given.level).figures))
st.plotly_chart(
    choropleth(work(given.level), title, geojson(given.level)), key="map", config=CONFIG
)
