/*
 * Starting CPUs of which some do not come, come late, or die on the way;
 * and that the page they start in is as before afterwards, whatever the
 * loader has put there.
 *
 * SPDX-License-Identifier: MIT
 */
#include "messages.h"
#include "unit.h"

#include <arch/clock.h>
#include <arch/cpu.h>
#include <i386/boot/trampoline.h>
#include <i386/cpu/features.h>
#include <i386/irq/lapic.h>
#include <kernel/cpu.h>
#include <string.h>

/* In place of <i386/mm/kernelmap.h>. */
#define TINE_I386_MM_KERNELMAP_H

#define CPUS 5

/* In one piece, as the assembler leaves them. */
__asm__(".data\n"
	".globl trampoline_start, trampoline_parameters, trampoline_end\n"
	"trampoline_start: .fill 64, 1, 0x90\n"
	"trampoline_parameters: .fill 12, 1, 0\n"
	"trampoline_end:\n"
	".text\n");

enum behaviour {
	COMES,
	ABSENT,
	LATE,         /* takes its stack after a while, and is there after a while more */
	DIES,         /* takes its stack and is never there */
	OUT_OF_MEMORY /* there is none for its stack */
};

static struct {
	enum behaviour behaviour[CPUS];
	uint64_t now_ns;
	unsigned started, held; /* the last, and a bit for each CPU */
	uint64_t started_ns;
	bool mapped;
	_Alignas(8) uint8_t page[PGSIZE];
} world;

struct cpu cpus[MAX_CPUS];
unsigned ncpus;
struct cpu_features cpu_features;
static struct aspace {
	int unused;
} kernel_space;

static void *
direct(uint64_t physical)
{
	CHECK_EQ(physical, TRAMPOLINE);
	return world.page;
}

static uint32_t
aspace_cr3(const struct aspace *space)
{
	CHECK(space == &kernel_space);
	return 0x1000;
}

static int
kernelmap_cpu(struct cpu *cpu, uint64_t (*take)(void))
{
	(void)take;
	return world.behaviour[cpu->index] == OUT_OF_MEMORY ? -1 : 0;
}

static void
kernelmap_trampoline(bool mapped)
{
	world.mapped = mapped;
}

pageno_t
page_alloc_low(void)
{
	return 0;
}

static volatile struct trampoline_parameters *
parameters(void)
{
	return (volatile void *)(world.page + 64);
}

static void
comes(void)
{
	struct cpu *cpu = &cpus[world.started];

	CHECK_EQ(parameters()->stack, (uint32_t)kstack_top(world.started));
	parameters()->stack = 0;
	if (world.behaviour[world.started] != DIES && world.behaviour[world.started] != LATE)
		cpu->online = true;
}

void
lapic_start_ap(uint32_t apic_id, unsigned page)
{
	CHECK_EQ(page, TRAMPOLINE / PGSIZE);
	CHECK(world.mapped && memcmp(world.page, trampoline_start, 64) == 0);
	world.started = apic_id / 10;
	world.started_ns = world.now_ns;
	if (world.behaviour[world.started] == COMES || world.behaviour[world.started] == DIES)
		comes();
}

void
lapic_hold_ap(uint32_t apic_id)
{
	CHECK_EQ(parameters()->stack, 0);
	world.held |= 1u << apic_id / 10;
}

uint64_t
clock_now_ns(void)
{
	const uint64_t since_ns = world.now_ns - world.started_ns;

	world.now_ns += 1000000;
	if (world.behaviour[world.started] == LATE && since_ns == 900000000)
		comes();
	if (world.behaviour[world.started] == LATE && since_ns > 2500000000)
		cpus[world.started].online = true;
	return world.now_ns;
}

void
clock_compare(void)
{
}

void
arch_relax(void)
{
}

#include "../../../src/arch/i386/cpu/smp_start.c"

static void
start(const enum behaviour behaviour[CPUS])
{
	memset(&world, 0, sizeof(world));
	forget_messages();
	memset(cpus, 0, sizeof(cpus));
	memcpy(world.behaviour, behaviour, sizeof(world.behaviour));
	for (size_t i = 0; i < PGSIZE; i++)
		world.page[i] = (uint8_t)(i * 7);
	ncpus = CPUS;
	for (unsigned i = 0; i < CPUS; i++) {
		cpus[i].index = i;
		cpus[i].arch.apic_id = 10 * i;
	}
	arch_start_cpus();
	CHECK(!world.mapped);
	for (size_t i = 0; i < PGSIZE; i++)
		CHECK(world.page[i] == (uint8_t)(i * 7));
}

TEST("CPUs that come are started without a word, and the page is as before")
{
	start((const enum behaviour[CPUS]){ COMES, COMES, COMES, COMES, COMES });
	for (unsigned i = 1; i < CPUS; i++)
		CHECK(cpus[i].online);
	CHECK_STR(unit_messages, "");
	CHECK(world.held == 0 && world.now_ns < 100000000);
}

TEST("one that does not come is named after a second, held back, and the others are started")
{
	start((const enum behaviour[CPUS]){ COMES, COMES, ABSENT, COMES, COMES });
	CHECK(cpus[1].online && !cpus[2].online && cpus[3].online && cpus[4].online);
	CHECK_STR(unit_messages, "SMP: CPU 2 (APIC id 20) does not answer and is left out\n");
	CHECK_EQ(world.held, 1u << 2);
	CHECK(world.now_ns >= 1000000000 && world.now_ns < 1200000000);
}

TEST("one that has its stack when it should be there is waited for")
{
	start((const enum behaviour[CPUS]){ COMES, LATE, COMES, COMES, COMES });
	CHECK(cpus[1].online && cpus[4].online);
	CHECK_STR(unit_messages, "");
	CHECK_EQ(world.held, 0);
}

TEST("one that dies with its stack is named, and not reset, since it may hold a lock")
{
	start((const enum behaviour[CPUS]){ COMES, COMES, COMES, COMES, DIES });
	CHECK(cpus[3].online && !cpus[4].online);
	CHECK_STR(unit_messages, "SMP: CPU 4 (APIC id 40) does not answer and is left out\n");
	CHECK_EQ(world.held, 0);
}

TEST("one for which there is no memory is named and not started")
{
	start((const enum behaviour[CPUS]){ COMES, OUT_OF_MEMORY, COMES, COMES, COMES });
	CHECK(!cpus[1].online && cpus[2].online);
	CHECK_STR(unit_messages, "SMP: no memory for CPU 1\n");
}
