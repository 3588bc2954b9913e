# Everything starts here: `make` lists the targets. Two of them set up what they need on a fresh machine: run and test.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= .tilebuild

# What Debian and Ubuntu call the programs that one machine needs, and what is there already.
HAS = $(shell command -v $(1) 2>/dev/null)
ENSUREPIP := $(shell $(PYTHON) -c "import ensurepip, venv" 2>/dev/null && echo yes)
POSTGIS := $(wildcard /usr/share/postgresql/*/extension/postgis.control)
RUN_PACKAGES := $(if $(POSTGIS),,postgresql postgresql-postgis) $(if $(call HAS,osm2pgsql),,osm2pgsql) \
  $(if $(ENSUREPIP),,python3-venv) $(if $(call HAS,npm),,nodejs npm)
TEST_PACKAGES := $(if $(call HAS,chromium),,chromium) $(if $(call HAS,git),,git) \
  $(if $(call HAS,buildah),,buildah) $(if $(call HAS,debootstrap),,debootstrap) $(if $(call HAS,jq),,jq) \
  $(if $(wildcard /usr/lib/*/libatomic.so.1),,libatomic1)

.DEFAULT_GOAL := help
.PHONY: help run test test-faults check lint format bench images push deploy teardown smoke clean setup kernels system test-system sam checks

help:  ## list the targets
	@echo "tilebuild: OpenStreetMap to vector tiles"
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'
	@echo "  options of run: PBF=file.osm.pbf BBOX=west,south,east,north HOME_DIR=$(HOME_DIR)"
	@echo "  options of push, deploy, teardown, smoke: ENV=dev|staging|prod"

run: setup  ## build the tiles of PBF (or of a sample that is made) on this machine; OPEN=1 shows them
	$(BIN)/tilebuild run --home $(HOME_DIR) $(if $(PBF),--pbf "$(PBF)") $(if $(BBOX),--bbox "$(BBOX)")
	@echo "look at them: $(BIN)/tilebuild serve --home $(HOME_DIR) shows a map at http://127.0.0.1:8080/"
	$(if $(OPEN),$(BIN)/tilebuild serve --home $(HOME_DIR) --open)

test: setup test-system  ## every check and every test
	$(MAKE) --no-print-directory --jobs 4 --output-sync sam checks lint kernels
	$(BIN)/pytest -q -n 2 --dist loadgroup -m "not faults"

test-faults: setup  ## break real runs on purpose, in every way that docs/faults.md names
	$(BIN)/pytest -q -m faults tests/faults

check: $(VENV)/.installed  ## the inner loop: format, lint, types, unit tests
	$(MAKE) --no-print-directory lint
	$(BIN)/pytest -q -n 2 --dist loadgroup -m "not database and not e2e and not slow and not faults" --hypothesis-profile quick \
	  $(addprefix --ignore tests/,template containers scripts local/sample bench/country)

lint: $(VENV)/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

kernels: $(VENV)/.installed  # compiled before anything runs twice at once, which would compile them twice
	$(BIN)/python -m tilebuild.jobs.compile

format: $(VENV)/.installed  ## format, and fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup  ## measure the worker beside others, on the sample, a country and PBF="one.osm.pbf other.osm.pbf"; QUICK=1: a look; OLDER=checkout: of another version
	$(BIN)/pip install --quiet --editable ".[bench]"
	$(BIN)/python -m bench --home $(HOME_DIR)/bench $(foreach extract,$(PBF),--pbf "$(extract)") $(if $(QUICK),--quick) $(if $(OLDER),--older "$(OLDER)")

images:  ## build the images of the worker and the import
	scripts/images.sh

push:  ## push the images for ENV
	scripts/push.sh

deploy: .venv-sam/.installed  ## build and deploy the stack of ENV
	scripts/deploy.sh

teardown:  ## remove the stack of ENV; its buckets stay
	scripts/teardown.sh

smoke:  ## build one zoom-7 tile on AWS in ENV, rebuild a bbox of it, check, clean up
	scripts/smoke.sh

clean:  ## remove everything that was made here, the database and the tiles too
	-for folder in $(HOME_DIR)/postgres $(HOME_DIR)/bench/postgres; do [ ! -d $$folder ] || $(BIN)/python -c \
	  "from pathlib import Path; from tilebuild.local.postgres import Cluster; Cluster(Path('$$folder')).destroy()"; done
	rm -rf $(HOME_DIR) .aws-sam .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist .image-tag
	rm -rf $(VENV) .venv-sam .venv-checks web/node_modules tilebuild/serve/static
	find . -name __pycache__ -prune -exec rm -rf {} +

setup: system $(VENV)/.installed tilebuild/serve/static/.built

system:
	@[ -z "$(strip $(RUN_PACKAGES))" ] || scripts/install-packages.sh $(RUN_PACKAGES)

test-system: system
	@[ -z "$(strip $(TEST_PACKAGES))" ] || scripts/install-packages.sh $(TEST_PACKAGES)

$(VENV)/.installed: pyproject.toml | system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --editable ".[dev]"
	touch $@

# The preview page, bundled from npm so that it fetches nothing from anywhere when it is looked at.
tilebuild/serve/static/.built: $(wildcard web/*.* web/src/*) | system
	npm install --prefix web --silent --no-package-lock --no-audit --no-fund
	npm run --prefix web --silent build
	touch $@

sam: .venv-sam/.installed
checks: .venv-checks/.installed

# The SAM CLI pins its dependencies, so it lives in an environment of its own; so do the programs that check the stack.
.venv-sam/.installed: | system
	$(PYTHON) -m venv .venv-sam
	.venv-sam/bin/pip install --quiet "aws-sam-cli>=1.130,<2"
	touch $@

.venv-checks/.installed: scripts/install-checks.sh | system
	PYTHON=$(PYTHON) scripts/install-checks.sh
