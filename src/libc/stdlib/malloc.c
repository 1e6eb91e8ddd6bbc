/*
 * malloc: blocks with boundary tags in regions, free ones on lists by size.
 *
 * Free neighbours are always joined, so between two free chunks of a region
 * lies a used one; a region that is one free chunk is given back, except for
 * one small one. Every operation looks at a bounded number of chunks.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/mmu.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libc/lock.h>

#include "heap.h"

#define ALIGNMENT   16
#define HEADER_SIZE offsetof(struct chunk, next_free)
#define USED        1u /* in size_and_use */

/* Around the chunks of a region: padding before the first, an end mark behind the last. */
#define REGION_OVERHEAD ALIGNMENT
#define REGION_SIZE_MIN (4 * PGSIZE)
#define REGION_SIZE_MAX 0x100000u
#define SPARE_SIZE_MAX  0x10000u
#define BLOCK_SIZE_MAX  (HEAP_END - HEAP_START - REGION_OVERHEAD - PGSIZE)

/*
 * previous_size is the size of the chunk before, 0 for a region's first; every
 * chunk's size is thus stored twice, and a block written past its end is
 * noticed. The end mark is a used chunk of size 0. Chunks lie 8 bytes below a
 * multiple of 16, so that what follows the header is aligned.
 */
struct chunk {
	uint32_t previous_size;
	uint32_t size_and_use;
	struct chunk *next_free; /* from here on the user's, if used */
	struct chunk *previous_free;
};

#define CHUNK_SIZE_MIN ROUND_UP_16(sizeof(struct chunk))
#define ROUND_UP_16(n) (((n) + (ALIGNMENT - 1)) & ~(size_t)(ALIGNMENT - 1))

/*
 * List 0 to 7: chunks of exactly that many times 16 bytes. From there on
 * eight lists for every power of two.
 */
#define LISTS          200
#define LIST_STEPS     8
#define LIST_STEP_BITS 3

/* A list's chunks differ by an eighth; so many are looked at before a larger list's is cut. */
#define LIST_TRIES 8

static struct {
	struct chunk *lists[LISTS];
	uint32_t filled[(LISTS + 31) / 32]; /* a bit for every list that is not empty */
	struct chunk *spare;                /* the only chunk of the region that is kept, or null */
	size_t mapped_bytes;
} heap;

struct lock libc_heap_lock; /* for all of it, and for what region.c keeps */

static size_t
chunk_size(const struct chunk *chunk)
{
	return chunk->size_and_use & ~USED;
}

static bool
chunk_used(const struct chunk *chunk)
{
	return (chunk->size_and_use & USED) != 0;
}

static struct chunk *
chunk_at(struct chunk *chunk, size_t offset)
{
	return (struct chunk *)(void *)((char *)chunk + offset);
}

static struct chunk *
chunk_after(struct chunk *chunk)
{
	return chunk_at(chunk, chunk_size(chunk));
}

static struct chunk *
chunk_before(struct chunk *chunk)
{
	return (struct chunk *)(void *)((char *)chunk - chunk->previous_size);
}

static bool
chunk_is_whole_region(struct chunk *chunk)
{
	return chunk->previous_size == 0 && chunk_size(chunk_after(chunk)) == 0;
}

static void *
block_of(struct chunk *chunk)
{
	return (char *)chunk + HEADER_SIZE;
}

static void
chunk_set(struct chunk *chunk, size_t size, unsigned use)
{
	chunk->size_and_use = (uint32_t)size | use;
	chunk_after(chunk)->previous_size = (uint32_t)size;
}

static size_t
list_of(size_t size)
{
	size_t units = size / ALIGNMENT;
	unsigned power;

	if (units < LIST_STEPS)
		return units;
	power = 31 - (unsigned)__builtin_clz((unsigned)units);
	return (power - LIST_STEP_BITS + 1) * LIST_STEPS +
	       (units >> (power - LIST_STEP_BITS) & (LIST_STEPS - 1));
}

static void
list_insert(struct chunk *chunk)
{
	size_t list = list_of(chunk_size(chunk));

	chunk->previous_free = NULL;
	chunk->next_free = heap.lists[list];
	if (chunk->next_free != NULL)
		chunk->next_free->previous_free = chunk;
	heap.lists[list] = chunk;
	heap.filled[list / 32] |= (uint32_t)1 << list % 32;
}

