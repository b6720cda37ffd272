# Fangpin: two programs from five archives. GNU make; needs packages named in packaging/deps.
# The direction of the house is held by the -I each archive is compiled with: what it may not use, it cannot include.

prefix = /usr/local
bindir = $(prefix)/bin
datadir = $(prefix)/share
mandir = $(datadir)/man
localedir = $(datadir)/locale
DESTDIR =

CC = gcc
AR = ar
PKG_CONFIG = pkg-config
BUILD = build
VERSION = 0.1.0

WARN = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
HARDEN = -fstack-protector-strong -fPIE -D_FORTIFY_SOURCE=2 -fstack-clash-protection
OPT = -O2 -g
SAN =
CFLAGS = $(OPT) $(HARDEN)
# Contraction off: an assessment comes out the same on every processor.
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -ffp-contract=off $(WARN) $(CFLAGS) $(SAN) \
	-DFANGPIN_VERSION='"$(VERSION)"' -DFANGPIN_LOCALEDIR='"$(localedir)"'
LDFLAGS = -pie -Wl,-z,relro,-z,now
ALL_LDFLAGS = $(LDFLAGS) $(SAN)

# Root programs for the ordinary build; every other build keeps its own beside its objects.
BIN = $(if $(filter build,$(BUILD)),.,$(BUILD))

SRC_base = $(wildcard schema/base/*.c)
SRC_schema = $(wildcard schema/*/*.c)
SRC_schema := $(filter-out $(SRC_base),$(SRC_schema))
SRC_sync = $(wildcard sync/*.c)
SRC_term = $(wildcard tui/term/*.c tui/widget/*.c)
SRC_county = $(wildcard sync/county/*.c)
SRC_screen = $(wildcard tui/screen/*.c)
MAINS = sync/county/main.c tui/screen/main.c
UNIT_TESTS = $(wildcard tests/unit/*.c)
BENCHES = $(wildcard tests/bench/*.c)

INC_base = -Ischema/base
INC_schema = $(INC_base) -Ischema -I$(BUILD)/embedded
INC_sync = $(INC_base) -Ischema -Isync
INC_term = $(INC_base) -Itui/term -Itui/widget
INC_county = $(INC_sync) -Itui/term -Itui/widget -Isync/county
INC_screen = $(INC_sync) -Itui/term -Itui/widget -Itui/screen
INC_test = $(INC_sync) -Itui/term -Itui/widget -Itui/screen -Isync/county -Itests -I$(BUILD)/embedded

LIBS_base =
LIBS_schema = -lsqlite3 -lsodium -lz -lm
# What reads and writes spreadsheets and statistics; a laptop does neither.
LIBS_office = -lexpat -lxlsxwriter -lreadstat
LIBS_term = -lncursesw -ltinfo

obj = $(patsubst %.c,$(BUILD)/%.o,$(1))
LAYERS = base schema sync term county screen
A_base = $(BUILD)/libbase.a
A_schema = $(BUILD)/libschema.a
A_sync = $(BUILD)/libsync.a
A_term = $(BUILD)/libterm.a
A_county = $(BUILD)/libcounty.a
A_screen = $(BUILD)/libscreen.a
ARCHIVES = $(foreach l,$(LAYERS),$(A_$(l)))

PROGRAMS = $(BIN)/fangpin $(BIN)/fangpin-county
CATALOGUE = $(BUILD)/locale/zh_CN/LC_MESSAGES/fangpin.mo

.PHONY: all deps run check check-long unit arm64 asan bench fuzz fuzz-run lint install uninstall clean po tests
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAMS) $(CATALOGUE)

$(BIN)/fangpin: $(BUILD)/tui/screen/main.o $(A_screen) $(A_term) $(A_sync) $(A_schema) $(A_base)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_schema) $(LIBS_term)

$(BIN)/fangpin-county: $(BUILD)/sync/county/main.o $(A_county) $(A_sync) $(A_schema) $(A_base)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_schema) $(LIBS_office)

# One rule pair per layer: objects see only their own -I, the archive holds all but the programs' main.
define layer
OBJ_$(1) = $(call obj,$(filter-out $(MAINS),$(SRC_$(1))))
$(call obj,$(SRC_$(1))): $(BUILD)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) $$(INC_$(1)) -MMD -MP -c -o $$@ $$<
$(A_$(1)): $$(OBJ_$(1))
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$(l))))

# Sheets and database ladder are part of the program: a laptop needs no file beside it.
EMBEDDED = $(BUILD)/embedded/embedded.h
$(call obj,$(SRC_schema)): $(EMBEDDED)
$(EMBEDDED): packaging/embed $(wildcard schema/survey/*.csv schema/sql/*.sql)
	@mkdir -p $(@D)
	packaging/embed $(sort $(wildcard schema/survey/*.csv schema/sql/*.sql)) > $@

$(CATALOGUE): tui/po/zh_CN.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

# Messages found in the sources, merged into the catalogue; untranslated ones fail tests/catalogue.
po:
	xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --sort-by-file --no-location -o $(BUILD)/fangpin.pot \
		$(sort $(SRC_base) $(SRC_schema) $(SRC_sync) $(SRC_county) $(SRC_term) $(SRC_screen))
	msgmerge --quiet --update --backup=none --no-fuzzy-matching --no-location tui/po/zh_CN.po $(BUILD)/fangpin.pot
	msgattrib --no-obsolete tui/po/zh_CN.po | sed '/^"POT-Creation-Date/d' >$(BUILD)/zh_CN.po
	mv $(BUILD)/zh_CN.po tui/po/zh_CN.po

TESTS = $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_TESTS))
$(BUILD)/tests/%: tests/unit/%.c $(ARCHIVES) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(INC_test) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(A_screen) $(A_county) $(A_term) $(A_sync) $(A_schema) $(A_base) -lcmocka $(LIBS_schema) $(LIBS_office) $(LIBS_term)

BENCH_BIN = $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(BENCHES))
$(BUILD)/bench/%: tests/bench/%.c $(ARCHIVES) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(INC_test) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(A_county) $(A_sync) $(A_schema) $(A_base) $(LIBS_schema) $(LIBS_office)

# Fuzz targets: with their driver where they run their kept inputs, with libFuzzer under `make fuzz`.
FUZZ_BIN = $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/*.c))
FUZZ_MAIN = tests/fuzz/driver/driver.c
FUZZ_SECONDS = 30
$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/driver/driver.c $(ARCHIVES) Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(INC_test) -DFUZZ_CORPUS='"tests/fuzz/corpus/$*"' $(ALL_LDFLAGS) -o $@ $< $(FUZZ_MAIN) \
		$(A_county) $(A_sync) $(A_schema) $(A_base) -lcmocka $(LIBS_schema) $(LIBS_office)

tests: $(TESTS) $(FUZZ_BIN)

deps:
	@packaging/deps

run:
	@packaging/deps run
	@$(MAKE) --no-print-directory all
	@tests/run

TEST_ENV = FANGPIN=$(abspath $(BIN))/fangpin COUNTY=$(abspath $(BIN))/fangpin-county BUILD=$(abspath $(BUILD)) \
	CMOCKA_MESSAGE_OUTPUT=TAP
SCRIPTS = tests/layers tests/sizes $(sort $(wildcard tests/*.t tests/*/*.t))

