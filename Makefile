# Every target sets up what it needs; see README.md.
SHELL := /bin/bash
PYTHON := .venv/bin/python
STAMP := .venv/.stamp
LAUNCHER := .venv/bin/two-ledger
AS_JSON := $(if $(JSON),--json)

.PHONY: acceptance bench campaign check checkov e2e openapi pins reconcile sandbox sandbox-down sandbox-up test test-cloud

$(STAMP): requirements-dev.txt
	@command -v python3 >/dev/null || { echo "Python 3.11 is missing: install it and repeat."; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 is older than 3.11."; exit 1; }
	@test -x $(PYTHON) || { echo "→ making the virtual environment" >&2; python3 -m venv .venv; }
	@echo "→ installing pinned requirements (about a minute, once)" >&2
	@set -o pipefail; $(PYTHON) -m pip install --progress-bar off --disable-pip-version-check --require-hashes -r requirements-dev.txt \
	  | $(PYTHON) -I emulators/setup_progress.py $$(grep -c '^[a-z].*==' requirements-dev.txt)
	@touch $@

$(LAUNCHER): $(STAMP) Makefile
	@printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -m emulators.operator "$$@"\n' "$(CURDIR)" "$(CURDIR)/$(PYTHON)" > $@
	@chmod +x $@

check: $(STAMP)
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-cache
	$(MAKE) test

test: $(STAMP)
	$(PYTHON) -m pytest

# Against deployed projects that the environment names; see terraform/README.md.
test-cloud: $(STAMP)
	$(PYTHON) -m pytest tests/cloud -rs

CHECKOV_PINS := tests/terraform/checkov/requirements

# In an environment of its own: what compiles the pins is none of them.
PINNED := $(basename $(wildcard functions/requirements*.in) requirements-dev.in $(CHECKOV_PINS).in)
PIN := --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-header

pins:
	@test -x build/pins/bin/pip-compile || { echo "→ installing pip-tools in build/pins"; \
	  python3 -m venv build/pins && build/pins/bin/pip install --quiet pip-tools==7.6.2; }
	@for at in $(sort $(PINNED)); do echo "→ $$at.txt"; \
	  build/pins/bin/pip-compile $(PIN) $$at.in -o $$at.txt || exit 1; done

# What /openapi.json answers, made again from routes, models and reasons.
openapi: $(STAMP)
	@$(PYTHON) -m emulators.openapi

reconcile: $(LAUNCHER)
	@$(LAUNCHER) reconcile

# EMBEDDED=1: both regions in one process, without Java; ISOLATED=1: one process a function.
MODE_FLAG := $(if $(EMBEDDED),--embedded) $(if $(ISOLATED),--isolated)

sandbox: $(LAUNCHER)
	@$(PYTHON) -m emulators up --foreground $(MODE_FLAG) $(AS_JSON)

sandbox-up: $(LAUNCHER)
	@$(PYTHON) -m emulators up --background $(MODE_FLAG) $(AS_JSON)

sandbox-down: $(STAMP)
	@$(PYTHON) -m emulators down

# MODE is normal, embedded or isolated; without it all three, one after the other.
e2e: $(STAMP)
	@for mode in $(or $(MODE),normal embedded isolated); do echo "→ end to end, $$mode"; \
	  STACK_MODE=$$mode $(PYTHON) -m pytest tests/e2e || exit 1; done

# ONLY="cold start" (or order path, people, bookings, ledger, memory, authentication, startup) runs one of them.
bench: $(STAMP)
	@$(PYTHON) -m tests.benchmarks

# Three hundred megabytes, in an environment of its own.
build/checkov/.stamp: $(CHECKOV_PINS).txt
	@echo "→ installing checkov in build/checkov (two minutes, once)"
	@python3 -m venv --clear build/checkov
	@build/checkov/bin/pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

checkov: $(STAMP) build/checkov/.stamp
	@$(PYTHON) -m tests.terraform.checkov

campaign: $(STAMP) checkov
	SIMULATION_FIRST_SEED=$${FIRST:-10000} SIMULATION_SEEDS=$${SEEDS:-20000} LIFE_STEPS=$${STEPS:-110000} $(PYTHON) -m pytest tests/simulation -x
	STREAM_EVENTS=$${EVENTS:-3000} $(PYTHON) -m pytest tests/e2e/test_stream_faults.py
	PLANTED_BUGS_EVERY=1 $(PYTHON) -m pytest tests/planted_bugs

acceptance: $(STAMP)
	@$(PYTHON) -m tests.acceptance.run
