/*
 * What a panic asks of the machine's console devices.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ARCH_CONSOLE_H
#define TINE_ARCH_CONSOLE_H

/* Adds the screen to the console if boot has not come so far yet. No other CPU runs. */
void arch_console_rescue(void);

#endif