static void
list_remove(struct chunk *chunk)
{
	size_t list = list_of(chunk_size(chunk));

	if (chunk == heap.spare)
		heap.spare = NULL;
	if (chunk->next_free != NULL)
		chunk->next_free->previous_free = chunk->previous_free;
	if (chunk->previous_free != NULL)
		chunk->previous_free->next_free = chunk->next_free;
	else
		heap.lists[list] = chunk->next_free;
	if (heap.lists[list] == NULL)
		heap.filled[list / 32] &= ~((uint32_t)1 << list % 32);
}

/* A free chunk of at least that size, still on its list; or null. */
static struct chunk *
list_find(size_t size)
{
	size_t list = list_of(size);
	struct chunk *chunk = heap.lists[list];

	for (int tries = 0; chunk != NULL && tries < LIST_TRIES; tries++) {
		if (chunk_size(chunk) >= size)
			return chunk;
		chunk = chunk->next_free;
	}
	for (list++; list < LISTS; list = (list / 32 + 1) * 32) {
		uint32_t filled = heap.filled[list / 32] >> list % 32;

		if (filled != 0)
			return heap.lists[list + (unsigned)__builtin_ctz(filled)];
	}
	return NULL;
}

/* Maps a region for a chunk of that size and more; the chunk is on no list yet. */
static struct chunk *
region_add(size_t size)
{
	size_t needed = ROUNDUP(size + REGION_OVERHEAD, PGSIZE);
	/* A quarter more than there is: few regions, and little that is never used. */
	size_t region_size = ROUNDDOWN(heap.mapped_bytes / 4, PGSIZE);
	struct chunk *chunk;
	char *region;

	if (region_size < REGION_SIZE_MIN)
		region_size = REGION_SIZE_MIN;
	if (region_size > REGION_SIZE_MAX)
		region_size = REGION_SIZE_MAX;
	if (region_size < needed)
		region_size = needed;
	region = region_map(region_size);
	if (region == NULL && region_size > needed) {
		region_size = needed;
		region = region_map(region_size);
	}
	if (region == NULL)
		return NULL;
	heap.mapped_bytes += region_size;
	chunk = (struct chunk *)(void *)(region + ALIGNMENT - HEADER_SIZE);
	chunk->previous_size = 0;
	chunk_set(chunk, region_size - REGION_OVERHEAD, 0);
	chunk_after(chunk)->size_and_use = USED;
	return chunk;
}

/* Joins a chunk that is on no list with free neighbours, and puts it on one or gives it back. */
static void
chunk_release(struct chunk *chunk)
{
	struct chunk *after = chunk_after(chunk);
	size_t size = chunk_size(chunk);

	/* Marked before it is joined, so that freeing it again is noticed. */
	chunk_set(chunk, size, 0);
	if (!chunk_used(after)) {
		list_remove(after);
		size += chunk_size(after);
	}
	if (chunk->previous_size != 0 && !chunk_used(chunk_before(chunk))) {
		chunk = chunk_before(chunk);
		list_remove(chunk);
		size += chunk_size(chunk);
	}
	chunk_set(chunk, size, 0);

	if (chunk_is_whole_region(chunk)) {
		size_t region_size = size + REGION_OVERHEAD;

		if (heap.spare != NULL || region_size > SPARE_SIZE_MAX) {
			heap.mapped_bytes -= region_size;
			region_unmap((char *)chunk + HEADER_SIZE - ALIGNMENT, region_size);
			return;
		}
		heap.spare = chunk;
	}
	list_insert(chunk);
}

/* Makes a chunk that is on no list a used one of `size` bytes, and frees what is behind that. */
static void
chunk_use(struct chunk *chunk, size_t size)
{
	size_t rest = chunk_size(chunk) - size;

	if (rest < CHUNK_SIZE_MIN) {
		chunk_set(chunk, size + rest, USED);
		return;
	}
	chunk_set(chunk, size, USED);
	chunk_set(chunk_at(chunk, size), rest, USED);
	chunk_release(chunk_at(chunk, size));
}

/* The size of the chunk for a block; 0, and errno, if there can be none. */
static size_t
chunk_size_for(size_t block_bytes)
{
	size_t size = ROUND_UP_16(block_bytes + HEADER_SIZE);

	if (block_bytes > BLOCK_SIZE_MAX) {
		errno = ENOMEM;
		return 0;
	}
	return size < CHUNK_SIZE_MIN ? CHUNK_SIZE_MIN : size;
}

/* A chunk of at least that size, on no list. */
static struct chunk *
chunk_take(size_t size)
{
	struct chunk *chunk = list_find(size);

	if (chunk != NULL) {
		list_remove(chunk);
		return chunk;
	}
	chunk = region_add(size);
	if (chunk == NULL)
		errno = ENOMEM;
	return chunk;
}

