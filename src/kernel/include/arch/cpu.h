/*
 * What the portable kernel asks of a CPU. The architecture defines
 * struct arch_cpu and arch_this_cpu() in <i386/cpu/percpu.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_CPU_H
#define TINE_ARCH_CPU_H

#include <i386/cpu/percpu.h>

struct cpu;

/* Tell the processor that this is a waiting loop. */
void arch_relax(void);

/* Interrupt a CPU so that it runs cpu_poll, at the latest when it next leaves the kernel. */
void arch_send_poll(struct cpu *target);

/* Interrupt a CPU so that it passes through the kernel, or leaves its idle sleep. */
void arch_send_reschedule(struct cpu *target);

/* Stop every other CPU for good, wherever it is. For panics. */
void arch_stop_others(void);

/*
 * Sleep until an interrupt, and handle it. Entered and left with interrupts
 * off; no interrupt is lost between the caller's last look for work and the
 * sleep.
 */
void arch_idle(void);

/* Start every other CPU; those that come up run sched. Reports those that do not. */
void arch_start_cpus(void);

#endif
