/*
 * Opening I/O ports to a program: see <i386/cpu/ports.h>.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/ports.h>

#include <abi/error.h>
#include <arch/device.h>
#include <arch/paging.h>
#include <i386/mm/blocks.h>
#include <i386/mm/kernelmap.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/string.h>

#define HALVES     2                 /* the bitmap's pages */
#define HALF_PORTS (NPORTS / HALVES) /* ports that one tells of */

_Static_assert(KPORTS_BITMAP % PGSIZE == 0 && sizeof(struct tss) <= TSS_SLOT, "see the map");
_Static_assert(HALF_PORTS == 8 * PGSIZE, "a bit per port");

/* What the kernel itself drives. */
static const struct {
	uint16_t first, last;
} kernel_ports[] = {
	{ 0x20, 0x23 },   /* the first 8259, and the switch between it and the APICs */
	{ 0x40, 0x43 },   /* 8254 timer */
	{ 0x60, 0x61 },   /* i8042's data, and the timer's gate */
	{ 0x64, 0x64 },   /* i8042's status and commands */
	{ 0xA0, 0xA1 },   /* the second 8259 */
	{ 0x3D4, 0x3D5 }, /* the text screen's cursor */
	{ 0x3F8, 0x3FF }, /* COM1 */
	{ 0x4D0, 0x4D1 }, /* the 8259s' trigger modes */
};

static pde_t *
directory_entry(const struct aspace *space)
{
	pde_t *directory = direct(PTE_ADDR(space->pointers[KPORTS >> 30]));

	return &directory[PDX(KPORTS) % NPTENTRIES];
}

static pte_t *
bitmap_entry(const pde_t *directory_entry, unsigned half)
{
	return (pte_t *)direct(PTE_ADDR(*directory_entry)) + PTX(KPORTS_BITMAP + half * PGSIZE);
}

/* Does the address space have a table of its own? */
static bool
has_table(const struct aspace *space)
{
	return PTE_ADDR(*directory_entry(space)) !=
	       PTE_ADDR(kernel_directory[PDX(KPORTS) % NPTENTRIES]);
}

static bool
has_bitmap(const struct aspace *space, unsigned half)
{
	const pde_t *shared = &kernel_directory[PDX(KPORTS) % NPTENTRIES];

	return *bitmap_entry(directory_entry(space), half) != *bitmap_entry(shared, half);
}

/*
 * Let an entry of the current address space name another page. Both lie in
 * the direct map, so the low half alone changes, in one step: an NMI, which
 * is a task, may come in between.
 */
static void
entry_redirect(uint64_t *entry, pageno_t page)
{
	volatile uint32_t *half = (volatile uint32_t *)entry;

	*half = page << PGSHIFT | PTE_FLAGS(*entry);
}

static void
install_table(struct aspace *space, pageno_t page)
{
	const pde_t entry = *directory_entry(space);

	block_copy(page_low(page), direct(PTE_ADDR(entry)), PGSIZE);
	entry_redirect(directory_entry(space), page);
}

static void
install_bitmap(struct aspace *space, unsigned half, pageno_t page)
{
	pte_t *entry = bitmap_entry(directory_entry(space), half);

	block_copy(page_low(page), direct(PTE_ADDR(*entry)), PGSIZE);
	entry_redirect(entry, page);
}

/* Give the address space what of its own it lacks. -E_NO_MEM, and nothing has changed. */
static int
need_bitmaps(struct aspace *space, unsigned first_half, unsigned last_half)
{
	pageno_t pages[1 + HALVES] = { PAGE_NONE };
	unsigned wanted = !has_table(space), taken = 0;

	for (unsigned half = first_half; half <= last_half; half++)
		wanted += !has_bitmap(space, half);
	for (; taken < wanted; taken++) {
		pages[taken] = page_alloc_low();
		if (pages[taken] == PAGE_NONE) {
			while (taken > 0)
				page_release(pages[--taken]);
			return -E_NO_MEM;
		}
	}
	if (!has_table(space))
		install_table(space, pages[--taken]);
	for (unsigned half = first_half; half <= last_half; half++)
		if (!has_bitmap(space, half))
			install_bitmap(space, half, pages[--taken]);
	aspace_flush_local();
	return 0;
}

/* In one page of the bitmap, which must be the address space's own; numbers from its first port on. */
static void
allow(struct aspace *space, unsigned half, uint32_t first, uint32_t last)
{
	const pte_t entry = *bitmap_entry(directory_entry(space), half);
	uint8_t *bitmap = direct(PTE_ADDR(entry));
	const uint8_t before = (uint8_t)((1u << first % 8) - 1);
	const uint8_t behind = (uint8_t)(0xFEu << last % 8);

	if (first / 8 == last / 8) {
		bitmap[first / 8] &= before | behind;
		return;
	}
	bitmap[first / 8] &= before;
	bitmap[last / 8] &= behind;
	memset(&bitmap[first / 8 + 1], 0, last / 8 - first / 8 - 1);
}

int
arch_ports_open(struct env *env, uint32_t first, uint32_t last)
{
	int error;

	assert(spin_held(&env->lock) && first <= last && last < NPORTS);
	for (unsigned i = 0; i < sizeof(kernel_ports) / sizeof(kernel_ports[0]); i++)
		if (first <= kernel_ports[i].last && kernel_ports[i].first <= last)
			return -E_BUSY;
	error = need_bitmaps(&env->aspace, first / HALF_PORTS, last / HALF_PORTS);
	if (error < 0)
		return error;
	for (unsigned half = first / HALF_PORTS; half <= last / HALF_PORTS; half++)
		allow(&env->aspace, half, half == first / HALF_PORTS ? first % HALF_PORTS : 0,
		      half == last / HALF_PORTS ? last % HALF_PORTS : HALF_PORTS - 1);
	return 0;
}

void
ports_release(struct aspace *space)
{
	if (!has_table(space))
		return;
	for (unsigned half = 0; half < HALVES; half++)
		if (has_bitmap(space, half))
			page_release(
				(pageno_t)(PTE_ADDR(*bitmap_entry(directory_entry(space), half)) >>
					   PGSHIFT));
	page_release((pageno_t)(PTE_ADDR(*directory_entry(space)) >> PGSHIFT));
}
