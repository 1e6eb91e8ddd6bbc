/*
 * The program's errno.
 *
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>

int errno;
