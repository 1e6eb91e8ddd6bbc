/*
 * System calls on the console.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/console.h>

#include <arch/userptr.h>
#include <kernel/printf.h>
#include <kernel/syscall.h>
#include <kernel/usercheck.h>
#include <kernel/wait.h>

#define PIECE  1024u            /* bytes shown under one hold of the console's lock */
#define WINDOW (1024u * PGSIZE) /* bytes checked at once: bounds the work of one entry */

static struct wait_queue readers = { { &readers.waiting, &readers.waiting } };

/*
 * Shown in pieces, each in an entry of its own, so that a long text on a slow
 * line does not keep the CPU. Nothing is shown if any of the first WINDOW
 * bytes is out of reach, as in the lab; every further window is checked
 * before it begins.
 */
int32_t
sys_cputs(struct env *caller, uservaddr_t string, size_t length)
{
	const uint32_t done = caller->progress < length ? caller->progress : 0;
	const uservaddr_t from = user_va(string.value + done);
	const size_t left = length - done;
	const size_t piece = left < PIECE ? left : PIECE;
	char bytes[PIECE];
	int error = 0;

	if (done % WINDOW == 0)
		error = user_check(from, left < WINDOW ? left : WINDOW);
	if (error == 0)
		error = copy_from_user(bytes, from, piece);
	caller->progress = 0;
	if (error < 0) {
		user_check_failed(caller);
		return 0;
	}
	console_write(bytes, piece);
	if (piece == left)
		return 0;
	caller->progress = done + piece;
	return SYSCALL_AGAIN;
}

int32_t
sys_cgetc(struct env *caller)
{
	(void)caller;
	return console_getc(CONSOLE_PROGRAM);
}

int32_t
sys_cons_wait(struct env *caller)
{
	spin_lock(&caller->lock);
	wait_on(caller, &readers);
	spin_unlock(&caller->lock);
	/* A character that came before the caller was in the queue has woken nobody. */
	if (console_input_waiting(CONSOLE_PROGRAM))
		console_waiters_wake();
	return 0;
}

void
console_waiters_wake(void)
{
	wait_wake_all(&readers, 0);
}

bool
console_has_waiters(void)
{
	return !wait_queue_empty(&readers);
}
