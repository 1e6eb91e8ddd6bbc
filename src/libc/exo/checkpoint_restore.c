/*
 * Putting environments back to checkpoints.
 *
 * First a list of all that is to be changed, with every page that it takes;
 * then the changes. So it fails before, or not of memory.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/syscall.h>
#include <libc/exo/checkpoint.h>
#include <stdlib.h>

#define NOTHING  ((void *)UTOP)
#define NO_TABLE NPDENTRIES

/* What is to be done to put an environment back, all of it prepared. */
struct change {
	uintptr_t va;
	uint32_t perm;
	void *from;    /* the page to be mapped; NOTHING: none */
	uint32_t slot; /* which is in this slot, */
	bool staged;   /* made for this change only */
};

struct changes {
	uint32_t count, capacity;
	struct change *list;
	envid_t env;       /* whose memory changes, */
	uintptr_t old_env; /* what pointed to its half in envs[] while it was another, */
	uintptr_t new_env; /* and is to point there instead */
	unsigned table;    /* the last that was prepared */
};

static uintptr_t
public_half(envid_t env)
{
	return UENVS + ENVX(env) * sizeof(struct Env);
}

static void
point_to_new_half(const struct changes *changes, uint32_t *words, uint32_t count)
{
	if (changes->old_env == changes->new_env)
		return;
	for (uint32_t i = 0; i < count; i++)
		if (words[i] == changes->old_env)
			words[i] = changes->new_env;
}

/* Will the environment, or its fork, write to this page and nobody else see that? */
static bool
is_private(const struct checkpoint *checkpoint, const struct changes *changes, uint32_t perm)
{
	if (perm & PTE_SHARE)
		return checkpoint->loaded;
	return (perm & PTE_W) || ((perm & PTE_COW) && changes->old_env != changes->new_env);
}

/* Prepare for one more change, so that it cannot fail of memory. */
static int
add_change(struct changes *changes, const struct change *change)
{
	int error;

	if (changes->count == changes->capacity) {
		const uint32_t capacity = 2 * changes->capacity + SPAN_PAGES;
		struct change *grown = realloc(changes->list, capacity * sizeof(*grown));

		if (grown == NULL)
			return -E_NO_MEM;
		changes->list = grown;
		changes->capacity = capacity;
	}
	if (changes->table != PDX(change->va)) {
		error = sys_page_restore(changes->env, (void *)change->va, NOTHING, 0);
		if (error < 0)
			return error;
		changes->table = PDX(change->va);
	}
	changes->list[changes->count++] = *change;
	return 0;
}

static int
add_page(struct changes *changes, const struct checkpoint *checkpoint, uintptr_t va,
	 const struct kept_page *page)
{
	struct change change = { va, page->perm, slot_address(page->slot), page->slot,
				 is_private(checkpoint, changes, page->perm) };
	int error;

	if (change.staged) {
		error = slot_fill(&change.slot, slot_address(page->slot));
		if (error < 0)
			return error;
		change.from = slot_address(change.slot);
		point_to_new_half(changes, change.from, PGSIZE / sizeof(uint32_t));
	}
	error = add_change(changes, &change);
	if (error < 0 && change.staged)
		slot_release(change.slot);
	return error;
}

/* Which of the pages wanted are there: unwritten since they were saved in, or restored from, the same slots? */
static uint32_t
pages_in_place(const struct span *wanted, const struct span *known, const struct PageSpan *listed)
{
	uint32_t in_place = wanted->present & known->present & listed->present & ~listed->written;

	for (uint32_t left = in_place; left != 0; left &= left - 1) {
		const unsigned i = (unsigned)__builtin_ctz(left);

		if (wanted->pages[i].slot != known->pages[i].slot)
			in_place &= ~(1u << i);
	}
	return in_place;
}

/* Make what is listed from start on what is wanted there; known is what was saved of it. */
static int
prepare_span(struct changes *changes, const struct checkpoint *checkpoint, uintptr_t start,
	     const struct span *wanted, const struct span *known, const struct PageSpan *listed)
{
	uint32_t add = wanted->present & ~pages_in_place(wanted, known, listed);
	uint32_t remove = start < checkpoint->own_start ? 0 : listed->present & ~wanted->present;
	int error = 0;

	for (; error == 0 && remove != 0; remove &= remove - 1) {
		const struct change removal = { .va = first_page(start, remove),
						.perm = PTE_P | PTE_U,
						.from = NOTHING };

		error = add_change(changes, &removal);
	}
	for (; error == 0 && add != 0; add &= add - 1)
		error = add_page(changes, checkpoint, first_page(start, add),
				 &wanted->pages[__builtin_ctz(add)]);
	return error;
}

