# Needs git, make and a Python >= 3.11; everything else is installed into .venv.

PYTHON ?= python3.13 python3.12 python3.11 python3 python
ARGS ?=
BIN := .venv/bin
OLDER := 1.6.2 1.9.1
# One more than there are cores: now and then a test waits for something.
AT_ONCE ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1)))

.DEFAULT_GOAL := help
.PHONY: help serve test fuzz check bench certify older-sdks clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'ARGS="..." is passed on, PYTHON=... chooses the interpreter.'

serve: .venv/.serve ## Start the mock with its demo world on http://127.0.0.1:8642
	$(BIN)/mock-runpod serve --data demo $(ARGS)

test: .venv/.test ## Run all tests
	$(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal $(ARGS)

fuzz: .venv/.test ## Run the property tests with many more, and new, examples
	HYPOTHESIS_PROFILE=fuzz $(BIN)/python -m pytest contract_tests/properties \
	    contract_tests/clients/languages/test_fields.py $(ARGS)

check: .venv/.dev ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/.test ## Measure against references started in the same run
	$(BIN)/python -m contract_tests.bench $(ARGS)

certify: .venv/.test ## Run real clients in four languages, and write docs/compatibility.md
	$(BIN)/mock-runpod certify $(ARGS)

older-sdks: $(OLDER:%=.sdk/%/.made) ## Install older worker SDKs, with which some tests then run, too

clean: ## Remove everything made here
	rm -rf .venv .sdk .clients build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp says "installed with these extras since pyproject.toml last changed".
.venv/.serve: EXTRAS :=
.venv/.test: EXTRAS := [test]
.venv/.dev: EXTRAS := [dev]
.venv/.serve .venv/.test .venv/.dev: pyproject.toml | .venv/.made
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.$(EXTRAS)'
	@touch $@

# What an SDK needs is in the test environment already, but for what a newer one does without.
.sdk/%/.made: .venv/.test
	$(BIN)/python -m venv --clear --without-pip .sdk/$*
	$(BIN)/python -m pip --python .sdk/$* install --quiet --disable-pip-version-check \
	    --no-deps runpod==$* filelock
	cd .sdk/$*/lib/python*/site-packages && \
	    $(CURDIR)/$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' >rest.pth
	@touch $@

# A name on the PATH proves nothing (version-switching shims exist), so each candidate is run.
.venv/.made:
	@for python in $(PYTHON); do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "$$python -m venv .venv"; \
	        $$python -m venv --clear .venv && touch $@; \
	        exit; \
	    fi; \
	done; \
	echo 'mock_runpod needs Python 3.11 or newer: make PYTHON=/path/to/python3' >&2; \
	exit 1
