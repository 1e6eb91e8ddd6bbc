/*
 * Ending a program that found itself broken. The formats are cprintf's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_PANIC_H
#define TINE_EXO_PANIC_H

extern const char *binaryname; /* argv[0], for messages */

/* Print "[id] user panic in NAME at FILE:LINE: ..." and end by a breakpoint exception. */
_Noreturn void _panic(const char *file, int line, const char *format, ...);

/* Print "[id] user warning in NAME at FILE:LINE: ..." and go on. */
void _warn(const char *file, int line, const char *format, ...);

#define panic(...) _panic(__FILE__, __LINE__, __VA_ARGS__)
#define warn(...)  _warn(__FILE__, __LINE__, __VA_ARGS__)

#endif
