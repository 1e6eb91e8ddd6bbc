/*
 * Clocks whose frequency is known, by which others are measured.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_IRQ_REFERENCES_H
#define TINE_I386_IRQ_REFERENCES_H

#include <stdbool.h>
#include <stdint.h>

struct machine;

struct reference {
	const char *name;
	uint32_t frequency_hz;
	uint32_t mask;          /* of the bits that count; it wraps round at mask + 1 */
	uint32_t (*read)(void); /* counts upwards; bits above the mask are anything */
};

#define REFERENCES_MAX 3

/*
 * Starts the reference clocks this machine has, best first, and returns their number. Only a
 * clock that was seen counting is among them.
 */
unsigned references_find(const struct machine *machine,
			 struct reference references[REFERENCES_MAX]);

#endif
