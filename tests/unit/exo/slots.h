/*
 * What the host's slots are asked by tests, and a checkpoint for them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_UNIT_EXO_SLOTS_H
#define TINE_TESTS_UNIT_EXO_SLOTS_H

#include <stddef.h>
#include <stdint.h>

unsigned slots_in_use(void);

/* From now on there are so many. */
void slots_limit(unsigned slots_max);

struct checkpoint;

/* A checkpoint of pages at these addresses, ascending; each second one is of zeroes. */
struct checkpoint *sample_checkpoint(const uint32_t *vas, unsigned count);

/* Where the format has its two sums, and what they are to be of the bytes behind them. */
#define SUMS_OFFSET 12
void put_sums(uint8_t *bytes, size_t size_bytes);

#endif
