/*
 * From the entry point to the program's own main function and out again.
 *
 * A program has a main, as in C, or the lab's umain, whose return means success.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/panic.h>
#include <exo/syscall.h>
#include <stdlib.h>

#include <libc/exo/sharing.h>
#include <libc/lock.h>
#include <libc/stdlib/exit.h>

void umain(int argc, char **argv) __attribute__((weak));
int main(int argc, char **argv) __attribute__((weak));
_Noreturn void libmain(int argc, char **argv);

/* The kernel's windows, as the arrays that <exo/env.h> declares. */
#define WINDOW(name, address)     WINDOW_SET(name, address)
#define WINDOW_SET(name, address) __asm__(".globl " #name "\n.set " #name ", " #address)

/* The page tables that map the page tables are the page directories. */
#define UVPD (UVPT + (UVPT >> 12) * 8)

WINDOW(envs, UENVS);
WINDOW(uvpt, UVPT);
WINDOW(uvpd, UVPD);

static const volatile struct Env *first_thisenv;
const volatile struct Env **thisenv_place = &first_thisenv;
const char *binaryname = "(program)";

_Noreturn void
libmain(int argc, char **argv)
{
	thisenv = &envs[ENVX(sys_getenvid())];
	if (argc > 0)
		binaryname = argv[0];

	if (umain != NULL) {
		umain(argc, argv);
		(exit)(EXIT_SUCCESS);
	}
	(exit)(main(argc, argv));
}

/* The kernel keeps no exit status: who wants one sends a message. */
_Noreturn void
exo_exit(int status)
{
	(void)status;
	/* Of a thread, the program's first environment: with it all of them end. */
	if (libc_shared)
		sys_env_destroy(OWN->program);
	for (;;)
		sys_env_destroy(0);
}
