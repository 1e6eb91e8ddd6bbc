/*
 * Page tables and physical memory as the monitor looks at them.
 *
 * Tables are followed only where the direct map shows them, and memory is
 * read through this CPU's window: what the tables hold, right or wrong, no
 * access here faults.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/monitor.h>

#include <i386/cpu/features.h>
#include <i386/cpu/io.h>
#include <i386/mm/kernelmap.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/string.h>

#define DIRECTORY_SPAN 0x40000000u /* what one page directory maps */

/* An entry of a table that was found in an entry of the level above, or 0: not present. */
static uint64_t
entry_below(uint64_t above, unsigned index)
{
	const uint64_t table = PTE_ADDR(above);

	if (!(above & PTE_P) || table >= DIRECT_MAP_SIZE)
		return 0;
	return ((const uint64_t *)direct(table))[index];
}

/* As the processor's own table of types says. */
static const char *
memory_type(uint64_t entry)
{
	/* Ordinary memory's is 6. */
	static const char *const names[] = { "uncached",      "write-combining", NULL, NULL,
					     "write-through", "write-protected", NULL, "uncached" };
	const uint64_t types = cpu_features.pat ? rdmsr(MSR_PAT) : PAT_RESET;

	return names[types >> (entry & PTE_DEVICE) / PTE_PWT * 8 & 7];
}

static void
fill_in(struct mapping *mapping, uint64_t rights, uint32_t va, uint64_t physical,
	uint32_t size_bytes)
{
	mapping->va = ROUNDDOWN(va, size_bytes);
	mapping->size_bytes = size_bytes;
	mapping->physical = physical;
	mapping->present = rights & PTE_P;
	mapping->user = rights & PTE_U;
	mapping->writable = rights & PTE_W;
	mapping->executable = !(rights & PTE_NX);
	mapping->large = (rights & PTE_P) && size_bytes > PGSIZE;
	mapping->memory_type = memory_type(rights);
}

void
arch_mapping_find(const struct env *env, uint32_t va, struct mapping *mapping)
{
	const struct aspace *space = env != NULL ? &env->aspace : &kernel_space;
	const uint64_t pointer = space->pointers[va / DIRECTORY_SPAN];
	const pde_t directory_entry = entry_below(pointer, PDX(va) % NPTENTRIES);
	pte_t entry;

	if (!(directory_entry & PTE_P) || (directory_entry & PTE_PS)) {
		fill_in(mapping, directory_entry, va,
			PTE_ADDR(directory_entry) & ~(uint64_t)(PTSIZE - 1), PTSIZE);
		return;
	}
	/* What either level forbids is forbidden. */
	entry = entry_below(directory_entry, PTX(va));
	fill_in(mapping,
		(entry & (directory_entry | PTE_DEVICE) & ~PTE_NX) |
			((entry | directory_entry) & PTE_NX),
		va, PTE_ADDR(entry), PGSIZE);
}

bool
arch_physical_read(uint64_t physical, void *bytes, size_t size_bytes)
{
	const struct arch_cpu *arch = &this_cpu()->arch;
	const size_t offset = (size_t)(physical % PGSIZE);
	const volatile uint32_t *word;

	assert(size_bytes <= PGSIZE - offset);
	/* There is no window yet if boot fails early; more address bits than there are would fault. */
	if (arch->window == NULL || physical >> cpu_features.physical_bits != 0)
		return false;
	*arch->window = (physical - offset) | PTE_P | (cpu_features.nx ? PTE_NX : 0);
	__asm__ volatile("invlpg (%0)" : : "r"(arch->window_address) : "memory");
	if (offset % sizeof(*word) != 0 || size_bytes % sizeof(*word) != 0) {
		memcpy(bytes, (const char *)arch->window_address + offset, size_bytes);
		return true;
	}
	for (size_t i = 0; i < size_bytes; i += sizeof(*word)) {
		word = (const volatile uint32_t *)((const char *)arch->window_address + offset + i);
		memcpy((char *)bytes + i, &(uint32_t){ *word }, sizeof(*word));
	}
	return true;
}
