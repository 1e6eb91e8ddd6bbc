/*
 * Environments fill the FPU's, the SSE, the AVX and the segment registers,
 * each with values of its own, and take turns: none may ever see another's.
 * A child of fork begins with its parent's, a program that is spawned with none.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CHILDREN 6
#define TURNS    300

#define CPUID_EDX_SSE (1u << 25)
#define CPUID_ECX_AVX (3u << 27) /* and the kernel saves it */

#define MXCSR_USUAL          0x1F80
#define MXCSR_ROUNDING_SHIFT 13

#define X87_CONTROL 0x27F /* double precision, for one to find it changed */

static bool has_sse, has_avx;

/* Registers of 16 bytes, as movups has them; 0 and 7 of SSE, 1 and 6 of AVX's upper halves. */
struct sse_registers {
	uint32_t words[4][4];
};

/* All exceptions masked, and a way of rounding. */
static uint32_t
mxcsr_of(uint32_t seed)
{
	return MXCSR_USUAL | (seed & 3) << MXCSR_ROUNDING_SHIFT;
}

static void
load(uint32_t seed, const struct sse_registers *sse)
{
	static const uint16_t control = X87_CONTROL;
	const uint32_t mxcsr = mxcsr_of(seed);

	__asm__ volatile("fninit\n\t"
			 "fldcw %1\n\t"
			 "fildl %0\n\t"
			 "fildl %0"
			 :
			 : "m"(seed), "m"(control));
	if (has_avx)
		__asm__ volatile("vinsertf128 $1, 32(%0), %%ymm1, %%ymm1\n\t"
				 "vinsertf128 $1, 48(%0), %%ymm6, %%ymm6"
				 :
				 : "r"(sse)
				 : "memory");
	if (has_sse)
		__asm__ volatile("movups (%0), %%xmm0\n\t"
				 "movups 16(%0), %%xmm7\n\t"
				 "ldmxcsr %1"
				 :
				 : "r"(sse), "m"(mxcsr)
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
	uint32_t top, next, mxcsr;
	uint16_t gs, fs, control;

	__asm__ volatile("movw %%gs, %w0\n\tmovw %%fs, %w1" : "=r"(gs), "=r"(fs));
	CHECK(gs == (seed & 1 ? 0x23 : 0));
	CHECK(fs == (seed & 2 ? 0x23 : 0));
	__asm__ volatile("fnstcw %2\n\t"
			 "fistpl %0\n\t"
			 "fistpl %1"
			 : "=m"(top), "=m"(next), "=m"(control));
	CHECK(top == seed && next == seed);
	CHECK(control == X87_CONTROL);
	if (has_avx) {
		__asm__ volatile("vextractf128 $1, %%ymm1, 32(%0)\n\t"
				 "vextractf128 $1, %%ymm6, 48(%0)"
				 :
				 : "r"(&seen)
				 : "memory");
		CHECK(memcmp(seen.words[2], sse->words[2], sizeof(seen) / 2) == 0);
	}
	if (has_sse) {
		__asm__ volatile("movups %%xmm0, (%0)\n\t"
				 "movups %%xmm7, 16(%0)\n\t"
				 "stmxcsr %1"
				 :
				 : "r"(&seen), "m"(mxcsr)
				 : "memory");
		CHECK(memcmp(&seen, sse, sizeof(seen) / 2) == 0);
		CHECK(mxcsr == mxcsr_of(seed));
	}
}

static void
fill(struct sse_registers *sse, uint32_t seed)
{
	for (size_t i = 0; i < 16; i++)
		sse->words[i / 4][i % 4] = seed * 0x01010101 + i;
}

static void
child(uint32_t seed)
{
	struct sse_registers sse;

	fill(&sse, CHILDREN + 1);
	check(CHILDREN + 1, &sse); /* the parent's */
	fill(&sse, seed);
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

/* As fnstenv has it. */
struct x87_environment {
	uint16_t control, unused0, status, unused1, tags, unused2;
	uint32_t instruction, selector_opcode, operand, operand_selector;
};

static void
check_spawned(void)
{
	static const struct sse_registers zero;
	struct sse_registers seen = zero;
	struct x87_environment x87;
	uint32_t mxcsr = MXCSR_USUAL;

	__asm__ volatile("fnstenv %0" : "=m"(x87));
	CHECK(x87.control == 0x37F && x87.status == 0 && x87.tags == 0xFFFF);
	/* Of no other environment, but perhaps of an instruction of the kernel's. */
	CHECK(x87.instruction == 0 || x87.instruction >= ULIM);
	CHECK(x87.operand == 0 || x87.operand >= ULIM);
	if (has_sse)
		__asm__ volatile("stmxcsr %1\n\t"
				 "movups %%xmm0, (%0)\n\t"
				 "movups %%xmm7, 16(%0)"
				 :
				 : "r"(&seen), "m"(mxcsr)
				 : "memory");
	if (has_avx)
		__asm__ volatile("vextractf128 $1, %%ymm1, 32(%0)\n\t"
				 "vextractf128 $1, %%ymm6, 48(%0)"
				 :
				 : "r"(&seen)
				 : "memory");
	CHECK(mxcsr == MXCSR_USUAL && memcmp(&seen, &zero, sizeof(seen)) == 0);
	__sync_fetch_and_add(&SHARED[0], 1);
}

void
umain(int argc, char **argv)
{
	struct sse_registers sse;
	envid_t children[CHILDREN], spawned;
	uint32_t edx, ecx;

	USED(argv);
	__asm__ volatile("cpuid" : "=d"(edx), "=c"(ecx) : "a"(1) : "ebx");
	has_sse = edx & CPUID_EDX_SSE;
	has_avx = (ecx & CPUID_ECX_AVX) == CPUID_ECX_AVX;
	if (argc > 1) {
		check_spawned();
		return;
	}
	make_shared_page();
	fill(&sse, CHILDREN + 1);
	for (uint32_t i = 0; i < CHILDREN; i++) {
		load(CHILDREN + 1, &sse);
		/* Most children get them out of the registers, some from where they were saved. */
		if (i % 2 == 1)
			sys_yield();
		children[i] = checked_fork();
		if (children[i] == 0)
			child(i + 1);
	}
	load(CHILDREN + 1, &sse);
	spawned = spawnl(binaryname, binaryname, "spawned", NULL);
	for (uint32_t i = 0; i < CHILDREN; i++)
		wait(children[i]);
	wait(spawned);
	CHECK(SHARED[0] == CHILDREN + 1);
	cprintf("registers: x87%s%s\n", has_sse ? ", SSE" : "", has_avx ? ", AVX" : "");
	passed();
}
