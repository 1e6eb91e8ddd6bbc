/*
 * The boot CPU's way from assembly to the portable kernel.
 *
 * Firmware's and loader's tables are read first, while the early page tables
 * still show all physical memory at its own address.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/switch.h>
#include <i386/boot/start.h>

#include <abi/error.h>
#include <arch/console.h>
#include <i386/boot/multiboot.h>
#include <i386/cpu/features.h>
#include <i386/cpu/fpu.h>
#include <i386/cpu/smp.h>
#include <i386/dev/console_devices.h>
#include <i386/dev/rtc.h>
#include <i386/irq/clock.h>
#include <i386/irq/irq.h>
#include <i386/irq/lapic.h>
#include <i386/mm/blocks.h>
#include <i386/mm/kernelmap.h>
#include <i386/mm/pagetable.h>
#include <i386/platform/devices.h>
#include <i386/platform/machine.h>
#include <i386/platform/power.h>
#include <i386/trap/idt.h>
#include <i386/trap/sysenter.h>
#include <kernel/assert.h>
#include <kernel/bootcode.h>
#include <kernel/env.h>
#include <kernel/main.h>
#include <kernel/physmap.h>
#include <kernel/printf.h>
#include <kernel/sched.h>

#define MEMORY_LIMIT_BITS 36 /* 64 GiB: as far as pageno_t is meant to reach */

extern uint8_t kernel_start[], kernel_end[];

/* All of these are filled in once, here, and stay. */
static struct boot_info boot_info;
static struct machine machine;
static struct physmap physmap;

/* The early page tables map everything below KSTACKS to itself. */
static const void *
identity_map(void *context, uint64_t physical, size_t size_bytes)
{
	(void)context;
	return physical + size_bytes <= KSTACKS ? (const void *)(uintptr_t)physical : NULL;
}

static void
read_tables(uint32_t magic, uint32_t information)
{
	const struct physical_view view = { .map = identity_map };
	int error = -E_INVAL;

	if (magic == MULTIBOOT1_MAGIC)
		error = multiboot1_read(&view, information, &boot_info);
	else if (magic == MULTIBOOT2_MAGIC)
		error = multiboot2_read(&view, information, &boot_info);
	if (error < 0)
		panic("the boot loader left no usable information (magic %08x)", magic);
	machine_read(&machine, &view, &boot_info);
}

/* Room that lasts, in the direct map; what is in it is left there. */
static void *
take_room(uint64_t size_bytes)
{
	const uint64_t physical =
		physmap_take(&physmap, size_bytes, LASTING_MINIMUM, DIRECT_MAP_SIZE);

	if (physical == 0)
		panic("not enough memory: no room for %llu bytes", size_bytes);
	return direct(physical);
}

/* Room for an array of zeroes. */
static void *
take_array(uint64_t size_bytes)
{
	void *array = take_room(size_bytes);

	block_clear(array, ROUNDUP(size_bytes, PGSIZE)); /* whole pages were taken */
	return array;
}

static void
reserve_what_is_in_use(void)
{
	const uint64_t image = direct_physical(kernel_start);
	const struct boot_module *archive = &boot_info.archive;
	const unsigned bits = cpu_features.physical_bits;
	const uint64_t limit = 1ull << (bits < MEMORY_LIMIT_BITS ? bits : MEMORY_LIMIT_BITS);
	int error;

	physmap_init(&physmap, &boot_info);
	error = physmap_reserve(&physmap, 0, LASTING_MINIMUM);
	if (error == 0)
		error = physmap_reserve(&physmap, image, direct_physical(kernel_end) - image);
	if (error == 0)
		error = physmap_reserve(&physmap, archive->base,
					ROUNDUP(archive->size_bytes, PGSIZE));
	if (error == 0)
		error = physmap_reserve(&physmap, limit, UINT64_MAX - limit);
	if (error < 0)
		panic("the memory map has too many ranges");
}