static _Noreturn void
heap_broken(const char *what, const void *block)
{
	cprintf("malloc: %s: %p\n", what, block);
	abort();
}

/* The chunk of a block that the user hands back, or an end of the program. */
static struct chunk *
chunk_of(void *block)
{
	struct chunk *chunk = (struct chunk *)(void *)((char *)block - HEADER_SIZE);

	if ((uintptr_t)block % ALIGNMENT != 0 || !region_near(block))
		heap_broken("not a block", block);
	if (!chunk_used(chunk))
		heap_broken("block freed twice", block);
	if (chunk_size(chunk) % ALIGNMENT != 0 || chunk_size(chunk) < CHUNK_SIZE_MIN ||
	    !region_near((char *)block + chunk_size(chunk) - 1) ||
	    chunk_after(chunk)->previous_size != chunk_size(chunk) ||
	    (chunk->previous_size != 0 &&
	     (!region_near((char *)chunk - chunk->previous_size) ||
	      chunk_size(chunk_before(chunk)) != chunk->previous_size)))
		heap_broken("memory around a block was overwritten", block);
	return chunk;
}

static void *
allocate(size_t size_bytes)
{
	size_t size = chunk_size_for(size_bytes);
	struct chunk *chunk = size != 0 ? chunk_take(size) : NULL;

	if (chunk == NULL)
		return NULL;
	chunk_use(chunk, size);
	return block_of(chunk);
}

static void *
reallocate(void *block, size_t size_bytes)
{
	struct chunk *chunk, *after;
	size_t size = chunk_size_for(size_bytes), present;
	void *moved;

	if (block == NULL)
		return allocate(size_bytes);
	if (size == 0)
		return NULL;
	chunk = chunk_of(block);
	after = chunk_after(chunk);
	present = chunk_size(chunk);
	if (present < size && !chunk_used(after) && present + chunk_size(after) >= size) {
		list_remove(after);
		chunk_set(chunk, present + chunk_size(after), USED);
		present = chunk_size(chunk);
	}
	if (present >= size) {
		chunk_use(chunk, size);
		return block;
	}
	moved = allocate(size_bytes);
	if (moved == NULL)
		return NULL;
	memcpy(moved, block, present - HEADER_SIZE);
	chunk_release(chunk);
	return moved;
}

/* Alignment is a power of two and more than every block has. */
static void *
allocate_aligned(size_t alignment, size_t size_bytes)
{
	size_t size = chunk_size_for(size_bytes), gap;
	struct chunk *chunk;

	if (size == 0 || chunk_size_for(size_bytes + alignment + CHUNK_SIZE_MIN) == 0)
		return NULL;
	chunk = chunk_take(size + alignment + CHUNK_SIZE_MIN);
	if (chunk == NULL)
		return NULL;
	/* What is cut off in front must be nothing, or a chunk of its own. */
	gap = -(uintptr_t)block_of(chunk) & (alignment - 1);
	if (gap != 0 && gap < CHUNK_SIZE_MIN)
		gap += alignment;
	if (gap != 0) {
		struct chunk *front = chunk;
		size_t rest = chunk_size(chunk) - gap;

		chunk = chunk_at(front, gap);
		chunk_set(front, gap, USED);
		chunk_set(chunk, rest, USED);
		chunk_release(front);
	}
	chunk_use(chunk, size);
	return block_of(chunk);
}

void *
malloc(size_t size_bytes)
{
	void *block;

	lock_take(&libc_heap_lock);
	block = allocate(size_bytes);
	lock_give(&libc_heap_lock);
	return block;
}

void
free(void *block)
{
	if (block == NULL)
		return;
	lock_take(&libc_heap_lock);
	chunk_release(chunk_of(block));
	lock_give(&libc_heap_lock);
}

void *
calloc(size_t count, size_t size_bytes)
{
	size_t total;
	void *block;

	if (__builtin_mul_overflow(count, size_bytes, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	block = malloc(total);
	return block != NULL ? memset(block, 0, total) : NULL;
}

void *
realloc(void *block, size_t size_bytes)
{
	lock_take(&libc_heap_lock);
	block = reallocate(block, size_bytes);
	lock_give(&libc_heap_lock);
	return block;
}

void *
aligned_alloc(size_t alignment, size_t size_bytes)
{
	void *block;

	if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
		errno = EINVAL;
		return NULL;
	}
	if (alignment <= ALIGNMENT)
		return malloc(size_bytes);
	lock_take(&libc_heap_lock);
	block = allocate_aligned(alignment, size_bytes);
	lock_give(&libc_heap_lock);
	return block;
}
