/*
 * A model of local APICs, in both forms, and the driver on it, for its tests.
 * It refuses every access and every step that the real one refuses.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_LAPIC_MODEL_H
#define TINE_TESTS_LAPIC_MODEL_H

#include "unit.h"

#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <i386/platform/machine.h>
#include <kernel/printf.h>
#include <string.h>

/* In place of <i386/cpu/io.h>, <i386/mm/mmio.h>, <kernel/cpu.h> and <arch/clock.h>. */
#define TINE_I386_CPU_IO_H
#define TINE_I386_MM_MMIO_H
#define TINE_KERNEL_CPU_H
#define TINE_ARCH_CLOCK_H

#define CPUS      3
#define REGISTERS 0x40 /* 16 bytes apart */
#define LOG_SIZE  64

#define BASE_MSR  0x1b
#define XAPIC     0x800u /* in it: on */
#define X2APIC    0xc00u /* and in the newer form */
#define BOOT_CPU  0x100u
#define AT        0xfee00000u
#define FIRST_MSR 0x800

struct cpuid_result {
	uint32_t eax, ebx, ecx, edx;
};

static struct cpu {
	struct {
		uint32_t apic_id;
	} arch;
	bool online;
} cpus[CPUS];
static unsigned ncpus;

struct sent {
	uint32_t to, what;
	uint64_t at_us;
};

/* The APIC of the CPU that runs. */
static struct {
	uint32_t features;                       /* CPUID's, in edx */
	uint64_t base;                           /* of BASE_MSR */
	uint64_t mapped;                         /* where its registers have been looked for */
	volatile uint32_t window[REGISTERS * 4]; /* where the driver finds them in memory */
	uint32_t registers[REGISTERS];
	uint32_t id;
	uint32_t errors;     /* noted, to be read after the next write of the status */
	unsigned busy_reads; /* so often a command is said to be on its way */
	unsigned ends;
	struct sent sent[LOG_SIZE];
	unsigned sent_count;
} apic;
static unsigned own_index;
static uint64_t now_us;
static const char *printed;

int
cprintf(const char *format, ...)
{
	printed = format;
	return 0;
}

static unsigned
cpu_index(void)
{
	return own_index;
}

static void
clock_delay_us(uint32_t us)
{
	now_us += us;
}

static struct cpuid_result
cpuid(uint32_t leaf, uint32_t subleaf)
{
	CHECK(leaf == 1 && subleaf == 0);
	return (struct cpuid_result){ .edx = apic.features };
}

static void
cpu_relax(void)
{
}

/* The highest vector in service is ended. */
static void
end(void)
{
	apic.ends++;
	for (unsigned word = 8; word-- > 0;) {
		uint32_t *bits = &apic.registers[0x10 + word];

		if (*bits != 0) {
			*bits &= ~(1u << (31 - (unsigned)__builtin_clz(*bits)));
			return;
		}
	}
}

static void
send(uint32_t to, uint32_t what)
{
	CHECK(apic.sent_count < LOG_SIZE);
	apic.sent[apic.sent_count++] = (struct sent){ to, what, now_us };
	apic.busy_reads = 3;
}

static uint32_t
register_read(unsigned number)
{
	switch (number) {
	case 0x02:
		return apic.base & 0x400 ? apic.id : apic.id << 24;
	case 0x30:
		if (apic.busy_reads == 0)
			return apic.registers[number];
		apic.busy_reads--;
		return apic.registers[number] | 0x1000;
	default:
		return apic.registers[number];
	}
}

static void
register_write(unsigned number, uint32_t value)
{
	CHECK(number != 0x02 && number != 0x03); /* id and version are the hardware's */
	if (number == 0x0b)
		end();
	else if (number == 0x28)
		value = apic.errors, apic.errors = 0;
	apic.registers[number] = value;
}

static volatile void *
mmio_map(uint64_t physical, size_t size_bytes)
{
	CHECK_EQ(size_bytes, 0x400);
	apic.mapped = physical;
	return apic.window;
}

static unsigned
register_at(const volatile uint32_t *place)
{
	const size_t offset = (size_t)(place - apic.window);

	CHECK((apic.base & X2APIC) == XAPIC); /* in the newer form, or off, it is not in memory */
	CHECK(offset % 4 == 0 && offset < REGISTERS * 4);
	return (unsigned)(offset / 4);
}

static uint32_t
mmio_read(const volatile uint32_t *place)
{
	return register_read(register_at(place));
}

static void
mmio_write(volatile uint32_t *place, uint32_t value)
{
	const unsigned number = register_at(place);

	if (number == 0x30) {
		CHECK_EQ(apic.busy_reads, 0); /* the one before would be lost */
		send(apic.registers[0x31] >> 24, value);
	}
	register_write(number, value);
}

static uint64_t
rdmsr(uint32_t msr)
{
	if (msr == BASE_MSR)
		return apic.base;
	CHECK((apic.base & X2APIC) == X2APIC);
	CHECK(msr >= FIRST_MSR && msr < FIRST_MSR + REGISTERS && msr != FIRST_MSR + 0x31);
	return register_read(msr - FIRST_MSR);
}

static void
wrmsr(uint32_t msr, uint64_t value)
{
	if (msr == BASE_MSR) {
		/* Other steps than these fault: SDM 3A, figure 11-27. */
		CHECK((apic.base & X2APIC) != 0 || (value & X2APIC) != X2APIC);
		CHECK((apic.base & X2APIC) != X2APIC || (value & X2APIC) == X2APIC);
		apic.base = value;
		return;
	}
	CHECK((apic.base & X2APIC) == X2APIC);
	CHECK(msr >= FIRST_MSR && msr < FIRST_MSR + REGISTERS);
	switch (msr - FIRST_MSR) {
	case 0x30:
		send((uint32_t)(value >> 32), (uint32_t)value);
		return;
	case 0x0b:
	case 0x28:
		CHECK_EQ(value, 0); /* anything else faults */
		break;
	default:
		CHECK(msr != FIRST_MSR + 0x31 && value <= UINT32_MAX);
	}
	register_write(msr - FIRST_MSR, (uint32_t)value);
}

#include "../../../src/arch/i386/irq/lapic.c"

static struct machine machine;

/* As firmware leaves it: in this mode, and its registers anyhow; with entries up to the last. */
static void
leave(uint64_t mode, uint32_t id, unsigned last_entry)
{
	const uint64_t mapped = apic.mapped;

	memset(&apic, 0, sizeof(apic));
	for (unsigned i = 0; i < REGISTERS; i++)
		apic.registers[i] = 0xa5a5a5a5;
	for (unsigned word = 0; word < 8; word++)
		apic.registers[0x10 + word] = 0;
	apic.registers[0x03] = last_entry << 16 | 0x14;
	apic.registers[0x30] = 0;
	apic.features = CPUID_EDX_MSR | CPUID_EDX_APIC;
	apic.base = AT | mode | (own_index == 0 ? BOOT_CPU : 0);
	apic.id = id;
	apic.mapped = mapped;
}

static void
begin(uint64_t mode, uint32_t id)
{
	memset(&machine, 0, sizeof(machine));
	memset(&lapic, 0, sizeof(lapic));
	memset(cpus, 0, sizeof(cpus));
	lapic.timer_entry = VECTOR_TIMER;
	own_index = 0;
	ncpus = CPUS;
	now_us = 0;
	printed = "";
	apic.mapped = 0;
	leave(mode, id, 5);
}

/* What is done alike in both forms. */
static const uint64_t modes[] = { XAPIC, X2APIC };

#endif
