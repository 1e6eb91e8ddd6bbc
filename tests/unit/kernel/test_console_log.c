/*
 * The ring of the latest console output.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "../../../src/kernel/console/log.h"
#include <stdlib.h>
#include <string.h>

/* Byte number position of everything the tests write. */
static char
byte_at(uint32_t position)
{
	return 'a' + position % 23;
}

static void
append(struct log *log, size_t n)
{
	for (; n > 0; n--) {
		char byte = byte_at(log->written_bytes);

		log_append(log, &byte, 1);
	}
}

static bool
is_what_was_written(const char *bytes, size_t n, uint32_t position)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i] != byte_at(position + i))
			return false;
	return true;
}

TEST("what was written is read back in pieces")
{
	static struct log log;
	uint32_t position = log_begin(&log);
	char buffer[64];

	CHECK_EQ(log_read(&log, &position, buffer, sizeof(buffer)), 0);
	log_append(&log, "hello ", 6);
	log_append(&log, "world", 5);
	CHECK_EQ(log_read(&log, &position, buffer, 4), 4);
	CHECK_EQ(log_read(&log, &position, buffer + 4, sizeof(buffer) - 4), 7);
	CHECK(memcmp(buffer, "hello world", 11) == 0);
	CHECK_EQ(log_read(&log, &position, buffer, sizeof(buffer)), 0);
	CHECK_EQ(position, 11);
}

TEST("a full ring keeps the latest bytes, as many as it has room for")
{
	static struct log log;
	static char buffer[2 * CONSOLE_LOG_SIZE];
	uint32_t position;

	append(&log, CONSOLE_LOG_SIZE);
	CHECK_EQ(log_begin(&log), 0);
	append(&log, 100);
	CHECK_EQ(log_begin(&log), 100);
	position = log_begin(&log);
	CHECK_EQ(log_read(&log, &position, buffer, sizeof(buffer)), CONSOLE_LOG_SIZE);
	CHECK(is_what_was_written(buffer, CONSOLE_LOG_SIZE, 100));
}

TEST("a reader that was overtaken continues with the oldest byte kept")
{
	static struct log log;
	uint32_t position = 0;
	char buffer[16];

	append(&log, 3 * CONSOLE_LOG_SIZE + 5);
	CHECK_EQ(log_read(&log, &position, buffer, sizeof(buffer)), sizeof(buffer));
	CHECK(is_what_was_written(buffer, sizeof(buffer), 2 * CONSOLE_LOG_SIZE + 5));
	CHECK_EQ(position, 2 * CONSOLE_LOG_SIZE + 5 + sizeof(buffer));
}

TEST("positions wrap round after 4 GiB without harm")
{
	static struct log log;
	static char buffer[2 * CONSOLE_LOG_SIZE];
	uint32_t position;

	append(&log, CONSOLE_LOG_SIZE);
	log.written_bytes = (uint32_t)-CONSOLE_LOG_SIZE;
	append(&log, CONSOLE_LOG_SIZE + 10);
	position = log_begin(&log);
	CHECK_EQ(position, (uint32_t)(10 - CONSOLE_LOG_SIZE));
	CHECK_EQ(log_read(&log, &position, buffer, sizeof(buffer)), CONSOLE_LOG_SIZE);
	CHECK_EQ(position, 10);
	CHECK_EQ(buffer[CONSOLE_LOG_SIZE - 1], byte_at(9));
}
