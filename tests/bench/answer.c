/*
 * The program that spawn_wait starts.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	++*SHARED;
}
