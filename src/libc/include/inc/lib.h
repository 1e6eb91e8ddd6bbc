/*
 * JOS's <inc/lib.h>: all that a lab program uses.
 *
 * A program includes this and defines umain, or is plain C and defines main.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_LIB_H
#define TINE_INC_LIB_H

#include <abi/segment.h>
#include <exo/env.h>
#include <exo/fork.h>
#include <exo/ipc.h>
#include <exo/panic.h>
#include <exo/pgfault.h>
#include <exo/spawn.h>
#include <exo/syscall.h>
#include <exo/trap.h>
#include <inc/assert.h>
#include <inc/env.h>
#include <inc/error.h>
#include <inc/memlayout.h>
#include <inc/stdarg.h>
#include <inc/stdio.h>
#include <inc/string.h>
#include <inc/syscall.h>
#include <inc/trap.h>
#include <inc/types.h>

#define USED(x) ((void)(x))

void umain(int argc, char **argv);

/*
 * The lab's exit takes no argument, C's takes one; both are to be had. The
 * declaration is not left to <stdlib.h>: lab programs have functions of
 * their own under other names of that header.
 */
_Noreturn void(exit)(int status);
#define exit(...) (exit)(sizeof(#__VA_ARGS__) > 1 ? __VA_ARGS__ + 0 : 0)

#endif
