/*
 * The C library's console, by system calls.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/syscall.h>
#include <libc/stdio/console.h>

void
console_write(const char *bytes, size_t length)
{
	sys_cputs(bytes, length);
}

int
console_read_char(void)
{
	int c;

	/* Another program may take the character between the two calls. */
	while ((c = sys_cgetc()) == 0)
		sys_cons_wait();
	return c;
}
