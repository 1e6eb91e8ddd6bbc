/*
 * The virtual address space as a program sees it.
 *
 *   4 GiB ----------> +------------------------------+
 *                     |  kernel only                 |
 *   KERNBASE, ------> +------------------------------+ 0xf0000000
 *                     |  kernel only                 |
 *   ULIM -----------> +------------------------------+ 0xefc00000
 *                     |  uvpt[], uvpd[]   (read only)|
 *   UVPT -----------> +------------------------------+ 0xef400000
 *                     |  unmapped                    |
 *                     +------------------------------+ 0xeee00000
 *                     |  system calls     (1 page)   |
 *   USYSCALL -------> +------------------------------+ 0xeedff000
 *                     |  unmapped                    |
 *                     +------------------------------+
 *                     |  envs[]           (read only)|
 *   UTOP, UENVS ----> +------------------------------+ 0xeec00000
 *                     |  exception stack   (1 page)  |
 *                     +------------------------------+ 0xeebff000
 *                     |  unmapped: guard   (1 page)  |
 *   USTACKTOP ------> +------------------------------+ 0xeebfe000
 *                     |  stack, growing down         |
 *                     :  the program's own           :
 *   UCOMMONTOP -----> +------------------------------+ 0xc0000000
 *                     |  program text, data, heap    |
 *   UTEXT ----------> +------------------------------+ 0x00800000
 *                     |  the library's scratch pages |
 *   UTEMP ----------> +------------------------------+ 0x00400000
 *                     |  the program's own           |
 *   0 --------------> +------------------------------+
 *
 * Everything below UTOP belongs to the program. Names and values are the
 * lab's, except that page tables are PAE: UVPT spans 8 MiB, a page table
 * 2 MiB (see <abi/mmu.h>). Plain numbers, so that assembly can use them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_MEMLAYOUT_H
#define TINE_ABI_MEMLAYOUT_H

#define KERNBASE   0xF0000000
#define ULIM       0xEFC00000 /* programs can read nothing from here up */
#define UVPT       0xEF400000 /* the program's own page tables, as one array */
#define USYSCALL   0xEEDFF000 /* call it for a system call: see <abi/syscall.h> */
#define UENVS      0xEEC00000 /* the public half of every environment */
#define UTOP       0xEEC00000 /* programs can change nothing from here up */
#define UXSTACKTOP UTOP       /* top of the one-page exception stack */
#define USTACKTOP  0xEEBFE000 /* top of the ordinary stack */
#define USTACKSIZE 0x00010000 /* of stack that a program is started with; nothing grows it later */
#define UCOMMONTOP 0xC0000000 /* environments that share memory share all below (sys_space_share) */
#define UTEXT      0x00800000 /* where programs are linked */
#define UTEMP      0x00400000 /* scratch mappings; nothing lasting is put here */
#define PFTEMP     0x007FF000 /* the page-fault handler's scratch page */

#endif
