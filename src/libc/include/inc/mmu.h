/*
 * JOS's <inc/mmu.h>, as far as it concerns programs: pages, entries, flags,
 * control-register bits. Index macros are those of PAE tables.
 *
 * Sources: Intel SDM volume 1, section 3.4.3 (eflags); volume 3A, section 2.5.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_INC_MMU_H
#define TINE_INC_MMU_H

#include <abi/mmu.h>
#include <abi/trap.h> /* FEC_xxx */

#define PTXSHIFT 12 /* where PTX begins in a linear address */
#define PDXSHIFT 21 /* where PDX begins */

/* eflags */
#define FL_CF        0x00000001 /* carry */
#define FL_PF        0x00000004 /* parity */
#define FL_AF        0x00000010 /* auxiliary carry */
#define FL_ZF        0x00000040 /* zero */
#define FL_SF        0x00000080 /* sign */
#define FL_TF        0x00000100 /* single step */
#define FL_IF        0x00000200 /* interrupts enabled */
#define FL_DF        0x00000400 /* string instructions go down */
#define FL_OF        0x00000800 /* overflow */
#define FL_IOPL_MASK 0x00003000 /* least privilege that may do I/O */
#define FL_IOPL_0    0x00000000
#define FL_IOPL_1    0x00001000
#define FL_IOPL_2    0x00002000
#define FL_IOPL_3    0x00003000
#define FL_NT        0x00004000 /* nested task */
#define FL_RF        0x00010000 /* resume past a debug exception */
#define FL_VM        0x00020000 /* virtual 8086 mode */
#define FL_AC        0x00040000 /* check alignment */
#define FL_VIF       0x00080000 /* virtual interrupt flag */
#define FL_VIP       0x00100000 /* virtual interrupt pending */
#define FL_ID        0x00200000 /* CPUID can be used */

/* Control registers: no program can load them, but lab programs name the bits. */
#define CR0_PE 0x00000001 /* protection */
#define CR0_MP 0x00000002 /* wait traps with TS */
#define CR0_EM 0x00000004 /* no FPU */
#define CR0_TS 0x00000008 /* task switched */
#define CR0_ET 0x00000010 /* always set */
#define CR0_NE 0x00000020 /* FPU errors as exceptions */
#define CR0_WP 0x00010000 /* write protection in the kernel too */
#define CR0_AM 0x00040000 /* alignment checks possible */
#define CR0_NW 0x20000000 /* not write-through */
#define CR0_CD 0x40000000 /* no caching */
#define CR0_PG 0x80000000 /* paging */

#define CR4_VME 0x001 /* virtual 8086 extensions */
#define CR4_PVI 0x002 /* virtual interrupts in protected mode */
#define CR4_TSD 0x004 /* rdtsc privileged */
#define CR4_DE  0x008 /* debugging extensions */
#define CR4_PSE 0x010 /* large pages */
#define CR4_MCE 0x040 /* machine-check exception */
#define CR4_PCE 0x100 /* rdpmc allowed */

#endif
