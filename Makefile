# Duecourse. `make` alone lists what can be made.

# Two environments: what runs Duecourse, and what tests it. Each is made again when its lock changes.
RUNTIME := .venv
DEVELOPMENT := .venv-dev
# What benchmarks compare with has an environment of its own.
PEERS := .venv-peers
export PYTHON

# Where the demo is served: make run PORT=8001
PORT ?= 8000

# How many processes share the tests, and which tests: make test WORKERS=1 TESTS=tests/unit
WORKERS ?= 2
# How long `make mutation` breaks code; what was tried is kept, and the next run goes on from there.
MINUTES ?= 60
TESTS ?= tests
PYTEST = $(DEVELOPMENT)/bin/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# The three rungs: `thorough` and `endurance` also try more of what every rung tries, the random tests and the soaks.
ALWAYS = not thorough and not endurance
THOROUGH = (thorough or soak or hypothesis) and not endurance
ENDURANCE = endurance or soak or hypothesis

.DEFAULT_GOAL := help
.PHONY: help run test thorough endurance mutation browser office screenshots coverage check lint types layers policies mutants format bench docs pictures calendars letters-preview roles descriptions names \
  lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME)/.complete ## start Duecourse with a demo trust (keeps its data between starts; make run PORT=8001)
	@$(RUNTIME)/bin/python -m duecourse run --listen 127.0.0.1:$(PORT)

test: $(DEVELOPMENT)/.complete browser ## run the tests of every change (gets a browser first, where there is none)
	@$(PYTEST) -m "$(ALWAYS)" $(TESTS)

thorough: $(DEVELOPMENT)/.complete browser office ## run what is slow: faults, crawls, every end of every track, more random tests
	@$(PYTEST) -m "$(THOROUGH)" --hypothesis-profile thorough $(TESTS)

endurance: $(DEVELOPMENT)/.complete browser mutation ## by hand, for hours: soaks, all of the random tests, code broken on purpose
	@$(PYTEST) -m "$(ENDURANCE)" --hypothesis-profile endurance -rP $(TESTS)

mutation: $(DEVELOPMENT)/.complete ## break the code that works out times, decides and keeps the record; goes on next time (MINUTES=60)
	@$(DEVELOPMENT)/bin/python -m scripts.code_mutation --minutes $(MINUTES) --workers $(WORKERS)

browser: $(DEVELOPMENT)/.complete
	@$(DEVELOPMENT)/bin/python -m scripts.browser > /dev/null

office: $(DEVELOPMENT)/.complete
	@$(DEVELOPMENT)/bin/python -m scripts.office > /dev/null

letters-preview: $(DEVELOPMENT)/.complete ## write every letter, played under every policy, as text and page images to letters-preview/
	@PYTHONPATH=. $(DEVELOPMENT)/bin/python -m scripts.write_letters

screenshots: $(DEVELOPMENT)/.complete browser ## write a picture of every page and state to screenshots/
	@$(DEVELOPMENT)/bin/python -m scripts.screenshots

pictures: $(DEVELOPMENT)/.complete browser ## write the pictures of the tutorial again, from its own commands on the demo
	@$(DEVELOPMENT)/bin/python -m scripts.tutorial_pictures

docs: $(DEVELOPMENT)/.complete ## build the documentation as a site in build/docs; a warning is an error
	@$(DEVELOPMENT)/bin/python -m sphinx -W --keep-going -q -c scripts/documentation_site -b html docs build/docs

coverage: $(DEVELOPMENT)/.complete ## run the tests of every change and list the lines and branches that none reaches
	@$(PYTEST) -m "$(ALWAYS)" --cov $(TESTS)

check: lint types layers policies ## everything below that needs no test run: lint, types, layers, policies

lint: $(DEVELOPMENT)/.complete ## formatting and lint
	@$(DEVELOPMENT)/bin/ruff format --check .
	@$(DEVELOPMENT)/bin/ruff check .

types: $(DEVELOPMENT)/.complete ## types, by two strict checkers, tests included
	@$(DEVELOPMENT)/bin/mypy .
	@$(DEVELOPMENT)/bin/pyrefly check

layers: $(DEVELOPMENT)/.complete ## who may import whom
	@$(DEVELOPMENT)/bin/lint-imports

policies: $(DEVELOPMENT)/.complete ## every procedure and letter: faults, then the proof
	@$(DEVELOPMENT)/bin/python -m duecourse check

mutants: $(DEVELOPMENT)/.complete ## break the procedures in small ways, and write docs/reference/mutants.md
	@$(DEVELOPMENT)/bin/python -m scripts.mutation

format: $(DEVELOPMENT)/.complete ## format the code and apply safe fixes
	@$(DEVELOPMENT)/bin/ruff format .
	@$(DEVELOPMENT)/bin/ruff check --fix .

bench: $(DEVELOPMENT)/.complete $(PEERS)/.complete ## measure, and write docs/benchmarks.md (some 15 minutes; python -m bench --help tells of parts)
	@$(DEVELOPMENT)/bin/python -m bench

calendars: $(DEVELOPMENT)/.complete ## write the bank holidays of each nation again
	@$(DEVELOPMENT)/bin/python scripts/write_calendars.py

roles: $(DEVELOPMENT)/.complete ## write docs/reference/roles.md again: who sees and who does what
	@$(DEVELOPMENT)/bin/python -m scripts.write_roles

tampering: $(DEVELOPMENT)/.complete ## write docs/reference/tampering.md again: single changes of a store, tried and found (some minutes)
	@$(DEVELOPMENT)/bin/python -m scripts.write_tampering

descriptions: $(DEVELOPMENT)/.complete ## write docs/policies again: each policy in plain sentences
	@$(DEVELOPMENT)/bin/python -m scripts.write_descriptions

names: $(DEVELOPMENT)/.complete ## write docs/reference/names.md again: what each package, module and class is
	@$(DEVELOPMENT)/bin/python -m scripts.write_names

lock: ## choose versions again and write the locks (needs uv)
	@scripts/lock.sh --upgrade

clean: ## remove environments and caches; never the data
	rm -rf $(RUNTIME) $(DEVELOPMENT) $(PEERS) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis mutants mutants.log
	rm -rf build dist htmlcov .coverage

$(RUNTIME)/.complete: requirements.lock pyproject.toml scripts/environment.sh
	@scripts/environment.sh $(RUNTIME) requirements.lock

$(DEVELOPMENT)/.complete: requirements-dev.lock pyproject.toml scripts/environment.sh
	@scripts/environment.sh $(DEVELOPMENT) requirements-dev.lock

$(PEERS)/.complete: bench/peers.txt scripts/environment.sh
	@scripts/environment.sh $(PEERS) bench/peers.txt apart
