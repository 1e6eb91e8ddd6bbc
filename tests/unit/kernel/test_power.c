/*
 * Power-off and reset on a modelled machine: which ways are tried, in what
 * order, until one works. The last of all, a fault that nothing handles, is
 * left to the system tests.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/platform/machine.h>
#include <setjmp.h>
#include <string.h>

/* In place of <i386/cpu/io.h> and <i386/mm/mmio.h>. */
#define TINE_I386_CPU_IO_H
#define TINE_I386_MM_MMIO_H

#define LOG_SIZE 32

struct write {
	uint16_t port, value;
};

static struct {
	struct write log[LOG_SIZE];
	unsigned count;
	unsigned waited_us; /* at port 0x80 */
	uint16_t pm1a;      /* this control register's contents */
	bool answers_smi;   /* ACPI mode begins when it is asked for */
	unsigned full_us;   /* so long the keyboard controller's input is full */
	uint64_t mapped;
	volatile uint8_t reset_register; /* in memory */
	struct write end; /* the write that works, as the last ones of all always do, */
	jmp_buf ended;    /* and what follows */
} world;

static struct machine modelled;

#define PM1A 0x404
#define PM1B 0x408
#define SMI  0xb2

static void
write_port(uint16_t port, uint16_t value)
{
	CHECK(world.count < LOG_SIZE);
	world.log[world.count++] = (struct write){ port, value };
	if (port == SMI && world.answers_smi)
		world.pm1a |= 1;
	if ((port == world.end.port && value == world.end.value) || (port == 0xf4 && value == 16) ||
	    (port == 0xcf9 && value == 6))
		longjmp(world.ended, 1);
}

static void
outb(uint16_t port, uint8_t value)
{
	write_port(port, value);
}

static void
outw(uint16_t port, uint16_t value)
{
	write_port(port, value);
}

static uint8_t
inb(uint16_t port)
{
	if (port == 0x80) {
		world.waited_us++;
		if (world.end.port == 0 && world.reset_register == world.end.value)
			longjmp(world.ended, 1);
		return 0;
	}
	CHECK_EQ(port, 0x64);
	return world.waited_us < world.full_us ? 0x1e : 0x1c;
}

static uint16_t
inw(uint16_t port)
{
	CHECK(port == PM1A || port == PM1B);
	return port == PM1A ? world.pm1a : 0x5403;
}

static volatile void *
mmio_map(uint64_t physical, size_t size_bytes)
{
	CHECK_EQ(size_bytes, 1);
	world.mapped = physical;
	return &world.reset_register;
}

#include "../../../src/arch/i386/platform/power.c"

/* A machine with all that ACPI has, in ACPI mode; other bits of its registers are not to change. */
static void
begin(void)
{
	memset(&world, 0, sizeof(world));
	memset(&power, 0, sizeof(power));
	world.pm1a = 0x1c01 | 0x0200;
	modelled = (struct machine){
		.has_fadt = true,
		.pm1a_control = { MACHINE_PORT, PM1A },
		.has_s5 = true,
		.s5_type_a = 5,
		.s5_type_b = 7,
	};
}

/* Until the machine is off, or starts again, by this write; port 0: to the register in memory. */
static void
run(void (*ending)(void), uint16_t port, uint16_t value)
{
	world.end = (struct write){ port, value };
	if (setjmp(world.ended) == 0)
		ending();
}

static void
check_log(const struct write *expected, unsigned count)
{
	CHECK_EQ(world.count, count);
	for (unsigned i = 0; i < count && i < world.count; i++) {
		CHECK_EQ(world.log[i].port, expected[i].port);
		CHECK_EQ(world.log[i].value, expected[i].value);
	}
}

#define CHECK_LOG(...)                                   \
	check_log((const struct write[]){ __VA_ARGS__ }, \
		  sizeof((const struct write[]){ __VA_ARGS__ }) / sizeof(struct write))

TEST("off by ACPI: the sleep type, then the same with the order to go, and no other bit changed")
{
	begin();
	power_init(&modelled);
	run(machine_power_off, PM1A, 0x3601);
	CHECK_LOG({ PM1A, 0x1601 }, { PM1A, 0x3601 });
}

