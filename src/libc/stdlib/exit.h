/*
 * How the library ends the program; src/libc/exo provides it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_EXIT_H
#define TINE_LIBC_EXIT_H

/* What a signal ends with, and its number; abort()'s is SIGABRT. */
#define EXIT_SIGNALLED 128
#define EXIT_ABORTED   (EXIT_SIGNALLED + 6)

_Noreturn void exo_exit(int status);

#endif
