# exportcat: `make help` lists the targets. Everything that is made stands under build/, but for ./exportcat.
SHELL := /bin/bash
CC ?= gcc
VARIANT ?= plain
SECONDS_FUZZ ?= 60

B := build/$(VARIANT)
WARN := -Wall -Wextra -Wconversion -Wshadow -Werror
# Contraction would make decimals depend on the machine.
CFLAGS_plain := -O2 -ftree-vectorize -fvect-cost-model=dynamic -g
CFLAGS_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CFLAGS_ALL = -std=c11 -D_GNU_SOURCE -iquote classifier -ffp-contract=off $(WARN) $(CFLAGS_$(VARIANT)) $(CFLAGS)
OTHER_LIBS := -lsvm -lstemmer -lpcre2-8 -lutf8proc -ljansson -lyaml -lcsv
SYSTEM_LIBS := -lm -lpthread
LIBS := $(OTHER_LIBS) $(SYSTEM_LIBS)
# Finding and binding the libraries would take a quarter of the time of a short run.
PROGRAM_LIBS_plain := -Wl,-Bstatic $(OTHER_LIBS) -lstdc++ -Wl,-Bdynamic -static-libgcc $(SYSTEM_LIBS)

PROGRAM_SOURCES := classifier/main.c $(wildcard classifier/cmd*.c)
LIBRARY_SOURCES := $(filter-out $(PROGRAM_SOURCES),$(wildcard classifier/*.c))
LIBRARY_OBJECTS := $(LIBRARY_SOURCES:classifier/%.c=$(B)/%.o)
PROGRAM_OBJECTS := $(PROGRAM_SOURCES:classifier/%.c=$(B)/%.o)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
EXAMPLES := $(wildcard training/examples/*.tsv training/none/*.tsv training/calibration/*.tsv training/held_out/*.tsv)
CATALOGUE := $(wildcard catalogue/*.yaml catalogue/entries/*.yaml) catalogue/entries
# A change in one of these can change the model.
MODEL_SOURCES := classifier/cmd_train.c classifier/fold_han.h $(filter-out $(addprefix classifier/,report% verdict% \
	units% quantities% evidence% classifier% conditions% passages.c written.c decimal.c json.c html.c days.c encoding% csv%),$(LIBRARY_SOURCES))

.PHONY: run test all model check check-examples check-rules evaluate retrain metamorphic ablate bench bench-large bench-kill asan check-page fuzz leakcheck lint format install dist clean \
	help setup-run setup-test suite fuzz-classify fuzz-csv

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 18

run: setup-run ## install what is missing, build, train, classify a real text
	@$(MAKE) --no-print-directory all
	./exportcat classify --as-of 2024-01-01 tests/samples/short-video-sale.txt

test: setup-test ## install what is missing, run every test, plain and under sanitizers
	@$(MAKE) --no-print-directory all check
	@tests/run

all: exportcat $(B)/libexportcat.a build/catalogue.bin build/default.model ## build the program, the library and the default model

model: build/default.model ## train the default model

setup-run:
	@tools/setup run

setup-test:
	@tools/setup test

$(B) $(B)/unit:
	@mkdir -p $@

$(B)/%.o: classifier/%.c Makefile | $(B)
	$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(B)/libexportcat.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	ar rcsD $@ $^

$(B)/exportcat: $(PROGRAM_OBJECTS) $(B)/libexportcat.a
	$(CC) $(CFLAGS_$(VARIANT)) $^ -o $@ $(LDFLAGS) $(or $(PROGRAM_LIBS_$(VARIANT)),$(LIBS))

exportcat: build/plain/exportcat
	@cp -f $< $@.new && mv -f $@.new $@

ifneq ($(VARIANT),plain)
build/plain/exportcat:
	@$(MAKE) --no-print-directory VARIANT=plain $@
endif

build/catalogue.bin: $(CATALOGUE) exportcat
	./exportcat compile -o $@ catalogue

build/default.model: $(EXAMPLES) build/catalogue.bin $(MODEL_SOURCES) | exportcat
	./exportcat train -o $@ --catalogue build/catalogue.bin --calibration training/calibration \
		--held-out training/held_out training/examples training/none

$(B)/unit/%: tests/unit/%.c $(wildcard tests/unit/*.h) $(B)/libexportcat.a | $(B)/unit
	$(CC) $(CFLAGS_ALL) $< $(B)/libexportcat.a -o $@ $(LDFLAGS) $(LIBS) -lcmocka

$(B)/unit/test_torture: LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=pages_take

# What tests/run needs of one variant.
suite: $(B)/exportcat $(UNIT_TESTS) build/catalogue.bin build/default.model

asan: ## run the tests under address and undefined-behaviour sanitizers alone
	@tests/run asan

leakcheck: ## run the unit tests and cases under valgrind
	@tests/run valgrind

check: exportcat ## the checks that every commit passes: stages, warnings of both compilers, catalogue, examples
	@tools/check-stages
	@for file in classifier/*.c tests/unit/*.c; do \
		clang -std=c11 -D_GNU_SOURCE -iquote classifier $(WARN) -fsyntax-only $$file || exit 1; done
	@tools/check-catalogue > /dev/null
	@tools/check-examples --quiet --no-counts
	@echo "check: all is well"

check-examples: ## hold the example texts against one another and the catalogue, with figures; refuses too few texts too
	@tools/check-examples

check-rules: exportcat ## hold each rule of the catalogue against the example texts, its pattern against long, hard ones
	@tools/check-rules

evaluate: all ## measure the default model on the held-out texts
	./exportcat evaluate training/held_out

DECISIONS ?=
retrain: all ## train anew with DECISIONS="my.tsv ..." too, and install the model unless it is worse
	@tools/retrain $(DECISIONS)

metamorphic: all ## change the held-out texts in ways that must not change their answers
	@tools/setup test
	@tools/metamorphic

ablate: all ## train variants of the model and print the table of training/README.md
	@tools/ablate

bench: all ## cold start, memory, training, speed and accuracy beside other programs
	@tools/setup bench
	@tools/bench

bench-large: all ## a table of 1 GB through batch: peak memory, and whether every row came out
	@tools/setup bench
	@tools/bench-large

bench-kill: all ## kill batch at 20 random moments, go on, and compare with an unbroken run
	@tools/setup bench
	@tools/bench-kill

check-page: all ## open the page of a batch run in a browser, and hold it against axe-core (which comes through npm)
	@tools/setup page-axe
	./exportcat batch -q --as-of 2025-07-14 --and-as-of 2025-07-15 --id asset tests/samples/target.csv \
		-o build/target.csv --report build/target.html
	@tests/page --axe build/target.html

fuzz: ## fuzz text in, answer out, then CSV, for SECONDS_FUZZ seconds each
	@tools/setup test
	@$(MAKE) --no-print-directory build/default.model
	@$(MAKE) --no-print-directory fuzz-classify fuzz-csv

fuzz-classify fuzz-csv: fuzz-%:
	@mkdir -p build/fuzz/corpus-$*
	clang -std=c11 -D_GNU_SOURCE -iquote classifier -O1 -g -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=all tests/fuzz/fuzz_$*.c $(LIBRARY_SOURCES) -o build/fuzz/fuzz_$* $(LIBS)
	build/fuzz/fuzz_$* -max_total_time=$(SECONDS_FUZZ) -max_len=4096 -timeout=10 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/ build/fuzz/corpus-$* tests/samples 2> build/fuzz/log || \
		{ tail -40 build/fuzz/log; exit 1; }
	@tail -8 build/fuzz/log

lint: ## clang-tidy and cppcheck
	@tools/setup lint
	clang-tidy --quiet --checks=-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling classifier/*.c -- -std=c11 -D_GNU_SOURCE -iquote classifier
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr classifier

format: ## clang-format over all C files
	clang-format -i classifier/*.[ch] tests/unit/*.[ch] tests/fuzz/*.c

PREFIX ?= /usr/local
VERSION = $(shell sed -n 's/^\#define EXPORTCAT_VERSION "\(.*\)"/\1/p' classifier/exportcat.h)
install: all ## install below PREFIX
	install -D exportcat $(DESTDIR)$(PREFIX)/bin/exportcat
	install -D -m 644 classifier/exportcat.h $(DESTDIR)$(PREFIX)/include/exportcat.h
	install -D -m 644 build/plain/libexportcat.a $(DESTDIR)$(PREFIX)/lib/libexportcat.a
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig
	printf '%s\n' 'prefix=$(PREFIX)' 'Name: exportcat' 'Description: classifier for China'"'"'s catalogue of export-controlled technologies' \
		'Version: $(VERSION)' 'Cflags: -I$${prefix}/include' 'Libs: -L$${prefix}/lib -lexportcat $(LIBS)' > $(DESTDIR)$(PREFIX)/lib/pkgconfig/exportcat.pc
	install -D -m 644 build/default.model $(DESTDIR)$(PREFIX)/share/exportcat/default.model
	install -d $(DESTDIR)$(PREFIX)/share/exportcat/catalogue/entries
	install -m 644 catalogue/*.* $(DESTDIR)$(PREFIX)/share/exportcat/catalogue
	install -m 644 catalogue/entries/*.yaml $(DESTDIR)$(PREFIX)/share/exportcat/catalogue/entries
	install -m 644 build/catalogue.bin $(DESTDIR)$(PREFIX)/share/exportcat/catalogue.bin

dist: ## a source archive of the last commit
	@mkdir -p build
	git archive --format=tar.gz --prefix=exportcat/ -o build/exportcat.tar.gz HEAD

clean: ## remove everything that is made
	rm -rf build exportcat

-include $(wildcard build/*/*.d)
