# On Record.  `make` says what there is to do; `make run` is all a newcomer needs.
#
# It takes Python 3.11 or newer and make: no root, no git, nothing to install first.  Everything lands in .venv.

.DEFAULT_GOAL := help
.NOTPARALLEL:
export PIP_DISABLE_PIP_VERSION_CHECK := 1

BIN := .venv/bin
DATA := ../shared/data
PIP := $(BIN)/python -m pip -qq
# pip may neither eat the question piped into `make run` nor write into its answer.
APART := </dev/null >&2

# A stamp is the last thing an install makes, so an interrupted one is taken up again.
# Without TORCH there is none, or the build that is there stays; TORCH=gpu or TORCH=cpu has a stamp of its own.
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
check: $(DEV)  ## lint, formatting, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports
format: $(DEV)  ## let ruff mend and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
bench: $(DEV)  ## the measurements in tests/benchmarks       make bench ARGS=--json
	@set -e; for file in tests/benchmarks/[!_]*.py; do [ -e "$$file" ] || continue; \
	    name=$${file##*/}; echo "== $$name" >&2; $(BIN)/python -m "tests.benchmarks.$${name%.py}" $(ARGS); done
eval: $(DEV)  ## against people's labels in ../shared; writes docs/evaluation.md
	@exec $(BIN)/python -m tests.benchmarks.evaluation $(ARGS)
# Without the settings for malloc, giving tensors back to the system takes more time than fitting.
fit: $(DEV)  ## fit the networks anew, on labelled data      make fit DATA=../shared/data ARGS="--only tagger"
	@MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4000000000 exec $(BIN)/python -m retrieval.fitting --data $(DATA) $(ARGS)
docs: $(DOCS)  ## the pages of docs/ as a site, in site/; fails on a broken link
	@exec $(BIN)/zensical build --strict
# By way of an sdist, so that nothing stale in the checkout gets in.
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

# The scripts in a venv hold its path, so a checkout that was moved or copied makes its venv anew.
ifneq ($(shell cat .venv/.home 2>/dev/null),$(CURDIR))
$(READY): moved
endif
$(READY): pyproject.toml constraints.txt requirements.txt requirements-model.txt
	@echo "Installing On Record into .venv (a few minutes, once) …" >&2
	@rm -f .venv/.ready*
	@sh .make/venv.sh $(APART)
ifdef TORCH
	@sh .make/torch.sh $(BIN)/python $(APART)
endif
	@sh .make/packages.sh $(BIN)/python requirements.txt --editable '.$(if $(TORCH),[models])' $(APART)
	@sh .make/model.sh $(BIN)/python $(APART)
	@touch .venv/.ready $@
$(DEV): $(READY) requirements-dev.txt
	@echo "Installing the tools for tests and checks …" >&2
	@sh .make/torch.sh $(BIN)/python $(APART)
	@sh .make/packages.sh $(BIN)/python requirements-dev.txt --editable '.[dev]' $(APART)
	@touch $@
$(DOCS): $(READY)
	@$(PIP) install --editable '.[docs]' --constraint constraints.txt $(APART)
	@touch $@

# Not by way of DEV: whoever changes pyproject.toml wants to lock first and install afterwards.
$(BIN)/uv:
	@sh .make/venv.sh $(APART)
	@$(PIP) install uv $(APART)

.PHONY: run install image test quick check format bench fit eval docs wheel lock clean help moved
