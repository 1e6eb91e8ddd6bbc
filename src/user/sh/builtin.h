/*
 * Commands that the shell itself carries out.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_SH_BUILTIN_H
#define TINE_SH_BUILTIN_H

#include <stdbool.h>

/* Carry out argv[0] if it is such a command; false if it is not. */
bool builtin_run(int argc, const char **argv);

#endif
