/*
 * Checkpoints as bytes: what was stored is loaded, and nothing that is not
 * whole or not sound; whatever is refused leaves nothing behind.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include "slots.h"

#include <abi/error.h>
#include <abi/memlayout.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

static const uint32_t vas[] = { 0x00800000, 0x00801000, 0x0081F000, 0x00820000, UTOP - PGSIZE };
#define PAGES (sizeof(vas) / sizeof(vas[0]))

/* Where things are in the bytes. */
#define VERSION_AT    8
#define PAGE_COUNT_AT 28
#define HEADER_SIZE   48
#define PAGES_AT      (HEADER_SIZE + sizeof(struct EnvState))
#define PAGE_SIZE     12 /* address, rights, whether there are contents */

static uint8_t *
sample(size_t *size_bytes)
{
	struct checkpoint *checkpoint = sample_checkpoint(vas, PAGES);
	uint8_t *bytes;

	*size_bytes = checkpoint_size_bytes(checkpoint);
	bytes = malloc(*size_bytes);
	checkpoint_store(checkpoint, bytes);
	checkpoint_release(checkpoint);
	return bytes;
}

/* A block of just this size lets the address sanitizer see its end. */
static int
load(const uint8_t *bytes, size_t size_bytes)
{
	uint8_t *copy = malloc(size_bytes > 0 ? size_bytes : 1);
	struct checkpoint *checkpoint = NULL;
	int error;

	memcpy(copy, bytes, size_bytes);
	error = checkpoint_load(copy, size_bytes, &checkpoint);
	if (error == 0)
		checkpoint_release(checkpoint);
	free(copy);
	return error;
}

/* What comes of a word that is another, with sums that are right. */
static int
load_with(size_t at, uint32_t word)
{
	size_t size_bytes;
	uint8_t *bytes = sample(&size_bytes);
	int error;

	memcpy(bytes + at, &word, sizeof(word));
	put_sums(bytes, size_bytes);
	error = load(bytes, size_bytes);
	free(bytes);
	return error;
}

TEST("what was stored is loaded, and stored again is the same")
{
	size_t size_bytes;
	uint8_t *bytes = sample(&size_bytes), *again = malloc(size_bytes);
	struct checkpoint *checkpoint;

	CHECK_EQ(size_bytes, PAGES_AT + PAGES * PAGE_SIZE + 3 * PGSIZE);
	CHECK_EQ(checkpoint_load(bytes, size_bytes, &checkpoint), 0);
	CHECK_EQ(checkpoint_pages(checkpoint), PAGES);
	CHECK_EQ(checkpoint->image->span_count, 3);
	CHECK_EQ(checkpoint_size_bytes(checkpoint), size_bytes);
	checkpoint_store(checkpoint, again);
	CHECK(memcmp(bytes, again, size_bytes) == 0);
	checkpoint_release(checkpoint);
	CHECK_EQ(slots_in_use(), 0);
	free(bytes);
	free(again);
}

TEST("bytes at any address are loaded")
{
	size_t size_bytes;
	uint8_t *bytes = sample(&size_bytes), *odd = malloc(size_bytes + 1);
	struct checkpoint *checkpoint;

	memcpy(odd + 1, bytes, size_bytes);
	CHECK_EQ(checkpoint_load(odd + 1, size_bytes, &checkpoint), 0);
	checkpoint_release(checkpoint);
	free(bytes);
	free(odd);
}

TEST("bytes cut off anywhere are refused")
{
	size_t size_bytes, refused = 0;
	uint8_t *bytes = sample(&size_bytes);

	for (size_t size = 0; size < size_bytes; size++)
		refused += load(bytes, size) == -E_INVAL;
	CHECK_EQ(refused, size_bytes);
	CHECK_EQ(slots_in_use(), 0);
	free(bytes);
}

