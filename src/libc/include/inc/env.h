/*
 * JOS's <inc/env.h>: environments, without their registers, which nobody may read.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_ENV_H
#define TINE_INC_ENV_H

#include <abi/env.h>
#include <inc/memlayout.h>
#include <inc/trap.h>
#include <inc/types.h>

#endif
