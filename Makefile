# Two commands do everything: `make serve` and `make test`. Each does its own set-up first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := $(VENV)/.peers

.DEFAULT_GOAL := help
.PHONY: help serve test check bench bench-methods clean

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[notebook]' --group dev
	@touch $@

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	@touch $@

serve: $(READY)  ## Serve the site on this machine and print its address
	$(BIN)/wy-indicators serve

test: $(READY)  ## Lint, check types and run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(READY)  ## Check definitions, origins and the figures that ship
	$(BIN)/wy-indicators check

bench: $(PEERS)  ## Time the map in a browser beside HoloViews, Dash and Streamlit (30 minutes)
	$(BIN)/python -m tests.benchmarks.site $(BENCH)

bench-methods: $(READY)  ## Time every statistic at the size at which it is used
	$(BIN)/python tests/benchmarks/methods.py

clean:  ## Remove everything that was set up or cached; figures stay
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