check: deps
	@$(MAKE) --no-print-directory -j2 all tests
	$(TEST_ENV) prove -j2 --timer -e '' $(TESTS) $(FUZZ_BIN) $(SCRIPTS)

unit: $(TESTS)
	$(TEST_ENV) prove -e '' $(TESTS)

# The same answers on another processor, in an emulator.
arm64: deps
	@$(MAKE) --no-print-directory all
	$(TEST_ENV) prove --timer -e '' tests/arm64

# The long forms: more histories, more crash points, more mutations. `check` runs a seeded share of each.
check-long: check arm64
	$(TEST_ENV) FANGPIN_LONG=1 prove -j2 --timer -e '' $(TESTS) $(FUZZ_BIN) $(SCRIPTS)

# Under the sanitizers gcc loses sight of array sizes and warns of truncations that cannot happen.
asan: deps
	ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 $(MAKE) --no-print-directory \
		BUILD=build-asan OPT='-O1 -g -fno-omit-frame-pointer' HARDEN='-fPIE' \
		SAN='-fsanitize=address,undefined -fno-sanitize-recover=all -Wno-format-truncation -Wno-restrict' check

fuzz: deps
	@$(MAKE) --no-print-directory CC=clang BUILD=build-fuzz OPT='-O1 -g -fno-omit-frame-pointer' HARDEN='-fPIE' \
		SAN='-fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all' FUZZ_MAIN=-fsanitize=fuzzer fuzz-run

fuzz-run: $(FUZZ_BIN)
	@for target in $(notdir $(FUZZ_BIN)); do \
		mkdir -p $(BUILD)/corpus/$$target && echo "$$target for $(FUZZ_SECONDS) seconds" && \
		$(BUILD)/fuzz/$$target -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=1024 -max_len=65536 -print_final_stats=1 \
			-verbosity=0 -artifact_prefix=$(BUILD)/$$target- $(BUILD)/corpus/$$target tests/fuzz/corpus/$$target || exit 1; \
	done

bench: deps
	@$(MAKE) --no-print-directory all $(BENCH_BIN)
	@tests/bench/run

lint:
	cppcheck --quiet --error-exitcode=1 --enable=warning,portability --inline-suppr --suppress=missingIncludeSystem \
		-Ischema/base -Ischema -Isync -Itui/term -Itui/widget schema sync tui
	tests/layers
	tests/sizes

install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES \
		$(DESTDIR)$(datadir)/doc/fangpin $(DESTDIR)$(datadir)/fangpin/survey
	install -m 755 $(PROGRAMS) $(DESTDIR)$(bindir)
	install -m 644 packaging/fangpin.1 packaging/fangpin-county.1 $(DESTDIR)$(mandir)/man1
	install -m 644 $(CATALOGUE) $(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES
	install -m 644 README.md LICENSE sync/PROTOCOL.md $(DESTDIR)$(datadir)/doc/fangpin
	install -m 644 schema/survey/*.csv $(DESTDIR)$(datadir)/fangpin/survey
	for folder in schema/survey/cases/*/; do \
		to=$(DESTDIR)$(datadir)/fangpin/cases/$$(basename $$folder); \
		install -d $$to && install -m 644 $$folder*.csv $$to || exit 1; \
	done

uninstall:
	rm -f $(DESTDIR)$(bindir)/fangpin $(DESTDIR)$(bindir)/fangpin-county \
		$(DESTDIR)$(mandir)/man1/fangpin.1 $(DESTDIR)$(mandir)/man1/fangpin-county.1 \
		$(DESTDIR)$(localedir)/zh_CN/LC_MESSAGES/fangpin.mo
	rm -rf $(DESTDIR)$(datadir)/doc/fangpin $(DESTDIR)$(datadir)/fangpin

clean:
	rm -rf build build-* fangpin fangpin-county

-include $(patsubst %.o,%.d,$(call obj,$(SRC_base) $(SRC_schema) $(SRC_sync) $(SRC_term) $(SRC_county) $(SRC_screen)))
-include $(addsuffix .d,$(TESTS) $(BENCH_BIN))
