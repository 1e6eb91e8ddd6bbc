/*
 * The local APIC's driver on modelled ones in use: how CPUs are started and
 * interrupted, what errors it tells of, and its timer.
 *
 * SPDX-License-Identifier: MIT
 */
#include "lapic_model.h"

static void
check_sent(unsigned index, uint32_t to, uint32_t what, uint64_t at_us)
{
	CHECK(index < apic.sent_count);
	CHECK_EQ(apic.sent[index].to, to);
	CHECK_EQ(apic.sent[index].what, what);
	CHECK_EQ(apic.sent[index].at_us, at_us);
}

TEST("a CPU is started by INIT, 10 ms, STARTUP, 200 us, STARTUP, 200 us")
{
	static const uint32_t ids[] = { 254, 0x12345678 };

	for (unsigned i = 0; i < 2; i++) {
		begin(modes[i], 0);
		lapic_init(&machine);
		lapic_start_ap(ids[i], 7);
		CHECK_EQ(apic.sent_count, 3);
		check_sent(0, ids[i], 0x4500, 0);
		check_sent(1, ids[i], 0x4607, 10000);
		check_sent(2, ids[i], 0x4607, 10200);
		CHECK_EQ(now_us, 10400);
		lapic_hold_ap(ids[i]);
		check_sent(3, ids[i], 0x4500, 10400);
	}
}

TEST("interrupts go to one CPU each, with the vector asked for")
{
	static const uint32_t ids[] = { 0x12, 0x101 };

	for (unsigned i = 0; i < 2; i++) {
		begin(modes[i], 0);
		lapic_init(&machine);
		lapic_send(ids[i], VECTOR_TLB);
		lapic_send(ids[i], VECTOR_RESCHEDULE);
		CHECK_EQ(apic.sent_count, 2);
		check_sent(0, ids[i], 0x4000 | VECTOR_TLB, 0);
		check_sent(1, ids[i], 0x4000 | VECTOR_RESCHEDULE, 0);
	}
}

TEST("an NMI goes to all other CPUs that run, and to none that firmware may still hold")
{
	begin(XAPIC, 10);
	for (unsigned i = 0; i < CPUS; i++)
		cpus[i].arch.apic_id = 10 * (i + 1);
	cpus[0].online = cpus[2].online = true;
	lapic_init(&machine);
	lapic_send_nmi_others();
	CHECK_EQ(apic.sent_count, 1);
	check_sent(0, 30, 0x4400, 0);
}

TEST("a command that never gets on its way does not hold the CPU for ever")
{
	begin(XAPIC, 0);
	lapic_init(&machine);
	apic.registers[0x30] = 0x1000;
	lapic_send(1, VECTOR_TLB);
	CHECK_EQ(apic.sent_count, 1);
}

TEST("errors are told once")
{
	for (unsigned i = 0; i < 2; i++) {
		begin(modes[i], 0);
		lapic_init(&machine);
		apic.errors = 0x40;
		CHECK_EQ(lapic_take_errors(), 0x40);
		CHECK_EQ(lapic_take_errors(), 0);
	}
}

TEST("the timer counts from what it is given, and by the deadline on all CPUs once it is to")
{
	begin(XAPIC, 0);
	lapic_init(&machine);
	lapic_timer_start(1234);
	CHECK_EQ(apic.registers[0x38], 1234);
	apic.registers[0x39] = 1200;
	CHECK_EQ(lapic_timer_count(), 1200);
	lapic_timer_use_deadline();
	CHECK_EQ(apic.registers[0x32], 0x40000 | VECTOR_TIMER);
	own_index = 1;
	leave(XAPIC, 1, 5);
	CHECK_EQ(lapic_init_cpu(), 0);
	CHECK_EQ(apic.registers[0x32], 0x40000 | VECTOR_TIMER);
}
