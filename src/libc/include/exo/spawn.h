/*
 * Programs started from the boot archive.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_SPAWN_H
#define TINE_EXO_SPAWN_H

#include <abi/types.h>

/*
 * Start the archive's file program, with the arguments argv up to a null
 * pointer. The child gets pages marked PTE_SHARE too; nothing else. Returns
 * its id, or an error number: -E_NOT_FOUND, -E_NOT_EXEC, -E_NO_MEM (also
 * arguments of over a page), -E_NO_FREE_ENV; then no child exists.
 */
envid_t spawn(const char *program, const char **argv);

/* The same, but it does not run until sys_env_set_status starts it. */
envid_t spawn_stopped(const char *program, const char **argv);

/* As spawn, with the arguments listed, a null pointer last; -E_NO_MEM if there are too many. */
#define SPAWNL_ARGUMENTS_MAX 32
envid_t spawnl(const char *program, const char *argument0, ...);

#endif
