/*
 * JOS's <inc/syscall.h>: the numbers SYS_xxx.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_SYSCALL_H
#define TINE_INC_SYSCALL_H

#include <abi/syscall.h>

#endif
