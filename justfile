# Commands of this project; `just NAME` runs one.

default:
    @just --list

# Run the tests (GAITCUE_DATA names the folder with real recordings; without it those tests skip)
test *ARGS:
    .venv/bin/pytest {{ARGS}}

# Style, types and the direction of imports
check:
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports

# Write docs/validation.md again from the recordings and the synthetic grid
validate:
    .venv/bin/python -m validation

# Spoil files of every kind and count what comes of them; failing inputs are kept
fuzz minutes="2":
    .venv/bin/python -m validation.fuzz --minutes {{minutes}}

# Write docs/benchmarks.md again
benchmark clip:
    .venv/bin/python -m benchmarks {{clip}}

# Write the generated pages again: measures, rules, person, evidence, API, schemas
docs:
    .venv/bin/python -m tools.make_docs

# The demo pair
demo:
    .venv/bin/gaitcue demo
