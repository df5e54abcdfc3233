# Anjie 案结. `make` alone prints the targets. Everything that is built lands in .bin/, which git ignores.
# go.work is the single list of product modules; tools/pins/* are the pinned build tools, outside it.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO      ?= go
BIN     := $(CURDIR)/.bin
MODULES  = $(or $(notdir $(shell $(GO) list -m -f '{{.Dir}}')),$(error go.work does not load))
# Packages tested at a time. Each database package starts a PostgreSQL of its own, so more than two gains nothing.
P       ?= 2
# The race detector needs a C compiler; `make setup` installs one when it may.
RACE     = $(shell command -v "$${CC:-cc}" >/dev/null 2>&1 && echo -race)
# A CPU profile of the benches. Not named default.pgo, for then tests would compile every dependency a second time.
PROFILE  = -pgo=$(CURDIR)/services/cmd/anjie/anjie.pgo
# A folder owned by somebody else (a container's checkout) must not break the build over version stamping.
export GOFLAGS ?= -buildvcs=false

.PHONY: help
help: ## print this
	@awk -F ':.*## ' '/^[a-z][a-z\/]*:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# In a loop over modules: go test and golangci-lint call a module without packages an error; say so and take the next one.
# That go list itself fails is not "no packages": it ends the recipe.
or_next = packages=$$($(GO) -C $$m list ./... 2>&1); [[ $$packages != *"matched no packages"* ]] || { echo "== $$m: no Go packages yet"; continue; }

##@ run

.PHONY: setup demo run build
setup: ## install what is missing on this machine (PostgreSQL binaries, a C compiler), or name it
	@tools/setup

DEMO := $(CURDIR)/.cache/demo
demo: setup build ## a city's year in a scratch folder: import, kill, resume, the success rate recomputed, nobody's name outside of a box
	@$(GO) run ./tools/cmd/ledgergen --profile deploy/profiles/wuxi-2012.yaml --year 2012 --seed 1 --canaries 1000 --out $(DEMO)
	@$(BIN)/anjie demo --profile deploy/profiles/wuxi-2012.yaml --ledger $(DEMO)/ledger.xlsx --mapping $(DEMO)/m.yaml --canaries $(DEMO)/canaries.txt

run: setup build ## every role in one process on its usual data folder
	@$(BIN)/anjie all

build: ## the one binary, .bin/anjie, compiled for what it spends its time on (PROFILE)
	@$(GO) -C services build -trimpath $(PROFILE) -o $(BIN)/anjie ./cmd/anjie

##@ test

.PHONY: test test/long check bench pgo golden
test: setup ## all tests of all modules; services under the race detector
	@[[ -n "$(RACE)" ]] || echo "no C compiler: services are tested without the race detector"
	@[[ -n "$${ANJIE_LONG:-}" ]] && echo "trials in their long form (ANJIE_LONG)" || echo "trials in their short form; make test/long runs the long ones"
	@$(call go_test,)

test/long: export ANJIE_LONG := 1
test/long: setup ## the same with the long forms: kill -9 in a loop, soak, many subscribers
	@echo "trials in their long form (ANJIE_LONG)"
	@$(call go_test,-timeout 90m)

# Services run under the race detector: they are where goroutines meet. proto is generated code, and tools are programs that
# run once: there it would only cost a second build of every dependency.
define go_test
for m in $(MODULES); do \
	$(or_next); \
	race=; [[ $$m == services ]] && race="$(RACE)"; \
	echo "== $$m: go test $$race ./..."; \
	$(GO) -C $$m test -p $(P) $$race -timeout 20m $(1) ./...; \
done
endef

check: test lint lint/tidy verify build/alone lint/docs ## what CI runs, in the same order. Before every commit.

bench: setup build ## every figure beside its baseline in one run, fsync on
	@$(GO) build -o $(BIN)/ledgergen ./tools/cmd/ledgergen
	@$(GO) -C services run $(PROFILE) ./cmd/bench -anjie $(BIN)/anjie -ledgergen $(BIN)/ledgergen $(BENCH)

pgo: setup ## measure anew what the program spends its time on: services/cmd/anjie/anjie.pgo, which build and bench compile with
	@$(GO) -C services run ./cmd/bench -rounds 1 -profile $(CURDIR)/services/cmd/anjie/anjie.pgo

golden: setup ## rewrite golden files; the diff is read as behaviour
	@ANJIE_UPDATE_GOLDEN=1 $(GO) -C services test -count=1 -p $(P) ./...
	@git status --short -- '*testdata*'

##@ code

.PHONY: generate verify lint lint/go lint/proto lint/imports lint/docs lint/tidy tidy build/alone tools clean
generate: tools/proto ## proto/gen from proto/**.proto
	@$(BIN)/buf generate

verify: tools/proto ## generated code is what the contracts generate
	@tools/verify

lint: lint/go lint/proto lint/imports ## golangci-lint per module, buf lint, buf breaking, import rules

lint/go: $(BIN)/golangci-lint ## golangci-lint on services and tools (sum types and enumerations are exhaustive)
	@for m in $(filter-out proto,$(MODULES)); do \
		$(or_next); \
		echo "== $$m: golangci-lint"; (cd $$m && $(BIN)/golangci-lint run ./...); \
	done

lint/proto: tools/proto ## buf lint, and buf breaking against the previous commit
	@tools/lint-proto

lint/imports: ## the import rules of the layers
	@$(GO) -C services test -count=1 -run 'House|Planted' ./internal/archtest

lint/docs: ## links and commands in the READMEs and under services/docs are true
	@$(GO) -C services test -count=1 -run 'Documents|Readme' ./internal/archtest

lint/tidy: ## go.mod and go.sum of every module are what go mod tidy writes
	@for m in $(MODULES); do echo "== $$m: go mod tidy -diff"; GOWORK=off $(GO) -C $$m mod tidy -diff; done

tidy: ## go mod tidy, each module on its own
	@for m in $(MODULES); do echo "== $$m"; GOWORK=off $(GO) -C $$m mod tidy; done

build/alone: ## every module builds without go.work
	@for m in $(MODULES); do echo "== $$m: GOWORK=off go build"; GOWORK=off $(GO) -C $$m build ./...; done

clean: ## remove what was built here, all but the pinned tools
	@rm -rf $(BIN)/anjie $(BIN)/ledgergen .cache

##@ pinned tools: one file target each, rebuilt when it is missing or when the pins change

.PHONY: tools tools/proto
tools: tools/proto $(BIN)/golangci-lint $(BIN)/gofumpt ## the pinned build tools into .bin/
tools/proto: $(BIN)/buf $(BIN)/protoc-gen-go $(BIN)/protoc-gen-go-grpc

pinned = @echo "building $(@F)"; GOWORK=off GOBIN=$(BIN) $(GO) -C $(<D) install $(1) && touch $@

$(BIN)/buf: tools/pins/buf/go.sum
	$(call pinned,github.com/bufbuild/buf/cmd/buf)
$(BIN)/protoc-gen-go: tools/pins/dev/go.sum
	$(call pinned,google.golang.org/protobuf/cmd/protoc-gen-go)
$(BIN)/protoc-gen-go-grpc: tools/pins/dev/go.sum
	$(call pinned,google.golang.org/grpc/cmd/protoc-gen-go-grpc)
$(BIN)/gofumpt: tools/pins/dev/go.sum
	$(call pinned,mvdan.cc/gofumpt)
$(BIN)/golangci-lint: tools/pins/dev/go.sum
	$(call pinned,github.com/golangci/golangci-lint/v2/cmd/golangci-lint)
