# Every target does its own set-up. A current .venv needs no network.
.DEFAULT_GOAL := help
.PHONY: help run test check format bench torture pairs journeys screenshots package prove-package lock clean
.PHONY: check-lint check-format check-types check-imports check-dependencies check-workflows

VENV := .venv
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes

help:
	@echo "make run          start the program on demo data (kept in .demo)"
	@echo "make test         all tests on both databases (ARGS='-k name' for some)"
	@echo "make check        linter, formatter, types, import rules, dependencies, workflows"
	@echo "make format       let the formatter and the linter mend what they can"
	@echo "make bench        measure what must be fast (SIZES='10000 1000000', ARGS='--help'; a million takes its time)"
	@echo "make torture      kill it everywhere, count what is lost (long; ARGS='--help')"
	@echo "make pairs        two windows, every pair of acts in every order, on both databases"
	@echo "make journeys     every journey through the window, on both databases"
	@echo "make screenshots  draw every screen into docs/screenshots"
	@echo "make package      build the program (dist/mieterdesk, a .deb on Linux) and let it test itself"
	@echo "make prove-package  install the .deb in a clean root and work in it without a network (as root)"
	@echo "make lock         resolve the dependencies anew into the lock files"
	@echo "make clean        remove .venv, .demo, dist and the tools' caches"

# --- set-up: one stamp for what the program needs, one for what its developers need as well --------

$(PY):
	@.ci/system-packages python
	@rm -rf $(VENV)
	@"$$(.ci/find-python)" -m venv $(VENV)

$(VENV)/.program: requirements.lock | $(PY)
	@echo "Installing what the program needs into $(VENV)"
	@$(PIP_INSTALL) -r requirements.lock
	@touch $@

$(VENV)/.tools: requirements-dev.lock requirements-oracle.lock | $(PY)
	@echo "Installing what developers need into $(VENV)"
	@$(PIP_INSTALL) -r requirements-dev.lock
	@$(PIP_INSTALL) -r requirements-oracle.lock 2>/dev/null || echo "Without kontocheck: no C compiler here."
	@touch $@ $(VENV)/.program

# --- the program -----------------------------------------------------------------------------------

# Made aside and then renamed: an interrupted run leaves no half-filled data folder behind.
.demo: | $(VENV)/.program
	@rm -rf .demo-new
	$(PY) main.py create-demo-data --data-dir .demo-new
	@mv .demo-new .demo

run: $(VENV)/.program
	@.ci/system-packages window
	@$(MAKE) --no-print-directory .demo
	$(PY) main.py --data-dir .demo

# --- what keeps it good ----------------------------------------------------------------------------

test: $(VENV)/.tools
	@.ci/system-packages offscreen
	@$(PY) -c 'import pgserver' 2>/dev/null || .ci/system-packages postgres
	$(PY) -m pytest -n auto --dist worksteal $(ARGS)

# Parts of their own, so that "make -k check" tells everything at once.
check: check-lint check-format check-types check-imports check-dependencies check-workflows

check-lint: $(VENV)/.tools
	$(VENV)/bin/ruff check .

check-format: $(VENV)/.tools
	$(VENV)/bin/ruff format --check .

check-types: $(VENV)/.tools
	$(VENV)/bin/mypy

check-imports: $(VENV)/.tools
	$(VENV)/bin/lint-imports --no-logo

check-dependencies: $(VENV)/.tools
	$(VENV)/bin/deptry .

check-workflows: $(VENV)/.tools
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(VENV)/bin/zizmor --offline --quiet --min-severity low .github/workflows

format: $(VENV)/.tools
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

# The data folders of the inbox are made once, under build/bench (4 GB for a million cases).
SIZES := 10000 1000000
EMPTY :=
SPACE := $(EMPTY) $(EMPTY)
COMMA := ,

# All are measured, whatever figure one of them misses; which did, is said in the end.
bench: $(VENV)/.tools
	@.ci/system-packages offscreen
	@missed=; \
	for file in benchmarks/*.py; do \
		echo "== $$file"; $(PY) "$$file" || missed="$$missed $$file"; \
	done; \
	echo "== benchmarks/inbox"; \
	$(PY) -m benchmarks.inbox --sizes $(subst $(SPACE),$(COMMA),$(strip $(SIZES))) $(ARGS) \
		|| missed="$$missed benchmarks/inbox"; \
	if [ -n "$$missed" ]; then echo "A goal was missed, or it could not be measured:$$missed"; exit 1; fi

torture: $(VENV)/.tools
	@.ci/system-packages compiler
	@$(PY) -c 'import pgserver' 2>/dev/null || .ci/system-packages postgres
	$(PY) -m tests.torture $(ARGS)

pairs: $(VENV)/.tools
	@$(PY) -c 'import pgserver' 2>/dev/null || .ci/system-packages postgres
	MIETERDESK_ALL_PAIRS=1 $(PY) -m pytest -n auto --dist worksteal tests/services/test_two_windows.py $(ARGS)

journeys: $(VENV)/.tools
	@.ci/system-packages offscreen
	@$(PY) -c 'import pgserver' 2>/dev/null || .ci/system-packages postgres
	MIETERDESK_JOURNEYS_EVERYWHERE=1 $(PY) -m pytest -n auto --dist worksteal tests/journeys $(ARGS)

screenshots: $(VENV)/.tools
	@.ci/system-packages offscreen
	$(PY) -m tests.screenshots

package: $(VENV)/.tools
	@.ci/system-packages package window
	@$(PY) packaging/build.py

prove-package: package
	@packaging/prove.sh $(ARGS)

# Without addresses of registries: whoever installs chooses the registry, the hashes choose the content.
LOCK := $(VENV)/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header

lock: $(VENV)/.tools
	$(LOCK) $(LOCK_ARGS) pyproject.toml --output-file requirements.lock
	$(LOCK) $(LOCK_ARGS) pyproject.toml --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(LOCK) $(LOCK_ARGS) --group oracle --output-file requirements-oracle.lock

clean:
	rm -rf $(VENV) .demo .demo-new dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
