/*
 * What CPUs do among each other: one joins, they send each other
 * interrupts, they wait. How they are started is in smp_start.c.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/switch.h>
#include <i386/cpu/smp.h>

#include <arch/clock.h>
#include <arch/cpu.h>
#include <i386/cpu/features.h>
#include <i386/cpu/io.h>
#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <i386/mm/kernelmap.h>
#include <i386/trap/idt.h>
#include <i386/trap/sysenter.h>
#include <kernel/atomic.h>
#include <kernel/printf.h>
#include <kernel/sched.h>

/* A new CPU's first C code, on its own stack. */
void
ap_main(void)
{
	struct cpu *self = this_cpu();

	features_enable();
	gdt_load(self, aspace_cr3(&kernel_space));
	sysenter_join();
	idt_load();
	__asm__ volatile("fninit");
	if (lapic_init_cpu() < 0)
		for (;;) /* the boot CPU reports that this one does not answer */
			__asm__ volatile("hlt");
	clock_check_cpu();
	cprintf("SMP: CPU %u starting\n", self->index);
	atomic_store(&self->online, true);
	kernel_lock();
	arch_enter_user(sched_begin());
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
