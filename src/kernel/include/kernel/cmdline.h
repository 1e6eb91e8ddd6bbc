/*
 * The kernel's command line: words separated by blanks; key=value, or alone.
 *
 * Quotes of either kind, anywhere in a word, keep blanks together: QEMU
 * passes on init="forktree 3", GRUB makes "init=forktree 3" of it. Outside
 * single quotes a backslash takes away a following quote's, or backslash's,
 * meaning: GRUB writes it before each of them. A missing quote ends the line.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_KERNEL_CMDLINE_H
#define TINE_KERNEL_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the value of the index-th word (from 0) of the form key=value, quotes removed, into
 * buffer[size], where it always ends in a zero byte; size is at least 1. Its length, or
 * -E_NOT_FOUND if there is no such word (buffer is then empty), or -E_INVAL if the value did
 * not fit and was cut off.
 */
int cmdline_get(const char *line, const char *key, unsigned index, char *buffer, size_t size);

/* Whether word is one of the line's words. */
bool cmdline_has(const char *line, const char *word);

#endif
