/*
 * Waits for a key, makes many calls of another environment that go the short
 * way, and says so: the monitor, entered before and after, shows how many locks
 * that took.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define CALLS 100000 /* tests/system/cases/monitor.py looks for so many */

#define NO_PAGE ((void *)UTOP)

static void
answer_for_ever(void)
{
	message_t message = ipc_reply_wait(0, 0);

	for (;;)
		message = sys_ipc_reply_wait(message.from, message.value, NO_PAGE, 0, NO_PAGE);
}

void
umain(int argc, char **argv)
{
	envid_t server;

	USED(argc);
	USED(argv);
	server = checked_fork();
	if (server == 0)
		answer_for_ever();
	wait_until_blocked(server);
	cprintf("short_calls: ready\n");
	while (sys_cgetc() == 0)
		sys_cons_wait();
	for (unsigned i = 0; i < CALLS; i++)
		CHECK(sys_ipc_call(server, i, NO_PAGE, 0, NO_PAGE).value == i);
	sys_env_destroy(server);
	passed();
}
