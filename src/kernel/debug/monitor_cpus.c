/*
 * What the CPUs are at, and whether they stand still.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <arch/irq.h>
#include <arch/monitor.h>
#include <kernel/env.h>
#include <kernel/printf.h>

static const char *
activity(const struct cpu *cpu)
{
	if (cpu == this_cpu())
		return "monitor";
	if (!cpu->online)
		return "not started";
	if (cpu_is_awaited(cpu))
		return "has not stopped";
	if (cpu->current != NULL)
		return "running";
	return cpu->loaded != NULL ? "in the kernel" : "idle";
}

const struct cpu *
monitor_first_awaited(void)
{
	for (unsigned i = 0; i < ncpus; i++)
		if (cpu_is_awaited(&cpus[i]))
			return &cpus[i];
	return NULL;
}

bool
monitor_may_change(void)
{
	const struct cpu *awaited = monitor_first_awaited();

	if (awaited != NULL)
		cprintf("CPU %u has not stopped.\n", awaited->index);
	return awaited == NULL;
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
command_cpu(const struct command_call *call)
{
	(void)call;
	arch_cpu_show_features();
}

void
command_cpus(const struct command_call *call)
{
	(void)call;
	cprintf("cpu  hardware id  environment  ready       woke  activity\n");
	for (unsigned i = 0; i < ncpus; i++) {
		const struct cpu *cpu = &cpus[i];
		char current[12] = "none";

		if (cpu->current != NULL)
			snprintf(current, sizeof(current), "%08x", (unsigned)env_id(cpu->current));
		cprintf("%3u  %11u  %-11s  %5u  %9u  %s\n", i, (unsigned)arch_cpu_hardware_id(cpu),
			current, cpu->runqueue.length, (unsigned)cpu->wakes, activity(cpu));
	}
	show_unexpected();
}
