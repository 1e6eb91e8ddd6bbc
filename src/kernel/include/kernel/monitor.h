/*
 * The kernel monitor: a command line for looking at the machine.
 *
 * It runs on one CPU with interrupts off, takes no lock but the console's and
 * checks before it reads memory, so it works whatever state the kernel is in;
 * the other CPUs stand still meanwhile.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_MONITOR_H
#define TINE_KERNEL_MONITOR_H

#include <stdbool.h>

/* Read and carry out commands for ever. The other CPUs have been stopped. */
_Noreturn void monitor_after_panic(void);

/*
 * Where the others may be running or idle: hold them, read and carry out
 * commands until one of them is to leave the monitor, and let the others go.
 * Returns at once if another CPU has the monitor, or boots. No lock is held
 * but the kernel lock.
 */
void monitor_on_request(void);

/* Does what is typed belong to the monitor? From the moment its key is pressed. */
bool monitor_has_input(void);

#endif
