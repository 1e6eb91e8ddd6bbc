/*
 * The local APIC.
 *
 * Registers are named by their memory offset; the MSR of the same register
 * is 0x800 + offset / 16.
 *
 * Source: Intel SDM volume 3A, chapter 11 (and 9.4.4.1 for starting CPUs).
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <arch/clock.h>
#include <i386/cpu/io.h>
#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <i386/mm/mmio.h>
#include <i386/platform/machine.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>

#define CPUID_FEATURES 1
#define CPUID_EDX_MSR  (1u << 5)
#define CPUID_EDX_APIC (1u << 9)

#define MSR_APIC_BASE     0x1b
#define APIC_BASE_X2APIC  0x400u
#define APIC_BASE_ENABLED 0x800u
#define APIC_BASE_MODE    (APIC_BASE_ENABLED | APIC_BASE_X2APIC)
#define APIC_BASE_ADDRESS 0xffffff000ull
#define MSR_X2APIC_BASE   0x800
#define REGISTERS_SIZE    0x400

#define ID            0x020
#define VERSION       0x030
#define TASK_PRIORITY 0x080
#define EOI           0x0b0
#define SPURIOUS      0x0f0
#define IN_SERVICE    0x100 /* eight registers of 32 vectors */
#define ERROR_STATUS  0x280
#define COMMAND_LOW   0x300
#define COMMAND_HIGH  0x310 /* xAPIC only; in x2APIC COMMAND_LOW has 64 bits */
#define LVT_TIMER     0x320 /* one-shot when only its vector is set */
#define LVT_COUNTERS  0x340
#define LVT_LINT0     0x350
#define LVT_LINT1     0x360
#define LVT_ERROR     0x370
#define INITIAL_COUNT 0x380
#define CURRENT_COUNT 0x390
#define DIVIDE        0x3e0

#define REGISTER_STEP        0x10
#define SPURIOUS_ENABLE_APIC 0x100
#define DIVIDE_BY_1          0xb
#define LVT_NMI              0x00400
#define LVT_EXTERNAL         0x00700 /* the 8259s: the vector is theirs */
#define LVT_TSC_DEADLINE     0x40000
#define LVT_ACTIVE_LOW       0x02000
#define LVT_LEVEL            0x08000
#define LVT_MASKED           0x10000

#define COMMAND_NMI     0x00400
#define COMMAND_INIT    0x00500
#define COMMAND_STARTUP 0x00600
#define COMMAND_PENDING 0x01000
#define COMMAND_ASSERT  0x04000

/* Some milliseconds: far more than an interrupt message takes. */
#define COMMAND_TRIES 100000

/* Fixed by lapic_init(); timer_entry before any other CPU joins. */
static struct {
	const struct machine *machine; /* NULL: there is no local APIC */
	volatile uint32_t *registers;  /* NULL in x2APIC mode */
	uint64_t base;                 /* what MSR_APIC_BASE holds in address and mode */
	uint32_t timer_entry;
} lapic = { .timer_entry = VECTOR_TIMER };

static uint32_t
lapic_read(unsigned offset)
{
	if (lapic.registers == NULL)
		return rdmsr(MSR_X2APIC_BASE + offset / REGISTER_STEP);
	return mmio_read(&lapic.registers[offset / sizeof(uint32_t)]);
}

static void
lapic_write(unsigned offset, uint32_t value)
{
	if (lapic.registers == NULL)
		wrmsr(MSR_X2APIC_BASE + offset / REGISTER_STEP, value);
	else
		mmio_write(&lapic.registers[offset / sizeof(uint32_t)], value);
}

/* What a local interrupt input is for; the 8259s, which LINT0 often is for, are not used. */
static __attribute__((cold)) uint32_t
lint_entry(uint8_t lint)
{
	const struct machine *machine = lapic.machine;
	uint32_t uid = MACHINE_EVERY_CPU;

	for (unsigned i = 0; i < machine->cpu_count; i++)
		if (machine->cpus[i].apic_id == lapic_id())
			uid = machine->cpus[i].uid;
	for (unsigned i = 0; i < machine->nmi_count; i++) {
		const struct machine_nmi *nmi = &machine->nmis[i];

		if (nmi->lint == lint && (nmi->cpu_uid == MACHINE_EVERY_CPU || nmi->cpu_uid == uid))
			return LVT_NMI | (nmi->active_low ? LVT_ACTIVE_LOW : 0) |
			       (nmi->level_triggered ? LVT_LEVEL : 0);
	}
	return LVT_MASKED;
}

/* Ends what the firmware or the loader was interrupted by and never ended. */
static __attribute__((cold)) void
end_stale_interrupts(void)
{
	for (unsigned word = 0; word < 256 / 32; word++)
		for (unsigned i = 0; i < 32 && lapic_read(IN_SERVICE + word * REGISTER_STEP); i++)
			lapic_eoi();
}

static __attribute__((cold)) void
enable(void)
{
	unsigned last_entry = lapic_read(VERSION) >> 16 & 0xff;

	lapic_write(SPURIOUS, SPURIOUS_ENABLE_APIC | VECTOR_SPURIOUS);
	lapic_write(TASK_PRIORITY, 0);

	lapic_write(DIVIDE, DIVIDE_BY_1);
	lapic_write(INITIAL_COUNT, 0);
	lapic_write(LVT_TIMER, lapic.timer_entry);
	lapic_write(LVT_LINT0, lint_entry(0));
	lapic_write(LVT_LINT1, lint_entry(1));
	/* The entries for heat and corrected errors may be the firmware's own; they stay. */
	if (last_entry >= 4)
		lapic_write(LVT_COUNTERS, LVT_MASKED);

	end_stale_interrupts();
	if (last_entry >= 3) {
		lapic_take_errors();
		lapic_write(LVT_ERROR, VECTOR_APIC_ERROR);
	}
}

