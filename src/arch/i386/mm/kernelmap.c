/*
 * Builds the kernel's page tables: sections with their own rights, stacks
 * with guard pages, device registers, and the direct map.
 *
 * Tables below the kernel's directory entries are shared by all address
 * spaces. They all exist before the first environment does, so later changes
 * to entries need not be copied anywhere. Nothing is both writable and
 * executable, but for the trampoline's page while it is in use.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/mm/kernelmap.h>

#include <abi/device.h>
#include <abi/env.h>
#include <abi/error.h>
#include <i386/boot/start.h>
#include <i386/cpu/features.h>
#include <i386/cpu/ports.h>
#include <i386/mm/mmio.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/string.h>

#define LARGE_PAGE  0x200000u
#define LAST_GIB    0xC0000000u
#define LEGACY_HOLE 0xA0000u /* adapter memory and ROMs: devices, not memory */
#define LEGACY_END  0x100000u

#define ENTRY_INDEX(va) (((va) >> PTSHIFT) & (NPTENTRIES - 1))

extern uint8_t kernel_start[], text_end[], rodata_end[], kernel_end[];

struct aspace kernel_space;
pte_t *kernel_directory;
uint64_t empty_directory;

static bool in_use;            /* until then the early page tables are */
static pte_t *low_directory;   /* the trampoline's; otherwise empty */
static struct physmap *source; /* of memory, until the page allocator works */
static uint32_t mmio_used;

static pte_t
no_execute(void)
{
	return cpu_features.nx ? PTE_NX : 0;
}

/* Memory for a table, cleared. The early map shows it at the same address as the final one. */
static pte_t *
take_table(void)
{
	const uint64_t physical = physmap_take(source, PGSIZE, LASTING_MINIMUM, DIRECT_MAP_SIZE);

	if (physical == 0)
		panic("not enough memory for the kernel's page tables");
	return memset(direct(physical), 0, PGSIZE);
}

/* The entry that maps a kernel address in a page of 4 KiB; its table must exist. */
static pte_t *
entry_of(uint32_t va)
{
	const pde_t entry = kernel_directory[ENTRY_INDEX(va)];

	assert(va >= LAST_GIB && (entry & PTE_P) && !(entry & PTE_PS));
	return (pte_t *)direct(PTE_ADDR(entry)) + PTX(va);
}

static void
make_tables(uint32_t va, uint32_t size_bytes, uint32_t flags)
{
	for (uint32_t offset = 0; offset < size_bytes; offset += PTSIZE)
		kernel_directory[ENTRY_INDEX(va + offset)] =
			direct_physical(take_table()) | PTE_P | PTE_W | flags;
}

/* Rights of a page of the direct map: the kernel's sections have their own. */
static pte_t
direct_rights(uint32_t va)
{
	if (va >= (uintptr_t)kernel_start && va < (uintptr_t)text_end)
		return PTE_P | PTE_G;
	if (va >= (uintptr_t)text_end && va < (uintptr_t)rodata_end)
		return PTE_P | PTE_G | no_execute();
	return PTE_P | PTE_W | PTE_G | no_execute();
}

static void
map_directly(uint64_t memory_end)
{
	const uint32_t fine_end = ROUNDUP((uint32_t)direct_physical(kernel_end), LARGE_PAGE);
	uint32_t physical;

	make_tables(KERNBASE, fine_end, 0);
	for (physical = 0; physical < fine_end; physical += PGSIZE)
		if (physical < LEGACY_HOLE || physical >= LEGACY_END)
			*entry_of(KERNBASE + physical) =
				physical | direct_rights(KERNBASE + physical);
	for (; physical < DIRECT_MAP_SIZE && physical < memory_end; physical += LARGE_PAGE)
		kernel_directory[ENTRY_INDEX(KERNBASE + physical)] =
			physical | PTE_P | PTE_W | PTE_G | PTE_PS | no_execute();
}

/* Nothing here is global: other address spaces may have something else here. */
static void
forbid_ports(void)
{
	const uint64_t ones = direct_physical(memset(take_table(), 0xFF, PGSIZE));

	for (unsigned page = 0; page <= NPORTS / 8 / PGSIZE; page++)
		*entry_of(KPORTS_BITMAP + page * PGSIZE) = ones | PTE_P | no_execute();
}

void
kernelmap_init(struct physmap *map)
{
	uint64_t start, end = 0, memory_end = 0;

	source = map;
	while (physmap_next(map, end, &start, &end))
		memory_end = end;

	kernel_directory = take_table();
	low_directory = take_table();
	empty_directory = direct_physical(take_table());
	map_directly(memory_end);
	make_tables(UENVS, PTSIZE, PTE_U);
	make_tables(KSTACKS, MAX_CPUS * KSTACK_SLOT, 0);
	make_tables(KMMIO, KMMIO_SIZE, 0);
	make_tables(KWINDOWS, PTSIZE, 0);
	make_tables(KPORTS, PTSIZE, 0);
	forbid_ports();

	kernel_space.pointers[0] = direct_physical(low_directory) | PTE_P;
	kernel_space.pointers[1] = empty_directory | PTE_P;
	kernel_space.pointers[2] = empty_directory | PTE_P;
	kernel_space.pointers[3] = direct_physical(kernel_directory) | PTE_P;
	__asm__ volatile("mov %0, %%cr3" : : "r"(aspace_cr3(&kernel_space)) : "memory");
	in_use = true;
}

