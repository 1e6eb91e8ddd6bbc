/*
 * The allocator: random use checked byte by byte, running out, and misuse.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <libc/stdlib/heap.h>
#include <stdlib.h>
#include <string.h>
#include <unit.h>

#include "hooks.h"

/* The heap may keep one small region when nothing is in use. */
#define KEPT_BYTES 0x10000

#define BLOCKS 200

static struct {
	unsigned char *at;
	size_t size;
	unsigned char pattern;
} blocks[BLOCKS];

static size_t
random_size(void)
{
	switch (next_random() % 10) {
	case 0:
		return next_random() % 300000;
	case 1:
	case 2:
		return next_random() % 5000;
	default:
		return next_random() % 200;
	}
}

static bool
intact(size_t i, size_t size)
{
	for (size_t at = 0; at < size; at++)
		if (blocks[i].at[at] != blocks[i].pattern)
			return false;
	return true;
}

static void
fill(size_t i)
{
	blocks[i].pattern = (unsigned char)next_random();
	memset(blocks[i].at, blocks[i].pattern, blocks[i].size);
}

static void
allocate(size_t i)
{
	size_t alignment = 16;

	blocks[i].size = random_size();
	switch (next_random() % 4) {
	case 0:
		alignment = (size_t)1 << next_random() % 15;
		blocks[i].at = aligned_alloc(alignment, blocks[i].size);
		break;
	case 1:
		blocks[i].at = calloc(blocks[i].size, 1);
		blocks[i].pattern = 0;
		CHECK(intact(i, blocks[i].size));
		break;
	default:
		blocks[i].at = malloc(blocks[i].size);
	}
	CHECK(blocks[i].at != NULL);
	CHECK_EQ((uintptr_t)blocks[i].at % alignment, 0);
	CHECK_EQ((uintptr_t)blocks[i].at % 16, 0);
	fill(i);
}

static void
release(size_t i)
{
	CHECK(intact(i, blocks[i].size));
	free(blocks[i].at);
	blocks[i].at = NULL;
}

static void
resize(size_t i)
{
	size_t size = random_size(), kept = size < blocks[i].size ? size : blocks[i].size;

	blocks[i].at = realloc(blocks[i].at, size);
	CHECK(blocks[i].at != NULL && intact(i, kept));
	blocks[i].size = size;
	fill(i);
}

TEST("blocks in random use do not overlap, keep their bytes, and all go back")
{
	for (int step = 0; step < 60000; step++) {
		size_t i = next_random() % BLOCKS;

		if (blocks[i].at == NULL)
			allocate(i);
		else if (next_random() % 3 == 0)
			resize(i);
		else
			release(i);
	}
	for (size_t i = 0; i < BLOCKS; i++)
		if (blocks[i].at != NULL)
			release(i);
	CHECK(heap_mapped_bytes <= KEPT_BYTES);
}

TEST("a large block's memory goes back as soon as it is freed")
{
	size_t before = heap_mapped_bytes;
	char *block = malloc(10 << 20);

	CHECK(block != NULL);
	CHECK(heap_mapped_bytes >= before + (10 << 20));
	CHECK(heap_mapped_bytes <= before + (10 << 20) + 8192);
	free(block);
	CHECK(heap_mapped_bytes <= before);
}

TEST("many small blocks cost little more than their size")
{
	static char *small[20000];
	size_t before = heap_mapped_bytes;

	for (size_t i = 0; i < 20000; i++)
		small[i] = malloc(56);
	CHECK(heap_mapped_bytes - before <= 20000 * 64 * 5 / 4 + KEPT_BYTES);
	for (size_t i = 0; i < 20000; i += 2)
		free(small[i]);
	for (size_t i = 1; i < 20000; i += 2)
		free(small[i]);
	CHECK(heap_mapped_bytes <= KEPT_BYTES);
}

TEST("a freed block is used again for the next of its size")
{
	char *first = malloc(1000), *behind = malloc(1000), *again;

	free(first);
	again = malloc(1000);
	CHECK(again == first);
	free(again);
	free(behind);
}

TEST("allocating and freeing one block over and over maps memory once")
{
	size_t mapped;

	free(malloc(100));
	mapped = heap_mapped_bytes;
	heap_limit_bytes = mapped;
	for (int i = 0; i < 100; i++) {
		char *block = malloc(100);

		CHECK(block != NULL);
		free(block);
	}
	CHECK_EQ(heap_mapped_bytes, mapped);
	heap_limit_bytes = SIZE_MAX;
}

TEST("growing the last block happens in place")
{
	char *block = malloc(100);

	CHECK(realloc(block, 2000) == block);
	CHECK(realloc(block, 50) == block);
	free(block);
}

