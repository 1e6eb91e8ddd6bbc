/*
 * How the library ends the program; src/libc/exo provides it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_LIBC_EXIT_H
#define TINE_LIBC_EXIT_H

/* What abort() ends with: 128 and the number that Unix gives SIGABRT. */
#define EXIT_ABORTED 134

_Noreturn void exo_exit(int status);

#endif
