/*
 * The portable kernel's start and end.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_MAIN_H
#define TINE_KERNEL_MAIN_H

#include <kernel/bootinfo.h>

/*
 * Everything that is not the machine's: starts the other CPUs and the first
 * programs. Called once, on the boot CPU, with memory, interrupts, clock and
 * console working; archive may be null if the loader brought none. On return
 * the caller goes on to schedule.
 */
void kernel_main(const struct boot_info *boot, const void *archive);

/* Was "exit" given on the command line: end the emulator rather than wait for a person? */
bool kernel_exits_at_end(void);

#endif
