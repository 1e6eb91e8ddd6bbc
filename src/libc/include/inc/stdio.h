/*
 * JOS's <inc/stdio.h>: printing and reading on the console.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_STDIO_H
#define TINE_INC_STDIO_H

#include <inc/stdarg.h>
#include <inc/types.h>
#include <stdio.h>

/* Straight to the console, as cprintf. */
void cputchar(int c);

/* Every file a lab program can name is the console: always 1. */
int iscons(int fd);

/* Format, calling put for each character. */
void printfmt(void (*put)(int c, void *context), void *context, const char *format, ...);
void vprintfmt(void (*put)(int c, void *context), void *context, const char *format,
	       va_list arguments);

#endif
