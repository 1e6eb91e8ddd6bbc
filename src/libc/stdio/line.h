/*
 * The line editor that readline() and stdin share.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_LINE_H
#define TINE_LIBC_LINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads a line from the console with echo into size_bytes, and ends it with a
 * zero byte in place of the newline. What does not fit is not accepted. False
 * at the end of input, if nothing was typed before it.
 */
bool line_read(char *line, size_t size_bytes);

#endif
