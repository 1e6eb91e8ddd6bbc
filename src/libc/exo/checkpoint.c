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
listing_add(struct listing *listing, const struct PageSpan *spans, uint32_t count)
{
	if (listing->count + count > listing->capacity) {
		const uint32_t capacity = 2 * listing->capacity + PAGE_LIST_MAX;
		struct PageSpan *grown = realloc(listing->spans, capacity * sizeof(*grown));

		if (grown == NULL)
			return -E_NO_MEM;
		listing->spans = grown;
		listing->capacity = capacity;
	}
	memcpy(listing->spans + listing->count, spans, count * sizeof(*spans));
	listing->count += count;
	return 0;
}

int
keeper_list(struct keeper *keeper)
{
	struct listing *listing = &keeper->listing;
	struct PageList list;
	int error;

	listing->count = 0;
	list.next = 0;
	do {
		error = sys_env_pages(keeper->env, (void *)list.next, &list);
		if (error == 0)
			error = listing_add(listing, list.spans, list.count);
		listing->own_start = list.own_start;
	} while (error == 0 && list.next < UTOP);
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
	free(keeper->listing.spans);
	free(keeper);
}

void
keeper_know(struct keeper *keeper, struct image *image)
{
	image_release(keeper->image);
	keeper->image = image;
}

/* The result is the page's perm, or an error. */
static int
save_page(envid_t env, uintptr_t va, uint32_t *slot)
{
	int perm = slot_take(slot);

	if (perm < 0)
		return perm;
	perm = sys_page_save(env, (void *)va, slot_address(*slot));
	if (perm < 0)
		slot_release(*slot);
	return perm;
}

/* What is being taken. */
struct taking {
	const struct keeper *keeper;
	struct image *image;
	uint32_t known; /* how far the keeper's image has been looked at */
	uint32_t saved; /* pages */
	int error;      /* after one no more are saved; what was saved remains known */
};

/* Fill a span with what is listed of it, of which known is known. */
static void
save_changed(struct taking *taking, const struct PageSpan *listed, const struct span *known,
	     struct span *span)
{
	for (uint32_t left = listed->present; left != 0; left &= left - 1) {
		const uintptr_t va = first_page(listed->start, left);
		const struct kept_page *page = span_page(known, va);

		if (taking->error == 0 && (page == NULL || (listed->written & page_bit(va)))) {
			uint32_t slot;
			const int perm = save_page(taking->keeper->env, va, &slot);

			if (perm >= 0) {
				taking->saved++;
				span_add(span, va, (uint32_t)perm, slot);
				continue;
			}
			taking->error = perm;
		}
		if (page == NULL)
			continue;
		slot_retain(page->slot);
		span_add(span, va, page->perm, page->slot);
	}
}

static void
save_span(struct taking *taking, const struct PageSpan *listed)
{
	struct span *known = image_find(taking->keeper->image, &taking->known, listed->start);
	struct span *span = NULL;

	if (taking->error == 0 && (known == NULL || !listed_agrees(listed, known))) {
		span = span_create(listed->start);
		if (span == NULL)
			taking->error = -E_NO_MEM;
	}
	if (span != NULL) {
		save_changed(taking, listed, known, span);
		image_add(taking->image, span);
	} else if (known != NULL) {
		image_share(taking->image, known);
	}
}

/* Save what has changed of the pages listed, and know it. */
static int
save_pages(struct keeper *keeper, struct checkpoint *checkpoint)
{
	const struct listing *listing = &keeper->listing;
	struct taking taking = { .keeper = keeper, .image = image_create(listing->count) };

	if (taking.image == NULL)
		return -E_NO_MEM;
	for (uint32_t i = 0; i < listing->count; i++)
		save_span(&taking, &listing->spans[i]);
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
