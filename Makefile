# `make reproduce` needs Swift 6.3 and nothing else: it installs the rest.

.PHONY: reproduce build test check clean

tool = .build/release/repro

# Trains and judges the smoke suite, from generated data: no download, about a minute of training.
reproduce: build
	$(tool) run smoke

build:
	bash .ci/packages
	swift build -c release --product repro

test:
	bash .ci/packages
	swift test

# Everything that must hold before a change reaches main.
check:
	bash .ci/run

clean:
	rm -rf .build .build-double