TEST("bytes cut off anywhere are refused though their sums and sizes are right")
{
	size_t size_bytes, refused = 0;
	uint8_t *bytes = sample(&size_bytes);

	for (size_t size = HEADER_SIZE; size < size_bytes; size++) {
		const uint32_t word = (uint32_t)size;

		memcpy(bytes + SUMS_OFFSET + 8, &word, sizeof(word));
		put_sums(bytes, size);
		refused += load(bytes, size) == -E_INVAL;
	}
	CHECK_EQ(refused, size_bytes - HEADER_SIZE);
	CHECK_EQ(slots_in_use(), 0);
	free(bytes);
}

TEST("any bit that is another is noticed")
{
	size_t size_bytes, refused = 0;
	uint8_t *bytes = sample(&size_bytes);
	struct checkpoint *checkpoint;

	for (size_t bit = 0; bit < 8 * size_bytes; bit++) {
		int error;

		bytes[bit / 8] ^= 1u << bit % 8;
		error = checkpoint_load(bytes, size_bytes, &checkpoint);
		refused += error == (bit / 8 / 4 == VERSION_AT / 4 ? -E_NOT_SUPP : -E_INVAL);
		bytes[bit / 8] ^= 1u << bit % 8;
	}
	CHECK_EQ(refused, 8 * size_bytes);
	CHECK_EQ(slots_in_use(), 0);
	free(bytes);
}

TEST("words in another order are noticed")
{
	size_t size_bytes, refused = 0;
	uint8_t *bytes = sample(&size_bytes);

	/* From the contents of one page to another's, where it differs. */
	for (size_t at = PAGES_AT + PAGES * PAGE_SIZE + 100; at + PGSIZE < size_bytes;
	     at += PGSIZE) {
		const uint8_t byte = bytes[at];

		bytes[at] = bytes[at + PGSIZE];
		bytes[at + PGSIZE] = byte;
		refused += load(bytes, size_bytes) == -E_INVAL;
		bytes[at + PGSIZE] = bytes[at];
		bytes[at] = byte;
	}
	CHECK_EQ(refused, 2);
	free(bytes);
}

TEST("pages that are not in order, nowhere, or have rights that there are not are refused")
{
	static const struct {
		unsigned page, word;
		uint32_t value;
	} bad[] = {
		{ 0, 0, 0x00801000 },         /* twice */
		{ 0, 0, 0x00802000 },         /* not ascending */
		{ 0, 0, 0x00800004 },         /* no page's address */
		{ PAGES - 1, 0, UTOP },       /* the kernel's */
		{ PAGES - 1, 0, 0xFFFFF000 }, /* its end does not fit in a word */
		{ 0, 1, 0 },
		{ 0, 1, PTE_P },
		{ 0, 1, PTE_U | PTE_W },
		{ 0, 1, PTE_P | PTE_U | PTE_G },
		{ 0, 1, PTE_P | PTE_U | PTE_PS },
		{ 0, 1, PTE_P | PTE_U | PTE_D },
		{ 0, 1, PTE_P | PTE_U | PTE_PCD },
		{ 0, 1, PTE_P | PTE_U | 0x80000000 },
		{ 0, 2, 2 },
		{ 0, 2, 0 }, /* then one's contents are too many, */
		{ 1, 2, 1 }, /* or too few */
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_EQ(load_with(PAGES_AT + bad[i].page * PAGE_SIZE + bad[i].word * 4,
				   bad[i].value),
			 -E_INVAL);
	for (unsigned bit = 0; bit < 32; bit++)
		CHECK_EQ(load_with(PAGE_COUNT_AT, PAGES ^ 1u << bit), -E_INVAL);
	CHECK_EQ(load_with(PAGES_AT, 0), 0);
	CHECK_EQ(slots_in_use(), 0);
}

TEST("with too few slots nothing is loaded and all are given back")
{
	size_t size_bytes;
	uint8_t *bytes = sample(&size_bytes);

	for (unsigned slots_max = 0; slots_max < PAGES; slots_max++) {
		slots_limit(slots_max);
		CHECK_EQ(load(bytes, size_bytes), -E_NO_MEM);
		CHECK_EQ(slots_in_use(), 0);
	}
	slots_limit(PAGES);
	CHECK_EQ(load(bytes, size_bytes), 0);
	CHECK_EQ(slots_in_use(), 0);
	free(bytes);
}
