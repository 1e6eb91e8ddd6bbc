/*
 * The battery-backed clock of a PC: the time of day, to a second.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_RTC_H
#define TINE_I386_DEV_RTC_H

#include <stdint.h>

struct machine;

/*
 * Seconds since 1970 began, if the clock shows UTC; 0 if there is none, or what it shows is no
 * date. Only during initialisation: later the ports may be a program's. Waits for at most
 * some 20 ms, usually not at all.
 */
uint64_t rtc_read(const struct machine *machine);

#endif
