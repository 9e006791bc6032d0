# Taizhang: make run and make test do all their set-up. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:8080
DATA_DIR ?= ./data
PARCELS ?= 3000
YEARS ?= 8
SEED ?= 1
DATA ?= ../shared/data
ROUNDS ?= 5
SECONDS ?= 1.5
KILLS ?= 1000
POWERCUTS ?= 1000
FAULTS ?= 4
MUTANTS ?= 150
DIR ?=

CHDB_VERSION := 26.7.3-stable.1
CHDB_PLATFORM := $(shell uname -s | sed 's/Linux/linux/;s/Darwin/darwin/')-$(shell uname -m | sed 's/x86_64/x64/;s/aarch64/arm64/')$(shell [ "$$(uname -s)" = Linux ] && echo -gnu)
CHDB_DIR := .deps/chdb
CHDB_LIB := $(CHDB_DIR)/node_modules/@chdb/lib-$(CHDB_PLATFORM)/libchdb.so
WEB := server/web
WEB_SOURCES := $(shell find $(WEB)/src $(WEB)/public $(WEB)/scripts -type f 2>/dev/null) $(wildcard $(WEB)/*.ts $(WEB)/*.html $(WEB)/*.mjs)

.PHONY: help run run-fresh test acceptance bench bench-peers bench-check mutants check build setup preflight web shots e2e clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

run: build ## set up, build, load the demo city on first start and serve it
	@./taizhang demo --if-empty --parcels $(PARCELS) --years $(YEARS) --seed $(SEED) --data $(DATA_DIR)
	@exec ./taizhang serve --listen $(LISTEN) --data $(DATA_DIR)

run-fresh: build ## throw the data directory away and start over
	@./taizhang demo --fresh --parcels $(PARCELS) --years $(YEARS) --seed $(SEED) --data $(DATA_DIR)
	@exec ./taizhang serve --listen $(LISTEN) --data $(DATA_DIR)

build: setup web taizhang ## build the screens and the binary

taizhang: FORCE
	@go build -o taizhang ./cmd/taizhang
FORCE:

setup: preflight $(CHDB_LIB) $(WEB)/node_modules/.stamp ## fetch what is not here yet

preflight:
	@scripts/preflight

$(CHDB_LIB):
	@echo "==> 获取分析引擎 libchdb $(CHDB_VERSION)：下载约 180 MB，解包后 567 MB / fetching the analytics engine: 180 MB to download, 567 MB on disk"
	@mkdir -p $(CHDB_DIR)
	@npm install --prefix $(CHDB_DIR) --no-save --no-audit --no-fund --loglevel=error @chdb/lib-$(CHDB_PLATFORM)@$(CHDB_VERSION)
	@test -f $@

$(WEB)/node_modules/.stamp: $(WEB)/package-lock.json
	@echo "==> 获取前端依赖 / fetching the packages of the screens"
	@cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web: $(WEB)/dist/.stamp ## build the screens
$(WEB)/dist/.stamp: $(WEB)/node_modules/.stamp $(WEB_SOURCES)
	@echo "==> 构建页面 / building the screens"
	@cd $(WEB) && npm run --silent build
	@touch $@

test: build ## all set-up and all tests (chromium included)
	@scripts/chromium
	@echo "==> go vet, go test"
	@go vet ./...
	@TAIZHANG_TEST_REQUIRE=1 go test -timeout 10m ./...
	@echo "==> 页面测试 / browser tests"
	@cd $(WEB) && npm test --silent && TAIZHANG_BIN=$(CURDIR)/taizhang npm run --silent e2e

acceptance: build ## the promises on real data (DATA=../shared/data) and the long kill loops (KILLS=1000 POWERCUTS=1000 FAULTS=4)
	@TAIZHANG_TEST_REQUIRE=1 TAIZHANG_FOREIGN=1 TAIZHANG_ORACLE=1 TAIZHANG_DATA=$(abspath $(DATA)) TAIZHANG_KILLS=$(KILLS) TAIZHANG_POWERCUTS=$(POWERCUTS) TAIZHANG_FAULTS=$(FAULTS) go test -count=1 -timeout 30m -run 'Acceptance|Kill|PowerCut|Fault' -v ./... | grep -v 'no test files\|no tests to run' 

# Garbage is collected as often as taizhang serve lets it be.
bench: build bench-peers ## the embedded store beside its peers, and every benchmark with its floor (ROUNDS=5 SECONDS=1.5 DIR=/path)
	@GOGC=400 go test -run '^$$' -bench . -benchtime 2s . ./domain ./eventstore/embedded ./eventstore/esdb ./projections/... ./server

bench-peers: ## the embedded store beside its peers only: writes docs/benchmarks.md
	@echo "==> 与同类存储对比 / beside its peers: $(ROUNDS) × $(SECONDS) s"
	@go -C bench build -mod=mod -o bench .
	@./bench/bench -rounds $(ROUNDS) -seconds $(SECONDS) -dir "$(DIR)" -out docs/benchmarks.md

bench-check: ## every engine of the comparison keeps and refuses what it must
	@go -C bench vet ./... && go -C bench test ./... && go -C bench mod tidy -diff

mutants: ## change operators of the guards one by one: the tests must notice (MUTANTS=150, some 10 s each)
	@TAIZHANG_MUTANTS=$(MUTANTS) go test -count=1 -timeout 10h -run TestMutants -v .

check: ## formatting, vet, dependency tidiness
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" && go vet ./... && go mod tidy -diff

shots: build ## PNGs of every screen, zh-CN and English
	@cd $(WEB) && TAIZHANG_BIN=$(CURDIR)/taizhang npm run --silent shots

clean: ## remove what was built and fetched; the data directory stays
	@rm -rf taizhang .deps $(WEB)/node_modules $(WEB)/dist/*
