# make            builds build/galley
# make run        runs a shipped pipeline over the shipped articles
# make test       builds and runs all tests
# make help       names the others

BUILD := build
PREFIX := /usr/local
CC := gcc
OPT := -O2
RUN := pipelines/publish.yaml

MAKEFLAGS += --no-print-directory
# Parallel unless the caller said otherwise.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif

.PHONY: all help run test record record-instructions asan ubsan faults large check-slurm lint \
	format bench quality train install uninstall clean config.now
.DELETE_ON_ERROR:

all: $(BUILD)/galley

# ---- what the machine has --------------------------------------------------------------------

# Written by scripts/configure, which installs what is missing; make then reads itself again. It is
# asked at each run, and the file changes only when the answer does.
ifneq ($(filter-out clean help uninstall format,$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif

build/config.mk: config.now
	@scripts/configure $@

# ---- flags -----------------------------------------------------------------------------------

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef
ifdef WERROR
WARN += -Werror
endif

HARD_C := -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2
HARD_L := -pie -Wl,-z,relro,-z,now
# Calls from file to file are laid open to gcc; it is a fifteenth of the time of a run. The tests
# are linked from the same objects as they are, which takes a second and not ten.
ifneq ($(findstring gcc,$(CC)),)
WHOLE := -flto=auto -ffat-lto-objects
endif
ifdef SANITIZE
WHOLE :=
HARD_C := -fno-omit-frame-pointer -fsanitize=$(SANITIZE) -fno-sanitize-recover=all
HARD_L := -fsanitize=$(SANITIZE)
OPT := -O1
endif

override CPPFLAGS += -D_GNU_SOURCE -Icore $(LIB_CFLAGS)
override CFLAGS := -std=c11 $(OPT) -g $(WARN) $(HARD_C) $(CFLAGS)
override LDFLAGS += $(HARD_L)

# ---- what is built ---------------------------------------------------------------------------

# Commands in short; V=1 shows them in full.
say = $(if $(V),,@printf "  %-5s %s\n" $(1) $@; )

CORE := $(wildcard core/*/*.c)
UNIT := $(filter-out tests/unit/tap.c,$(wildcard tests/unit/*.c))
CORE_OBJ := $(CORE:%.c=$(BUILD)/obj/%.o)
MAIN_OBJ := $(BUILD)/obj/core/main.o
TAP_OBJ := $(BUILD)/obj/tests/unit/tap.o
UNIT_OBJ := $(UNIT:%.c=$(BUILD)/obj/%.o)
UNIT_BIN := $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)

$(BUILD)/galley: $(MAIN_OBJ) $(BUILD)/core.a
	$(call say,LINK)$(CC) $(CFLAGS) $(WHOLE) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/core.a: $(CORE_OBJ)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(CORE_OBJ)

$(UNIT_BIN): $(BUILD)/unit/%: $(BUILD)/obj/tests/unit/%.o $(TAP_OBJ) $(BUILD)/core.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/core/%.o: private override CFLAGS += $(WHOLE)
$(BUILD)/obj/tests/%.o: private override CPPFLAGS += -Itests/unit

# The trainer's sums are to be the same on each machine: a*b+c is not to be rounded once.
TRAIN := $(wildcard scripts/train/*.c)
TRAIN_OBJ := $(TRAIN:%.c=$(BUILD)/obj/%.o)

$(BUILD)/obj/scripts/train/%.o: private override CFLAGS += -O3 -ffp-contract=off

$(BUILD)/train/train: $(TRAIN_OBJ) $(BUILD)/core.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(CFLAGS) -fno-lto $(LDFLAGS) -o $@ $^ $(LIBS) -lm

# Changes when the flags do, so that everything is compiled again.
$(BUILD)/flags: config.now
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(CC) $(CPPFLAGS) $(CFLAGS) $(WHOLE) $(LDFLAGS) $(LIBS))' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# Changes when a source comes or goes.
$(BUILD)/core.a: $(BUILD)/sources
$(BUILD)/sources: config.now
	@mkdir -p $(@D)
	@echo '$(CORE)' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/galley.1: $(BUILD)/galley
	$< --man >$@

$(BUILD)/galley.bash: $(BUILD)/galley
	$< --completion bash >$@

-include $(CORE_OBJ:.o=.d) $(MAIN_OBJ:.o=.d) $(TAP_OBJ:.o=.d) $(UNIT_OBJ:.o=.d) $(TRAIN_OBJ:.o=.d)

# ---- what is done with it --------------------------------------------------------------------

run: $(BUILD)/galley
	@rm -rf build/run
	$(BUILD)/galley run $(RUN) pipelines/articles -o build/run
	@echo 'The results are in build/run:'
	@cd build/run && find . -path ./.galley -prune -o -type f -print | sort | sed 's|^\./|  |' | \
		awk 'NR <= 12; END { if (NR > 12) print "  and " NR - 12 " more" }'

test: $(BUILD)/galley $(UNIT_BIN) $(if $(SANITIZE),$(BUILD)/leaks)
	@tests/run $(BUILD)

record: $(BUILD)/galley
	@GALLEY=$(abspath $(BUILD)/galley) tests/run-cases --record $(CASES)

record-instructions: $(BUILD)/galley
	@GALLEY=$(abspath $(BUILD)/galley) tests/run-instructions --record

# 1 where the leak sanitizer works: it must be allowed to trace the process.
$(BUILD)/leaks: $(BUILD)/flags
	@echo "int main(void) { return 0; }" >$@.c
	@$(CC) -fsanitize=address -o $@.bin $@.c
	@if ASAN_OPTIONS=detect_leaks=1 $@.bin 2>/dev/null; then echo 1; else echo 0; fi >$@

# The whole suite in builds of their own.
asan:
	@$(MAKE) BUILD=build/asan SANITIZE=address test

ubsan:
	@$(MAKE) BUILD=build/ubsan SANITIZE=undefined test

check-slurm: $(BUILD)/galley
	@scripts/bootstrap slurm
	@GALLEY=$(abspath $(BUILD)/galley) tests/check-slurm

# The fault suite, whole; what has been tried is told on standard error. FAULTS="crash disk" picks.
faults: $(BUILD)/galley
	@scripts/bootstrap faults
	@rm -rf $(BUILD)/faults && mkdir -p $(BUILD)/faults
	@GALLEY=$(abspath $(BUILD)/galley) GALLEY_FAULTS=full TAP_DIR=$(abspath $(BUILD)/faults) \
		prove -j $(shell nproc) --timer --exec tests/tap-log $(PROVE_FLAGS) \
		$(addprefix tests/faults/,$(or $(FAULTS),$(shell find tests/faults -type f -perm -100 \
		-printf '%f ')))

# Large inputs at their full sizes, with what they take of memory; some 5 GB in /dev/shm.
large: $(BUILD)/galley
	@GALLEY=$(abspath $(BUILD)/galley) GALLEY_LARGE=full tests/run-windows

# Fuzz targets, each for FUZZ_TIME seconds, with clang's libFuzzer and both sanitizers. The second
# define gives arenas their twin that allocates each piece alone.
FUZZ := $(wildcard tests/fuzz/*.c)
FUZZ_OBJ := $(FUZZ:%.c=$(BUILD)/obj/%.o)
FUZZ_BIN := $(FUZZ:tests/fuzz/%.c=$(BUILD)/fuzz/%)
FUZZ_TIME ?= 10

$(FUZZ_BIN): $(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(BUILD)/core.a
	@mkdir -p $(@D)
	$(call say,LINK)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

$(BUILD)/obj/tests/fuzz/%.o: private override CPPFLAGS += -Itests/fuzz

-include $(FUZZ_OBJ:.o=.d)

.PHONY: fuzz fuzz-targets
fuzz-targets: $(FUZZ_BIN)
fuzz: $(BUILD)/galley
	@command -v clang >/dev/null || scripts/bootstrap lint
	@$(MAKE) BUILD=build/fuzz CC=clang SANITIZE=fuzzer-no-link,address,undefined \
		CFLAGS=-D__SANITIZE_ADDRESS__=1 WERROR=1 fuzz-targets
	@tests/fuzz/run build/fuzz $(FUZZ_TIME) $(TARGETS)

lint:
	@scripts/bootstrap lint
	@scripts/lint; status=$$?; echo 'lint: a build with clang'; \
		$(MAKE) BUILD=build/clang CC=clang OPT=-O0 WERROR=1 HARD_C= objects && exit $$status

.PHONY: objects
objects: $(CORE_OBJ) $(MAIN_OBJ) $(TAP_OBJ) $(UNIT_OBJ) $(TRAIN_OBJ) $(FUZZ_OBJ)

format:
	clang-format -i $(wildcard core/*.c core/*/*.[ch] tests/unit/*.[ch] scripts/bench/*.c \
		scripts/train/*.[ch])

bench: $(BUILD)/galley
	@GALLEY=$(abspath $(BUILD)/galley) CC='$(CC)' scripts/bench/run

# Measures the detectors on the labelled texts beside the project, and writes docs/quality.md.
quality: $(BUILD)/galley
	@GALLEY=$(abspath $(BUILD)/galley) tests/quality/page >$(BUILD)/quality.md
	@mv $(BUILD)/quality.md docs/quality.md

# The model of names, trained anew: scripts/train/README.md.
train: $(BUILD)/train/train
	@scripts/train/run

DEST := $(DESTDIR)$(PREFIX)
install: $(BUILD)/galley $(BUILD)/galley.1 $(BUILD)/galley.bash
	install -d $(DEST)/bin $(DEST)/share/galley $(DEST)/share/man/man1 \
		$(DEST)/share/bash-completion/completions
	install -m 755 $(BUILD)/galley $(DEST)/bin/galley
	rm -rf $(addprefix $(DEST)/share/galley/,plugins pipelines slurm)
	cp -R plugins pipelines scripts/slurm $(DEST)/share/galley/
	chmod -R u+rwX,go+rX,go-w $(DEST)/share/galley
	install -m 644 $(BUILD)/galley.1 $(DEST)/share/man/man1/galley.1
	install -m 644 $(BUILD)/galley.bash $(DEST)/share/bash-completion/completions/galley

uninstall:
	rm -rf $(DEST)/share/galley
	rm -f $(DEST)/bin/galley $(DEST)/share/man/man1/galley.1 \
		$(DEST)/share/bash-completion/completions/galley

clean:
	rm -rf build

help:
	@echo 'make            build build/galley'
	@echo 'make run        run a shipped pipeline over the shipped articles, into build/run'
	@echo 'make test       build and run all tests'
	@echo 'make record     write down anew what command-line cases give (CASES="NAME ...")'
	@echo 'make record-instructions  write down anew how many instructions the fixed jobs take'
	@echo 'make asan       all tests under the address sanitizer; make ubsan: undefined behaviour'
	@echo 'make check-slurm  scripts/slurm on a Slurm of its own; installs Slurm and munge'
	@echo 'make faults     the fault suite whole, some tens of minutes (FAULTS="crash disk": a part)'
	@echo 'make large      large inputs at full size: 64 MiB, a line of 200 MB, 1 GB; their memory'
	@echo 'make fuzz       fuzz targets, each for FUZZ_TIME=10 seconds (TARGETS="NAME ...")'
	@echo 'make lint       formatting, static analysis, house rules, a build with clang'
	@echo 'make format     format all C files'
	@echo 'make bench      measure, and write docs/performance.md and its pictures'
	@echo 'make quality    measure the detectors on labelled texts, and write docs/quality.md'
	@echo 'make train      train the tagger of names anew, from labelled text beside the project'
	@echo 'make install    PREFIX=/usr/local DESTDIR=; make uninstall takes it away again'
	@echo 'make clean      remove build/'
	@echo 'Settings: V=1 (show commands), WERROR=1, CC=clang, OPT=-O2, CFLAGS, LDFLAGS'
