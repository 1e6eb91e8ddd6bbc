/*
 * A ring that keeps the latest bytes written to it.
 *
 * Positions count the bytes written since the beginning, modulo 2^32. The
 * caller keeps its uses apart.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CONSOLE_LOG_H
#define TINE_KERNEL_CONSOLE_LOG_H

#include <kernel/console.h>

struct log {
	uint32_t written_bytes;
	bool full; /* written_bytes has been CONSOLE_LOG_SIZE at some time */
	char bytes[CONSOLE_LOG_SIZE];
};

void log_append(struct log *log, const char *bytes, size_t n);

/* The position of the oldest byte kept. */
uint32_t log_begin(const struct log *log);

/* As console_log_read(). */
size_t log_read(const struct log *log, uint32_t *position, char *buffer, size_t size_bytes);

#endif