bool
lapic_found(void)
{
	const uint32_t needed = CPUID_EDX_MSR | CPUID_EDX_APIC;

	return (cpuid(CPUID_FEATURES, 0).edx & needed) == needed;
}

__attribute__((cold)) int
lapic_init(const struct machine *machine)
{
	if (!lapic_found())
		return -E_NOT_SUPP;

	lapic.machine = machine;
	lapic.base = rdmsr(MSR_APIC_BASE) | APIC_BASE_ENABLED;
	wrmsr(MSR_APIC_BASE, lapic.base);
	lapic.base &= APIC_BASE_ADDRESS | APIC_BASE_MODE;
	if (lapic.base & APIC_BASE_X2APIC)
		cprintf("local APIC: x2APIC mode, as the firmware has left it\n");
	else
		lapic.registers = mmio_map(lapic.base & APIC_BASE_ADDRESS, REGISTERS_SIZE);
	enable();
	return 0;
}

__attribute__((cold)) int
lapic_init_cpu(void)
{
	const uint64_t ours = APIC_BASE_ADDRESS | APIC_BASE_MODE;
	uint64_t base = rdmsr(MSR_APIC_BASE);

	assert(lapic_present());
	if (!(base & APIC_BASE_X2APIC)) {
		/* Also for x2APIC mode the way leads through xAPIC mode. */
		base = (base & ~ours) | (lapic.base & ~(uint64_t)APIC_BASE_X2APIC);
		wrmsr(MSR_APIC_BASE, base);
		if (lapic.base & APIC_BASE_X2APIC)
			wrmsr(MSR_APIC_BASE, base | APIC_BASE_X2APIC);
	} else if (!(lapic.base & APIC_BASE_X2APIC)) {
		return -E_NOT_SUPP;
	}
	enable();
	return 0;
}

bool
lapic_present(void)
{
	return lapic.machine != NULL;
}

void
lapic_pass_8259(void)
{
	lapic_write(LVT_LINT0, LVT_EXTERNAL);
}

uint32_t
lapic_id(void)
{
	if (lapic.machine == NULL)
		return 0;
	return lapic.registers == NULL ? lapic_read(ID) : lapic_read(ID) >> 24;
}

uint32_t
lapic_largest_id(void)
{
	return lapic.registers == NULL ? UINT32_MAX - 1 : 0xfe;
}

void
lapic_eoi(void)
{
	lapic_write(EOI, 0);
}

bool
lapic_in_service(unsigned vector)
{
	return lapic_read(IN_SERVICE + vector / 32 * REGISTER_STEP) >> vector % 32 & 1;
}

uint32_t
lapic_take_errors(void)
{
	/* The write latches what has come up since the last one, and makes it readable. */
	lapic_write(ERROR_STATUS, 0);
	return lapic_read(ERROR_STATUS);
}

static void
command(uint32_t apic_id, uint32_t what)
{
	if (lapic.registers == NULL) {
		/* Unlike a store to a device, wrmsr may overtake the stores before it. */
		__asm__ volatile("mfence; lfence" : : : "memory");
		wrmsr(MSR_X2APIC_BASE + COMMAND_LOW / REGISTER_STEP,
		      (uint64_t)apic_id << 32 | what);
		return;
	}
	for (unsigned i = 0; i < COMMAND_TRIES; i++) {
		if (!(lapic_read(COMMAND_LOW) & COMMAND_PENDING))
			break;
		cpu_relax();
	}
	__asm__ volatile("" : : : "memory");
	lapic_write(COMMAND_HIGH, apic_id << 24);
	lapic_write(COMMAND_LOW, what);
}

void
lapic_send(uint32_t apic_id, unsigned vector)
{
	command(apic_id, COMMAND_ASSERT | vector);
}

__attribute__((cold)) void
lapic_send_nmi_others(void)
{
	if (!lapic_present())
		return;
	/* Not to all at once: on an NMI a CPU that firmware still holds may reset the machine. */
	for (unsigned i = 0; i < ncpus; i++)
		if (i != cpu_index() && atomic_load(&cpus[i].online))
			command(cpus[i].arch.apic_id, COMMAND_ASSERT | COMMAND_NMI);
}

__attribute__((cold)) void
lapic_start_ap(uint32_t apic_id, unsigned page)
{
	assert(page < 0xa0);
	command(apic_id, COMMAND_ASSERT | COMMAND_INIT);
	clock_delay_us(10000);
	/* Twice, as the manual has it; a CPU that has started ignores the second. */
	for (unsigned i = 0; i < 2; i++) {
		command(apic_id, COMMAND_ASSERT | COMMAND_STARTUP | page);
		clock_delay_us(200);
	}
}

__attribute__((cold)) void
lapic_hold_ap(uint32_t apic_id)
{
	command(apic_id, COMMAND_ASSERT | COMMAND_INIT);
}

void
lapic_timer_start(uint32_t ticks)
{
	lapic_write(INITIAL_COUNT, ticks);
}

uint32_t
lapic_timer_count(void)
{
	return lapic_read(CURRENT_COUNT);
}

__attribute__((cold)) void
lapic_timer_use_deadline(void)
{
	lapic.timer_entry = VECTOR_TIMER | LVT_TSC_DEADLINE;
	lapic_write(LVT_TIMER, lapic.timer_entry);
	/* A store to a device, which a write of the MSR might overtake. */
	memory_fence();
}
