/*
 * A fuzz target: one file fuzz_NAME.c that defines these functions.
 *
 * Linked with standalone.c it is a test that always does the same; with
 * libfuzzer.c and clang -fsanitize=fuzzer it searches for as long as it may.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_FUZZ_H
#define TINE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define FUZZ_SIZE_MAX 32768

/* Feeds one input to the code under test; libFuzzer's name for it. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes well-formed input number index into to[FUZZ_SIZE_MAX]; its size, or 0 if none is left. */
size_t fuzz_seed(unsigned index, uint8_t *to);

/* What must hold whatever the input. */
#define REQUIRE(condition)        \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

#endif
