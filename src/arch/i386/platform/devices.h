/*
 * What programs may know and have of this machine's devices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_PLATFORM_DEVICES_H
#define TINE_I386_PLATFORM_DEVICES_H

struct boot_info;
struct machine;

/* Before the first program runs. Both must stay. */
void devices_init(const struct boot_info *boot, const struct machine *machine);

#endif
