/*
 * Batches of system calls: in order, up to the first error, which is named;
 * longer than one piece; and what may not be in one.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/batch.h>

#define UNTOUCHED 0xABCDEF
#define PAGE(i)   (PAGE_A + (i)*PGSIZE)

static struct batch_call calls[BATCH_MAX + 1];
static uint32_t failed;

static int
batch(uint32_t count)
{
	failed = UNTOUCHED;
	return sys_batch(calls, count, &failed);
}

static void
set_page_call(uint32_t index, uint32_t number, void *va)
{
	calls[index] = (struct batch_call){ number, { 0, (uintptr_t)va, READ_WRITE } };
}

static void
set_alloc(uint32_t index, void *va)
{
	set_page_call(index, SYS_page_alloc, va);
}

static void
unmap_all(void)
{
	for (unsigned i = 0; i < BATCH_MAX; i++)
		set_page_call(i, SYS_page_unmap, PAGE(i));
	CHECK_RESULT(batch(BATCH_MAX), 0);
	for (unsigned i = 0; i < BATCH_MAX; i++)
		CHECK(!is_mapped(PAGE(i)));
}

/* As many as there may be, in several pieces; the one at bad is wrong. */
static void
check_failure_at(uint32_t bad)
{
	for (unsigned i = 0; i < BATCH_MAX; i++)
		set_alloc(i, PAGE(i));
	if (bad < BATCH_MAX)
		set_alloc(bad, (void *)UTOP);
	CHECK_RESULT(batch(BATCH_MAX), bad < BATCH_MAX ? -E_INVAL : 0);
	CHECK(failed == (bad < BATCH_MAX ? bad : UNTOUCHED));
	for (unsigned i = 0; i < BATCH_MAX; i++)
		CHECK(is_mapped(PAGE(i)) == (i < bad));
	unmap_all();
}

static void
check_counts(void)
{
	CHECK_RESULT(batch(0), 0);
	CHECK_RESULT(batch(BATCH_MAX + 1), -E_INVAL);
	CHECK_RESULT(batch(0xFFFFFFFF), -E_INVAL);
	CHECK_RESULT(sys_batch((void *)ULIM, 1, &failed), -E_FAULT);
	/* Where to store it is needed only if something fails. */
	set_alloc(0, PAGE_A);
	CHECK_RESULT(sys_batch(calls, 1, (void *)KERNBASE), 0);
	set_alloc(0, (void *)UTOP);
	CHECK_RESULT(sys_batch(calls, 1, (void *)KERNBASE), -E_INVAL);
	unmap_all();
}

/* The calls lie at the end of a page, behind which is nothing. */
static void
check_end_of_memory(void)
{
	struct batch_call *last = (struct batch_call *)(PAGE_B)-1;

	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	*last = (struct batch_call){ SYS_page_alloc, { 0, (uintptr_t)PAGE_C, READ_WRITE } };
	CHECK_RESULT(sys_batch(last, 2, &failed), -E_FAULT);
	CHECK(failed == 0 && !is_mapped(PAGE_C));
	CHECK_RESULT(sys_batch(last, 1, &failed), 0);
	CHECK(is_mapped(PAGE_C));
	unmap_all();
}

static void
check_refused(uint32_t number, bool as_last)
{
	set_alloc(0, PAGE_A);
	calls[1] = (struct batch_call){ number, { 0 } };
	set_alloc(2, PAGE_B);
	CHECK_RESULT(batch(as_last ? 2 : 3), -E_INVAL);
	CHECK(failed == 1 && is_mapped(PAGE_A) && !is_mapped(PAGE_B));
	unmap_all();
}

/* What ends or blocks the caller is the last, or refused. */
static void
check_last(void)
{
	uint64_t until = now_ns() + 2000000;

	check_refused(SYS_batch, true);
	check_refused(SYS_exofork, true);
	check_refused(SYS_cputs, true);
	check_refused(NSYSCALLS, true);
	check_refused(0xFFFFFFFF, true);
	check_refused(SYS_env_destroy, false);
	check_refused(SYS_env_set_status, false);
	check_refused(SYS_ipc_recv, false);
	check_refused(SYS_yield, false);

	set_alloc(0, PAGE_A);
	calls[1] = (struct batch_call){ SYS_sleep_until,
					{ (uint32_t)until, (uint32_t)(until >> 32) } };
	CHECK_RESULT(batch(2), 0);
	CHECK(now_ns() >= until && is_mapped(PAGE_A));
	calls[0] = (struct batch_call){ SYS_env_wait, { (uint32_t)sys_getenvid() } };
	CHECK_RESULT(batch(1), -E_INVAL);
	CHECK(failed == 0);
	unmap_all();
}

static void
end_by_batch(uint32_t unused)
{
	USED(unused);
	set_alloc(0, PAGE_A);
	calls[1] = (struct batch_call){ SYS_env_destroy, { 0 } };
	batch(2);
}

/* One long batch after the other, until the parent stops and ends us in the middle of one. */
static void
check_stopped(void)
{
	for (unsigned round = 0; round < 10; round++) {
		const envid_t child = checked_fork();

		if (child == 0) {
			for (unsigned i = 0; i < BATCH_MAX; i++)
				set_page_call(i, i % 2 ? SYS_page_unmap : SYS_page_alloc, PAGE_A);
			for (;;) {
				CHECK_RESULT(batch(BATCH_MAX), 0);
				SHARED[0]++;
			}
		}
		for (unsigned i = 0; i < 10; i++) {
			const uint32_t seen = SHARED[0];

			while (SHARED[0] == seen)
				sys_yield();
			CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
			CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
		}
		end_and_wait(child);
	}
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	check_failure_at(0);
	check_failure_at(15);
	check_failure_at(16);
	check_failure_at(BATCH_MAX - 1);
	check_failure_at(BATCH_MAX);
	check_counts();
	check_end_of_memory();
	check_last();
	CHECK(!survives(end_by_batch, 0));
	check_stopped();
	passed();
}
