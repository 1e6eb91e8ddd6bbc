/*
 * The local APIC's driver on modelled ones: which mode each is brought into,
 * what is set up in it, and what its inputs are for.
 *
 * SPDX-License-Identifier: MIT
 */
#include "lapic_model.h"

static void
check_enabled(void)
{
	CHECK_EQ(apic.registers[0x0f], 0x100 | VECTOR_SPURIOUS);
	CHECK_EQ(apic.registers[0x08], 0);
	CHECK_EQ(apic.registers[0x32], VECTOR_TIMER); /* once, not masked, */
	CHECK_EQ(apic.registers[0x38], 0);            /* and stopped */
	CHECK_EQ(apic.registers[0x3e], 0xb);
	CHECK_EQ(apic.registers[0x33], 0xa5a5a5a5); /* heat: the firmware's */
	CHECK_EQ(apic.registers[0x34], 0x10000);
	CHECK_EQ(apic.registers[0x35], 0x10000);
	CHECK_EQ(apic.registers[0x36], 0x10000);
	CHECK_EQ(apic.registers[0x37], VECTOR_APIC_ERROR);
}

TEST("it is left in the mode that it is found in, is enabled, and accessed in that mode's way only")
{
	for (unsigned i = 0; i < 2; i++) {
		begin(modes[i], 7);
		CHECK_EQ(lapic_init(&machine), 0);
		CHECK_EQ(apic.base, AT | modes[i] | BOOT_CPU);
		CHECK_EQ(apic.mapped, modes[i] == XAPIC ? AT : 0);
		CHECK(lapic_present());
		check_enabled();
		CHECK_EQ(lapic_id(), 7);
		CHECK_EQ(lapic_largest_id(), modes[i] == XAPIC ? 254 : UINT32_MAX - 1);
		CHECK_EQ(strstr(printed, "x2APIC") != NULL, modes[i] == X2APIC);
	}
}

TEST("one that is switched off is switched on, where it is")
{
	begin(0, 3);
	apic.base = 0x934567000 | BOOT_CPU;
	CHECK_EQ(lapic_init(&machine), 0);
	CHECK_EQ(apic.base, 0x934567000 | XAPIC | BOOT_CPU);
	CHECK_EQ(apic.mapped, 0x934567000);
	check_enabled();
}

TEST("without one, or without the registers that switch it on, nothing is touched")
{
	static const uint32_t features[] = { 0, CPUID_EDX_APIC, CPUID_EDX_MSR };

	for (unsigned i = 0; i < 3; i++) {
		begin(XAPIC, 3);
		apic.features = features[i];
		CHECK_EQ(lapic_init(&machine), -E_NOT_SUPP);
		CHECK(!lapic_present());
		CHECK_EQ(lapic_id(), 0);
		CHECK_EQ(apic.registers[0x0f], 0xa5a5a5a5);
		lapic_send_nmi_others();
		CHECK_EQ(apic.sent_count, 0);
	}
}

TEST("entries that an old one does not have are left alone")
{
	begin(XAPIC, 0);
	leave(XAPIC, 0, 2);
	CHECK_EQ(lapic_init(&machine), 0);
	CHECK_EQ(apic.registers[0x34], 0xa5a5a5a5);
	CHECK_EQ(apic.registers[0x37], 0xa5a5a5a5);
	CHECK_EQ(apic.registers[0x28], 0xa5a5a5a5);
}

TEST("what firmware was interrupted by and never ended is ended, and no more than that")
{
	for (unsigned i = 0; i < 2; i++) {
		begin(modes[i], 0);
		apic.registers[0x10 + 1] = 1u << 3 | 1u << 20;
		apic.registers[0x10 + 7] = 1u << 31;
		lapic_init(&machine);
		CHECK_EQ(apic.ends, 3);
		for (unsigned vector = 0; vector < 256; vector++)
			CHECK(!lapic_in_service(vector));
	}
}

TEST("a vector in service is told from all others, and ended")
{
	begin(X2APIC, 0);
	lapic_init(&machine);
	apic.registers[0x10 + 6] = 1u << 5;
	for (unsigned vector = 0; vector < 256; vector++)
		CHECK_EQ(lapic_in_service(vector), vector == 6 * 32 + 5);
	lapic_eoi();
	CHECK(!lapic_in_service(6 * 32 + 5));
}