/* Walk image and listing side by side. */
static int
prepare(struct changes *changes, const struct keeper *keeper, const struct checkpoint *checkpoint)
{
	static const struct span no_span;
	static const struct PageSpan not_listed;
	const struct image *image = checkpoint->image;
	const struct listing *listing = &keeper->listing;
	uint32_t wanted = 0, known = 0, present = 0;
	int error = 0;

	while (error == 0 && (wanted < image->span_count || present < listing->count)) {
		const uintptr_t next_wanted =
			wanted < image->span_count ? image->spans[wanted]->start : UTOP;
		const uintptr_t next_present =
			present < listing->count ? listing->spans[present].start : UTOP;
		const uintptr_t start = next_wanted < next_present ? next_wanted : next_present;
		const struct PageSpan *listed =
			next_present == start ? &listing->spans[present++] : &not_listed;
		const struct span *span = image_find(image, &wanted, start);
		const struct span *saved = image_find(keeper->image, &known, start);

		if (span == NULL || span != saved || !listed_agrees(listed, span))
			error = prepare_span(changes, checkpoint, start,
					     span != NULL ? span : &no_span,
					     saved != NULL ? saved : &no_span, listed);
		wanted += span != NULL;
	}
	return error;
}

static int
apply(const struct changes *changes)
{
	int error = 0;

	for (uint32_t i = 0; error == 0 && i < changes->count; i++) {
		const struct change *change = &changes->list[i];

		error = sys_page_restore(changes->env, (void *)change->va, change->from,
					 (int)change->perm);
	}
	return error;
}

static void
forget_changes(struct changes *changes)
{
	for (uint32_t i = 0; i < changes->count; i++)
		if (changes->list[i].staged)
			slot_release(changes->list[i].slot);
	free(changes->list);
}

/* The general registers may hold such a pointer, too. */
static int
set_state(const struct changes *changes, const struct checkpoint *checkpoint)
{
	struct EnvState state = checkpoint->state;
	struct PushRegs *regs = &state.registers.tf_regs;

	point_to_new_half(changes, (uint32_t *)regs, sizeof(*regs) / sizeof(uint32_t));
	return sys_env_set_state(changes->env, &state);
}

/* No more than our own; the policy may not even look at them. */
static void
set_shares(envid_t env, const struct checkpoint *checkpoint)
{
	const uint32_t priority = thisenv->env_priority, tickets = thisenv->env_tickets;

	sys_env_set_priority(env,
			     checkpoint->priority < priority ? checkpoint->priority : priority);
	sys_env_set_tickets(env, checkpoint->tickets < tickets ? checkpoint->tickets : tickets);
}

/* All that can fail of memory comes before all that changes anything. */
static int
restore(struct keeper *keeper, const struct checkpoint *checkpoint, struct changes *changes)
{
	const volatile struct Env *env = &envs[ENVX(keeper->env)];
	const uint32_t runs = env->env_runs;
	struct image *image;
	int error;

	error = keeper_list(keeper);
	if (error < 0)
		return error;
	/* What is known if it ends half-way, or differs from the checkpoint in what points to envs[]. */
	image = image_create(0);
	error = image == NULL ? -E_NO_MEM : prepare(changes, keeper, checkpoint);
	if (error == 0)
		error = set_state(changes, checkpoint);
	if (error < 0) {
		free(image);
		return error;
	}
	keeper_know(keeper, image);
	error = apply(changes);
	if (error == 0 && env->env_runs != runs)
		error = -E_INVAL;
	if (error == 0 && changes->old_env == changes->new_env) {
		image_retain(checkpoint->image);
		keeper_know(keeper, checkpoint->image);
	}
	set_shares(keeper->env, checkpoint);
	return error;
}

int
checkpoint_restore(struct keeper *keeper, const struct checkpoint *checkpoint)
{
	struct changes changes = {
		.env = keeper->env,
		.old_env = public_half(checkpoint->env),
		.new_env = public_half(keeper->env),
		.table = NO_TABLE,
	};
	int error = sys_env_set_status(keeper->env, ENV_NOT_RUNNABLE);

	if (error == 0)
		error = restore(keeper, checkpoint, &changes);
	forget_changes(&changes);
	return error;
}

envid_t
checkpoint_start(const struct checkpoint *checkpoint)
{
	envid_t child;
	struct keeper *keeper;
	int error;

	if (checkpoint->own_start > 0)
		return -E_NOT_SUPP;
	child = sys_env_create();
	if (child < 0)
		return child;
	error = keeper_open(child, &keeper);
	if (error == 0) {
		error = checkpoint_restore(keeper, checkpoint);
		keeper_close(keeper);
	}
	if (error < 0) {
		sys_env_destroy(child);
		wait(child);
	}
	return error < 0 ? error : child;
}
