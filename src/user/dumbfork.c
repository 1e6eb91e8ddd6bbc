/*
 * A fork that copies everything at once, with nothing but system calls:
 * the program's image page by page, and the one stack page in use.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

extern char end[]; /* of the image; from the linker script */

static void
check(int result, const char *what)
{
	if (result < 0)
		panic("%s: %e", what, result);
}

/* Give the child a copy of our page at va. */
static void
copy_page(envid_t child, void *va)
{
	check(sys_page_alloc(child, va, PTE_P | PTE_U | PTE_W), "sys_page_alloc");
	check(sys_page_map(child, va, 0, UTEMP, PTE_P | PTE_U | PTE_W), "sys_page_map");
	memmove(UTEMP, va, PGSIZE);
	check(sys_page_unmap(0, UTEMP), "sys_page_unmap");
}

static envid_t
dumb_fork(void)
{
	envid_t child = sys_exofork();
	char here;

	check(child, "sys_exofork");
	if (child == 0) {
		thisenv = &envs[ENVX(sys_getenvid())];
		return 0;
	}
	for (uintptr_t va = UTEXT; va < (uintptr_t)end; va += PGSIZE)
		copy_page(child, (void *)va);
	copy_page(child, ROUNDDOWN((void *)&here, PGSIZE));
	check(sys_env_set_status(child, ENV_RUNNABLE), "sys_env_set_status");
	return child;
}

void
umain(int argc, char **argv)
{
	envid_t child = dumb_fork();
	int lines = child != 0 ? 10 : 20;

	USED(argc);
	USED(argv);
	for (int i = 0; i < lines; i++) {
		cprintf("%d: I am the %s!\n", i, child != 0 ? "parent" : "child");
		sys_yield();
	}
}