/* CPU i has APIC id 10 * i and uid i + 1; the inputs are as the entries have them. */
static void
check_inputs(uint32_t id, uint32_t first, uint32_t second)
{
	leave(XAPIC, id, 5);
	own_index = id / 10;
	if (own_index == 0)
		CHECK_EQ(lapic_init(&machine), 0);
	else
		CHECK_EQ(lapic_init_cpu(), 0);
	CHECK_EQ(apic.registers[0x35], first);
	CHECK_EQ(apic.registers[0x36], second);
}

static void
list_cpus(void)
{
	begin(XAPIC, 0);
	for (uint32_t i = 0; i < CPUS; i++)
		machine.cpus[machine.cpu_count++] = (struct machine_cpu){ 10 * i, i + 1 };
}

TEST("an input that is an NMI on every CPU is one on each, with the polarity and trigger told")
{
	static const uint32_t marks[] = { 0, 0x2000, 0x8000, 0xa000 };

	for (unsigned i = 0; i < 4; i++) {
		list_cpus();
		machine.nmis[machine.nmi_count++] = (struct machine_nmi){
			.cpu_uid = MACHINE_EVERY_CPU,
			.lint = 1,
			.active_low = i & 1,
			.level_triggered = i & 2,
		};
		for (uint32_t cpu = 0; cpu < CPUS; cpu++)
			check_inputs(10 * cpu, 0x10000, 0x400 | marks[i]);
	}
}

TEST("an input that is an NMI on some CPUs is masked on the others, which are known by their uid")
{
	list_cpus();
	machine.nmis[0] = (struct machine_nmi){ .cpu_uid = 2, .lint = 0 };
	machine.nmis[1] = (struct machine_nmi){ .cpu_uid = 3, .lint = 1, .active_low = true };
	machine.nmi_count = 2;
	check_inputs(0, 0x10000, 0x10000);
	check_inputs(10, 0x400, 0x10000);
	check_inputs(20, 0x10000, 0x2400);
}

TEST("a CPU that no table lists gets the NMIs that are every CPU's only")
{
	list_cpus();
	machine.cpu_count = 1;
	machine.nmis[0] = (struct machine_nmi){ .cpu_uid = 2, .lint = 0 };
	machine.nmis[1] = (struct machine_nmi){ .cpu_uid = MACHINE_EVERY_CPU, .lint = 1 };
	machine.nmi_count = 2;
	check_inputs(0, 0x10000, 0x400);
	check_inputs(10, 0x10000, 0x400);
}

TEST("the 8259s' requests come through the first input when they are let through")
{
	begin(XAPIC, 0);
	lapic_init(&machine);
	lapic_pass_8259();
	CHECK_EQ(apic.registers[0x35], 0x700);
}

TEST("another CPU's is brought into the boot CPU's mode, from whichever it is in, but never back")
{
	static const struct {
		uint64_t boot, found, becomes; /* 0: cannot be used */
	} cases[] = {
		{ XAPIC, 0, XAPIC },   { XAPIC, XAPIC, XAPIC },   { XAPIC, X2APIC, 0 },
		{ X2APIC, 0, X2APIC }, { X2APIC, XAPIC, X2APIC }, { X2APIC, X2APIC, X2APIC },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(cases[i].boot, 0);
		lapic_init(&machine);
		own_index = 1;
		leave(cases[i].found, 300, 5);
		if (cases[i].becomes == 0) {
			CHECK_EQ(lapic_init_cpu(), -E_NOT_SUPP);
			CHECK_EQ(apic.base, AT | cases[i].found);
			continue;
		}
		CHECK_EQ(lapic_init_cpu(), 0);
		CHECK_EQ(apic.base, AT | cases[i].becomes);
		check_enabled();
		if (cases[i].becomes == X2APIC)
			CHECK_EQ(lapic_id(), 300);
	}
}

TEST("another CPU's that is at another address is moved to the boot CPU's")
{
	begin(XAPIC, 0);
	lapic_init(&machine);
	own_index = 1;
	leave(XAPIC, 1, 5);
	apic.base = 0xfed00000 | XAPIC;
	CHECK_EQ(lapic_init_cpu(), 0);
	CHECK_EQ(apic.base, AT | XAPIC);
}
