/*
 * The ring behind the console's log.
 *
 * SPDX-License-Identifier: MIT
 */
#include "log.h"

_Static_assert((CONSOLE_LOG_SIZE & (CONSOLE_LOG_SIZE - 1)) == 0,
	       "positions wrap round at a multiple of the ring's size");

void
log_append(struct log *log, const char *bytes, size_t n)
{
	for (; n > 0; n--) {
		log->bytes[log->written_bytes++ % CONSOLE_LOG_SIZE] = *bytes++;
		if (log->written_bytes == CONSOLE_LOG_SIZE)
			log->full = true;
	}
}

uint32_t
log_begin(const struct log *log)
{
	return log->full ? log->written_bytes - CONSOLE_LOG_SIZE : 0;
}

size_t
log_read(const struct log *log, uint32_t *position, char *buffer, size_t size_bytes)
{
	size_t n = 0;

	if (log->written_bytes - *position > log->written_bytes - log_begin(log))
		*position = log_begin(log);
	while (n < size_bytes && *position != log->written_bytes)
		buffer[n++] = log->bytes[(*position)++ % CONSOLE_LOG_SIZE];
	return n;
}
