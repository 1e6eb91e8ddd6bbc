/*
 * The three reference clocks of a PC: HPET, ACPI power-management timer, and
 * the 8254's second channel ("PIT"), gated by port 0x61.
 *
 * Sources: IA-PC HPET specification 1.0a, section 2.3; ACPI 6.5, section
 * 4.8.2.1; Intel 8254 data sheet.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/io.h>
#include <i386/irq/references.h>
#include <i386/mm/mmio.h>
#include <i386/platform/machine.h>

#define FEMTOSECONDS 1000000000000000ull

#define HPET_SIZE          0x400
#define HPET_PERIOD_FS     (0x04 / 4)
#define HPET_CONFIGURATION (0x10 / 4)
#define HPET_COUNTER       (0xf0 / 4) /* its low half, which is all a 32-bit one has */
#define HPET_ENABLE        0x1
#define HPET_LONGEST_FS    100000000 /* 100 ns: no HPET may be slower */
#define HPET_SHORTEST_FS   1000000   /* 1 ns: what says so is not an HPET */

#define PM_TIMER_HZ   3579545
#define PM_TIMER_MASK 0xffffff /* all have these 24 bits; some say they had 32 and have not */

#define PIT_HZ          1193182
#define PIT_CHANNEL_2   0x42
#define PIT_COMMAND     0x43
#define PIT_RATE        0xb4 /* channel 2, low byte then high byte, mode 2, binary */
#define PIT_LATCH       0x80 /* channel 2: the next two reads are of one moment */
#define CONTROL         0x61
#define CONTROL_GATE    0x01 /* channel 2 counts */
#define CONTROL_SPEAKER 0x02

/* Two reads after each other that differ by less, in ticks, are right: some 70 microseconds. */
#define PM_TIMER_STEP  256
#define PM_TIMER_TRIES 4

/* The slowest reference takes a step in less than a microsecond, a read takes some 100 ns. */
#define LIFE_TRIES 10000

static volatile uint32_t *hpet;
static uint16_t pm_timer_port;

static uint32_t
hpet_read(void)
{
	return hpet[HPET_COUNTER];
}

static bool
hpet_start(const struct machine *machine, struct reference *reference)
{
	uint32_t period_fs;

	if (machine->hpet_address == 0)
		return false;
	hpet = mmio_map(machine->hpet_address, HPET_SIZE);
	period_fs = hpet[HPET_PERIOD_FS];
	if (period_fs < HPET_SHORTEST_FS || period_fs > HPET_LONGEST_FS)
		return false;
	hpet[HPET_CONFIGURATION] |= HPET_ENABLE;
	*reference = (struct reference){
		.name = "HPET",
		.frequency_hz = FEMTOSECONDS / period_fs,
		.mask = UINT32_MAX,
		.read = hpet_read,
	};
	return true;
}

static uint32_t
pm_timer_read(void)
{
	uint32_t first, second = inl(pm_timer_port);

	/* The first chips give a wrong number while it changes (82371AB specification update). */
	for (unsigned i = 0; i < PM_TIMER_TRIES; i++) {
		first = second;
		second = inl(pm_timer_port);
		if (((second - first) & PM_TIMER_MASK) < PM_TIMER_STEP)
			break;
	}
	return second;
}

static bool
pm_timer_start(const struct machine *machine, struct reference *reference)
{
	if (machine->pm_timer.space != MACHINE_PORT || machine->pm_timer.address == 0)
		return false;
	pm_timer_port = machine->pm_timer.address;
	*reference = (struct reference){
		.name = "PM timer",
		.frequency_hz = PM_TIMER_HZ,
		.mask = PM_TIMER_MASK,
		.read = pm_timer_read,
	};
	return true;
}

static uint32_t
pit_read(void)
{
	uint8_t low;

	outb(PIT_COMMAND, PIT_LATCH);
	low = inb(PIT_CHANNEL_2);
	/* It counts downwards. */
	return -(uint32_t)(inb(PIT_CHANNEL_2) << 8 | low);
}

static bool
pit_start(const struct machine *machine, struct reference *reference)
{
	(void)machine;
	outb(CONTROL, (inb(CONTROL) & ~CONTROL_SPEAKER) | CONTROL_GATE);
	outb(PIT_COMMAND, PIT_RATE);
	outb(PIT_CHANNEL_2, 0); /* 0 stands for 65536 */
	outb(PIT_CHANNEL_2, 0);
	*reference = (struct reference){
		.name = "PIT",
		.frequency_hz = PIT_HZ,
		.mask = 0xffff,
		.read = pit_read,
	};
	return true;
}

static bool
counts(const struct reference *reference)
{
	uint32_t first = reference->read();

	for (unsigned i = 0; i < LIFE_TRIES; i++)
		if (((reference->read() - first) & reference->mask) != 0)
			return true;
	return false;
}

unsigned
references_find(const struct machine *machine, struct reference references[REFERENCES_MAX])
{
	static bool (*const starts[REFERENCES_MAX])(const struct machine *, struct reference *) = {
		hpet_start,
		pm_timer_start,
		pit_start,
	};
	unsigned found = 0;

	for (unsigned i = 0; i < REFERENCES_MAX; i++)
		if (starts[i](machine, &references[found]) && counts(&references[found]))
			found++;
	return found;
}
