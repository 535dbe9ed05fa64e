# What to do with this project, by name. Each command works as the first one in a fresh
# clone: what it needs, it makes. These settings are yours:
#
#     make test PYTHON=pypy3                      another interpreter
#     make test HYPOTHESIS_PROFILE=thorough       more examples: see tests/conftest.py
#     make test TESTS=tests/test_sizes.py         some tests alone; with test-all, too
#     make test PURECONV=mymodule                 functions of your own, by the same name

PYTHON ?= python3

# Say on one line which interpreter this is; nothing, if it is none or older than 3.9.
INTERPRETER := $(shell $(PYTHON) -c 'import os, sys, zlib; \
	place = zlib.crc32(os.fsencode(os.path.realpath(sys.executable) + os.getcwd())); \
	name = (sys.implementation.name,) + sys.version_info[:3] + (place,); \
	sys.version_info >= (3, 9) and print("%s-%d.%d.%d-%08x" % name)' 2>/dev/null)

# An environment is ready when the file of this name stands in it, put there at the very
# end. So one that was interrupted, made by another interpreter or moved is made anew.
READY := ready-$(INTERPRETER)

# Where the environment is in which tests run: each interpreter of test-all has its own.
VENV := .venv

export PURECONV TESTS

# Nothing is written among the sources: what is compiled is kept in .cache, as tools do.
# Some systems forbid to keep it: then every start of Python would compile all anew.
export PYTHONPYCACHEPREFIX = $(CURDIR)/.cache/pycache
unexport PYTHONDONTWRITEBYTECODE

# PyPy clears new objects away each time they fill this much memory, and tests make many
# that soon die. With less room they take longer, and with more room forks do.
export PYPY_GC_NURSERY = 16M

.PHONY: help
help:  ## show this list
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

.PHONY: lesson
lesson: python  ## tell the story of convolution; needs Python and nothing else
	@$(PYTHON) -m pureconv || test $$? = 141    # a pipe that was closed, as by head

.PHONY: page
page: python  ## write that story as one page for a browser, lesson.html
	@$(PYTHON) -m pureconv --html lesson.html --force

PYTEST = $(VENV)/bin/python -m pytest

# Three parts run at the same time. Two take as long: most of the kit, and all others.
# The third waits for processes, and for a browser. What the last two say stands below.
KIT = $(patsubst %,tests/testing/%/,candidates checking conventions drawing mistakes \
	naming strategies telling verdict)
WAITING = $(patsubst %,tests/%,testing/processes/ testing/command/ lesson/ test_mutants.py)
SAID = .cache/$(notdir $(VENV))

.PHONY: test
test: $(VENV)/$(READY)  ## run the tests, and every example in docstrings and README.md
ifneq ($(TESTS)$(PURECONV),)
	$(PYTEST) $(or $(TESTS),tests)
else
	@mkdir -p .cache; \
	$(PYTEST) $(patsubst %,--ignore=%,$(KIT) $(WAITING)) >$(SAID)-others.txt 2>&1 & \
	others=$$!; \
	$(PYTEST) -o cache_dir=.cache/pytest-waiting $(WAITING) >$(SAID)-waiting.txt 2>&1 & \
	waiting=$$!; \
	trap 'kill $$others $$waiting' INT TERM; \
	$(PYTEST) -o cache_dir=.cache/pytest-kit $(KIT); failed=$$?; \
	wait $$waiting || failed=1; cat $(SAID)-waiting.txt; \
	wait $$others || failed=1; cat $(SAID)-others.txt; \
	exit $$failed
endif

.PHONY: test-all
test-all: $(VENV)/$(READY)  ## run the tests on every interpreter found, and compare floats
	$(VENV)/bin/python tests/interpreters.py

.PHONY: check
check: $(VENV)/$(READY)-lint  ## look for slips without running: ruff, and mypy for types
	$(VENV)/bin/python -m ruff check
	$(VENV)/bin/python -m mypy

.PHONY: coverage
coverage: $(VENV)/$(READY)-coverage  ## run the tests, and list lines and branches they miss
	$(VENV)/bin/python -m coverage run -m pytest
	$(VENV)/bin/python -m coverage report

# ROOMS="network sizes" asks for some rooms alone, NUMBER=60 for a sample of so many.
.PHONY: mutants
mutants: $(VENV)/$(READY)  ## plant faults, one at a time, and list those no test sees
	$(VENV)/bin/python tests/mutants.py $(ROOMS) $(NUMBER:%=--number=%) $(JOBS:%=--jobs=%)

.PHONY: bench
bench: .venv-peers/$(READY)  ## measure speed, side by side with C, numpy and others
	.venv-peers/bin/python tests/bench.py

# These are large, and not made for every interpreter: without one, its tests are skipped.
# TORCH=... is what pip is asked for, another version or index, as in TORCH=torch==2.13.0.
TORCH ?= torch
MORE_PEERS ?= astropy jax onnx onnxruntime opencv-python-headless scikit-image \
	tensorflow-cpu kornia

.PHONY: peers
peers: .venv-peers/$(READY)  ## test numpy, scipy and torch against this package
	-for peer in $(TORCH) $(MORE_PEERS); do \
		.venv-peers/bin/python -m pip install --quiet $$peer \
			|| echo "there is no $$peer for this interpreter: its tests are skipped"; \
	done
	.venv-peers/bin/python -m pytest tests/peers

.PHONY: clean
clean:  ## remove all that the commands above have made
	rm -rf .venv .venv-peers .cache dist lesson.html
	find . -name __pycache__ -prune -exec rm -rf {} +


# The environments. An installation is editable: the tests see the sources as they are.

$(VENV)/$(READY): pyproject.toml | python
	$(call new-environment,$(VENV))
	$(VENV)/bin/python -m pip install --quiet --editable . --group test
	touch $@

.venv-peers/$(READY): pyproject.toml | python
	$(call new-environment,.venv-peers)
	.venv-peers/bin/python -m pip install --quiet --editable . --group test --group peers
	touch $@

# One more group of tools in an environment that is ready for the tests.
$(VENV)/$(READY)-%: $(VENV)/$(READY)
	$(VENV)/bin/python -m pip install --quiet --group $*
	touch $@

# An environment with a pip that knows what --group means: 25.1 was the first.
define new-environment
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo '$(no-venv)' >&2; exit 1; }
	rm -rf $(1)
	$(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install --quiet 'pip >= 25.1'
endef

no-venv = $(PYTHON) lacks the modules that make virtual environments: install them \
	(apt install python3-venv on Debian and Ubuntu), or pick another by PYTHON=...

# Say plainly when the interpreter will not do.
.PHONY: python
python:
	@test -n '$(INTERPRETER)' || { echo '$(no-python)' >&2; exit 1; }

no-python = $(PYTHON) is not Python 3.9 or later: pick another by PYTHON=...
