/*
 * Memory that system calls are given and that is not there: the program's
 * page-fault handler provides it, has the call fail, or is of no use.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/archive.h>
#include <abi/batch.h>
#include <abi/state.h>
#include <exo/futex.h>
#include <exo/trap.h>

static struct UTrapframe seen;
static unsigned faults;
static uint32_t written; /* in no page of its own: copied on write in a child */

static void
note(const struct UTrapframe *utf)
{
	faults++;
	seen = *utf;
}

static void
provide(struct UTrapframe *utf)
{
	note(utf);
	CHECK_RESULT(sys_page_alloc(0, (void *)ROUNDDOWN(utf->utf_fault_va, PGSIZE), READ_WRITE),
		     0);
}

static void
provide_name(struct UTrapframe *utf)
{
	provide(utf);
	strcpy((char *)utf->utf_fault_va, "hello");
}

/* Its first page is there already, in which it provides the second. */
static void
provide_in_turn(struct UTrapframe *utf)
{
	if (utf->utf_fault_va < (uint32_t)PAGE_B)
		CHECK_RESULT(sys_time_ns(PAGE_B), 0);
	provide(utf);
}

static void
refuse(struct UTrapframe *utf)
{
	note(utf);
	utf->utf_regs.reg_eax = (uint32_t)-E_BUSY;
	utf->utf_eip += SYSCALL_INSTRUCTION_SIZE;
}

static void
begin(void (*handler)(struct UTrapframe *utf))
{
	for (char *page = PAGE_A; page <= PAGE_C; page += PGSIZE)
		CHECK_RESULT(sys_page_unmap(0, page), 0);
	set_pgfault_handler(handler);
	faults = 0;
}

static void
check_seen(unsigned count, const void *va, uint32_t error)
{
	CHECK_RESULT((int)faults, (int)count);
	CHECK(seen.utf_fault_va == (uint32_t)va);
	CHECK_RESULT((int)seen.utf_err, (int)(FEC_CALL | FEC_U | error));
}

static void
check_stores(void)
{
	const volatile struct PageList *list = (void *)PAGE_A;

	begin(provide);
	CHECK_RESULT(sys_time_ns(PAGE_A + 8), 0);
	check_seen(1, PAGE_A + 8, FEC_WR);
	CHECK(*(uint64_t *)(PAGE_A + 8) != 0);
	CHECK(seen.utf_regs.reg_eax == SYS_time_ns &&
	      seen.utf_regs.reg_edx == (uint32_t)PAGE_A + 8);
	CHECK_RESULT(sys_time_ns(PAGE_A), 0);
	check_seen(1, PAGE_A + 8, FEC_WR);

	begin(provide);
	CHECK_RESULT(sys_memory_info(PAGE_B - 4), 0);
	check_seen(2, PAGE_B, FEC_WR);
	CHECK(((struct memory_info *)(PAGE_B - 4))->total_pages > 0);

	begin(provide);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_ONLY), 0);
	CHECK_RESULT(sys_sched_info(PAGE_A), 0);
	check_seen(1, PAGE_A, FEC_PR | FEC_WR);

	begin(provide);
	CHECK_RESULT(sys_env_pages(0, 0, PAGE_A), 0);
	check_seen(1, PAGE_A, FEC_WR);
	CHECK(list->count > 0);
}

static void
check_loads(void)
{
	struct archive_file *file = (void *)PAGE_B;
	char before[ENV_NAME_SIZE];

	begin(provide_name);
	CHECK_RESULT(sys_archive_find(PAGE_A, 5, file), 0);
	check_seen(2, PAGE_B, FEC_WR);
	CHECK(strcmp(file->name, "hello") == 0 && file->size_bytes > 0);

	begin(provide_name);
	strcpy(before, (const char *)thisenv->env_name);
	CHECK_RESULT(sys_env_set_name(0, PAGE_A, 5), 0);
	check_seen(1, PAGE_A, 0);
	CHECK(strcmp((const char *)thisenv->env_name, "hello") == 0);
	CHECK_RESULT(sys_env_set_name(0, before, sizeof(before)), 0);

	begin(provide);
	CHECK_RESULT(futex_wait((uint32_t *)PAGE_A, 5, NO_DEADLINE), -E_CHANGED);
	check_seen(1, PAGE_A, 0);
	CHECK_RESULT(futex_wake((uint32_t *)PAGE_C, 1), 0);
	check_seen(2, PAGE_C, 0);
}

static void
check_nesting(void)
{
	begin(provide_in_turn);
	CHECK_RESULT(sys_time_ns(PAGE_A), 0);
	check_seen(2, PAGE_A, FEC_WR);
	CHECK(is_mapped(PAGE_B));
}

