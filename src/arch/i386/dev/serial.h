/*
 * The first serial port as a console device: 115200 baud, 8 bits, no parity.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_DEV_SERIAL_H
#define TINE_I386_DEV_SERIAL_H

#include <stdbool.h>

/* Adds the port to the console if there is one. */
void serial_init(void);

bool serial_present(void);

/* From now on it shows nothing, and is only listened to. */
void serial_output_end(void);

/* From now on received characters come by interrupt. After irq_init(). */
void serial_input_init(void);

#endif
