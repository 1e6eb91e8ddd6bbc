/*
 * Setting up the ways of <arch/power.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_POWER_H
#define TINE_I386_PLATFORM_POWER_H

struct machine;

/* Takes note of the ways the firmware's tables tell of. The machine must stay. */
void power_init(const struct machine *machine);

#endif
