/*
 * What the library asks of the system, played by the host: a console that
 * remembers and is told what to type, a heap that can run out, an end.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_HOOKS_H
#define TINE_TESTS_HOOKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Everything printed since console_clear, as a string, and by how many writes. */
const char *console_text(void);
size_t console_writes(void);
void console_clear(void);
/* What is typed next; after that the input is at its end. */
void console_type(const char *keys);

/* Bytes that the heap has mapped, and the most it may have. */
extern size_t heap_mapped_bytes;
extern size_t heap_limit_bytes;

/* The status with which a function ends the program, -1 if it returns; what it prints counts. */
int exit_status_of(void (*function)(void));

/* The next of a fixed sequence of numbers (xorshift64). */
uint64_t next_random(void);

#endif
