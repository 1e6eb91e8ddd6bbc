/*
 * Taking checkpoints. Most pages have been saved before, for the last one or
 * since it: those are only counted once more.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/syscall.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>
#include <string.h>

static int
listing_add(struct listing *listing, const struct EnvPage *pages, uint32_t count)
{
	if (listing->count + count > listing->capacity) {
		const uint32_t capacity = 2 * listing->capacity + PAGE_LIST_MAX;
		struct EnvPage *grown = realloc(listing->pages, capacity * sizeof(*grown));

		if (grown == NULL)
			return -E_NO_MEM;
		listing->pages = grown;
		listing->capacity = capacity;
	}
	memcpy(listing->pages + listing->count, pages, count * sizeof(*pages));
	listing->count += count;
	return 0;
}

int
list_pages(envid_t env, struct listing *listing)
{
	struct PageList list = { .next = 0 };
	int error;

	*listing = (struct listing){ 0 };
	do {
		error = sys_env_pages(env, (void *)list.next, &list);
		if (error == 0)
			error = listing_add(listing, list.pages, list.count);
		listing->own_start = list.own_start;
	} while (error == 0 && list.next < UTOP);
	if (error < 0)
		free(listing->pages);
	return error;
}

int
keeper_open(envid_t env, struct keeper **keeper)
{
	struct image *nothing = image_create(0);

	*keeper = malloc(sizeof(**keeper));
	if (*keeper == NULL || nothing == NULL) {
		free(*keeper);
		free(nothing);
		return -E_NO_MEM;
	}
	**keeper = (struct keeper){ .env = env, .image = nothing };
	return 0;
}

void
keeper_close(struct keeper *keeper)
{
	image_release(keeper->image);
	free(keeper);
}

void
keeper_know(struct keeper *keeper, struct image *image)
{
	image_release(keeper->image);
	keeper->image = image;
}

static int
save_page(envid_t env, struct kept_page *page)
{
	int error = slot_take(&page->slot);

	if (error < 0)
		return error;
	error = sys_page_save(env, (void *)page->va, slot_address(page->slot));
	if (error < 0)
		slot_release(page->slot);
	return error;
}

/*
 * Make image what is known of the pages listed, and save those that have
 * changed; after an error no more are, and those saved remain known.
 */
static int
save_pages(struct keeper *keeper, const struct listing *listing, struct image *image,
	   uint32_t *saved)
{
	uint32_t index = 0;
	int error = 0;

	for (uint32_t i = 0; i < listing->count; i++) {
		const struct EnvPage *listed = &listing->pages[i];
		const struct kept_page *known = image_find(keeper->image, &index, listed->va);
		struct kept_page page = { listed->va, listed->perm & ~(uint32_t)PTE_D, 0 };

		if (listed->perm & PTE_DEVICE)
			continue;
		if (error == 0 && (known == NULL || (listed->perm & PTE_D))) {
			error = save_page(keeper->env, &page);
			if (error == 0) {
				++*saved;
				image_add(image, &page);
				continue;
			}
		}
		if (known == NULL)
			continue;
		page.slot = known->slot;
		slot_retain(page.slot);
		image_add(image, &page);
	}
	return error;
}

static int
take(struct keeper *keeper, struct checkpoint *checkpoint)
{
	const volatile struct Env *env = &envs[ENVX(keeper->env)];
	struct listing listing;
	struct image *image;
	int error;

	error = sys_env_set_status(keeper->env, ENV_NOT_RUNNABLE);
	if (error == 0)
		error = sys_env_get_state(keeper->env, &checkpoint->state);
	if (error == 0)
		error = list_pages(keeper->env, &listing);
	if (error < 0)
		return error;
	checkpoint->own_start = listing.own_start;
	checkpoint->priority = env->env_priority;
	checkpoint->tickets = env->env_tickets;
	image = image_create(listing.count);
	error = image == NULL ? -E_NO_MEM
			      : save_pages(keeper, &listing, image, &checkpoint->pages_saved);
	free(listing.pages);
	if (image == NULL)
		return error;
	keeper_know(keeper, image);
	if (error == 0) {
		image_retain(image);
		checkpoint->image = image;
	}
	return error;
}

int
checkpoint_take(struct keeper *keeper, struct checkpoint **taken)
{
	struct checkpoint *checkpoint = malloc(sizeof(*checkpoint));
	int error;

	if (checkpoint == NULL)
		return -E_NO_MEM;
	*checkpoint = (struct checkpoint){ .env = keeper->env };
	error = take(keeper, checkpoint);
	if (error < 0)
		free(checkpoint);
	else
		*taken = checkpoint;
	return error;
}

void
checkpoint_release(struct checkpoint *checkpoint)
{
	image_release(checkpoint->image);
	free(checkpoint);
}

uint32_t
checkpoint_pages(const struct checkpoint *checkpoint)
{
	return checkpoint->image->count;
}

uint32_t
checkpoint_pages_saved(const struct checkpoint *checkpoint)
{
	return checkpoint->pages_saved;
}