static void
hand_over_pages(void)
{
	uint64_t start, end = 0, memory_end = 0;
	uint32_t *words;

	while (physmap_next(&physmap, end, &start, &end))
		memory_end = end;
	if (boot_info.archive.base + boot_info.archive.size_bytes > memory_end)
		memory_end = ROUNDUP(boot_info.archive.base + boot_info.archive.size_bytes, PGSIZE);
	words = take_array(memory_end / PGSIZE * sizeof(*words));
	page_init(words, (pageno_t)(memory_end / PGSIZE), DIRECT_MAP_SIZE / PGSIZE);
	if (memory_end > DIRECT_MAP_SIZE)
		memory_end = DIRECT_MAP_SIZE;
	tables_init(take_array(memory_end / PGSIZE * sizeof(uint32_t)));

	fpu_set_room(take_room(NENV * fpu_state_size()));
	env_table_init(take_array(NENV * sizeof(struct env)),
		       take_array(NENV * sizeof(struct Env)));
	kernelmap_envs(env_slots[0].public, NENV * sizeof(struct Env));
}

void
arch_console_rescue(void)
{
	if (boot_stage_now() < STAGE_DEVICES)
		console_devices_init(&boot_info);
}

static _Noreturn void
refuse_processor(void)
{
	arch_console_rescue();
	cprintf("%s", unsuitable_text);
	for (;;)
		__asm__ volatile("hlt");
}

static uint64_t
take_boot_page(void)
{
	return physmap_take(&physmap, PGSIZE, LASTING_MINIMUM, DIRECT_MAP_SIZE);
}

static void
set_time_of_day(void)
{
	const uint64_t seconds = rtc_read(&machine);

	if (seconds != 0)
		clock_set_wall(seconds);
	else
		cprintf("clock: the machine does not know the time of day\n");
}

/* The rest of start-up, on the boot CPU's own stack. */
static _Noreturn void
start_on_own_stack(void)
{
	struct cpu *self = this_cpu();
	uint64_t start, end = 0;
	const void *archive;

	gdt_load(self, aspace_cr3(&kernel_space));
	idt_init();
	idt_load();
	__asm__ volatile("fninit");
	self->online = true;

	boot_stage_begin(STAGE_DEVICES);
	console_devices_init(&boot_info);
	power_init(&machine);
	boot_stage_begin(STAGE_INTERRUPTS);
	irq_silence(&machine);
	lapic_init(&machine); /* without one there is one CPU, the 8259s and the 8254 */
	if (irq_init(&machine) < 0)
		cprintf("irq: no interrupt controller: the console's input is not heard\n");
	boot_stage_begin(STAGE_CLOCK);
	if (clock_init(&machine) < 0)
		panic("no clock tells how fast the processor runs");
	if (timer_init() < 0)
		panic("this machine has no timer that runs");
	cprintf("clock: %s%stime-stamp counter %u kHz; timer: %s, %u kHz; interrupts: %s\n",
		clock_name() != NULL ? clock_name() : "", clock_name() != NULL ? ", " : "",
		(unsigned)(clock_frequency() / 1000), timer_name(), timer_frequency() / 1000,
		irq_controller_name());
	set_time_of_day();
	boot_stage_begin(STAGE_INPUT);
	console_devices_input_init(&machine);

	boot_stage_begin(STAGE_PAGES);
	archive = boot_info.archive.size_bytes > 0 ? kernelmap_archive(&boot_info.archive) : NULL;
	hand_over_pages();
	sysenter_init(take_array(PGSIZE), boot_info.command_line);
	while (physmap_next(&physmap, end, &start, &end))
		page_add((pageno_t)(start / PGSIZE), (uint32_t)((end - start) / PGSIZE));
	if (boot_info.memory_dropped > 0)
		cprintf("memory: the loader lists %u ranges too many: %llu KiB are not used\n",
			boot_info.memory_dropped, boot_info.memory_dropped_bytes / 1024);
	cprintf("memory: %u MiB usable\n", page_count_total() / (1024 * 1024 / PGSIZE));

	smp_enumerate(&machine);
	devices_init(&boot_info, &machine);
	kernel_main(&boot_info, archive);
	arch_enter_user(sched_begin());
}

void
i386_start(uint32_t magic, uint32_t information)
{
	cpu_init(&cpus[0], 0);
	console_devices_early_init();
	cprintf("Tine\n");
	boot_stage_begin(STAGE_TABLES);
	read_tables(magic, information);
	boot_stage_begin(STAGE_FEATURES);
	if (!features_suffice())
		refuse_processor();
	features_detect();
	features_enable();
	boot_stage_begin(STAGE_KERNEL_MAP);
	reserve_what_is_in_use();
	kernelmap_init(&physmap);
	if (kernelmap_cpu(&cpus[0], take_boot_page) < 0)
		panic("not enough memory for a stack");
	switch_stack(start_on_own_stack, kstack_top(0));
}
