# SPDX-FileCopyrightText: 2026 The Welfare Point authors
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every command sets up what it needs; what is ready is found again (see ops/setup.py).

PYTHON ?= python3
APP := .build/app/bin
# Two processes share the tests; one alone: make test SHARED=
SHARED ?= -n 2 --dist loadscope --no-loadscope-reorder

.PHONY: run test test-all check format benchmark benchmark-catalogue benchmark-demand setup dev tools lock clean

run: setup            ## set everything up and start the product; Ctrl-C stops it
	@exec $(APP)/welfare-point serve

test: dev             ## all tests but the slow ones
	@$(APP)/python -P -m pytest -m "not slow" $(SHARED)

test-all: dev         ## all tests
	@$(APP)/python -P -m pytest $(SHARED)

check: tools          ## format, lint, doors between the rooms, types, dead code
	@$(APP)/ruff format --check .
	@$(APP)/ruff check .
	@$(APP)/mypy
	@$(APP)/vulture

format: tools
	@$(APP)/ruff format .
	@$(APP)/ruff check --fix .

benchmark: dev        ## measure ours beside a bare Rasa bot; writes benchmarks/results.md
	@$(APP)/python -P -m benchmarks

benchmark-catalogue: dev  ## measure the catalogue at 1,000 to 100,000 services; writes benchmarks/results-catalogue.md
	@$(APP)/python -P -m benchmarks.catalogue

benchmark-demand: dev ## measure the views of demand on a year of 200,000 needs; writes benchmarks/results-demand.md
	@$(APP)/python -P -m benchmarks.demand

setup:
	@$(PYTHON) ops/setup.py

dev:
	@$(PYTHON) ops/setup.py --dev

tools:
	@$(PYTHON) ops/setup.py --dev --no-model

lock:                 ## write the lock files anew from ops/requirements/*.in
	@sh ops/lock.sh

clean:
	rm -rf .build
