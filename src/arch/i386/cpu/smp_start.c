/*
 * Bringing up the other CPUs, one after the other, from the boot CPU. See
 * <arch/cpu.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/clock.h>
#include <arch/cpu.h>
#include <i386/boot/trampoline.h>
#include <i386/cpu/features.h>
#include <i386/irq/lapic.h>
#include <i386/mm/kernelmap.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define START_TIMEOUT_NS 1000000000ull

/* For one that is on its way: it may be held up by an emulator's host. */
#define JOIN_TIMEOUT_NS 10000000000ull

static uint64_t
take_page(void)
{
	return (uint64_t)page_alloc_low() << PGSHIFT;
}

/* Waits for a CPU, which compares its clock with this one's meanwhile. */
static bool
comes_up(const struct cpu *cpu, uint64_t timeout_ns)
{
	const uint64_t give_up_ns = clock_now_ns() + timeout_ns;

	while (!atomic_load(&cpu->online) && clock_now_ns() < give_up_ns) {
		clock_compare();
		arch_relax();
	}
	return atomic_load(&cpu->online);
}

static void
start_cpu(struct cpu *cpu, volatile struct trampoline_parameters *parameters)
{
	if (kernelmap_cpu(cpu, take_page) < 0) {
		cprintf("SMP: no memory for CPU %u\n", cpu->index);
		return;
	}
	parameters->cr3 = aspace_cr3(&kernel_space);
	parameters->efer = cpu_features.efer;
	parameters->stack = kstack_top(cpu->index);
	lapic_start_ap(cpu->arch.apic_id, TRAMPOLINE >> PGSHIFT);
	if (comes_up(cpu, START_TIMEOUT_NS))
		return;
	/* One that has its stack already is waited for: it may hold a lock, and nothing stops it. */
	if (atomic_exchange(&parameters->stack, 0) != 0)
		lapic_hold_ap(cpu->arch.apic_id);
	else if (comes_up(cpu, JOIN_TIMEOUT_NS))
		return;
	cprintf("SMP: CPU %u (APIC id %u) does not answer and is left out\n", cpu->index,
		cpu->arch.apic_id);
}

void
arch_start_cpus(void)
{
	static uint8_t saved[PGSIZE];
	uint8_t *page = direct(TRAMPOLINE);
	void *parameters = page + (trampoline_parameters - trampoline_start);

	if (ncpus == 1)
		return;
	/* The loader may have put something here that is still needed. */
	memcpy(saved, page, sizeof(saved));
	memcpy(page, trampoline_start, (size_t)(trampoline_end - trampoline_start));
	kernelmap_trampoline(true);
	for (unsigned i = 1; i < ncpus; i++)
		start_cpu(&cpus[i], parameters);
	kernelmap_trampoline(false);
	memcpy(page, saved, sizeof(saved));
}
