/*
 * Which listed CPUs get a number: ids with gaps, above 255, broadcast ids
 * and doubles, in both modes of the local APIC, as read from a MADT.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/smp.h>
#include <i386/irq/lapic.h>
#include <i386/platform/acpi.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>

#include "tables.h"
#include "unit.h"

#define LARGEST_XAPIC_ID  0xFEu
#define LARGEST_X2APIC_ID 0xFFFFFFFEu

struct cpu cpus[MAX_CPUS];
unsigned ncpus;

static uint32_t own_id, largest_id;
static bool has_lapic;
static unsigned lines;

uint32_t
lapic_id(void)
{
	return own_id;
}

uint32_t
lapic_largest_id(void)
{
	return largest_id;
}

bool
lapic_present(void)
{
	return has_lapic;
}

void
cpu_init(struct cpu *cpu, unsigned index)
{
	cpu->index = index;
}

int
cprintf(const char *format, ...)
{
	(void)format;
	lines++;
	return 0;
}

static struct bytes madt;

static void
begin(uint32_t own, uint32_t largest)
{
	memset(cpus, 0, sizeof(cpus));
	memset(&madt, 0, sizeof(madt));
	ncpus = 1;
	lines = 0;
	own_id = own;
	largest_id = largest;
	has_lapic = true;
	begin_table(&madt, "APIC", 3);
	put64(&madt, 0);
}

static void
list_apic(unsigned id)
{
	put32(&madt, 0 | 8 << 8 | id << 24);
	put32(&madt, 1);
}

static void
list_x2apic(uint32_t id)
{
	put32(&madt, 9 | 16 << 8);
	put32(&madt, id);
	put32(&madt, 1);
	put32(&madt, id);
}

static void
enumerate(void)
{
	static struct machine machine;
	const struct acpi_table table = { .bytes = madt.data, .size_bytes = (uint32_t)madt.size };

	machine_init(&machine);
	acpi_read_madt(&table, &machine);
	smp_enumerate(&machine);
}

static void
check_ids(const uint32_t *ids, unsigned count)
{
	CHECK_EQ(ncpus, count);
	for (unsigned i = 0; i < count; i++) {
		CHECK_EQ(cpus[i].arch.apic_id, ids[i]);
		CHECK_EQ(cpus[i].index, i);
	}
}

static void
list_all_kinds(void)
{
	list_apic(0);
	list_apic(4);
	list_apic(254);
	list_apic(255);
	list_x2apic(4); /* the same CPU once more */
	list_x2apic(255);
	list_x2apic(256); /* 0 in eight bits: the boot CPU */
	list_x2apic(0x10004);
	list_x2apic(0x10004);
	list_x2apic(0xFFFFFFFF);
	enumerate();
}

TEST("In xAPIC mode ids of more than eight bits, and that of every CPU, are named and left out")
{
	begin(0, LARGEST_XAPIC_ID);
	list_all_kinds();
	check_ids((const uint32_t[]){ 0, 4, 254 }, 3);
	CHECK_EQ(lines, 1 + 4); /* each of 255, 256, 0x10004 and 0xFFFFFFFF once */
}

TEST("In x2APIC mode all are used but the id of every CPU")
{
	begin(0, LARGEST_X2APIC_ID);
	list_all_kinds();
	check_ids((const uint32_t[]){ 0, 4, 254, 255, 256, 0x10004 }, 6);
	CHECK_EQ(lines, 1 + 1);
}

TEST("A boot CPU listed last, or not at all, is CPU 0")
{
	begin(0x10004, LARGEST_X2APIC_ID);
	list_all_kinds();
	check_ids((const uint32_t[]){ 0x10004, 0, 4, 254, 255, 256 }, 6);
	begin(7, LARGEST_XAPIC_ID);
	list_apic(9);
	enumerate();
	check_ids((const uint32_t[]){ 7, 9 }, 2);
}

TEST("More CPUs than there is room for, or that the tables' list has, are counted")
{
	begin(0, LARGEST_X2APIC_ID);
	for (unsigned i = 0; i < MACHINE_CPUS + 10; i++)
		list_x2apic(i * 3);
	enumerate();
	CHECK_EQ(ncpus, MAX_CPUS);
	CHECK_EQ(cpus[MAX_CPUS - 1].arch.apic_id, (MAX_CPUS - 1) * 3);
	CHECK_EQ(lines, 2);
}

TEST("Without local APIC no listed CPU is used")
{
	begin(0, LARGEST_XAPIC_ID);
	has_lapic = false;
	list_apic(0);
	list_apic(1);
	enumerate();
	CHECK_EQ(ncpus, 1);
}
