/*
 * Between the two halves of the terminal: the grid, and the sequences that
 * work on it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CONSOLE_TERMINAL_SEQUENCE_H
#define TINE_KERNEL_CONSOLE_TERMINAL_SEQUENCE_H

#include <kernel/terminal.h>

/* Blank cells first to end - 1, in the current background colour. */
void terminal_erase(struct terminal *terminal, unsigned first, unsigned end);

/* Back to the colours of the beginning. */
void terminal_default_colours(struct terminal *terminal);

/* Carry out the sequence that ends in final, of the parameters collected in the terminal. */
void terminal_sequence(struct terminal *terminal, unsigned char final);

#endif
