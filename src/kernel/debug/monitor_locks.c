/*
 * Who holds and wants which lock, and what locks have cost so far.
 *
 * Debug builds record it (<kernel/lock_record.h>); others say so.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/clock.h>
#include <kernel/cpu.h>
#include <kernel/lock_record.h>
#include <kernel/printf.h>

#if LOCKS_RECORDED
static void
show_lock(unsigned cpu, const char *what, const struct spinlock *lock, uint64_t since_ns)
{
	cprintf("CPU %u %s %s, rank %u, at %08x, for %llu us\n", cpu, what, lock->name, lock->rank,
		(unsigned)(uintptr_t)lock,
		(unsigned long long)((clock_now_ns() - since_ns) / 1000));
}

static void
show_held(void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < ncpus; i++) {
		const struct lock_record *record = lock_record_of(i);

		for (unsigned j = 0; j < record->depth && j < LOCKS_HELD_MAX; j++, count++)
			show_lock(i, "holds", record->held[j].lock, record->held[j].since_ns);
		if (record->wanted != NULL)
			show_lock(i, "wants", record->wanted, record->wanted_ns);
	}
	if (count == 0)
		cprintf("No CPU holds a lock.\n");
}

void
command_locks(const struct command_call *call)
{
	(void)call;
	show_held();
	cprintf("lock                   taken    waited  looks each  overtaken  waiting us  "
		"longest  held\n");
	for (unsigned rank = 0; rank < LOCK_RANKS; rank++) {
		const struct lock_statistics sum = lock_statistics_sum((enum lock_rank)rank);

		if (sum.name == NULL)
			continue;
		cprintf("%-17s %10llu %9llu  %10llu  %9u  %10llu  %7llu  %llu\n", sum.name,
			(unsigned long long)sum.acquisitions, (unsigned long long)sum.contended,
			(unsigned long long)(sum.contended > 0 ? sum.looks / sum.contended : 0),
			sum.most_overtaken, (unsigned long long)(sum.waited_ns / 1000),
			(unsigned long long)(sum.longest_wait_ns / 1000),
			(unsigned long long)(sum.longest_hold_ns / 1000));
	}
}

void
command_locks_reset(const struct command_call *call)
{
	(void)call;
	lock_statistics_reset();
}
#else
void
command_locks(const struct command_call *call)
{
	(void)call;
	cprintf("Only debug builds record who holds which lock, and for how long.\n");
}

void
command_locks_reset(const struct command_call *call)
{
	command_locks(call);
}
#endif
