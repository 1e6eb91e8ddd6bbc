/*
 * A page fault to the program's handler, which returns at once: past the
 * instruction that faulted, or that would fault again.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

/* Reads where nothing is mapped: two bytes, mov (%eax), %eax. */
#define FAULTING_READ        ".byte 0x8b, 0x00"
#define FAULTING_READ_LENGTH 2

static volatile uint32_t faults;

static void
skip_instruction(struct UTrapframe *utf)
{
	utf->utf_eip += FAULTING_READ_LENGTH;
	faults++;
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	set_pgfault_handler(skip_instruction);
	for (uint32_t i = 1; i <= REPETITIONS; i++) {
		uintptr_t address = (uintptr_t)REGION;
		const uint64_t start = bench_now();

		__asm__ volatile(FAULTING_READ : "+a"(address) : : "memory");
		bench_sample(bench_now() - start);
		bench_require(faults == i && address == (uintptr_t)REGION);
	}
	bench_report();
}
