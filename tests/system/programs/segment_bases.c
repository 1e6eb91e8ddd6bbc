/*
 * Environments with segments of their own for fs and gs take turns on the
 * same CPUs: each always sees its own, and a child begins with its parent's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CHILDREN 6
#define TURNS    200

static uint32_t words[CHILDREN + 1];

static uint32_t
read_fs(void)
{
	uint32_t value;

	__asm__ volatile("movl %%fs:0, %0" : "=r"(value));
	return value;
}

static uint32_t
read_gs(void)
{
	uint32_t value;

	__asm__ volatile("movl %%gs:4, %0" : "=r"(value));
	return value;
}

/* fs:0 is the word at index, gs:4 the one before it or, for the first, the last. */
static void
set_bases(uint32_t index)
{
	const uint32_t before = index == 0 ? CHILDREN : index - 1;

	CHECK_RESULT(sys_segment_base(SEGMENT_FS, (uint32_t)&words[index]), 0);
	CHECK_RESULT(sys_segment_base(SEGMENT_GS, (uint32_t)&words[before] - 4), 0);
}

static void
check_bases(uint32_t index)
{
	CHECK(read_fs() == 100 + index);
	CHECK(read_gs() == 100 + (index == 0 ? CHILDREN : index - 1));
}

static void
child(uint32_t index)
{
	uint16_t fs, gs;

	check_bases(0); /* the parent's */
	set_bases(index);
	for (int turn = 0; turn < TURNS; turn++) {
		if (turn % 50 == 0)
			for (volatile int i = 0; i < 2000000; i++)
				;
		else
			sys_yield();
		check_bases(index);
		/* Loaded again, they are what they were. */
		__asm__ volatile("movw %%fs, %0\n\tmovw %%gs, %1" : "=r"(fs), "=r"(gs));
		CHECK(fs == SEGMENT_SELECTOR(SEGMENT_FS) && gs == SEGMENT_SELECTOR(SEGMENT_GS));
		__asm__ volatile("movw %w2, %%fs\n\tmovw %w2, %%gs\n\t"
				 "movw %w0, %%fs\n\tmovw %w1, %%gs"
				 :
				 : "r"(fs), "r"(gs), "r"(0));
		check_bases(index);
	}
	__sync_fetch_and_add(&SHARED[0], 1);
	exit();
}

/* By whatever base: the kernel's memory stays out of reach. */
static void
read_kernel(uint32_t base)
{
	CHECK_RESULT(sys_segment_base(SEGMENT_GS, base), 0);
	(void)read_gs();
}

/* Any segment register may have them, the stack's and those the kernel loads included. */
static void
use_elsewhere(uint32_t unused)
{
	uint32_t value;

	USED(unused);
	words[1] = 0x5EED;
	CHECK_RESULT(sys_segment_base(SEGMENT_FS, (uint32_t)words), 0);
	__asm__ volatile("movw %w1, %%ds\n\tmovw %w1, %%es\n\t"
			 "int %3\n\t"
			 "movl 4, %0\n\t"
			 "movw %w2, %%ds\n\tmovw %w2, %%es"
			 : "=&b"(value)
			 : "r"(SEGMENT_SELECTOR(SEGMENT_FS)), "r"(0x23), "i"(T_SYSCALL),
			   "a"(SYS_yield)
			 : "memory", "cc");
	CHECK(value == 0x5EED);
}

static void
use_as_stack(uint32_t unused)
{
	USED(unused);
	CHECK_RESULT(sys_segment_base(SEGMENT_FS, 0), 0);
	__asm__ volatile("movw %w1, %%ss\n\t"
			 "int %2\n\t"
			 "movw %w3, %%ss"
			 :
			 : "a"(SYS_yield), "r"(SEGMENT_SELECTOR(SEGMENT_FS)), "i"(T_SYSCALL),
			   "r"(0x23)
			 : "memory", "cc");
}

/* A spawned program has nothing of this. */
static void
check_spawned(void)
{
	uint16_t fs, gs;

	__asm__ volatile("movw %%fs, %0\n\tmovw %%gs, %1" : "=r"(fs), "=r"(gs));
	CHECK(fs == 0 && gs == 0);
	__asm__ volatile("movw %w0, %%fs" : : "r"(SEGMENT_SELECTOR(SEGMENT_FS)));
	words[0] = 0x5EED;
	__asm__ volatile("movl %%fs:%1, %0" : "=r"(words[1]) : "m"(words[0]));
	CHECK(words[1] == 0x5EED);
	__sync_fetch_and_add(&SHARED[0], 1);
}

void
umain(int argc, char **argv)
{
	static const uint32_t odd[] = { SEGMENTS, 3, 0x43, 0x80000000, 0xFFFFFFFF };
	envid_t children[CHILDREN];

	USED(argv);
	if (argc > 1) {
		check_spawned();
		return;
	}
	make_shared_page();
	for (unsigned i = 0; i < ARRAY_SIZE(odd); i++)
		CHECK_RESULT(sys_segment_base(odd[i], 0), -E_INVAL);
	CHECK(!survives(read_kernel, KERNBASE + 0x100000));
	CHECK(!survives(read_kernel, 0xFFFFFFFF));
	CHECK(survives(read_kernel, (uint32_t)words));
	CHECK(survives(use_elsewhere, 0));
	CHECK(survives(use_as_stack, 0));
	for (uint32_t i = 0; i <= CHILDREN; i++)
		words[i] = 100 + i;
	set_bases(0);
	for (uint32_t i = 0; i < CHILDREN; i++) {
		children[i] = checked_fork();
		if (children[i] == 0)
			child(i + 1);
	}
	for (uint32_t i = 0; i < CHILDREN; i++)
		wait(children[i]);
	check_bases(0);
	wait(spawnl(binaryname, binaryname, "spawned", NULL));
	CHECK(SHARED[0] == CHILDREN + 1);
	passed();
}
