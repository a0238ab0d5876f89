# Two commands do everything on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run test lint format lock bench clean

help:
	@echo "make run     set up, build the sample systems, load, score and serve http://127.0.0.1:$${MIS_PORT:-8050}"
	@echo "make test    every test, the linter and the type checker"
	@echo "make bench   the figures of docs/benchmarks.md (long)"
	@echo "make format  rewrite the code in the house format"
	@echo "make lock    resolve pyproject.toml again into the hashed requirement files"

$(VENV)/.installed: requirements.txt pyproject.toml
	@echo "[setup] installing the locked packages into $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is %s" % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed requirements-test.txt
	@echo "[setup] installing the locked test packages"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

run: $(VENV)/.installed
	@$(BIN)/mis start

test: $(VENV)/.installed-test
	@$(BIN)/python -m tests.run

.venv-bench/.installed: requirements-bench.txt
	@echo "[setup] installing what the benches set ours beside"
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

bench: $(VENV)/.installed-test .venv-bench/.installed
	@$(BIN)/python -m pytest tests/bench -m bench -s -q

format: $(VENV)/.installed-test
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --group build -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" pyproject.toml --group build --group test -o requirements-test.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group pyproject.toml:bench -o requirements-bench.txt

clean:
	rm -rf $(VENV) .venv-bench var .pytest_cache .mypy_cache .ruff_cache *.egg-info
