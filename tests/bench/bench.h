/*
 * What the benchmarks have in common: samples, a page shared with children,
 * and memory to work on.
 *
 * A benchmark measures each repetition by itself, from one bench_now to the
 * next; nothing that it does for itself stands between the two. It checks
 * that what it measured has happened; if not, it panics and has no result.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_BENCH_H
#define TINE_TESTS_BENCH_H

#include <inc/lib.h>
#include <inc/x86.h>

#define REPETITIONS 1000 /* of each operation, unless it says otherwise; at most */

#define BENCH_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/* Where nothing of the program lies: a page that children share, and memory to fill. */
#define SHARED ((volatile uint32_t *)0x10000000)
#define REGION ((uint8_t *)0x20000000)

/* Word number word of page number page of REGION. */
#define REGION_WORD(page, word) (((volatile uint32_t *)(REGION + (page)*PGSIZE))[word])

/* What benchmarks write to page number page. */
#define STAMP(page) (0x5eed0000 + (page))

/* Instructions executed up to here, if QEMU counts them; cycles otherwise. */
#define bench_now() read_tsc()

#define bench_require(condition)                                    \
	do {                                                        \
		if (!(condition))                                   \
			panic("it did not happen: %s", #condition); \
	} while (0)

/* Note a repetition's result. */
void bench_sample(uint64_t count);

/* Print the line with the results: scripts/lib/tine/benchmarks.py reads it. */
void bench_report(void);

/* Map the page at SHARED, zeroed. */
void bench_share(void);

/* Map pages at REGION, each with its stamp in its first and last word. */
void bench_fill(uint32_t pages);

/* The number in the argument at index, or otherwise if there are not so many. */
uint32_t bench_argument(int argc, char **argv, int index, uint32_t otherwise);

#endif
