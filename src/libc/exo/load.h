/*
 * Loading a program's segments into an environment that does not run yet.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_LOAD_H
#define TINE_EXO_LOAD_H

#include <abi/types.h>
#include <libc/exo/archive.h>

/*
 * Map the segments of the ELF file into env and give its entry point. 0,
 * -E_NOT_EXEC, -E_NO_MEM, or another error of mapping pages in env; pages
 * mapped until then stay, for the caller to destroy with env.
 */
int load_program(envid_t env, const struct archive_file *file, uintptr_t *entry);

#endif