TEST("where there are two control registers each gets its own type, before either is told to go")
{
	begin();
	modelled.pm1b_control = (struct machine_register){ MACHINE_PORT, PM1B };
	power_init(&modelled);
	run(machine_power_off, PM1B, 0x7c03);
	CHECK_LOG({ PM1A, 0x1601 }, { PM1B, 0x5c03 }, { PM1A, 0x3601 }, { PM1B, 0x7c03 });
}

static void
begin_out_of_acpi_mode(bool answers)
{
	begin();
	world.pm1a = 0x0200;
	world.answers_smi = answers;
	modelled.smi_command_port = SMI;
	modelled.acpi_enable_value = 0xf1;
	power_init(&modelled);
}

TEST("ACPI mode is entered first where firmware has not, and waited for")
{
	begin_out_of_acpi_mode(true);
	run(machine_power_off, PM1A, 0x3601);
	CHECK_LOG({ SMI, 0xf1 }, { PM1A, 0x1601 }, { PM1A, 0x3601 });
	CHECK_EQ(world.waited_us, 0);

	begin_out_of_acpi_mode(false);
	run(machine_power_off, PM1A, 0x3600);
	CHECK_LOG({ SMI, 0xf1 }, { PM1A, 0x1600 }, { PM1A, 0x3600 });
	CHECK_EQ(world.waited_us, 300000);
}

/* The emulators' ports, and the word of Bochs's old one. */
#define EMULATORS                                                                                 \
	{ 0x604, 0x2000 }, { 0xb004, 0x2000 }, { 0x8900, 'S' }, { 0x8900, 'h' }, { 0x8900, 'u' }, \
		{ 0x8900, 't' }, { 0x8900, 'd' }, { 0x8900, 'o' }, { 0x8900, 'w' },               \
		{ 0x8900, 'n' },                                                                  \
	{                                                                                         \
		0xf4, 16                                                                          \
	}

TEST("off where ACPI cannot tell how: by the ports that emulators have for it")
{
	for (unsigned i = 0; i < 4; i++) {
		begin();
		if (i == 1)
			modelled.has_fadt = false;
		else if (i == 2)
			modelled.has_s5 = false;
		else if (i == 3)
			modelled.pm1a_control.space = MACHINE_MEMORY;
		if (i > 0)
			power_init(&modelled);
		run(machine_power_off, 0xf4, 16);
		CHECK_LOG(EMULATORS);
	}
}

TEST("off where ACPI does not do what it says: by those ports after three seconds")
{
	begin();
	power_init(&modelled);
	run(machine_power_off, 0xf4, 16);
	CHECK_LOG({ PM1A, 0x1601 }, { PM1A, 0x3601 }, EMULATORS);
	CHECK_EQ(world.waited_us, 3000000);
}

TEST("reset by ACPI's register, a port")
{
	begin();
	modelled.reset = (struct machine_register){ MACHINE_PORT, 0xcf9 };
	modelled.reset_value = 0x0f;
	power_init(&modelled);
	run(machine_reset, 0xcf9, 0x0f);
	CHECK_LOG({ 0xcf9, 0x0f });
}

TEST("reset by ACPI's register in memory, which is mapped beforehand")
{
	begin();
	modelled.reset = (struct machine_register){ MACHINE_MEMORY, 0xfed0001234 };
	modelled.reset_value = 0x5a;
	power_init(&modelled);
	CHECK_EQ(world.mapped, 0xfed0001234);
	run(machine_reset, 0, 0x5a);
	CHECK_EQ(world.count, 0);
}

TEST("reset without ACPI, or where its register does nothing: by the keyboard controller, when it "
     "takes commands")
{
	begin();
	modelled.reset = (struct machine_register){ MACHINE_PORT, 0x92 };
	modelled.reset_value = 1;
	power_init(&modelled);
	run(machine_reset, 0x64, 0xfe);
	CHECK_LOG({ 0x92, 1 }, { 0x64, 0xfe });

	begin();
	world.full_us = 3500;
	run(machine_reset, 0x64, 0xfe);
	CHECK_LOG({ 0x64, 0xfe });
	CHECK_EQ(world.waited_us, 4000);
}

TEST("reset where the keyboard controller does nothing: by the chip set, after 50 ms at most")
{
	begin();
	world.full_us = UINT32_MAX;
	run(machine_reset, 0xcf9, 6);
	CHECK_LOG({ 0x64, 0xfe }, { 0xcf9, 2 }, { 0xcf9, 6 });
	CHECK_EQ(world.waited_us, 50000 + 10000);
}
