/*
 * JOS's <inc/memlayout.h>: the address space, and the program's page tables in it.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_MEMLAYOUT_H
#define TINE_INC_MEMLAYOUT_H

#include <abi/memlayout.h>

#ifndef __ASSEMBLER__
#include <exo/env.h>
#include <inc/mmu.h>
#include <inc/types.h>

/* The lab has these two as pointers, and passes them as such. */
enum { UTEMP_ADDRESS = UTEMP, PFTEMP_ADDRESS = PFTEMP };
#undef UTEMP
#undef PFTEMP
#define UTEMP  ((void *)UTEMP_ADDRESS)
#define PFTEMP ((void *)PFTEMP_ADDRESS)
#endif

#endif
