/*
 * JOS's <inc/trap.h>: exceptions, trap frames, and T_SYSCALL.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_TRAP_H
#define TINE_INC_TRAP_H

#include <abi/trap.h>

#endif
