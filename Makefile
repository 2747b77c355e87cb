# `make run` serves the site, `make test` runs the suite, `make check` is what .ci/run runs.
.PHONY: run test test-deep bench check migrations messages format install install-dev anyway
.DEFAULT_GOAL := run
SHELL := /bin/sh

VENV_WORKS := $(shell .venv/bin/python -c 'import pip' 2>/dev/null && echo yes)

run: install
	@exec .venv/bin/python -m newsroom.supervisor --end-with-parent

test: install-dev
	.venv/bin/python -m tests

test-deep: install-dev
	TEST_DEPTH=deep .venv/bin/python -m tests

bench: install-dev
	.venv/bin/python -m bench

check: install-dev
	.venv/bin/python -m tests.checks

migrations: install-dev
	.venv/bin/python -m manage makemigrations --settings tests.settings

# Needs the programs of GNU gettext.
messages: install-dev
	.venv/bin/python -m manage makemessages --all --no-wrap --no-obsolete --add-location file --ignore tests --ignore bench --settings tests.settings
	.venv/bin/python -m manage compilemessages --ignore .venv --settings tests.settings

format: install-dev
	.venv/bin/python -m ruff format .
	.venv/bin/python -m ruff check --fix .

install: .venv/requirements.txt
install-dev: .venv/requirements-dev.txt

# A copy of the file that was installed last: the second start has nothing to do.
.venv/requirements.txt .venv/requirements-dev.txt: .venv/%: % $(if $(VENV_WORKS),,anyway)
	@$(MAKE_VENV)
	@echo "Installing what $< names"
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

# The first Python that is new enough and can make environments; a broken .venv (its Python is gone) is made anew.
define MAKE_VENV
.venv/bin/python -c 'import pip' 2>/dev/null || { \
  for python in python3.14 python3.13 python3.12 python3 "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/python3; do \
    "$$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue; \
    echo "Making .venv with $$python"; exec "$$python" -m venv --clear .venv; \
  done; \
  echo "Newsroom needs Python 3.12 or newer with its venv module (Debian: apt-get install python3 python3-venv)." >&2; \
  exit 1; \
}
endef
