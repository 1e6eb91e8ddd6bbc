/*
 * Starts itself, with arguments that come back over a shared page, and fails
 * to start what cannot be started.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static const char *const arguments[] = { "", "two words", "x", "a longer argument, with a comma" };

#define COUNT ARRAY_SIZE(arguments)

/* As the child: everything must be as it was given, and mapped as it should be. */
static void
child(int argc, char **argv)
{
	static int in_data = 1;

	CHECK(argc == (int)COUNT + 2);
	CHECK(argv[argc] == NULL);
	for (size_t i = 0; i < COUNT; i++)
		CHECK(strcmp(argv[i + 2], arguments[i]) == 0);
	CHECK(!(uvpt[PGNUM(child)] & PTE_W));
	CHECK(!(uvpt[PGNUM(arguments)] & PTE_W));
	CHECK(uvpt[PGNUM(&in_data)] & PTE_W);
	CHECK(!is_mapped(UTEMP));
	CHECK(!is_mapped(PAGE_A));
	CHECK(strncmp((const char *)thisenv->env_name, "spawn_arguments", ENV_NAME_SIZE - 1) == 0);
	SHARED[0] = thisenv->env_parent_id;
}

static void
start_child(const char *program)
{
	const char *argv[COUNT + 3] = { program, "child" };
	envid_t env;

	for (size_t i = 0; i < COUNT; i++)
		argv[i + 2] = arguments[i];
	SHARED[0] = 0;
	env = spawn(program, argv);
	if (env < 0)
		panic("spawn: %e", env);
	wait(env);
	CHECK(SHARED[0] == (uint32_t)sys_getenvid());
}

static void
check_errors(const char *program)
{
	static char long_argument[PGSIZE];
	static const char *many_arguments[PGSIZE];

	memset(long_argument, 'x', sizeof(long_argument) - 1);
	for (size_t i = 0; i < ARRAY_SIZE(many_arguments) - 1; i++)
		many_arguments[i] = "";
	CHECK_RESULT(spawnl("no such program", "x", NULL), -E_NOT_FOUND);
	CHECK_RESULT(spawnl("", "x", NULL), -E_NOT_FOUND);
	CHECK_RESULT(spawnl(program, long_argument, NULL), -E_NO_MEM);
	CHECK_RESULT(spawn(program, many_arguments), -E_NO_MEM);
}

void
umain(int argc, char **argv)
{
	uint32_t free_before;

	if (argc > 1 && strcmp(argv[1], "child") == 0) {
		child(argc, argv);
		return;
	}
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	start_child(argv[0]);
	check_errors(argv[0]);
	free_before = free_pages();
	start_child(argv[0]);
	check_errors(argv[0]);
	CHECK(free_pages() == free_before);
	passed();
}
