# `make reproduce` needs Swift 6.3 and nothing else: it installs the rest.

.PHONY: reproduce build install test check calibration fuzz sanitize storm clean bench-peers bench-click bench-summary bench-reading ci

tool = .build/release/repro

# The tool knows the revision it was built from.
export REPRO_REVISION := $(shell bash .ci/revision)

# Trains and judges the smoke suite, from generated data, about a minute of training; then fits the
# Performance Law's published panels and lines. No download.
reproduce: build
	$(tool) run smoke
	$(tool) run performance-law/published-grid performance-law/data-line --reports .work/reports

build:
	bash .ci/packages
	swift build -c release --product repro

# A stripped tool that needs no Swift, the suites, completions and the manual page below PREFIX.
PREFIX = /usr/local
install:
	bash .ci/packages
	swift build -c release --product repro --static-swift-stdlib $(FLAGS)
	bash .ci/install .build/release/repro $(DESTDIR)$(PREFIX)

test:
	bash .ci/packages
	swift test

# What the workflow's gate does, here.
ci: check

# Everything that must hold before a change reaches main.
check:
	bash .ci/run

# Our training step against its PyTorch twin's, in turn, pair by pair; then the same with the twin
# compiled and tuned from outside. Checks first that both compute the same numbers. `PYTHON` must
# have venv; MovieLens-1M is used where `REPRO_ML1M` names it, else generated rows.
PYTHON = python3
peers = Benchmarks/peers
folders = $(addprefix $(peers)/.work/,sasrec-2 hstu-2 fuxi-alpha-2 hstu-8 fuxi-alpha-8 gru4rec)

bench-peers:
	bash .ci/packages
	swift build -c release --package-path Benchmarks --product Exchange
	test -x $(peers)/.venv/bin/python || $(PYTHON) -m venv $(peers)/.venv
	$(peers)/.venv/bin/pip install --quiet --requirement $(peers)/requirements.txt
	for folder in $(folders); do \
	  Benchmarks/.build/release/Exchange write $$folder $${folder##*/} \
	    && $(peers)/.venv/bin/python $(peers)/twin.py check $$folder || exit 1; \
	done
	$(peers)/.venv/bin/python $(peers)/compare.py $(folders)
	$(peers)/.venv/bin/python $(peers)/compare.py --tuned --compile $(folders)

# The same for the click models: a step of DNN and XCrossNet at 120,000 rows of the table, then
# XCrossNet's lazy table at 0.1, 1 and 10 million rows.
bench-click:
	bash .ci/packages
	swift build -c release --package-path Benchmarks --product ClickSteps
	test -x $(peers)/.venv/bin/python || $(PYTHON) -m venv $(peers)/.venv
	$(peers)/.venv/bin/pip install --quiet --requirement $(peers)/requirements.txt
	$(peers)/.venv/bin/python $(peers)/click_twin.py check
	$(peers)/.venv/bin/python $(peers)/click_compare.py Benchmarks/.build/release/ClickSteps

# The same for a distillation: outer steps of TD3, tables frozen or trained, and an epoch on all data.
# MovieLens-100K is used where `REPRO_ML100K` names it, else generated rows.
bench-summary:
	bash .ci/packages
	swift build -c release --package-path Benchmarks --product Distilling
	test -x $(peers)/.venv/bin/python || $(PYTHON) -m venv $(peers)/.venv
	$(peers)/.venv/bin/pip install --quiet --requirement $(peers)/requirements.txt
	Benchmarks/.build/release/Distilling write $(peers)/.work/summary
	$(peers)/.venv/bin/python $(peers)/summary_twin.py check $(peers)/.work/summary --double
	$(peers)/.venv/bin/python $(peers)/summary_compare.py $(peers)/.work/summary --tuned

# Reading and preparing a click log: three million made rows, about a gigabyte of disk.
bench-reading:
	bash .ci/packages
	swift build -c release --package-path Benchmarks --product ClickReading
	Benchmarks/.build/release/ClickReading 3000000 Benchmarks/.build/clicks

# Draws 10,000 suites for each line, has them judged, and writes the table of how often the rules are wrong
# into its page. What is drawn and judged is compiled optimised in every configuration, so that the
# gate's flags will do.
calibration:
	bash .ci/packages
	REPRO_CALIBRATION=10000 swift test -Xswiftc -warnings-as-errors \
	  --explicit-target-dependency-import-check error --filter '^RulesTests\.writeCalibration'

# Hands damaged input to every reader, a minute each. An input that ends the process is left in
# .work/fuzz; REPRO_FUZZ_SEED=2 tries others.
# The gate's flags, so that nothing is compiled twice.
fuzz:
	bash .ci/packages
	REPRO_FUZZ_SECONDS=60 REPRO_FUZZ_FOLDER=.work/fuzz swift test -Xswiftc -warnings-as-errors \
	  --explicit-target-dependency-import-check error --filter '^FuzzTests\.'

# Kernels, parsers and readers under the address sanitizer and the language's own checks; tiles, and
# what trains on them, under the thread sanitizer.
sanitize:
	bash .ci/packages
	bash .ci/sanitize

# Three minutes of signals at random times over runs of the smoke suite; REPRO_STORM_SEED=2 strikes at
# others.
storm: build
	bash .ci/storm $(tool)

clean:
	rm -rf .build .build-double .build-mpi .build-asan .build-tsan .work Benchmarks/.build $(peers)/.work $(peers)/.venv
