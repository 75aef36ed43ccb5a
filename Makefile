# Terroir: the commands of README.md. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help run dev test nightly check format bench bench-search bench-weights bench-scale bench-replies bench-routing bench-threads bench-time messages clean

PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED := 1
# Our files are compiled once, not at each start: that is a third of the time until it answers.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS=$$'\t' read -r name text; do \
	  printf '  make %-14s %s\n' "$$name" "$$text"; done
	@echo
	@echo "  Settings (HOST, PORT, DATA_DIR, EMPTY=1 …) are in README.md's table."

# The environment is installed again only when its stamp no longer matches what it was made from.

run: .venv/runtime ## serve on http://localhost:8000: set up what is missing, then web and worker
	@exec $(BIN)/python manage.py serve

dev: .venv/dev ## the same for developers: auto-reload, debug toolbar, /gallery/
	@DEBUG=1 exec $(BIN)/python manage.py serve --reload

test: .venv/dev ## run the tests (browser tests where a Chromium is found)
	@$(BIN)/python -m pytest -n auto -m "not slow" $(ARGS)

nightly: .venv/dev ## run the slow tests, with 10,000 generated texts that must not leak
	@$(BIN)/python -m pytest -n auto -m slow $(ARGS)

check: .venv/dev ## lint, types, layers, templates, migrations, translations
	@.ci/check

format: .venv/dev ## rewrite Python and templates in the house's format
	@$(BIN)/ruff check --fix -q . || true
	$(BIN)/ruff format -q .
	git ls-files -z 'templates/*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 || true

bench: .venv/dev ## measure a copy of its own: pages, save, memory, weights (ARTICLES=25000 for the large one)
	@$(BIN)/python -m bench.service $(if $(ARTICLES),--articles $(ARTICLES)) $(ARGS)

bench-search: .venv/dev ## measure search on a retrieval set: make bench-search SET=stackfaq-en
	@$(BIN)/python -m bench.search_relevance $(SET) $(ARGS)

bench-weights: .venv/dev ## measure what each step of ranking adds: make bench-weights SETS="stackfaq-en …"
	@$(BIN)/python -m bench.search_weights $(SETS) $(ARGS)

bench-threads: .venv/dev ## measure pages of questions with very many of them (ARGS="--threads 10000 --answers 200")
	@$(BIN)/python -m bench.threads $(ARGS)

bench-replies: .venv/dev ## measure reach, records and composing with five million replies (ARGS="--records 5000000")
	@$(BIN)/python -m bench.replies $(ARGS)

bench-time: .venv/dev ## measure contribution figures of 10,000 experts over two years (ARGS="--experts 10000 --weeks 104")
	@$(BIN)/python -m bench.time_figures $(ARGS)

bench-scale: .venv/dev ## measure search with many articles: make bench-scale N=100000
	@$(BIN)/python -m bench.search_scale $(if $(N),--articles $(N)) $(ARGS)

bench-routing: .venv/dev ## measure routing among 5,000 experts, hand-over of 1,000 offers, a queue of 10,000
	@$(BIN)/python -m bench.routing $(ARGS)

messages: .venv/dev ## extract the words of the interface into knowledge/locale (needs gettext)
	@$(BIN)/python manage.py makemessages --locale fr --no-wrap --no-obsolete --no-location \
	  --ignore .venv --ignore 'tests/*' --ignore 'bench/*' --ignore var --ignore .ci

clean: ## remove the environment and caches; DATA_DIR stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/runtime: pyproject.toml constraints.txt .ci/environment
	@.ci/environment "$(PYTHON)" runtime

.venv/dev: pyproject.toml constraints.txt .ci/environment
	@.ci/environment "$(PYTHON)" dev
