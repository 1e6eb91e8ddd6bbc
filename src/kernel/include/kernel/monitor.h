/*
 * The kernel monitor: a command line for looking at the machine.
 *
 * It runs on one CPU with interrupts off and takes no lock, so it works
 * whatever state the kernel is in; the other CPUs stand still meanwhile.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef KERNEL_MONITOR_H
#define KERNEL_MONITOR_H

/* Read and carry out commands until "continue". The other CPUs have been stopped or idle. */
void monitor(void);

/* The monitor's key was pressed: hold the other CPUs, run the monitor, let them go. No lock held. */
void monitor_on_request(void);

#endif
