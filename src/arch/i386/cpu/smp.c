/*
 * Bringing up the other CPUs, and sending them interrupts.
 *
 * Source: Intel SDM volume 3A, section 8.4.4 (MP initialisation).
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/smp.h>

#include <arch/clock.h>
#include <arch/cpu.h>
#include <i386/boot/trampoline.h>
#include <i386/cpu/features.h>
#include <i386/cpu/io.h>
#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <i386/mm/kernelmap.h>
#include <i386/trap/idt.h>
#include <kernel/atomic.h>
#include <kernel/printf.h>
#include <kernel/sched.h>
#include <kernel/string.h>

#define START_TIMEOUT_NS 1000000000ull

static uint64_t
take_page(void)
{
	return (uint64_t)page_alloc_low() << PGSHIFT;
}

/* Returns whether the CPU came up. */
static bool
start_cpu(struct cpu *cpu, volatile struct trampoline_parameters *parameters)
{
	const uint64_t give_up_ns = clock_now_ns() + START_TIMEOUT_NS;

	if (kernelmap_cpu(cpu, take_page) < 0) {
		cprintf("SMP: no memory for CPU %u\n", cpu->index);
		return false;
	}
	parameters->cr3 = aspace_cr3(&kernel_space);
	parameters->efer = cpu_features.efer;
	parameters->stack = kstack_top(cpu->index);
	lapic_start_ap(cpu->arch.apic_id, TRAMPOLINE >> PGSHIFT);
	/* The new CPU compares its clock with this one's while we wait. */
	while (!atomic_load(&cpu->online) && clock_now_ns() < give_up_ns)
		arch_relax();
	if (atomic_load(&cpu->online))
		return true;
	parameters->stack = 0;
	cprintf("SMP: CPU %u (APIC id %u) does not answer and is left out\n", cpu->index,
		cpu->arch.apic_id);
	return false;
}

void
arch_start_cpus(void)
{
	static uint8_t saved[PGSIZE];
	uint8_t *page = direct(TRAMPOLINE);

	if (ncpus > 1) {
		/* The loader may have put something here that is still needed. */
		memcpy(saved, page, sizeof(saved));
		memcpy(page, trampoline_start, (size_t)(trampoline_end - trampoline_start));
		kernelmap_trampoline(true);
		for (unsigned i = 1; i < ncpus; i++)
			start_cpu(&cpus[i],
				  (volatile struct trampoline_parameters *)(page +
									    (trampoline_parameters -
									     trampoline_start)));
		kernelmap_trampoline(false);
		memcpy(page, saved, sizeof(saved));
	}
	clock_settle();
}

/* A new CPU's first C code, on its own stack. */
void
ap_main(void)
{
	struct cpu *self = this_cpu();

	features_enable();
	gdt_load(self, aspace_cr3(&kernel_space));
	idt_load();
	__asm__ volatile("fninit");
	if (lapic_init_cpu() < 0)
		for (;;) /* the boot CPU reports that this one does not answer */
			__asm__ volatile("hlt");
	clock_check_cpu();
	cprintf("SMP: CPU %u starting\n", self->index);
	atomic_store(&self->online, true);
	kernel_lock();
	enter_user(sched_begin());
}

void
arch_relax(void)
{
	cpu_relax();
}

void
arch_send_poll(struct cpu *target)
{
	lapic_send(target->arch.apic_id, VECTOR_TLB);
}

void
arch_send_reschedule(struct cpu *target)
{
	lapic_send(target->arch.apic_id, VECTOR_RESCHEDULE);
}

void
arch_idle(void)
{
	/* sti takes effect after the next instruction: nothing comes between the two. */
	__asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
}
