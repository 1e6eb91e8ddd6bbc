/*
 * Parent and child send each other a page with a text in it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define PARENT_PAGE ((char *)0xA00000)
#define CHILD_PAGE  ((char *)0xB00000)
#define PERM        (PTE_P | PTE_U | PTE_W)

static const char to_child[] = "hello child environment! how are you?";
static const char to_parent[] = "hello parent environment! I'm good.";

/* Wait for a page at va and report whether it holds the text. */
static envid_t
receive(char *va, const char *text, const char *me)
{
	envid_t from;

	ipc_recv(&from, va, NULL);
	cprintf("%x got message: %s\n", from, va);
	if (strcmp(va, text) == 0)
		cprintf("%s received correct message\n", me);
	return from;
}

static void
child(void)
{
	envid_t from = receive(CHILD_PAGE, to_child, "child");

	strcpy(CHILD_PAGE, to_parent);
	ipc_send(from, 0, CHILD_PAGE, PERM);
}

static void
parent(envid_t to)
{
	int error = sys_page_alloc(0, PARENT_PAGE, PERM);

	if (error < 0)
		panic("sys_page_alloc: %e", error);
	strcpy(PARENT_PAGE, to_child);
	ipc_send(to, 0, PARENT_PAGE, PERM);
	receive(PARENT_PAGE, to_parent, "parent");
}

void
umain(int argc, char **argv)
{
	envid_t env = fork();

	USED(argc);
	USED(argv);
	if (env < 0)
		panic("fork: %e", env);
	if (env == 0)
		child();
	else
		parent(env);
}