/* What is not a program's to map, and what must not be made again, is an error as ever. */
static void
check_limits(void)
{
	static const uint32_t beyond[] = { UTOP, UENVS, UVPT, ULIM, KERNBASE, 0xFFFFFFFC };
	const struct batch_call calls[] = { { SYS_time_ns, { (uintptr_t)PAGE_A } } };
	uint32_t failed = 7;

	begin(provide);
	for (unsigned i = 0; i < ARRAY_SIZE(beyond); i++)
		CHECK_RESULT(sys_time_ns((void *)beyond[i]), -E_FAULT);
	CHECK_RESULT(sys_env_set_name(0, (void *)UVPT, 1), -E_FAULT);
	CHECK_RESULT(sys_batch(calls, 1, &failed), -E_FAULT);
	CHECK_RESULT((int)failed, 0);
	CHECK_RESULT(sys_batch(PAGE_A, 1, &failed), -E_FAULT);
	CHECK_RESULT((int)faults, 0);
}

static void
check_refusal(void)
{
	begin(refuse);
	CHECK_RESULT(sys_time_ns(PAGE_A), -E_BUSY);
	check_seen(1, PAGE_A, FEC_WR);
}

/* The library alone has a handler: what is not fork's is an error, and goes on being handled. */
static void
call_in_child(uint32_t first_touch)
{
	set_pgfault_handler(NULL);
	if (first_touch)
		CHECK_RESULT(sys_time_ns(&seen), 0);
	CHECK_RESULT(sys_time_ns(NULL), -E_FAULT);
	CHECK_RESULT(sys_env_set_name(0, NULL, 1), -E_FAULT);
	written = 1;
	CHECK_RESULT(sys_time_ns(&seen), 0);
}

/* Only a handler for vector 14 is set. */
static void
handle_as_trap(struct ExceptionFrame *frame)
{
	CHECK(frame->xf_vector == T_PGFLT && frame->xf_info == (uint32_t)PAGE_A);
	CHECK(frame->xf_err == (FEC_CALL | FEC_U | FEC_WR));
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
}

static void
call_with_trap_handler(uint32_t unused)
{
	USED(unused);
	CHECK_RESULT(set_trap_handler(T_PGFLT, handle_as_trap), 0);
	CHECK_RESULT(sys_env_set_trap_upcall(0, T_PGFLT, (void *)_trap_upcall), 0);
	CHECK_RESULT(sys_env_set_pgfault_upcall(0, NULL), 0);
	CHECK_RESULT(sys_time_ns(PAGE_A), 0);
}

static void
call_with_upcall(uint32_t upcall)
{
	CHECK_RESULT(sys_env_set_pgfault_upcall(0, (void *)upcall), 0);
	sys_time_ns(PAGE_A);
}

static void
call_without_stack(uint32_t perm)
{
	void *stack = (void *)(UXSTACKTOP - PGSIZE);

	CHECK_RESULT(perm == 0 ? sys_page_unmap(0, stack) : sys_page_alloc(0, stack, (int)perm), 0);
	sys_time_ns(PAGE_A);
}

static void
fault_again(struct UTrapframe *utf)
{
	sys_time_ns((void *)utf->utf_fault_va);
}

static void
call_without_end(uint32_t unused)
{
	USED(unused);
	set_pgfault_handler(fault_again);
	sys_time_ns(PAGE_A);
}

static void
count(struct UTrapframe *utf)
{
	USED(utf);
	SHARED[0]++;
}

/* A handler that mends nothing is entered over and over; the rest of the world goes on. */
static void
check_unmended(void)
{
	envid_t child;

	SHARED[0] = 0;
	child = checked_fork();
	if (child == 0) {
		set_pgfault_handler(count);
		sys_time_ns(PAGE_A);
		panic("the call came back");
	}
	while (SHARED[0] < 1000)
		sys_yield();
	end_and_wait(child);
	check_standstill(&SHARED[0]);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	check_stores();
	check_loads();
	check_nesting();
	check_limits();
	check_refusal();
	begin(NULL);
	CHECK(survives(call_in_child, false));
	CHECK(survives(call_in_child, true));
	CHECK(survives(call_with_trap_handler, 0));
	CHECK(!survives(call_with_upcall, (uint32_t)PAGE_B));
	CHECK(!survives(call_with_upcall, KERNBASE));
	CHECK(!survives(call_without_stack, 0));
	CHECK(!survives(call_without_stack, READ_ONLY));
	CHECK(!survives(call_without_end, 0));
	check_unmended();
	passed();
}
