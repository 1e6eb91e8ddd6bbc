/*
 * Forks a binary tree: each environment has the path from the root as its
 * name. The argument is the depth, 3 without one. With a second, "sfork",
 * all of them share their memory: the names, on their stacks, are yet their own.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <stdlib.h>

#define DEPTH_MAX 16

static size_t depth = 3;
static envid_t (*make_child)(void) = fork;

static void grow(const char *name);

static void
grow_branch(const char *name, char branch)
{
	char child_name[DEPTH_MAX + 1];
	envid_t child;

	if (strlen(name) >= depth)
		return;
	snprintf(child_name, sizeof(child_name), "%s%c", name, branch);
	child = make_child();
	if (child < 0)
		panic("fork: %e", child);
	if (child == 0) {
		grow(child_name);
		exit();
	}
}

static void
grow(const char *name)
{
	cprintf("%04x: I am '%s'\n", sys_getenvid(), name);
	grow_branch(name, '0');
	grow_branch(name, '1');
}

void
umain(int argc, char **argv)
{
	if (argc > 1)
		depth = strtoul(argv[1], NULL, 0);
	if (argc > 2 && strcmp(argv[2], "sfork") == 0)
		make_child = sfork;
	if (depth > DEPTH_MAX)
		panic("a tree of depth %u has too many leaves; %u is the most", depth, DEPTH_MAX);
	grow("");
}
