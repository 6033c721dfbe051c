# The project's commands. `make help` lists them.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: help demo run test check quality reading themes moments bench soak crash outage hostile upgrade growth secrets words lock clean

help:            ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: $(VENV)/.runtime   ## the main job on the built-in newsroom, with its alerts shown
	$(BIN)/monitor demo

run: $(VENV)/.runtime    ## the service on config/, with the real sources
	$(BIN)/monitor run

test: $(VENV)/.dev       ## all tests
	$(BIN)/python -m tests.run -n 2

check: $(VENV)/.dev      ## format, lint, types, rooms, what is declared
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry monitor

quality: $(VENV)/.dev    ## how well edits are judged and topics found, on labelled texts (DATA=DIR: on others)
	$(BIN)/python -m tests.quality $(DATA)

reading: $(VENV)/.dev    ## public pages read beside trafilatura (DATA=DIR with them)
	$(BIN)/python -m trials.reading $(DATA)

themes: $(VENV)/.dev     ## generated sites of unknown make: what is told that no editor did (N=SITES a mode)
	$(BIN)/python -m trials.themes $(N)

moments: $(VENV)/.dev    ## real pages at several moments: what is told of them beside the bare extractor (DATA=DIR)
	$(BIN)/python -m trials.moments $(DATA)

bench: $(VENV)/.dev      ## figures, each beside the bare library in the same run
	$(BIN)/python -m tools.bench

soak: $(VENV)/.dev       ## thousands of polls with one answer in twenty going wrong (N=POLLS)
	$(BIN)/python -m trials.soak $(N)

crash: $(VENV)/.dev      ## kill -9 at every writing system call and at random moments (N=MOMENTS), resumable
	$(BIN)/python -m trials.crash $(N)

outage: $(VENV)/.dev     ## thirty days with every channel down (N=ALERTS)
	$(BIN)/python -m trials.outage $(N)

hostile: $(VENV)/.dev    ## the program under attack, each case with what was required and seen (GROUP=NAME for a part)
	$(BIN)/python -m trials.hostile $(GROUP)

upgrade: $(VENV)/.dev    ## another commit's store under today's program: nothing may be told (FROM=COMMIT)
	$(BIN)/python -m trials.upgrade $(FROM)

growth: $(VENV)/.dev     ## whether memory grows with edits (N=EDITS)
	$(BIN)/python -m trials.growth $(N)

secrets: $(VENV)/.dev    ## the whole suite at its most verbose, and whether a planted secret shows anywhere
	$(BIN)/python -m trials.secrets

words: $(VENV)/.dev      ## compile the catalogues of the messages after an edit of a .po file
	$(BIN)/python -m tools.languages

lock:            ## write the lock files anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" -o requirements-dev.lock

clean:           ## remove what the other commands made, data/ excepted
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .bench

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
