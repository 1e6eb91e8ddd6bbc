/*
 * A binary tree of forks, of depth 6: 127 environments, each of which prints
 * its path from the root and waits for its two children. From before the root
 * prints until it has seen both of its children end.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define DEPTH 6

static void
grow(char *path, unsigned depth)
{
	envid_t children[2];

	cprintf("%04x: I am '%s'\n", sys_getenvid(), path);
	if (depth == DEPTH)
		return;
	for (unsigned branch = 0; branch < 2; branch++) {
		children[branch] = fork();
		if (children[branch] < 0)
			panic("fork: %e", children[branch]);
		if (children[branch] == 0) {
			path[depth] = (char)('0' + branch);
			path[depth + 1] = '\0';
			grow(path, depth + 1);
			exit();
		}
	}
	for (unsigned branch = 0; branch < 2; branch++)
		wait(children[branch]);
}

void
umain(int argc, char **argv)
{
	char path[DEPTH + 1] = "";
	uint64_t start;

	USED(argc);
	USED(argv);
	start = bench_now();
	grow(path, 0);
	bench_sample(bench_now() - start);
	bench_report();
}
