/*
 * What the CPUs are at.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/irq.h>
#include <arch/monitor.h>
#include <kernel/env.h>
#include <kernel/printf.h>

#define LOCKS_MAX (sizeof(((struct cpu *)NULL)->locks) / sizeof(struct spinlock *))

#ifdef NDEBUG
static const bool locks_are_recorded = false;
#else
static const bool locks_are_recorded = true;
#endif

static const char *
activity(const struct cpu *cpu)
{
	if (cpu == this_cpu())
		return "monitor";
	if (!cpu->online)
		return "not started";
	if (cpu->current != NULL)
		return "running";
	return cpu->loaded != NULL ? "in the kernel" : "idle";
}

/* Interrupts that nobody asked for, by vector. */
static void
show_unexpected(void)
{
	for (unsigned vector = 0; vector < IRQ_VECTORS; vector++)
		if (irq_unexpected_count(vector) > 0)
			cprintf("%u unexpected interrupts of vector %02x\n",
				(unsigned)irq_unexpected_count(vector), vector);
}

void
command_cpus(const struct command_call *call)
{
	(void)call;
	cprintf("cpu  hardware id  environment  ready  locks  activity\n");
	for (unsigned i = 0; i < ncpus; i++) {
		const struct cpu *cpu = &cpus[i];
		char current[12] = "none";

		if (cpu->current != NULL)
			snprintf(current, sizeof(current), "%08x", (unsigned)env_id(cpu->current));
		cprintf("%3u  %11u  %-11s  %5u  %5u  %s\n", i, (unsigned)arch_cpu_hardware_id(cpu),
			current, cpu->runqueue.length, cpu->lock_depth, activity(cpu));
	}
	show_unexpected();
}

void
command_locks(const struct command_call *call)
{
	unsigned count = 0;

	(void)call;
	if (!locks_are_recorded) {
		cprintf("Only debug builds record who holds which lock.\n");
		return;
	}
	for (unsigned i = 0; i < ncpus; i++) {
		const struct cpu *cpu = &cpus[i];

		for (unsigned j = 0; j < cpu->lock_depth && j < LOCKS_MAX; j++, count++)
			cprintf("CPU %u: %s, rank %u, at %08x\n", i, cpu->locks[j]->name,
				cpu->locks[j]->rank, (unsigned)(uintptr_t)cpu->locks[j]);
	}
	if (count == 0)
		cprintf("No CPU holds a lock.\n");
}
