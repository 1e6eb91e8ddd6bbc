/*
 * Pages and page-table entries as programs see them in uvpt[] and uvpd[],
 * and the permission bits that system calls take.
 *
 * Source: Intel SDM volume 3A, section 4.4 (PAE paging).
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_MMU_H
#define TINE_ABI_MMU_H

#define PGSHIFT    12
#define PGSIZE     4096 /* bytes mapped by a page */
#define PTSHIFT    21
#define PTSIZE     0x200000 /* bytes mapped by a page table */
#define NPTENTRIES 512      /* entries in one page table */
#define NPDENTRIES 2048     /* entries in uvpd[]: four page directories of 512 */

/* Bits of a page-table entry that programs may set; the perm argument of system calls. */
#define PTE_P       0x001 /* present */
#define PTE_W       0x002 /* writable */
#define PTE_U       0x004 /* accessible to programs */
#define PTE_AVAIL   0xE00 /* never looked at by the kernel: the program's own notes */
#define PTE_SYSCALL (PTE_AVAIL | PTE_P | PTE_W | PTE_U)

/*
 * Not executable. In a perm argument the flag is PTE_NOEXEC, since perm has
 * 32 bits; in an entry it is bit 63, PTE_NX. A mapping made without
 * PTE_NOEXEC can be executed, as on the lab's machine.
 */
#define PTE_NOEXEC 0x1000

/* Notes the library keeps in PTE_AVAIL; the values are the lab's. */
#define PTE_SHARE 0x400 /* fork and spawn share this page instead of copying it */
#define PTE_COW   0x800 /* copy-on-write */

/* Bits that only the processor and the kernel set. */
#define PTE_PWT 0x008
#define PTE_PCD 0x010
#define PTE_A   0x020 /* accessed */
#define PTE_D   0x040 /* dirty */
#define PTE_PS  0x080 /* a 2 MiB page, in a page-directory entry */
#define PTE_G   0x100 /* global */

/* An entry with either of these maps device memory. */
#define PTE_DEVICE (PTE_PWT | PTE_PCD)

#ifndef __ASSEMBLER__
#include <abi/types.h>

typedef uint64_t pte_t;
typedef uint64_t pde_t;

#define PTE_NX        0x8000000000000000ULL
#define PTE_ADDR_MASK 0x000FFFFFFFFFF000ULL

#define PTE_ADDR(pte)  ((pte)&PTE_ADDR_MASK)
#define PTE_FLAGS(pte) ((uint32_t)(pte)&0xFFF)

#define PGNUM(la)       (((uintptr_t)(la)) >> PGSHIFT)           /* index into uvpt[] */
#define PDX(la)         (((uintptr_t)(la)) >> PTSHIFT)           /* index into uvpd[] */
#define PTX(la)         ((((uintptr_t)(la)) >> PGSHIFT) & 0x1FF) /* index into one table */
#define PGOFF(la)       (((uintptr_t)(la)) & 0xFFF)
#define PGADDR(d, t, o) ((void *)((d) << PTSHIFT | (t) << PGSHIFT | (o)))

#define ROUNDDOWN(a, n) ((__typeof__(a))((uintptr_t)(a) / (n) * (n)))
#define ROUNDUP(a, n)   ((__typeof__(a))(((uintptr_t)(a) + (n)-1) / (n) * (n)))
#endif

#endif
