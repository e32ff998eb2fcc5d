# Each target sets up all that it needs on a machine with Python 3.11 or newer and make.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

PYTHON ?= $(shell .ci/python)
BIN := .venv/bin
# make setup FOR=production leaves out what only `make run`, the checks and the tests need.
FOR :=
LOCK := .ci/lock$(if $(FOR),-$(FOR)).txt
STAMP := .venv/.installed$(if $(FOR),-$(FOR))
CATALOGUES := $(wildcard grata_site/locale/*/LC_MESSAGES/django.po)
TEMPLATES := $(wildcard */templates)
UV_VERSION := 0.13.9

# The settings must load for the checks; nothing connects anywhere.
CHECKING := SECRET_KEY=only-for-checks DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost:1
PRODUCTION := SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	DATABASE_URL=postgres://nobody@localhost/none REDIS_URL=redis://localhost:1 \
	ALLOWED_HOSTS=grata.example GRATA_HTTPS=1 GRATA_DEMO= \
	EMAIL_URL=smtp://localhost GRATA_PUBLIC_URL=https://grata.example

.PHONY: run test check bench faults setup lock
.DELETE_ON_ERROR:

run: setup
	@exec $(BIN)/python manage.py up

test: setup
	@chromium=$$(.ci/chromium $(BIN)) && export CHROMIUM="$$chromium" && .ci/test $(BIN)

check: setup
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo 'ruff: run `.venv/bin/ruff format .`' >&2; exit 1; }
	@$(CHECKING) $(BIN)/mypy --no-error-summary
	@$(BIN)/djlint --quiet --check $(TEMPLATES)
	@$(BIN)/djlint --quiet --lint $(TEMPLATES)
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	@$(BIN)/python -m tests.check_translations
	@$(CHECKING) $(BIN)/python -m tests.check_sizes

bench: setup
	@chromium=$$(.ci/chromium $(BIN)) && export CHROMIUM="$$chromium" && $(BIN)/python -m tests.bench

faults: setup
	@$(BIN)/python -m tests.faults

setup: $(STAMP) $(CATALOGUES:.po=.mo)
	@:

$(STAMP): $(LOCK) | $(BIN)/python
	@rm -f .venv/.installed*
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv==$(UV_VERSION)'
	@# uv does not read pip's configuration: where only pip knows the way to the packages, pip fetches them.
	@$(BIN)/uv pip sync --quiet --compile-bytecode --system-certs --python $(BIN)/python --require-hashes $(LOCK) 2>/dev/null || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "grata: $(PYTHON) is missing or older than 3.11; say which to use: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo 'grata: no virtual environment: install the venv module (for example `apt-get install python3-venv`)' >&2; exit 1; }

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --system-certs --universal --generate-hashes \
	--no-emit-index-url --no-header --python-version 3.11

lock: $(STAMP)
	@$(COMPILE) --group dev -o .ci/lock.txt
	@$(COMPILE) --no-annotate --constraint .ci/lock.txt -o .ci/lock-production.txt
