# Two commands: `make run` and `make test`. Everything else is for people who develop Caseline.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(shell command -v uv)
PACKAGES := caseline ingestion reports application orchestration
export PATH := $(CURDIR)/$(BIN):$(PATH)
# A run and its tests start many processes; without bytecode each compiles all it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check lock serve schedule clean

help:
	@echo "make run       set up Caseline here and run it on the sample organisation"
	@echo "make test      set up the test tools and run every test"
	@echo "make serve     open the pages of the last run in a browser"
	@echo "make schedule  open Dagster: the graph, the nightly schedule, the sensors"
	@echo "make check     linters, types, boundaries and declared dependencies"
	@echo "make clean     remove what Caseline made (never your data, what clients sent, the register of client IDs, the audit log, accounts, the keys)"

run: $(VENV)/.installed-run
	@$(BIN)/caseline run

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/deptry $(PACKAGES) && $(BIN)/sqruff lint dbt_project/models

serve: $(VENV)/.installed-run
	@$(BIN)/caseline serve

schedule: $(VENV)/.installed-schedule
	@$(BIN)/caseline schedule

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
	  echo "Caseline needs Python 3.11 to 3.13; '$(PYTHON)' is $$($(PYTHON) --version 2>&1). Name another: make run PYTHON=python3.11"; exit 1; }
	@echo "Setting up Python in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

# The lock names every package there is to install, so that nothing is left to resolve.
INSTALL := $(if $(UV),$(UV) pip install --python $(BIN)/python,$(BIN)/python -m pip install --no-compile --disable-pip-version-check)
$(VENV)/.installed-%: requirements/%.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Caseline needs, each package checked against its hash (a minute or two the first time) ..."
	@$(INSTALL) --quiet --no-deps --require-hashes -r requirements/$*.lock
	@$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q -j 0 -x '/tests/' $(VENV)/lib >/dev/null || true
	@$(BIN)/python -m caseline.models
	@touch $@

# Renew the locked requirements (needs uv). Hashes only, no download addresses.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet
lock:
	$(LOCK) pyproject.toml requirements/build.in -o requirements/run.lock
	$(LOCK) pyproject.toml requirements/build.in --extra schedule -c requirements/run.lock -o requirements/schedule.lock
	$(LOCK) pyproject.toml requirements/build.in --extra schedule --extra postgres --extra alerts -c requirements/schedule.lock -o requirements/server.lock
	$(LOCK) pyproject.toml requirements/build.in --extra dev -c requirements/run.lock -o requirements/dev.lock

clean:
	find output -mindepth 2 -maxdepth 2 ! -name identity ! -name audit ! -name sign_in ! -name submissions ! -name links ! -name configured ! -name key.json -exec rm -rf {} + 2>/dev/null || true
	rm -rf dbt_project/target dbt_project/logs
