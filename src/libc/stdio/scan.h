/*
 * The engine behind scanf and sscanf.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_SCAN_H
#define TINE_LIBC_SCAN_H

#include <stdarg.h>
#include <stddef.h>

/* Where characters come from; put_back undoes the last take, if that was not EOF. */
struct scan_source {
	int (*take)(void *from);
	void (*put_back)(void *from, int c);
	void *from;
};

int scan_text(const struct scan_source *source, const char *format, va_list arguments);

#endif
