/*
 * Interrupt lines as messages: see <kernel/line.h>.
 *
 * A level-triggered line is masked at its first interrupt, or it would
 * interrupt again at once. An edge-triggered one is masked at the second,
 * not the first: an edge that comes while it is masked is lost, so the
 * claimant is told of one more when it has come round to calling line_done.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/line.h>

#include <abi/device.h>
#include <abi/error.h>
#include <arch/device.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/env.h>
#include <kernel/ipc.h>

struct line {
	envid_t claimant; /* or 0 */
	bool told;        /* the claimant has been told of an interrupt, and is not done with it */
	bool again;       /* and there has been another */
	bool masked;
};

/* Letters: l lock; a atomic. */
static struct {
	struct spinlock lock;
	struct line lines[NLINES]; /* l */
	unsigned claimed;          /* a: how many lines have a claimant */
} all = { .lock = SPINLOCK_INIT(LOCK_LINES, "interrupt lines") };

int
line_claim(struct env *env, unsigned line)
{
	struct line *entry = &all.lines[line];
	int error = -E_BUSY;

	assert(line < NLINES);
	spin_lock(&all.lock);
	if (entry->claimant == 0) {
		/* First, since the line may interrupt as soon as it is open. */
		*entry = (struct line){ .claimant = env_id(env) };
		error = arch_line_open(line);
		if (error < 0)
			entry->claimant = 0;
		else
			atomic_fetch_add(&all.claimed, 1);
	}
	spin_unlock(&all.lock);
	return error;
}

static void
set_masked(unsigned line, bool masked)
{
	struct line *entry = &all.lines[line];

	if (entry->masked != masked)
		arch_line_mask(line, masked);
	entry->masked = masked;
}

/* Tell the environment called id, if it still lives. */
static void
tell(envid_t id, unsigned line)
{
	struct env *env = &env_slots[ENVX(id)];

	spin_lock(&env->lock);
	if (env_id(env) == id && env_status(env) != ENV_DYING && env_status(env) != ENV_FREE)
		ipc_tell_line(env, line);
	spin_unlock(&env->lock);
}

bool
line_interrupt(unsigned line)
{
	struct line *entry = &all.lines[line];
	envid_t claimant;
	bool first;

	assert(line < NLINES);
	spin_lock(&all.lock);
	claimant = entry->claimant;
	first = !entry->told;
	if (claimant != 0) {
		if (!first || arch_line_is_level(line))
			set_masked(line, true);
		entry->again |= !first;
		entry->told = true;
	}
	spin_unlock(&all.lock);
	if (claimant != 0 && first)
		tell(claimant, line);
	return claimant != 0;
}

int
line_done(struct env *env, unsigned line)
{
	struct line *entry = &all.lines[line];
	bool again;

	assert(line < NLINES);
	spin_lock(&all.lock);
	if (entry->claimant != env_id(env)) {
		spin_unlock(&all.lock);
		return -E_INVAL;
	}
	again = entry->again;
	entry->again = false;
	entry->told = again;
	set_masked(line, false);
	spin_unlock(&all.lock);
	if (again)
		tell(env_id(env), line);
	return 0;
}

void
lines_release(struct env *env)
{
	spin_lock(&all.lock);
	for (unsigned line = 0; line < NLINES; line++) {
		if (all.lines[line].claimant != env_id(env))
			continue;
		arch_line_mask(line, true);
		all.lines[line] = (struct line){ 0 };
		atomic_fetch_add(&all.claimed, -1u);
	}
	spin_unlock(&all.lock);
}

bool
lines_claimed(void)
{
	return atomic_load(&all.claimed) > 0;
}
