/*
 * Checkpoints of children that have forked and share pages and page tables,
 * that are in an exception handler, wait for a child's end, or compute with
 * AVX: each goes on as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#include "counting.h"
#include "keeping.h"

#define TIMES 3

#define HEAP_SPARE 4 /* pages */

/* Enough for fork to share their page tables; not where the heap is. */
#define AREA       ((volatile uint32_t *)0x40000000)
#define AREA_PAGES 600
#define WORD(i)    AREA[(i)*PGSIZE / 4]
#define PROBE      ((volatile uint32_t *)0xD0000000)
#define UNMAPPED   ((volatile uint32_t *)0xD2000000)

/* What env, which waits, has there. */
static uint32_t
word_of(envid_t env, volatile uint32_t *at)
{
	uint32_t word;

	CHECK_RESULT(sys_page_map(env, (void *)at, 0, (void *)PROBE, READ_ONLY), 0);
	word = *PROBE;
	CHECK_RESULT(sys_page_unmap(0, (void *)PROBE), 0);
	return word;
}

/* What a child's child has got is for ever as it was when it was made. */
static void
keep_ones(void)
{
	for (;;) {
		for (unsigned i = 0; i < AREA_PAGES; i++)
			CHECK(WORD(i) == 1);
		++SEEN;
		await();
	}
}

static void
fork_and_write(void)
{
	envid_t grandchild;

	for (unsigned i = 0; i < AREA_PAGES; i++) {
		CHECK_RESULT(sys_page_alloc(0, (void *)&WORD(i), READ_WRITE), 0);
		WORD(i) = 1;
	}
	await();
	grandchild = checked_fork();
	if (grandchild == 0)
		keep_ones();
	SHARED[2] = (uint32_t)grandchild;
	await();
	for (unsigned i = 0; i < AREA_PAGES; i += 2)
		WORD(i) = 2;
	await();
	for (unsigned i = 0; i < AREA_PAGES; i++)
		WORD(i) += 2;
	await();
}

/* Every second word, and all others. */
static void
check_words(envid_t child, uint32_t even, uint32_t odd)
{
	for (unsigned i = 0; i < AREA_PAGES; i += 50) {
		CHECK(word_of(child, &WORD(i)) == even);
		CHECK(word_of(child, &WORD(i + 1)) == odd);
	}
}

static void
check_forked(void)
{
	struct checkpoint *before, *forked, *written;
	envid_t child, grandchildren[TIMES + 1];

	SEEN = 0;
	child = start(fork_and_write);
	before = take(child);
	wait_until_blocked(child);
	for (unsigned i = 0; i <= TIMES; i++) {
		SHARED[2] = 0;
		tell(child, 0);
		grandchildren[i] = (envid_t)SHARED[2];
		wait_until_equal(&SEEN, i + 1);
		wait_until_blocked(grandchildren[i]);
		if (i < TIMES) {
			put_back(child, before);
			wait_until_blocked(child);
			check_words(child, 1, 1);
		}
	}
	forked = take(child);
	wait_until_blocked(child);
	tell(child, 0);
	check_words(child, 2, 1);
	written = take(child);
	for (unsigned i = 0; i < TIMES; i++) {
		put_back(child, forked);
		wait_until_blocked(child);
		check_words(child, 1, 1);
		put_back(child, written);
		wait_until_blocked(child);
		check_words(child, 2, 1);
		tell(child, 0);
		check_words(child, 4, 3);
	}
	/* They have lost nothing, and go on. */
	SEEN = 0;
	for (unsigned i = 0; i <= TIMES; i++) {
		ipc_send(grandchildren[i], 0, NULL, 0);
		wait_until_equal(&SEEN, i + 1);
	}
	checkpoint_release(before);
	checkpoint_release(forked);
	checkpoint_release(written);
	end(child);
	for (unsigned i = 0; i <= TIMES; i++)
		end_and_wait(grandchildren[i]);
}

/* On the exception stack: wait for what is to be there. */
static void
supply(struct UTrapframe *utf)
{
	const uint32_t value = await();

	CHECK(utf->utf_fault_va == (uintptr_t)UNMAPPED);
	CHECK_RESULT(sys_page_alloc(0, (void *)UNMAPPED, READ_WRITE), 0);
	*UNMAPPED = value;
}

