/*
 * Environments fill the FPU's, the SSE and the segment registers, each with
 * values of its own, and take turns: none may ever see another's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CHILDREN 6
#define TURNS    300

#define CPUID_EDX_SSE (1u << 25)

static bool has_sse;

/* Registers of 16 bytes, as movups has them. */
struct sse_registers {
	uint32_t words[2][4];
};

static void
load(uint32_t seed, const struct sse_registers *sse)
{
	__asm__ volatile("fninit\n\t"
			 "fildl %0\n\t"
			 "fildl %0"
			 :
			 : "m"(seed));
	if (has_sse)
		__asm__ volatile("movups (%0), %%xmm0\n\t"
				 "movups 16(%0), %%xmm7"
				 :
				 : "r"(sse)
				 : "memory");
	__asm__ volatile("movw %w0, %%gs\n\t"
			 "movw %w1, %%fs"
			 :
			 : "r"(seed & 1 ? 0x23 : 0), "r"(seed & 2 ? 0x23 : 0));
}

static void
check(uint32_t seed, const struct sse_registers *sse)
{
	struct sse_registers seen;
	uint32_t top, next;
	uint16_t gs, fs, control;

	__asm__ volatile("movw %%gs, %w0\n\tmovw %%fs, %w1" : "=r"(gs), "=r"(fs));
	CHECK(gs == (seed & 1 ? 0x23 : 0));
	CHECK(fs == (seed & 2 ? 0x23 : 0));
	__asm__ volatile("fnstcw %2\n\t"
			 "fistpl %0\n\t"
			 "fistpl %1"
			 : "=m"(top), "=m"(next), "=m"(control));
	CHECK(top == seed && next == seed);
	CHECK(control == 0x37F);
	if (has_sse) {
		__asm__ volatile("movups %%xmm0, (%0)\n\t"
				 "movups %%xmm7, 16(%0)"
				 :
				 : "r"(&seen)
				 : "memory");
		CHECK(memcmp(&seen, sse, sizeof(seen)) == 0);
	}
}

static void
child(uint32_t seed)
{
	struct sse_registers sse;

	for (size_t i = 0; i < 8; i++)
		sse.words[i / 4][i % 4] = seed * 0x01010101 + i;
	for (int turn = 0; turn < TURNS; turn++) {
		load(seed, &sse);
		/* Sometimes of our own will, sometimes by the timer. */
		if (turn % 50 == 0)
			for (volatile int i = 0; i < 3000000; i++)
				;
		else
			sys_yield();
		check(seed, &sse);
	}
	__sync_fetch_and_add(&SHARED[0], 1);
	exit();
}

void
umain(int argc, char **argv)
{
	envid_t children[CHILDREN];
	uint32_t features;

	USED(argc);
	USED(argv);
	__asm__ volatile("cpuid" : "=d"(features) : "a"(1) : "ebx", "ecx");
	has_sse = features & CPUID_EDX_SSE;
	make_shared_page();
	for (uint32_t i = 0; i < CHILDREN; i++) {
		children[i] = checked_fork();
		if (children[i] == 0)
			child(i + 1);
	}
	for (uint32_t i = 0; i < CHILDREN; i++)
		wait(children[i]);
	CHECK(SHARED[0] == CHILDREN);
	passed();
}
