/*
 * What checkpoints are made of.
 *
 * A page that is kept lies in a slot: a page of our own address space that
 * nobody changes, counted by the images that name it. An image never changes
 * either, so a checkpoint and the keeper's knowledge can be one and the same.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_EXO_CHECKPOINT_H
#define TINE_LIBC_EXO_CHECKPOINT_H

#include <abi/mmu.h>
#include <abi/state.h>
#include <exo/checkpoint.h>
#include <stdbool.h>

/* Where slots are. */
#define SLOTS_START 0x80000000u
#define SLOTS_END   0xC0000000u

/* Make a slot with nothing mapped, and a count of one; or -E_NO_MEM. */
int slot_take(uint32_t *slot);
void slot_retain(uint32_t slot);

/* The last release unmaps it. */
void slot_release(uint32_t slot);

static inline void *
slot_address(uint32_t slot)
{
	return (void *)(SLOTS_START + slot * PGSIZE);
}

/* Take a slot with a page that is ours alone: of zeroes, or a copy of what is at from. */
int slot_fill(uint32_t *slot, const void *from);

/* A page of an image. */
struct kept_page {
	uintptr_t va;
	uint32_t perm; /* as in struct EnvPage, without PTE_D */
	uint32_t slot;
};

struct image {
	uint32_t references;
	uint32_t count;
	struct kept_page pages[]; /* ascending */
};

/* Room for so many pages, none there yet; or null. */
struct image *image_create(uint32_t capacity);
void image_retain(struct image *image);
void image_release(struct image *image);

/* Add the next page; its slot's reference is the image's from now on. */
void image_add(struct image *image, const struct kept_page *page);

/* The page at va, searched from *index on, which is moved up to there; or null. */
const struct kept_page *image_find(const struct image *image, uint32_t *index, uintptr_t va);

/*
 * The environment's memory agrees with the image, but for pages that are
 * marked PTE_D, or are not in it.
 */
struct keeper {
	envid_t env;
	struct image *image;
};

/* Takes over the caller's reference. */
void keeper_know(struct keeper *keeper, struct image *image);

/* What an environment has mapped, ascending. -E_NO_MEM, -E_BAD_ENV; else the caller frees pages. */
struct listing {
	uintptr_t own_start; /* from here on; what is below is several environments' */
	uint32_t count, capacity;
	struct EnvPage *pages;
};
int list_pages(envid_t env, struct listing *listing);

struct checkpoint {
	struct EnvState state;
	envid_t env;                /* whose it is */
	uint32_t priority, tickets; /* its shares of the CPU */
	uint32_t pages_saved;
	uintptr_t own_start; /* below, its memory was several environments' */
	bool loaded;         /* from bytes: what was shared is so no more */
	struct image *image;
};

#endif
