/*
 * The end of the machine's run.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_POWER_H
#define TINE_ARCH_POWER_H

#include <stdint.h>

/* Switches the machine off by whatever way works; halts this CPU if none does. */
_Noreturn void machine_power_off(void);

/* Starts the machine anew; halts this CPU if no way of doing so works. */
_Noreturn void machine_reset(void);

/*
 * Where an emulator provides for it, ends the emulator with exit status 1, which tells test
 * scripts that the kernel failed. Elsewhere it has no effect and returns.
 */
void machine_report_failure(void);

/* Shows the code where a person or an instrument can see it without a working console, if there is such a place. */
void machine_show_progress(uint8_t code);

#endif
