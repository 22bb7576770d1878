# The commands of the project. `make demo` and `make test` set up all that they need.
PYTHON ?= python3
VENV := .venv
JOBS ?= 2
BIN := $(VENV)/bin
EXAMPLES := docs/examples/[0-9]*.txt docs/examples/[0-9]*.md docs/examples/*.jsonl

.PHONY: help demo test check lock pages docs figures wheel sbom weaknesses rules measure bench score simulate clean

help:
	@echo "make demo     set up, then give the example notes a second look"
	@echo "make test     set up, then run every check and test"
	@echo "make check    only style, types and the import contract"
	@echo "make rules    run every rule against its own examples"
	@echo "make measure  measure each rule on the authored corpus"
	@echo "make bench    how fast this machine reads and answers, and what memory that takes (some minutes)"
	@echo "make score EVAL=folder   score on labelled notes (dev.jsonl and score.py)"
	@echo "make simulate simulated reviews with a known truth: do the intervals hold? (half an hour)"
	@echo "make pages    write the pages of docs/ that are made from the code"
	@echo "make figures  write every table and page that is made from evaluation/results/"
	@echo "make docs     build the documentation into build/docs"
	@echo "make wheel    build the wheel twice, compare, install it into a fresh environment and try it there"
	@echo "make sbom     write the bill of materials (CycloneDX) of what is installed with the wheel"
	@echo "make weaknesses  ask the registry for known weaknesses of the locked libraries (needs a network)"
	@echo "make lock     resolve the locked requirements again"
	@echo "make clean    remove the virtual environment and caches"

demo: $(VENV)/base.ready
	@$(BIN)/secondlook scan $(EXAMPLES)

test: check
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest tests/browser

check: $(VENV)/dev.ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

rules: $(VENV)/base.ready
	$(BIN)/secondlook rules check

measure: $(VENV)/base.ready
	$(BIN)/python -m evaluation.measure_rules

bench: $(VENV)/base.ready
	$(BIN)/secondlook bench

score: $(VENV)/base.ready
	$(BIN)/python -m evaluation.dev_score $(EVAL) --profile rules
	$(BIN)/python -m evaluation.dev_score $(EVAL) --profile full
	$(BIN)/python -m evaluation.results_table

simulate: $(VENV)/dev.ready
	$(BIN)/python -m evaluation.review.simulation

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Second Look needs Python 3.11 or newer; say make PYTHON=python3.12, for example"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "This Python cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/base.ready: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/dev.ready: $(VENV)/base.ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

pages: $(VENV)/base.ready
	$(BIN)/python -m evaluation.benchmarks.figures
	$(BIN)/python -m deploy.settings_page
	$(BIN)/python -m deploy.licences

figures: $(VENV)/dev.ready
	$(BIN)/python -m evaluation.results_table
	$(BIN)/python -m evaluation.card
	$(BIN)/python -m evaluation.cards
	$(BIN)/python -m evaluation.fairness

docs: $(VENV)/dev.ready
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -c docs . build/docs
	@echo "written: build/docs/docs/index.html"

wheel: $(VENV)/dev.ready
	$(BIN)/python -m tests.packaging.clean_install

# the tools have an environment of their own, so that nothing of them is in what they look at
$(VENV)/ship.ready: $(VENV)/base.ready
	$(PYTHON) -m venv $(VENV)/ship
	$(VENV)/ship/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=7,<8' 'pip-audit>=2.9,<3'
	@touch $@

sbom: $(VENV)/ship.ready
	mkdir -p dist
	$(VENV)/ship/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --of JSON -o dist/secondlook.cdx.json $(BIN)/python

weaknesses: $(VENV)/ship.ready
	$(VENV)/ship/bin/pip-audit --strict --require-hashes --disable-pip -r requirements-server.lock

lock: $(VENV)/dev.ready
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra postgres --extra review --output-file requirements-server.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
