# Everything a contributor needs. `make help` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(PYTHON) -m pip --python $(BIN)/python --disable-pip-version-check --quiet
SOURCES := src tests bench fuzz tools
FUZZ_SECONDS ?= 600
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint format bench accuracy fuzz packages docs lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/runtime ## act out two newsletters with twelve recipients and print an honest report
	$(BIN)/backstamp demo

serve: $(VENV)/runtime ## run relay, collector and API on this machine
	$(BIN)/backstamp serve

test: $(VENV)/dev packages ## install what the tests need, run them all, hold the coverage floor
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/python tools/coverage_floor.py

lint: $(VENV)/dev ## ruff, mypy --strict, the house's import contracts, generated docs
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/generate_docs.py --check

format: $(VENV)/dev ## let ruff put the code in order
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: $(VENV)/dev ## measure every part beside its peers (installs nginx, wrk and SpamAssassin)
	@tools/debian-packages nginx-light wrk spamassassin
	$(BIN)/python bench/run.py

accuracy: $(VENV)/dev ## measure how well trackers are found, beside the peers' rules (needs the mail corpora)
	$(BIN)/python -m bench.accuracy $(ARGS)

fuzz: $(VENV)/fuzz ## throw made-up octets at every engine for FUZZ_SECONDS, 600 unless told (CPython 3.11 to 3.13)
	$(BIN)/python fuzz/run.py --seconds $(FUZZ_SECONDS)

packages:
	@tools/debian-packages chromium thunderbird xvfb curl file libatomic1 \
		postfix postfix-pcre opendkim dovecot-imapd dovecot-lmtpd dovecot-sieve procmail maildrop gnupg openssl \
		bind9 bind9-utils unbound dnsmasq-base squid spamassassin rspamd suricata

docs: $(VENV)/dev ## write the generated pages and the picture of a report anew
	$(BIN)/python tools/generate_docs.py

lock: $(VENV)/dev ## pin all dependencies anew, with hashes and without addresses (needs uv)
	tools/lock

# A virtual environment without pip of its own: Debian's python3 has no ensurepip, its pip installs from outside.
$(BIN)/python:
	$(PYTHON) -m venv --without-pip $(VENV)

$(VENV)/runtime: requirements/build.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/runtime

# atheris has wheels for CPython 3.11 to 3.13 on Linux, and none beyond: elsewhere this says so, and nothing else needs it.
$(VENV)/fuzz: requirements/fuzz.txt $(VENV)/dev
	@$(PIP) install --require-hashes --only-binary atheris -r requirements/fuzz.txt || \
		{ echo "atheris has no wheel for $$($(BIN)/python --version): make clean, then make fuzz PYTHON=python3.11 (3.12, 3.13)"; exit 1; }
	@touch $@

clean: ## remove what can be made again
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .hypothesis
