/*
 * What a program finds around it: its own environment, everyone's public
 * halves, and its own page tables. All of it is the kernel's; none can be written.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_EXO_ENV_H
#define TINE_EXO_ENV_H

#include <abi/env.h>
#include <abi/mmu.h>

extern const volatile struct Env envs[NENV];

/*
 * &envs[ENVX(sys_getenvid())], of each environment its own even where memory
 * is shared. It can be assigned to, as programs for the lab do.
 */
extern const volatile struct Env **thisenv_place;
#define thisenv (*thisenv_place)

/*
 * Not const, though writing to them faults: the lab declares them so. The
 * entry for virtual address va is uvpt[PGNUM(va)]. Look at it only if
 * uvpd[PDX(va)] has PTE_P: where a page table is absent, reading uvpt faults.
 */
extern volatile pte_t uvpt[];
extern volatile pde_t uvpd[];

/*
 * Wait until env has ended and the kernel has everything back; at once if it
 * has ended long ago.
 */
void wait(envid_t env);

#endif