const void *
kernelmap_archive(const struct boot_module *archive)
{
	if (archive->base % PGSIZE != 0 || archive->size_bytes > KARCHIVE_SIZE)
		return NULL;
	make_tables(KARCHIVE, (uint32_t)archive->size_bytes, 0);
	for (uint32_t offset = 0; offset < archive->size_bytes; offset += PGSIZE)
		*entry_of(KARCHIVE + offset) =
			(archive->base + offset) | PTE_P | PTE_G | no_execute();
	return (const void *)KARCHIVE;
}

/* For a panic: what is there is overwritten. */
static void *
map_framebuffer_early(uint64_t physical, size_t size_bytes)
{
	const uint32_t offset = (uint32_t)(physical % LARGE_PAGE);
	pde_t *entry = &early_directories[KFRAMEBUFFER / LARGE_PAGE];
	uint32_t cr3;

	/* The processor has perhaps not been asked yet whether it can address more. */
	if (physical + size_bytes > UINT32_MAX)
		return NULL;
	for (uint32_t done = 0; done < offset + size_bytes; done += LARGE_PAGE)
		*entry++ = (physical - offset + done) | PTE_P | PTE_W | PTE_PS | PTE_PCD | PTE_PWT;
	__asm__ volatile("mov %%cr3, %0\n\tmov %0, %%cr3" : "=r"(cr3) : : "memory");
	return (void *)(KFRAMEBUFFER + offset);
}

void *
kernelmap_framebuffer(uint64_t physical, size_t size_bytes)
{
	const uint32_t offset = (uint32_t)(physical % PGSIZE);
	const pte_t caching = cpu_features.pat ? PTE_WRITE_COMBINING : PTE_PCD | PTE_PWT;
	uint32_t span;

	if (!in_use)
		return map_framebuffer_early(physical, size_bytes);
	if (size_bytes > KFRAMEBUFFER_SIZE - offset ||
	    physical > (1ull << cpu_features.physical_bits) - size_bytes)
		return NULL;
	span = ROUNDUP(offset + (uint32_t)size_bytes, PGSIZE);
	make_tables(KFRAMEBUFFER, span, 0);
	for (uint32_t done = 0; done < span; done += PGSIZE)
		*entry_of(KFRAMEBUFFER + done) =
			(physical - offset + done) | PTE_P | PTE_W | PTE_G | caching | no_execute();
	return (void *)(KFRAMEBUFFER + offset);
}

void
kernelmap_envs(const struct Env *envs, size_t size_bytes)
{
	for (uint32_t offset = 0; offset < size_bytes; offset += PGSIZE)
		*entry_of(UENVS + offset) =
			(direct_physical(envs) + offset) | PTE_P | PTE_U | PTE_G | no_execute();
}

void
kernelmap_syscall_page(const void *page)
{
	*entry_of(USYSCALL) = direct_physical(page) | PTE_P | PTE_U | PTE_G;
}

int
kernelmap_cpu(struct cpu *cpu, uint64_t (*take)(void))
{
	/* Pages of the slot that are mapped; the others are guards (see <i386/cpu/percpu.h>). */
	static const uint8_t present[KSTACK_SLOT / PGSIZE] = { 0, 1, 0, 1, 1, 1, 1, 1 };
	const uint32_t slot = KSTACKS + cpu->index * KSTACK_SLOT;
	pte_t *tss_entry = entry_of((uint32_t)cpu_tss(cpu->index)); /* shared by neighbours */

	for (unsigned i = 0; i < KSTACK_SLOT / PGSIZE; i++) {
		uint64_t physical;

		if (!present[i])
			continue;
		physical = take();
		if (physical == 0)
			return -E_NO_MEM;
		*entry_of(slot + i * PGSIZE) = physical | PTE_P | PTE_W | PTE_G | no_execute();
	}
	if (!(*tss_entry & PTE_P)) {
		const uint64_t physical = take();

		if (physical == 0)
			return -E_NO_MEM;
		*tss_entry = physical | PTE_P | PTE_W | no_execute();
	}
	*(struct cpu **)(slot + KSTACK_SLOT - 4) = cpu;
	cpu->arch.window_address = (void *)(KWINDOWS + cpu->index * CPU_WINDOWS * PGSIZE);
	cpu->arch.window = entry_of(KWINDOWS + cpu->index * CPU_WINDOWS * PGSIZE);
	return 0;
}

void
kernelmap_trampoline(bool mapped)
{
	low_directory[0] = mapped ? PTE_P | PTE_W | PTE_PS : 0;
	__asm__ volatile("mov %0, %%cr3" : : "r"(aspace_cr3(&kernel_space)) : "memory");
}

bool
mmio_is_mapped(uint64_t physical)
{
	for (uint32_t offset = 0; offset < mmio_used; offset += PGSIZE)
		if (PTE_ADDR(*entry_of(KMMIO + offset)) == physical / PGSIZE * PGSIZE)
			return true;
	return false;
}

volatile void *
mmio_map(uint64_t physical, size_t size_bytes)
{
	const uint32_t offset = (uint32_t)(physical % PGSIZE);
	const uint32_t span = ROUNDUP(offset + size_bytes, PGSIZE);
	const uint32_t va = KMMIO + mmio_used;

	if (!in_use)
		return direct(physical); /* the VGA's, for a panic */
	if (span > KMMIO_SIZE - mmio_used)
		panic("no room to map device memory at %#llx", physical);
	for (uint32_t done = 0; done < span; done += PGSIZE)
		*entry_of(va + done) = (physical - offset + done) | PTE_P | PTE_W | PTE_PCD |
				       PTE_PWT | PTE_G | no_execute();
	mmio_used += span;
	return (volatile void *)(va + offset);
}
