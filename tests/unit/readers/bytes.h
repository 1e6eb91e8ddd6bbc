/*
 * Writing binary structures by hand, for tests: a buffer that grows at its
 * end and can be patched. Little-endian, as everything the readers read.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_BYTES_H
#define TINE_TESTS_BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX 32768

struct bytes {
	uint8_t data[BYTES_MAX];
	size_t size;
};

static inline void
put(struct bytes *bytes, const void *from, size_t size)
{
	if (size > sizeof(bytes->data) - bytes->size)
		abort();
	memcpy(bytes->data + bytes->size, from, size);
	bytes->size += size;
}

static inline void
patch(struct bytes *bytes, size_t at, uint64_t value, size_t size)
{
	if (at + size > bytes->size)
		abort();
	for (size_t i = 0; i < size; i++)
		bytes->data[at + i] = (uint8_t)(value >> (8 * i));
}

static inline void
put_number(struct bytes *bytes, uint64_t value, size_t size)
{
	uint8_t zero[8] = { 0 };

	put(bytes, zero, size);
	patch(bytes, bytes->size - size, value, size);
}

static inline void
put8(struct bytes *bytes, uint64_t value)
{
	put_number(bytes, value, 1);
}

static inline void
put16(struct bytes *bytes, uint64_t value)
{
	put_number(bytes, value, 2);
}

static inline void
put32(struct bytes *bytes, uint64_t value)
{
	put_number(bytes, value, 4);
}

static inline void
put64(struct bytes *bytes, uint64_t value)
{
	put_number(bytes, value, 8);
}

static inline void
put_zeroes(struct bytes *bytes, size_t size)
{
	while (size-- > 0)
		put8(bytes, 0);
}

static inline void
put_string(struct bytes *bytes, const char *string)
{
	put(bytes, string, strlen(string) + 1);
}

static inline void
align(struct bytes *bytes, size_t unit)
{
	while (bytes->size % unit != 0)
		put8(bytes, 0);
}

#endif
