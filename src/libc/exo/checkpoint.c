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
keeper_list(struct keeper *keeper)
{
	struct listing *listing = &keeper->listing;
	struct PageList list = { .next = 0 };
	int error;

	listing->count = 0;
	do {
		error = sys_env_pages(keeper->env, (void *)list.next, &list);
		if (error == 0)
			error = listing_add(listing, list.pages, list.count);
		listing->own_start = list.own_start;
	} while (error == 0 && list.next < UTOP);
	return error;
}

uint32_t
listing_span(const struct listing *listing, uint32_t first)
{
	uint32_t end = first;

	while (end < listing->count &&
	       span_start(listing->pages[end].va) == span_start(listing->pages[first].va))
		end++;
	return end - first;
}

bool
listing_agrees(const struct listing *listing, uint32_t first, uint32_t count,
	       const struct span *span)
{
	const struct EnvPage *listed = listing->pages + first, *end = listed + count;

	if (span->count != count)
		return false;
	for (; listed < end; listed++)
		if (span->pages[listed->va / PGSIZE % SPAN_PAGES].perm != listed->perm)
			return false;
	return true;
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
	free(keeper->listing.pages);
	free(keeper);
}

void
keeper_know(struct keeper *keeper, struct image *image)
{
	image_release(keeper->image);
	keeper->image = image;
}

static int
save_page(envid_t env, uintptr_t va, uint32_t *slot)
{
	int error = slot_take(slot);

	if (error < 0)
		return error;
	error = sys_page_save(env, (void *)va, slot_address(*slot));
	if (error < 0)
		slot_release(*slot);
	return error;
}

/* What is being taken. */
struct taking {
	const struct keeper *keeper;
	struct image *image;
	uint32_t known; /* how far the keeper's image has been looked at */
	uint32_t saved; /* pages */
	int error;      /* after one no more are saved; what was saved remains known */
};

/* Fill a span with so many pages listed, of which known is known. */
static void
save_changed(struct taking *taking, const struct EnvPage *listed, uint32_t count,
	     const struct span *known, struct span *span)
{
	for (const struct EnvPage *end = listed + count; listed < end; listed++) {
		const struct kept_page *page = span_page(known, listed->va);
		const uint32_t perm = listed->perm & ~(uint32_t)PTE_D;
		uint32_t slot;

		if (listed->perm & PTE_DEVICE)
			continue;
		if (taking->error == 0 && (page == NULL || (listed->perm & PTE_D))) {
			taking->error = save_page(taking->keeper->env, listed->va, &slot);
			if (taking->error == 0) {
				taking->saved++;
				span_add(span, listed->va, perm, slot);
				continue;
			}
		}
		if (page == NULL)
			continue;
		slot_retain(page->slot);
		span_add(span, listed->va, perm, page->slot);
	}
}

static void
save_span(struct taking *taking, uint32_t first, uint32_t count)
{
	const struct listing *listing = &taking->keeper->listing;
	const uintptr_t start = span_start(listing->pages[first].va);
	struct span *known = image_find(taking->keeper->image, &taking->known, start);
	struct span *span = NULL;

	if (taking->error == 0 &&
	    (known == NULL || !listing_agrees(listing, first, count, known))) {
		span = span_create(start);
		if (span == NULL)
			taking->error = -E_NO_MEM;
	}
	if (span != NULL) {
		save_changed(taking, listing->pages + first, count, known, span);
		image_add(taking->image, span);
	} else if (known != NULL) {
		image_share(taking->image, known);
	}
}

static uint32_t
spans_of(const struct listing *listing)
{
	uint32_t spans = 0;

	for (uint32_t i = 0; i < listing->count; i += listing_span(listing, i))
		spans++;
	return spans;
}

/* Save what has changed of the pages listed, and know it. */
static int
save_pages(struct keeper *keeper, struct checkpoint *checkpoint)
{
	const struct listing *listing = &keeper->listing;
	struct taking taking = { .keeper = keeper, .image = image_create(spans_of(listing)) };

	if (taking.image == NULL)
		return -E_NO_MEM;
	for (uint32_t i = 0; i < listing->count;) {
		const uint32_t count = listing_span(listing, i);

		save_span(&taking, i, count);
		i += count;
	}
	keeper_know(keeper, taking.image);
	if (taking.error == 0) {
		image_retain(taking.image);
		checkpoint->image = taking.image;
		checkpoint->pages_saved = taking.saved;
	}
	return taking.error;
}

static int
take(struct keeper *keeper, struct checkpoint *checkpoint)
{
	const volatile struct Env *env = &envs[ENVX(keeper->env)];
	uint32_t runs;
	int error;

	error = sys_env_set_status(keeper->env, ENV_NOT_RUNNABLE);
	runs = env->env_runs;
	if (error == 0)
		error = sys_env_get_state(keeper->env, &checkpoint->state);
	if (error == 0)
		error = keeper_list(keeper);
	if (error < 0)
		return error;
	checkpoint->own_start = keeper->listing.own_start;
	checkpoint->priority = env->env_priority;
	checkpoint->tickets = env->env_tickets;
	error = save_pages(keeper, checkpoint);
	if (error < 0 || env->env_runs == runs)
		return error;
	/* Somebody has started it, and stopped it again: what was saved is not of one moment. */
	image_release(checkpoint->image);
	return -E_INVAL;
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
