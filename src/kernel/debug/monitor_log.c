/*
 * The console's log once more.
 *
 * What is shown is logged again, in the place of what was read before: a
 * piece is read before it is shown, so nothing is lost when the log is full.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/console.h>

void
command_log(const struct command_call *call)
{
	const uint32_t end = console_log_end();
	uint32_t position = console_log_begin();
	char piece[128];

	(void)call;
	while ((int32_t)(end - position) > 0) {
		const uint32_t left = end - position;
		const size_t n = console_log_read(&position, piece,
						  left < sizeof(piece) ? left : sizeof(piece));

		console_write(piece, n);
	}
}
