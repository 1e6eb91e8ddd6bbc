/*
 * Gives page calls addresses and permissions that are not a program's to
 * use, and looks that nothing was mapped by them.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static const uint32_t bad_pages[] = {
	1,    PGSIZE - 1, (uint32_t)PAGE_A + 4, UTOP - 1,   UTOP, UENVS, UVPT,
	ULIM, KERNBASE,   0xFFFFF000,           0xFFFFFFFF,
};

/* Missing what every mapping has, or with bits that only the processor and the kernel set. */
static const uint32_t bad_perms[] = {
	0,
	PTE_P,
	PTE_U,
	PTE_W,
	PTE_P | PTE_W,
	PTE_U | PTE_W,
	READ_WRITE | PTE_PWT,
	READ_WRITE | PTE_PCD,
	READ_WRITE | PTE_A,
	READ_WRITE | PTE_D,
	READ_WRITE | PTE_PS,
	READ_WRITE | PTE_G,
	READ_WRITE | 0x2000,
	READ_WRITE | 0x80000000,
	0xFFFFFFFF,
};

static void
check_addresses(void)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_pages); i++) {
		void *va = (void *)bad_pages[i];

		CHECK_RESULT(sys_page_alloc(0, va, READ_WRITE), -E_INVAL);
		CHECK_RESULT(sys_page_map(0, PAGE_A, 0, va, READ_WRITE), -E_INVAL);
		CHECK_RESULT(sys_page_map(0, va, 0, PAGE_B, READ_ONLY), -E_INVAL);
		CHECK_RESULT(sys_page_unmap(0, va), -E_INVAL);
		CHECK_RESULT(sys_archive_map(0, 0, va, READ_ONLY), -E_INVAL);
		if (bad_pages[i] < UTOP)
			CHECK_RESULT(sys_ipc_recv(va), -E_INVAL);
	}
	CHECK_RESULT(sys_page_map(0, PAGE_B, 0, PAGE_C, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_page_unmap(0, PAGE_B), 0);
	CHECK_RESULT(sys_archive_map(0xFFFFFFFF, 0, PAGE_B, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_archive_map(0x7FFFFFFF, 0, PAGE_B, READ_ONLY), -E_INVAL);
}

static void
check_perms(void)
{
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_perms); i++) {
		int perm = (int)bad_perms[i];

		CHECK_RESULT(sys_page_alloc(0, PAGE_B, perm), -E_INVAL);
		CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_B, perm), -E_INVAL);
		CHECK_RESULT(sys_archive_map(0, 0, PAGE_B, perm), -E_INVAL);
	}
	CHECK_RESULT(sys_archive_map(0, 0, PAGE_B, READ_WRITE), -E_INVAL);
	CHECK(!is_mapped(PAGE_B));
	CHECK(!is_mapped(PAGE_C));
}

static void
check_good_perms(void)
{
	const int perm = READ_WRITE | PTE_AVAIL | PTE_NOEXEC;

	CHECK_RESULT(sys_page_alloc(0, PAGE_B, perm), 0);
	CHECK((uvpt[PGNUM(PAGE_B)] & PTE_SYSCALL) == (PTE_SYSCALL));
	CHECK_RESULT(sys_page_unmap(0, PAGE_B), 0);
	CHECK(!is_mapped(PAGE_B));
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	memset(PAGE_A, 0x5A, PGSIZE);
	check_addresses();
	check_perms();
	check_good_perms();
	for (int i = 0; i < PGSIZE; i++)
		CHECK(PAGE_A[i] == 0x5A);
	CHECK_RESULT(sys_page_alloc(0, (void *)(UTOP - 2 * PGSIZE), READ_WRITE), 0);
	passed();
}
