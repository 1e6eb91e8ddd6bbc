/*
 * strerror: the text of an error.
 *
 * SPDX-License-Identifier: MIT
 */
#include <libc/errno/error_text.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

char *
strerror(int error)
{
	static char unknown[sizeof("error ") + 3 * sizeof(unsigned)];
	const char *text = error_text(error < 0 ? -(unsigned)error : (unsigned)error);

	if (text != NULL)
		return (char *)(uintptr_t)text;
	snprintf(unknown, sizeof(unknown), "%e", error);
	return unknown;
}
