# Everything starts here: `make` lists the targets. Two of them set up what they need on a fresh machine: run and test.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= .tilebuild

# What Debian and Ubuntu call the programs that one machine needs.
PACKAGES := postgresql postgresql-postgis osm2pgsql
ENSUREPIP := $(shell $(PYTHON) -c "import ensurepip, venv" 2>/dev/null && echo yes)
POSTGIS := $(wildcard /usr/share/postgresql/*/extension/postgis.control)
OSM2PGSQL := $(shell command -v osm2pgsql)

.DEFAULT_GOAL := help
.PHONY: help run test check lint format types unit bench sam clean setup system

help:  ## list the targets
	@echo "tilebuild: OpenStreetMap to vector tiles"
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-9s %s\n", $$1, $$2}'
	@echo "  options of run: PBF=file.osm.pbf BBOX=west,south,east,north HOME_DIR=$(HOME_DIR)"

run: setup  ## build the tiles of PBF (or of a sample that is made) on this machine
	$(BIN)/tilebuild run --home $(HOME_DIR) $(if $(PBF),--pbf "$(PBF)") $(if $(BBOX),--bbox "$(BBOX)")

test: setup sam  ## every check and every test
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 -q

check: $(VENV)/.installed  ## the inner loop: format, lint, types, unit tests
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -n 2 -q -m "not database and not e2e"

lint: $(VENV)/.installed  ## format, lint, types, without changing anything
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(VENV)/.installed  ## format, and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## measure the stages
	$(BIN)/python -m bench $(if $(PBF),--pbf "$(PBF)")

clean:  ## remove everything that was made here, the database and the tiles too
	-$(BIN)/python -m tilebuild.local.postgres stop $(HOME_DIR) 2>/dev/null
	rm -rf $(HOME_DIR) .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist $(VENV) .venv-sam

setup: system $(VENV)/.installed

system:
ifeq ($(and $(POSTGIS),$(OSM2PGSQL),$(ENSUREPIP)),)
	@scripts/install-packages.sh $(PACKAGES) $(if $(ENSUREPIP),,python3-venv)
endif

$(VENV)/.installed: pyproject.toml | system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@

# The SAM CLI pins its dependencies, so it lives in an environment of its own.
sam: .venv-sam/.installed

.venv-sam/.installed:
	$(PYTHON) -m venv .venv-sam
	.venv-sam/bin/pip install --quiet "aws-sam-cli>=1.130,<2"
	touch $@
