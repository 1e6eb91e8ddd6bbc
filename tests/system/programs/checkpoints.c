/*
 * A program that counts, in memory, in an FPU and in an SSE register, is put
 * back to checkpoints of itself, in any order and again and again.
 *
 * SPDX-License-Identifier: MIT
 */
#include "counting.h"

#include <exo/checkpoint.h>

/* Not where the heap is, nor checkpoints. */
#define PROBE ((char *)0xD0000000)
#define EXTRA ((char *)0xD0001000)

#define CHAIN  6
#define ROUNDS 40

/* The child's own; in a page of its own, which the parent looks at. */
static struct {
	volatile uint32_t count;
	volatile uint32_t fpu;
	uint32_t padding[PGSIZE / 4 - 2];
} own __attribute__((aligned(PGSIZE)));

static uint8_t many[16][PGSIZE] __attribute__((aligned(PGSIZE)));

static void
count_for_ever(void)
{
	__asm__ volatile("	fldz\n"
			 "	pxor %%xmm7, %%xmm7\n"
			 "	movl $1, %%eax\n"
			 "	movd %%eax, %%xmm6\n"
			 "1:	incl %0\n"
			 "	fld1\n"
			 "	faddp\n"
			 "	fistl %1\n"
			 "	paddd %%xmm6, %%xmm7\n"
			 "	movd %%xmm7, %%eax\n"
			 "	movl %0, %%edx\n"
			 "	cmpl %%eax, %%edx\n"
			 "	jne 2f\n"
			 "	cmpl %1, %%edx\n"
			 "	jne 2f\n"
			 "	movl %%edx, %2\n"
			 "	jmp 1b\n"
			 "2:	movl %%eax, %3\n"
			 "	jmp 2b\n"
			 :
			 : "m"(own.count), "m"(own.fpu), "m"(SEEN), "m"(MISMATCH)
			 : "eax", "edx", "memory");
}

/* The count of the child, which is stopped. */
static uint32_t
count_of(envid_t child)
{
	uint32_t count;

	CHECK_RESULT(sys_page_map(child, &own, 0, PROBE, READ_ONLY), 0);
	count = *(volatile uint32_t *)PROBE;
	CHECK_RESULT(sys_page_unmap(0, PROBE), 0);
	return count;
}

static envid_t
start_counting(void)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		for (unsigned i = 0; i < sizeof(many) / PGSIZE; i++)
			many[i][0] = 1;
		count_for_ever();
	}
	run_on(child);
	return child;
}

static void
check_counting(void)
{
	const envid_t child = start_counting();
	struct checkpoint *chain[CHAIN];
	uint32_t counts[CHAIN];
	struct keeper *keeper;

	CHECK_RESULT(keeper_open(child, &keeper), 0);
	for (unsigned i = 0; i < CHAIN; i++) {
		CHECK_RESULT(checkpoint_take(keeper, &chain[i]), 0);
		counts[i] = count_of(child);
		CHECK(i == 0 || counts[i] > counts[i - 1]);
		/* It writes to a page of its own and to the shared one. */
		CHECK(i == 0 || checkpoint_pages_saved(chain[i]) == 2);
		run_on(child);
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		const unsigned i = round * 5 % CHAIN;

		CHECK_RESULT(checkpoint_restore(keeper, chain[i]), 0);
		CHECK_RESULT((int)count_of(child), (int)counts[i]);
		run_on(child);
		CHECK(SEEN >= counts[i]); /* it may have counted, but not told us yet */
	}
	/* What is left does not depend on those before. */
	for (unsigned i = 0; i < CHAIN - 1; i++)
		checkpoint_release(chain[i]);
	CHECK_RESULT(checkpoint_restore(keeper, chain[CHAIN - 1]), 0);
	CHECK_RESULT((int)count_of(child), (int)counts[CHAIN - 1]);
	run_on(child);
	checkpoint_release(chain[CHAIN - 1]);
	keeper_close(keeper);
	end_and_wait(child);
}

/* The first word at va in the child, which is stopped; or -1 if nothing is there. */
static int
word_at(envid_t child, void *va)
{
	int word = -1;

	if (sys_page_map(child, va, 0, PROBE, READ_ONLY) == 0) {
		word = *(volatile int *)PROBE;
		CHECK_RESULT(sys_page_unmap(0, PROBE), 0);
	}
	return word;
}

static bool
is_writable(envid_t child, void *va)
{
	const bool writable = sys_page_map(child, va, 0, PROBE, READ_WRITE) == 0;

	CHECK_RESULT(sys_page_unmap(0, PROBE), 0);
	return writable;
}

/* Pages come and go, change their rights, and are replaced by others. */
static void
remap(void)
{
	for (unsigned i = 0; i < sizeof(many) / PGSIZE; i++)
		many[i][0] = 1;
	for (SEEN = 1; SHARED[2] == 0;)
		sys_yield();
	CHECK_RESULT(sys_page_unmap(0, many[1]), 0);
	CHECK_RESULT(sys_page_alloc(0, EXTRA, READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, many[2], READ_WRITE), 0); /* never written to */
	CHECK_RESULT(sys_page_map(0, many[3], 0, many[3], READ_ONLY), 0);
	for (SEEN = 2;;)
		sys_yield();
}

static void
check_before(envid_t child)
{
	CHECK_RESULT(word_at(child, many[1]), 1);
	CHECK_RESULT(word_at(child, many[2]), 1);
	CHECK_RESULT(word_at(child, EXTRA), -1);
	CHECK(is_writable(child, many[3]));
}

static void
check_after(envid_t child)
{
	CHECK_RESULT(word_at(child, many[1]), -1);
	CHECK_RESULT(word_at(child, many[2]), 0);
	CHECK_RESULT(word_at(child, EXTRA), 0);
	CHECK(!is_writable(child, many[3]));
}

static void
run_until(envid_t child, uint32_t seen)
{
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	while (SEEN != seen)
		sys_yield();
}

static void
check_mappings(void)
{
	struct checkpoint *before, *after;
	struct keeper *keeper;
	envid_t child;

	SEEN = SHARED[2] = 0;
	child = checked_fork();
	if (child == 0)
		remap();
	run_until(child, 1);
	CHECK_RESULT(keeper_open(child, &keeper), 0);
	CHECK_RESULT(checkpoint_take(keeper, &before), 0);
	check_before(child);
	SHARED[2] = 1;
	run_until(child, 2);
	CHECK_RESULT(checkpoint_take(keeper, &after), 0);
	check_after(child);
	for (unsigned i = 0; i < 3; i++) {
		CHECK_RESULT(checkpoint_restore(keeper, before), 0);
		check_before(child);
		CHECK_RESULT(checkpoint_restore(keeper, after), 0);
		check_after(child);
	}
	CHECK_RESULT(checkpoint_restore(keeper, before), 0);
	SEEN = 0;
	run_until(child, 2);
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	check_after(child);
	checkpoint_release(before);
	checkpoint_release(after);
	keeper_close(keeper);
	end_and_wait(child);
}

static void
round(unsigned turn)
{
	USED(turn);
	check_counting();
	check_mappings();
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	run_rounds(3, round);
	passed();
}
