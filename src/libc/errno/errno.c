/*
 * What the library has to know of the environments that share its memory:
 * whose errno is where, and whether there may be more than one.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>

#include <libc/lock.h>

static int first_errno;
int *errno_place = &first_errno;

bool libc_shared;
