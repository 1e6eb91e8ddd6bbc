/*
 * Hands the kernel every kind of bad pointer: unmapped, in the kernel,
 * running into what is unmapped, wrapping around, read-only where it writes.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/archive.h>

struct range {
	uint32_t va;
	uint32_t size_bytes;
};

/* PAGE_A is mapped, PAGE_B behind it is not, PAGE_C is read-only. */
static const struct range unreadable[] = {
	{ 0, 1 },
	{ 1, 1 },
	{ (uint32_t)PAGE_B, 1 },
	{ (uint32_t)PAGE_B - 1, 2 },
	{ (uint32_t)PAGE_A, 2 * PGSIZE },
	{ (uint32_t)PAGE_A, 0xFFFFFFFF },            /* the end wraps around */
	{ (uint32_t)PAGE_A, 0u - (uint32_t)PAGE_A }, /* the end is 0 */
	{ (uint32_t)PAGE_A, 0x80000000 },
	{ USTACKTOP, 1 },
	{ UVPT, 1 },
	{ ULIM - 1, 1 },
	{ ULIM - 1, 2 },
	{ ULIM, 1 },
	{ KERNBASE, 1 },
	{ KERNBASE + 0x100000, 100 },
	{ 0xFFFFFFFF, 1 },
	{ 0xFFFFFFFF, 2 },
	{ 0xFFFFF000, PGSIZE },
};

/* Addresses at which nothing that takes more than a byte can be stored or, but for PAGE_C, read. */
static const uint32_t unwritable[] = {
	0,
	4,
	(uint32_t)PAGE_B,
	(uint32_t)PAGE_B - 4,
	(uint32_t)PAGE_C,
	UTEXT,
	UENVS,
	UVPT,
	ULIM - 4,
	ULIM,
	KERNBASE,
	0xFFFFFFFC,
	0xFFFFFFFF,
};

static void
print(uint32_t index)
{
	sys_cputs((void *)unreadable[index].va, unreadable[index].size_bytes);
}

static void
check_printing(void)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(unreadable); i++)
		if (survives(print, i))
			panic("printed %08x bytes at %08x", unreadable[i].size_bytes,
			      unreadable[i].va);
	/* Nothing at all can be printed from anywhere. */
	sys_cputs(NULL, 0);
}

static void
check_writing(void)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(unwritable); i++) {
		void *to = (void *)unwritable[i];

		CHECK_RESULT(sys_time_ns(to), -E_FAULT);
		CHECK_RESULT(sys_memory_info(to), -E_FAULT);
		CHECK_RESULT(sys_sched_info(to), -E_FAULT);
		CHECK_RESULT(sys_archive_stat(0, to), -E_FAULT);
	}
}

static void
check_reading(envid_t child)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(unreadable); i++)
		if (unreadable[i].va != (uint32_t)PAGE_A)
			CHECK_RESULT(sys_env_set_name(child, (void *)unreadable[i].va, 15),
				     -E_FAULT);
	for (uint32_t i = 0; i < ARRAY_SIZE(unwritable); i++) {
		uint32_t va = unwritable[i];

		if (va != (uint32_t)PAGE_C && va != UTEXT && va != UENVS)
			CHECK_RESULT(sys_env_set_trapframe(child, (void *)va), -E_FAULT);
	}
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_C, READ_ONLY), 0);
	check_printing();
	check_writing();
	child = sys_exofork();
	CHECK(child > 0);
	check_reading(child);
	CHECK_RESULT(sys_env_destroy(child), 0);
	passed();
}
