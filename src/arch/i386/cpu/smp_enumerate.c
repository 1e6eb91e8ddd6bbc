/*
 * Which of the CPUs that the firmware lists are used, and by what number.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/smp.h>

#include <i386/irq/lapic.h>
#include <i386/platform/machine.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>

static bool
is_numbered(uint32_t apic_id)
{
	for (unsigned i = 0; i < ncpus; i++)
		if (cpus[i].arch.apic_id == apic_id)
			return true;
	return false;
}

void
smp_enumerate(const struct machine *machine)
{
	unsigned left_out = machine->cpus_dropped;

	cpus[0].arch.apic_id = lapic_id();
	/* Tables may list CPUs of which CPUID says that they have no local APIC to be started by. */
	for (unsigned i = 0; i < machine->cpu_count && lapic_present(); i++) {
		const uint32_t apic_id = machine->cpus[i].apic_id;

		if (is_numbered(apic_id))
			continue;
		/* Cut down to what there are bits for, it would name another CPU, or all of them. */
		if (apic_id > lapic_largest_id()) {
			cprintf("SMP: APIC id %u cannot be reached in xAPIC mode and is left out\n",
				apic_id);
			continue;
		}
		if (ncpus == MAX_CPUS) {
			left_out++;
			continue;
		}
		cpus[ncpus].arch.apic_id = apic_id;
		cpu_init(&cpus[ncpus], ncpus);
		ncpus++;
	}
	cprintf("SMP: CPU 0 found %u CPU(s)\n", ncpus);
	if (left_out > 0)
		cprintf("SMP: %u more are left out: at most %u are used\n", left_out, MAX_CPUS);
}
