/*
 * Checks that static memory starts out zero and can be written, then writes
 * far past its end: the kernel ends it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define COUNT    (1024 * 1024)
#define PAST_END 1024

static volatile uint32_t array[COUNT];

static void
check(uint32_t multiplier)
{
	for (uint32_t i = 0; i < COUNT; i++)
		if (array[i] != i * multiplier)
			panic("array[%u] is %u", i, array[i]);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	cprintf("Making sure bss works right...\n");
	check(0);
	for (uint32_t i = 0; i < COUNT; i++)
		array[i] = i;
	check(1);

	cprintf("Yes, good.  Now doing a wild write off the end...\n");
	/* Through an integer: the compiler knows where the array ends. */
	*(volatile uint32_t *)((uintptr_t)array + (COUNT + PAST_END) * sizeof(array[0])) = 0;
	panic("SHOULD HAVE TRAPPED!!!");
}
