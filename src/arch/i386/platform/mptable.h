/*
 * The MP configuration table, for machines from before ACPI.
 *
 * Source: Intel MultiProcessor Specification 1.4, chapters 4 and 5.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_MPTABLE_H
#define TINE_I386_PLATFORM_MPTABLE_H

#include <i386/platform/machine.h>
#include <kernel/physical_view.h>

/*
 * Reads CPUs, I/O APICs and interrupts into *machine, which must have none yet. 0, or
 * -E_NOT_FOUND, with *machine as it was, if there is no good table.
 */
int mptable_read(const struct physical_view *view, struct machine *machine);

#endif
