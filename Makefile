# Everything a person types. `make help` lists it. Each target does its own set-up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
WEB_READY := web/node_modules/.package-lock.json
UI := web/dist/index.html
UI_SOURCES := $(shell find web/src web/public web/*.html web/*.ts web/*.js web/package.json -type f 2>/dev/null)

.PHONY: help run build reset dev test check fmt sim chaos proof bench load microbench bench-psy fuzz wire e2e check-deploy tools test-tools

help: ## This list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Build everything and start the demo on http://127.0.0.1:8080
	@exec target/release/ukur demo

build: tools $(UI) ## Build the UI and the server (release) without starting
	cargo build --release --locked

reset: ## Remove the demo's data (asks nothing, removes ./data)
	rm -rf data

dev: tools $(WEB_READY) ## UI with hot reload against a server on 127.0.0.1:8080
	cd web && npm run dev

test: tools test-tools ## Everything: format, lint, docs, unit, integration, simulation, UI, end-to-end
	scripts/test

check: tools ## Fast: format, lint, unit tests, no browser
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo test --lib --locked

fmt: ## Format the Rust code
	cargo fmt --all

sim: ## Simulation: `make sim SEED=7` replays one seed, `make sim SEEDS=5000` runs many
	$(if $(SEED),SEED=$(SEED)) $(if $(SEEDS),SEEDS=$(SEEDS)) cargo test --locked --test simulation -- --nocapture

chaos: ## Real kills: `make chaos ROUNDS=200 CANDIDATES=400 [SEED=7]`, two nodes and their stores as processes
	ROUNDS=$(or $(ROUNDS),200) CANDIDATES=$(or $(CANDIDATES),400) $(if $(SEED),SEED=$(SEED)) \
		CARGO_PROFILE_RELEASE_LTO=off cargo test --release --locked --test chaos -- --nocapture

proof: ## All proofs at a large size: 10,000 seeds, the model with wider bounds, every mutation
	SEEDS=$(or $(SEEDS),10000) CARGO_PROFILE_RELEASE_LTO=off cargo test --release --locked --test simulation -- --nocapture
	CARGO_PROFILE_RELEASE_LTO=off cargo test --release --locked --test model -- --include-ignored --nocapture
	scripts/mutants

fuzz: ## Every parser of strangers' bytes: `make fuzz [FUZZ_SECONDS=600] [TARGETS="gift aiken"]` (nightly compiler)
	scripts/fuzz $(or $(FUZZ_SECONDS),60) "$(TARGETS)"

microbench: ## Medians of the parts of an answer, a start and an end, without sockets and stores
	cargo bench --locked --bench core

bench-psy: ## Calibration, scores, forms, copying and the rest of the psychometrics: one table (a few minutes)
	scripts/bench-psy

bench: tools test-tools $(UI) ## Scenarios beside their limits on this machine, into docs/performance.md (about 15 min, and the build)
	cargo build --release --locked --workspace --bins
	ulimit -n $$(ulimit -Hn) && target/release/ukur-bench $(if $(QUICK),--quick)

load: build test-tools ## A scenario on private servers: `make load SCENARIO=hall STORES=networked CANDIDATES=400`
	cargo build --release --locked --workspace --bins
	ulimit -n $$(ulimit -Hn) && target/release/ukur-load $(or $(SCENARIO),hall) --own $(or $(STORES),embedded) --candidates $(or $(CANDIDATES),400)

wire: ## Generate the TypeScript of the wire types
	cargo test --locked --lib export_bindings

e2e: tools test-tools $(UI) ## End-to-end tests in Chromium only
	cargo build --locked --bin ukur --example made_calibration
	cd web && npx playwright test

check-deploy: test-tools ## Check deploy/ with the programs its files are for (10 s)
	scripts/check-deploy

tools:
	@scripts/install-tools build

test-tools:
	@scripts/install-tools test

$(WEB_READY): web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

$(UI): $(WEB_READY) $(UI_SOURCES)
	cd web && npm run build
