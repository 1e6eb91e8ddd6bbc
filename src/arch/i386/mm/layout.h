/*
 * The kernel's part of the address space; the program's part is in
 * <abi/memlayout.h>. The same in every address space, fixed after boot.
 *
 *   0xffffffff      unmapped
 *   0xffe00000      per-CPU windows on pages outside the direct map
 *   0xfdc00000      framebuffer, 34 MiB
 *   0xfda00000      task states and port permissions (see <i386/cpu/ports.h>)
 *   0xfd800000      device registers, 2 MiB
 *   0xfc000000      boot archive, 24 MiB
 *   0xf0000000      direct map of the first 192 MiB of physical memory;
 *   (KERNBASE)      the kernel itself is linked in it, at 1 MiB
 *   0xefc00000      kernel stacks, a slot per CPU (see <i386/cpu/percpu.h>)
 *   (ULIM)
 *
 * Plain numbers, so that assembly can use them.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_LAYOUT_H
#define TINE_I386_MM_LAYOUT_H

#include <abi/memlayout.h>

#define KSTACKS           0xEFC00000
#define KSTACK_SLOT       0x8000
#define DIRECT_MAP_SIZE   0x0C000000
#define KARCHIVE          0xFC000000
#define KARCHIVE_SIZE     0x01800000
#define KMMIO             0xFD800000
#define KMMIO_SIZE        0x00200000
#define KPORTS            0xFDA00000
#define KFRAMEBUFFER      0xFDC00000
#define KFRAMEBUFFER_SIZE 0x02200000 /* up to KWINDOWS */
#define KWINDOWS          0xFFE00000

#define TRAMPOLINE      0x7000  /* where application processors start, in real mode */
#define LASTING_MINIMUM 0x10000 /* firmware may scribble below; nothing lasting is put there */

#endif