TEST("running out gives null and ENOMEM, harms no block, and ends when blocks are freed")
{
	char *blocks_in_use[64];
	size_t count = 0;

	heap_limit_bytes = heap_mapped_bytes + 300000;
	errno = 0;
	while (count < 64 && (blocks_in_use[count] = malloc(10000)) != NULL)
		memset(blocks_in_use[count++], 'x', 10000);
	CHECK(count >= 20 && count < 64);
	CHECK_EQ(errno, ENOMEM);
	CHECK(realloc(blocks_in_use[0], 200000) == NULL);
	CHECK(aligned_alloc(4096, 200000) == NULL);
	CHECK(calloc(200, 1000) == NULL);
	CHECK_EQ(blocks_in_use[0][9999], 'x');
	while (count > 0)
		free(blocks_in_use[--count]);
	free(malloc(100000));
	heap_limit_bytes = SIZE_MAX;
	CHECK(heap_mapped_bytes <= KEPT_BYTES);
}

TEST("the last pages are handed out too, though a region would be larger by choice")
{
	char *large = malloc(8 << 20), *small[200];
	size_t count = 0;

	heap_limit_bytes = heap_mapped_bytes;
	while (count < 100 && (small[count] = malloc(14000)) != NULL)
		count++;
	heap_limit_bytes = heap_mapped_bytes + 16384;
	small[count] = malloc(14000);
	CHECK(count < 100 && small[count] != NULL);
	for (size_t i = 0; i <= count; i++)
		free(small[i]);
	free(large);
	heap_limit_bytes = SIZE_MAX;
}

TEST("addresses of freed blocks are used again")
{
	for (int i = 0; i < 100; i++) {
		char *block = malloc(64 << 20);

		if (!CHECK(block != NULL))
			return;
		free(block);
	}
}

TEST("sizes that no heap can hold are refused, also where they wrap around")
{
	CHECK(malloc(SIZE_MAX) == NULL);
	CHECK(malloc(SIZE_MAX - 8) == NULL);
	CHECK(malloc(HEAP_END - HEAP_START) == NULL);
	CHECK(calloc(SIZE_MAX / 2, 3) == NULL);
	CHECK(calloc((size_t)1 << (4 * sizeof(size_t)), (size_t)1 << (4 * sizeof(size_t))) == NULL);
	CHECK(realloc(NULL, SIZE_MAX) == NULL);
	CHECK(aligned_alloc((size_t)1 << (8 * sizeof(size_t) - 1), 16) == NULL);
	CHECK(aligned_alloc(16, SIZE_MAX - 4) == NULL);
	errno = 0;
	CHECK(aligned_alloc(48, 16) == NULL);
	CHECK_EQ(errno, EINVAL);
	CHECK(aligned_alloc(0, 16) == NULL);
}

TEST("size 0 gives blocks of their own, and null may be freed and resized")
{
	char *a = malloc(0), *b = calloc(0, 8), *c = realloc(NULL, 0);

	CHECK(a != NULL && b != NULL && c != NULL && a != b && b != c);
	free(a);
	free(b);
	free(c);
	free(NULL);
}

static char *kept;

static void
free_twice(void)
{
	char *block = malloc(100);

	free(block);
	free(block);
}

static void
free_twice_after_joining(void)
{
	char *a = malloc(100), *b = malloc(100);

	kept = malloc(100);
	free(a);
	free(b);
	free(b);
}

static void
write_past_the_end(void)
{
	char *block = malloc(24);

	kept = malloc(24);
	memset(block, 'x', 28);
	free(block);
}

static void
write_before_the_start(void)
{
	char *block = malloc(24);

	block = malloc(24);
	memset(block - 8, 0x21, 8);
	free(block);
}

static void
free_the_middle(void)
{
	char *block = malloc(100);

	memset(block, 0, 100);
	free(block + 4);
}

static void
free_a_variable(void)
{
	static char variable[64] __attribute__((aligned(16)));

	free(variable);
}

static void
free_large_twice(void)
{
	char *block = malloc(10 << 20);

	free(block);
	free(block);
}

TEST("misuse is noticed when the block is freed: a line is printed and the program aborts")
{
	static const struct {
		void (*misuse)(void);
		const char *message;
	} cases[] = {
		{ free_twice, "malloc: block freed twice: 0x" },
		{ free_twice_after_joining, "malloc: block freed twice: 0x" },
		{ write_past_the_end, "malloc: memory around a block was overwritten: 0x" },
		{ write_before_the_start, "malloc: memory around a block was overwritten: 0x" },
		{ free_the_middle, "malloc: not a block: 0x" },
		{ free_a_variable, "malloc: not a block: 0x" },
		{ free_large_twice, "malloc: not a block: 0x" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		console_clear();
		CHECK_EQ(exit_status_of(cases[i].misuse), 134);
		if (!CHECK(strncmp(console_text(), cases[i].message, strlen(cases[i].message)) ==
			   0))
			CHECK_STR(console_text(), cases[i].message);
	}
}
