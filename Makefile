# `make run` shows the product on the demonstration web, `make test` runs every check. Both make the environment first.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready

.PHONY: run test check tables clean

run: $(READY)
	@echo "==> proxeny run --sample (a few minutes; no account, no network)"
	@$(VENV)/bin/proxeny run --sample

test: check
	@echo "==> tests"
	@$(VENV)/bin/python -m pytest

check: $(READY)
	@echo "==> style and types"
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/yamllint --strict .

# Exact versions and hashes; the package itself is linked, not copied.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else "Python 3.11 to 3.13 is needed, %s is %d.%d; name another one: make $(MAKECMDGOALS) PYTHON=python3.11" % (sys.executable, *v))' || { command -v $(PYTHON) >/dev/null || echo "Python 3.11 or newer is needed: no $(PYTHON) found" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv and pip are needed (Debian: apt install python3-venv)" >&2; exit 1; }
	@echo "==> making the environment in $(VENV) (about 190 packages, 1 GB, a few minutes)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(VENV)/bin/pip install --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(VENV)/bin/pip install --disable-pip-version-check --no-deps --no-build-isolation --quiet -e .
	@$(VENV)/bin/pip check
	@touch $@

clean:
	rm -rf $(VENV) data
