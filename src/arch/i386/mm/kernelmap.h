/*
 * The kernel's own part of every address space: built once, at boot.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_MM_KERNELMAP_H
#define TINE_I386_MM_KERNELMAP_H

#include <i386/mm/aspace.h>
#include <i386/mm/layout.h>
#include <kernel/bootinfo.h>
#include <kernel/page.h>
#include <kernel/physmap.h>

struct cpu;
struct Env;

/* An address space with nothing but the kernel in it. */
extern struct aspace kernel_space;

/* The last page directory of every address space starts as a copy of this one. */
extern pte_t *kernel_directory;

/* Stands in, by its physical address, for directories that hold nothing. Never written to. */
extern uint64_t empty_directory;

/* In the direct map only: physical addresses below DIRECT_MAP_SIZE. */
static inline void *
direct(uint64_t physical)
{
	return (void *)(uintptr_t)(KERNBASE + physical);
}

static inline uint64_t
direct_physical(const void *pointer)
{
	return (uintptr_t)pointer - KERNBASE;
}

/* What CR3 is set to for an address space. */
static inline uint32_t
aspace_cr3(const struct aspace *space)
{
	return (uint32_t)direct_physical(space->pointers);
}

/*
 * Build the kernel's page tables out of memory from map, and go over to them.
 * Panics when memory is too small for that.
 */
void kernelmap_init(struct physmap *map);

/* Map the boot archive for reading. Null: it is too large for its region. */
const void *kernelmap_archive(const struct boot_module *archive);

/*
 * Map the framebuffer for writing, write-combining where the processor can do that, and not
 * executable. Once, only while the boot CPU runs alone; never undone. Any alignment; the
 * result points to physical. Null: it is too large for its region or beyond the processor's
 * addresses.
 */
void *kernelmap_framebuffer(uint64_t physical, size_t size_bytes);

/* Show the code for system calls to programs, at USYSCALL. */
void kernelmap_syscall_page(const void *page);

/* Show the public halves of environments to programs, at UENVS. */
void kernelmap_envs(const struct Env *envs, size_t size_bytes);

/*
 * Map a CPU's stacks, and give it its window. Pages are taken by take, which
 * returns 0 when there are none. -E_NO_MEM.
 */
int kernelmap_cpu(struct cpu *cpu, uint64_t (*take)(void));

/* While application processors start, the page at TRAMPOLINE is mapped at its own address too. */
void kernelmap_trampoline(bool mapped);

#endif
