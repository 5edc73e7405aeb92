# Works with GNU make 3.81 (macOS) and later. Nothing but Python 3.11, 3.12 or 3.13 is needed.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help report trend comparison data test lint accuracy bench lab lock clean

# Parameters are data. As make would run what $(shell …) in a parameter says as soon as it hands
# the parameter on, each is fixed to the very text that was given, and recipes read it from the
# environment only.
override YEAR := $(value YEAR)
override DISTRICT := $(value DISTRICT)
override REPORTER := $(value REPORTER)
override REGION := $(value REGION)
override REPORT_LANG := $(value REPORT_LANG)
override FORCE := $(value FORCE)
override CODED := $(value CODED)
override SEEDS := $(value SEEDS)
export YEAR DISTRICT REPORTER REGION REPORT_LANG FORCE CODED SEEDS

PYTHON ?=
export PYTHON
UV := uv==0.13.9
BIN := .venv/bin
# The environment is there once its stamp is: an interrupted set-up leaves none.
PACKAGES := .venv/.packages
READY := .venv/.ready

help:
	@echo 'make report YEAR=2017 DISTRICT=东区   the report of a district for a year, up to the PDF'
	@echo '     [REPORTER=…]                     another body of the district'
	@echo '     [REPORT_LANG=en]                 the English edition'
	@echo '     [FORCE=1]                        even if it is up to date'
	@echo 'make trend DISTRICT=东区              the district over its years [REPORTER=…]'
	@echo 'make comparison YEAR=2018 [REGION=…]  the districts of a year, of a province or prefecture'
	@echo 'make data                             data/processed/: all documents and coded figures'
	@echo 'make test                             all tests, with the branches they cover'
	@echo 'make lint                             style and types'
	@echo 'make accuracy                         how accurate the extraction is, beside a baseline'
	@echo '     [CODED=folder]                   also on documents that people coded'
	@echo '     [SEEDS=3]                        how often made figures are drawn anew'
	@echo 'make bench                            how fast the extraction is, beside a segmenter'
	@echo 'make lab                              JupyterLab on the notebooks'
	@echo 'make lock                             newer packages into requirements.lock'
	@echo 'make clean                            remove .venv and caches (reports stay)'
	@echo
	@echo 'The first target that needs it makes .venv from requirements.lock, which takes minutes.'

report: $(READY)
	@$(BIN)/python -m disclosure_analysis report --year="$$YEAR" --district="$$DISTRICT" \
	  --reporter="$$REPORTER" --lang="$${REPORT_LANG:-zh}" $${FORCE:+--force}

trend: $(READY)
	@$(BIN)/python -m disclosure_analysis trend --district="$$DISTRICT" \
	  --reporter="$$REPORTER" --lang="$${REPORT_LANG:-zh}" $${FORCE:+--force}

comparison: $(READY)
	@$(BIN)/python -m disclosure_analysis compare --year="$$YEAR" --region="$$REGION" \
	  --lang="$${REPORT_LANG:-zh}" $${FORCE:+--force}

data: $(READY)
	@$(BIN)/python -m disclosure_analysis data

test: $(READY)
	@$(BIN)/python -m pytest --cov --cov-report=term-missing

lint: $(READY)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy

accuracy: $(READY)
	@$(BIN)/python -m benchmarks.accuracy --coded="$$CODED" --seeds="$${SEEDS:-3}"

bench: $(READY)
	@$(BIN)/python -m benchmarks.speed

lab: $(READY)
	@$(BIN)/python -m jupyter lab notebooks

$(PACKAGES): requirements.lock
	@set -e; \
	for python in "$$PYTHON" python3 python3.13 python3.12 python3.11; do \
	  if [ -n "$$python" ] && "$$python" -c 'import ensurepip, sys, venv; \
	sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1; \
	  then found=$$python; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo 'No Python 3.11, 3.12 or 3.13 with venv was found: install one, or name it with' \
	    'PYTHON=/path/to/python3.' >&2; exit 1; \
	fi; \
	echo "Setting up .venv with $$("$$found" --version), once; this takes some minutes."; \
	echo '[1/3] Making an empty environment'; \
	"$$found" -m venv --clear .venv; \
	echo '[2/3] Installing the packages of requirements.lock'; \
	$(BIN)/python -m pip install --disable-pip-version-check --no-input --require-hashes \
	  -r requirements.lock; \
	touch $@

$(READY): $(PACKAGES) pyproject.toml
	@echo '[3/3] Installing disclosure-analysis itself'
	@$(BIN)/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps \
	  --no-build-isolation -e .
	@touch $@
	@echo 'Set up.'

lock:
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	echo 'Resolving newer packages'; \
	"$${PYTHON:-python3}" -m venv "$$folder"; \
	"$$folder/bin/python" -m pip install --disable-pip-version-check --no-input --quiet '$(UV)'; \
	"$$folder/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	  --extra dev pyproject.toml -o "$$folder/lock" >/dev/null; \
	if cmp -s "$$folder/lock" requirements.lock; then \
	  echo 'requirements.lock holds the newest packages already.'; \
	else \
	  cp "$$folder/lock" requirements.lock; \
	  echo 'requirements.lock is renewed; the next target that needs .venv renews it too.'; \
	fi

clean:
	rm -rf .venv .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
