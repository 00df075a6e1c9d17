# make build   set up .venv from requirements.lock, build the tables (see README.md), and make them public
#              if all tests pass; with VERBOSE=1 the log is dbt's own, with VARS='{…}' vars are set
# make rollback  make the build before public again, or BUILD=… of those that are kept
# make report  write report.html, a page of the tables that make build made
# make forget CUSTOMER=…  remove a person from the database (see docs/privacy.md)
# make test    the same set-up, then format checks, pytest and whole builds; TESTS=… these files only
# make mutants  make mistakes in the SQL, one at a time, and see whether dbt's tests notice; SEED=2 others
# make bench   measure whole builds of generated shops of 100,000 to 10 million orders
# make lock    resolve pyproject.toml anew into requirements.lock

PYTHON ?= python3
# DUCKDB=2: the same with the next major version of DuckDB, in an environment of its own
DUCKDB ?= 1
VENV := .venv$(if $(filter 2,$(DUCKDB)),-duckdb2)
LOCKS := requirements.lock $(if $(filter 2,$(DUCKDB)),requirements-duckdb2.lock)
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# what a command sets reaches the tools as it stands, and never the shell
export VARS BUILD CUSTOMER

.PHONY: build rollback report forget test mutants format bench lock

build: $(READY)
	@VERBOSE="$(VERBOSE)" $(BIN)/python tools/publish.py $${VARS:+--vars "$$VARS"}

rollback: $(READY)
	@$(BIN)/python tools/rollback.py "$$BUILD"

# REPORT_LANG: en or fr
REPORT_FILE ?= report.html
REPORT_LANG ?= en
report: $(READY)
	$(BIN)/python -m report --file "$(REPORT_FILE)" --language "$(REPORT_LANG)"

forget: $(READY)
	@$(BIN)/python tools/forget.py "$$CUSTOMER"

test: $(READY)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check
	$(BIN)/sqlfmt --quiet --check dbt_project tests analyses models_py/report/queries
	$(BIN)/pytest --numprocesses 2 $(TESTS)

SEED ?= 1
mutants: $(READY)
	$(BIN)/python tools/mutants.py --seed $(SEED)

format: $(READY)
	$(BIN)/ruff check --quiet --fix
	$(BIN)/ruff format --quiet
	$(BIN)/sqlfmt --quiet dbt_project tests analyses models_py/report/queries

# two hours of a machine, 20 GB of disk; sizes can be given: make bench ORDERS=100000
ORDERS ?= 100000 1000000 10000000
bench: $(READY)
	$(BIN)/python tools/benchmark.py --orders $(ORDERS) --write docs/benchmark.md

# not after READY: a new pyproject.toml may not fit the old lock
COMPILE := $(BIN)/uv pip compile --system-certs --universal --python-version 3.11 --no-annotate --generate-hashes \
    --no-emit-index-url --no-header --quiet
lock:
	echo 'duckdb<2' | $(COMPILE) pyproject.toml --extra dev --constraint - --output-file requirements.lock
	echo 'duckdb>=2,<3' | $(COMPILE) - --no-deps --output-file requirements-duckdb2.lock

# uv installs in seconds what takes pip half a minute; pip brings uv. A company's certificate authority
# may be known to the system only, where uv does not look unless told
$(READY): $(LOCKS) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "$(PYTHON) is older than Python 3.11; set PYTHON=python3.11 or later"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check "$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)"
	$(BIN)/uv pip sync --system-certs --quiet --python $(BIN)/python requirements.lock
	$(if $(filter 2,$(DUCKDB)),$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-deps \
	    --requirement requirements-duckdb2.lock)
	$(BIN)/uv pip install --system-certs --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(READY)
