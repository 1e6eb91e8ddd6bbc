/*
 * The CPUs of this machine.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_SMP_H
#define TINE_I386_CPU_SMP_H

struct machine;

/*
 * Give every CPU the firmware lists a number; the boot CPU is 0. Sets ncpus.
 * After lapic_init.
 */
void smp_enumerate(const struct machine *machine);

/* Called by the trampoline on a new CPU. */
_Noreturn void ap_main(void);

#endif
