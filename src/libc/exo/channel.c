/*
 * Channels on calls: the value is the question, and the answer, which is
 * always 0, is given when the value is wanted. Who sends what is not yet
 * wanted waits for its answer meanwhile, so of each sender there is at most
 * one value to be remembered.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/channel.h>
#include <exo/ipc.h>
#include <exo/syscall.h>
#include <stdlib.h>

/* Values that came before they were wanted. */
static struct early {
	envid_t from;
	uint32_t value;
} * early;
static size_t early_count, early_room;

static void
answer(envid_t sender)
{
	/* A sender that has ended meanwhile misses nothing. */
	(void)sys_ipc_try_send(sender, 0, (void *)UTOP, 0);
}

static int
remember(const message_t *message)
{
	if (early_count == early_room) {
		const size_t room = early_room == 0 ? 4 : 2 * early_room;
		struct early *larger = realloc(early, room * sizeof(*larger));

		if (larger == NULL)
			return -E_NO_MEM;
		early = larger;
		early_room = room;
	}
	early[early_count++] = (struct early){ message->from, message->value };
	return 0;
}

int
channel_send(envid_t to, uint32_t value)
{
	const message_t taken = ipc_call(to, value);

	return taken.from < 0 ? taken.from : 0;
}

int
channel_receive(envid_t from, uint32_t *value)
{
	message_t message;
	int error;

	for (size_t i = 0; i < early_count; i++) {
		if (early[i].from != from)
			continue;
		*value = early[i].value;
		early[i] = early[--early_count];
		answer(from);
		return 0;
	}
	for (;;) {
		message = ipc_reply_wait(0, 0);
		if (message.from < 0)
			return message.from;
		if (message.from == from) {
			*value = message.value;
			answer(from);
			return 0;
		}
		error = remember(&message);
		if (error < 0)
			return error;
	}
}