static void
fault(void)
{
	set_pgfault_handler(supply);
	SEEN = *UNMAPPED + 1;
	await();
}

static void
check_in_handler(void)
{
	const envid_t child = start(fault);
	struct checkpoint *checkpoint = take(child);

	for (uint32_t i = 1; i <= TIMES; i++) {
		ipc_send(child, 10 * i, NULL, 0);
		wait_until_equal(&SEEN, 10 * i + 1);
		put_back(child, checkpoint);
	}
	checkpoint_release(checkpoint);
	end(child);
}

static void
wait_for_child(void)
{
	const envid_t grandchild = checked_fork();

	if (grandchild == 0) {
		await();
		exit();
	}
	SHARED[2] = (uint32_t)grandchild;
	wait(grandchild);
	SEEN = (uint32_t)grandchild;
	await();
}

static void
check_waiting_for_end(void)
{
	const envid_t child = start(wait_for_child);
	const envid_t grandchild = (envid_t)SHARED[2];
	struct checkpoint *checkpoint;

	SEEN = 0;
	checkpoint = take(child);
	for (unsigned i = 0; i < TIMES; i++) {
		put_back(child, checkpoint);
		wait_until_blocked(child);
	}
	CHECK(SEEN == 0);
	ipc_send(grandchild, 0, NULL, 0);
	/* The end has come in all of its pasts. */
	for (unsigned i = 0; i < TIMES; i++) {
		wait_until_equal(&SEEN, (uint32_t)grandchild);
		SEEN = 0;
		put_back(child, checkpoint);
	}
	checkpoint_release(checkpoint);
	end(child);
}

/* The same is counted in the upper half of a register, which only AVX has. */
static uint32_t own_count;

static void
count_by_avx(void)
{
	await();
	__asm__ volatile("	movl $1, %%eax\n"
			 "	vmovd %%eax, %%xmm6\n"
			 "	vpxor %%xmm5, %%xmm5, %%xmm5\n"
			 "1:	incl %0\n"
			 "	vextractf128 $1, %%ymm5, %%xmm4\n"
			 "	vpaddd %%xmm6, %%xmm4, %%xmm4\n"
			 "	vinsertf128 $1, %%xmm4, %%ymm5, %%ymm5\n"
			 "	vmovd %%xmm4, %%eax\n"
			 "	movl %0, %%edx\n"
			 "	cmpl %%eax, %%edx\n"
			 "	jne 2f\n"
			 "	movl %%edx, %1\n"
			 "	jmp 1b\n"
			 "2:	movl $1, %2\n"
			 "	jmp 2b\n"
			 :
			 : "m"(own_count), "m"(SEEN), "m"(MISMATCH)
			 : "eax", "edx", "memory");
}

static bool
has_avx(void)
{
	uint32_t ecx;

	__asm__ volatile("cpuid" : "=c"(ecx) : "a"(1) : "ebx", "edx");
	return (ecx >> 27 & 3) == 3;
}

static void
check_avx(void)
{
	const envid_t child = start(count_by_avx);
	struct checkpoint *checkpoints[TIMES];

	ipc_send(child, 0, NULL, 0);
	for (unsigned i = 0; i < TIMES; i++) {
		run_on(child);
		CHECK_RESULT(checkpoint_take(keeper, &checkpoints[i]), 0);
	}
	for (unsigned i = 0; i < 5 * TIMES; i++) {
		CHECK_RESULT(checkpoint_restore(keeper, checkpoints[i % TIMES]), 0);
		run_on(child);
	}
	for (unsigned i = 0; i < TIMES; i++)
		checkpoint_release(checkpoints[i]);
	end(child);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before = 0;

	USED(argc);
	USED(argv);
	make_shared_page();
	for (unsigned i = 0; i < TIMES; i++) {
		check_forked();
		check_in_handler();
		check_waiting_for_end();
		if (has_avx())
			check_avx();
		if (i == 0)
			free_before = free_pages();
	}
	/* malloc keeps a little, more or less of it. */
	CHECK(free_pages() + HEAP_SPARE >= free_before);
	cprintf("registers: %s\n", has_avx() ? "AVX" : "no AVX");
	passed();
}
