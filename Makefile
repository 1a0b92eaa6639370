# Needs only Python >= 3.11, git and make, but for what says otherwise. `make help` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SUITE = $(BIN)/python -m pytest --numprocesses auto
STAMP := $(VENV)/.installed
WORKFLOWS := $(wildcard .github/workflows/*.yml)
SCHEMAS := $(wildcard bot/schemas/*.json)

.DEFAULT_GOAL := help
.PHONY: help setup demo test coverage check workflows format bench bench-model bench-trial bench-plan e2e e2e-github e2e-model container clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(STAMP) ## make .venv and install into it, once for each pyproject.toml

# A message that says what to do beats a traceback out of ensurepip.
$(STAMP): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not here; install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11; name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $(STAMP)

demo: $(STAMP) ## run a whole campaign on examples/shop
	$(BIN)/coverage-missions demo

test: $(STAMP) ## run the whole test suite
	$(SUITE)

coverage: $(STAMP) ## run the test suite and hold our own coverage to its targets
	rm -f .coverage .coverage.*
	$(SUITE) --cov=bot --cov-branch --cov-report=
	$(BIN)/python -m coverage json --quiet -o .coverage.json
	$(BIN)/python tests/tools/own_coverage.py .coverage.json

check: $(STAMP) ## lint code, types, imports, workflows, schemas and the Dockerfile
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(BIN)/check-jsonschema --builtin-schema custom.github-workflows-require-timeout $(WORKFLOWS)
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(if $(SCHEMAS),$(BIN)/check-jsonschema --check-metaschema $(SCHEMAS))
	$(BIN)/zizmor --offline --quiet --no-progress .
	$(BIN)/hadolint Dockerfile

workflows: $(STAMP) ## lint all workflows, printed ones too (needs Go and Node)
	tests/workflows/lint

format: $(STAMP) ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP) ## measure engines and peers on pinned packages (hours, resumable; BENCH='--set held-out')
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python bench/bench.py --publish $(BENCH)

bench-model: $(STAMP) ## measure what a small local model brings (hours, resumable; needs what e2e-model does)
	$(BIN)/python bench/model_bench.py --publish $(BENCH)

bench-trial: $(STAMP) ## time one trial in the warm worker beside a cold pytest
	$(BIN)/python bench/trial.py

bench-plan: $(STAMP) ## time a plan over a report of 10,000 files
	$(BIN)/python bench/many_files.py

e2e: $(STAMP) ## run campaigns on real projects from the package registry (minutes)
	$(BIN)/python bench/real_projects.py

e2e-github: $(STAMP) ## run the workflows by act against a GitHub double (needs Go, Node and Docker or Podman)
	tests/workflows/writes
	tests/workflows/e2e

e2e-model: $(STAMP) ## ask a real Ollama and llama.cpp through our adapters (needs Go, a C++ compiler and 4 GB)
	$(BIN)/python bench/model_servers.py fetch
	$(BIN)/python -m pytest --timeout 3600 -p no:randomly -p no:cacheprovider tests/models/real/check_real_servers.py tests/models/real/check_real_mission.py

container: ## build the image and run it; see tests/container/README.md
	tests/container/build
	tests/container/run

clean: ## remove what was made here
	rm -rf $(VENV) .cache .coverage-missions .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist *.egg-info
	rm -f .coverage .coverage.*
