/*
 * The text of an error number: what strerror and printf's %e print.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_ERROR_TEXT_H
#define TINE_LIBC_ERROR_TEXT_H

/* Takes the positive number; null if no error has it. */
const char *error_text(unsigned error);

#endif
