/*
 * The I/O APICs' driver on modelled chips: where an ISA interrupt is sent,
 * by which input, with what polarity and trigger; and what is left alone.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <i386/irq/lapic.h>
#include <i386/irq/pic8259.h>
#include <i386/platform/machine.h>
#include <string.h>

/* In place of <i386/mm/mmio.h>. */
#define TINE_I386_MM_MMIO_H

#define CHIPS  3
#define INPUTS 24
#define STEP   0x1000 /* between the chips' addresses */
#define FIRST  0xfec00000u

#define MASKED       0x10000u
#define LEVEL        0x08000u
#define ACTIVE_LOW   0x02000u
#define FIRMWARE_SMI 0x00200u

/* Its entries as the data sheet has them; one without inputs is not there, and reads as nothing does. */
static struct chip {
	volatile uint32_t window[8];
	unsigned inputs;
	uint64_t entries[INPUTS];
} chips[CHIPS];

static uint32_t nothing = UINT32_MAX; /* what is read where no chip is */

static volatile void *
mmio_map(uint64_t physical, size_t size_bytes)
{
	CHECK_EQ(size_bytes, sizeof(chips[0].window));
	return chips[(physical - FIRST) / STEP].window;
}

static struct chip *
chip_of(const volatile uint32_t *window)
{
	for (unsigned i = 0; i < CHIPS; i++)
		if (window >= chips[i].window && window < chips[i].window + 8)
			return &chips[i];
	return NULL;
}

static uint32_t
mmio_read(const volatile uint32_t *place)
{
	const struct chip *chip = chip_of(place);
	const uint32_t selected = chip->window[0];

	if (chip->inputs == 0)
		return nothing;
	if (place == chip->window)
		return selected;
	CHECK(place == chip->window + 4);
	if (selected == 1)
		return (chip->inputs - 1) << 16 | 0x20;
	CHECK(selected >= 0x10 && selected - 0x10 < 2 * chip->inputs);
	return (uint32_t)(chip->entries[(selected - 0x10) / 2] >> selected % 2 * 32);
}

static void
mmio_write(volatile uint32_t *place, uint32_t value)
{
	struct chip *chip = chip_of(place);
	const unsigned shift = chip->window[0] % 2 * 32;
	uint64_t *entry = &chip->entries[(chip->window[0] - 0x10) / 2];

	if (place == chip->window) {
		*place = value;
		return;
	}
	CHECK(place == chip->window + 4 && chip->window[0] - 0x10 < 2 * chip->inputs);
	*entry = (*entry & ~((uint64_t)UINT32_MAX << shift)) | (uint64_t)value << shift;
}

static uint32_t own_id;
static unsigned in_service, strays, ends;

uint32_t
lapic_id(void)
{
	return own_id;
}

bool
lapic_in_service(unsigned vector)
{
	return vector == in_service;
}

void
lapic_eoi(void)
{
	ends++;
}

void
pic_end_stray(unsigned irq)
{
	(void)irq;
	strays++;
}

#include "../../../src/arch/i386/irq/ioapic.c"

static struct machine machine;

/* Chips with so many inputs each, one after the other; as firmware has left them: anyhow. */
static void
begin(unsigned first, unsigned second, unsigned third)
{
	const unsigned inputs[CHIPS] = { first, second, third };
	uint32_t gsi = 0;

	memset(&machine, 0, sizeof(machine));
	memset(&all, 0, sizeof(all));
	memset(chips, 0xff, sizeof(chips));
	own_id = 0;
	for (unsigned i = 0; i < CHIPS; i++) {
		chips[i].inputs = inputs[i];
		machine.io_apics[i] = (struct machine_io_apic){
			.address = FIRST + i * STEP,
			.id = 40 + i,
			.first_gsi = gsi,
		};
		gsi += inputs[i];
	}
	machine.io_apic_count = CHIPS;
}

static void
override(unsigned irq, uint32_t gsi, bool active_low, bool level_triggered)
{
	machine.overrides[machine.override_count++] = (struct machine_override){
		.irq = irq,
		.gsi = gsi,
		.active_low = active_low,
		.level_triggered = level_triggered,
	};
}

/* Chip's inputs that are not masked, a bit each. */
static uint32_t
open_inputs(unsigned chip)
{
	uint32_t inputs = 0;

	for (unsigned i = 0; i < chips[chip].inputs; i++)
		inputs |= (chips[chip].entries[i] & MASKED ? 0u : 1u) << i;
	return inputs;
}

TEST("at first every input of every chip is masked, but for the firmware's own interrupts")
{
	begin(24, 16, 8);
	for (unsigned i = 0; i < CHIPS; i++)
		memset(chips[i].entries, 0, sizeof(chips[i].entries));
	chips[1].entries[5] = FIRMWARE_SMI;
	CHECK_EQ(ioapic_init(&machine), 0);
	CHECK_EQ(open_inputs(0), 0);
	CHECK_EQ(open_inputs(1), 1u << 5);
	CHECK_EQ(chips[1].entries[5], FIRMWARE_SMI);
	CHECK_EQ(open_inputs(2), 0);
}

TEST("an ISA interrupt comes by its own number: edge, active high, to the boot CPU, and alone")
{
	begin(24, 0, 0);
	own_id = 9;
	CHECK_EQ(ioapic_init(&machine), 0);
	CHECK_EQ(apic_controller.route(4), 0);
	CHECK_EQ(chips[0].entries[4], (uint64_t)9 << 56 | 0x24);
	CHECK_EQ(open_inputs(0), 1u << 4);
	CHECK(!apic_controller.is_level(4));
}

TEST("an override moves interrupt 0 to input 2, and nobody else gets that")
{
	begin(24, 0, 0);
	override(0, 2, false, false);
	ioapic_init(&machine);
	CHECK_EQ(apic_controller.route(0), 0);
	CHECK_EQ(chips[0].entries[2], 0x20);
	CHECK_EQ(apic_controller.route(2), -E_NOT_SUPP);
	CHECK_EQ(open_inputs(0), 1u << 2);
}

TEST("overrides tell of each combination of polarity and trigger")
{
	static const uint64_t marks[] = { 0, ACTIVE_LOW, LEVEL, ACTIVE_LOW | LEVEL };

	begin(24, 0, 0);
	for (unsigned i = 0; i < 4; i++)
		override(8 + i, 8 + i, i & 1, i & 2);
	ioapic_init(&machine);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(apic_controller.route(8 + i), 0);
		CHECK_EQ(chips[0].entries[8 + i], (0x28 + i) | marks[i]);
		CHECK_EQ(apic_controller.is_level(8 + i), i >= 2);
	}
}

TEST("an input is looked for in the chip whose inputs it is among, in whatever order they are "
     "listed")
{
	struct machine_io_apic first;

	begin(16, 24, 8);
	first = machine.io_apics[0];
	machine.io_apics[0] = machine.io_apics[2];
	machine.io_apics[2] = first;
	override(5, 16, true, true);
	override(6, 39, false, false);
	override(7, 40, false, false);
	override(9, 47, true, false);
	ioapic_init(&machine);
	for (unsigned irq = 5; irq < 10; irq++)
		CHECK_EQ(apic_controller.route(irq), 0);
	CHECK_EQ(chips[1].entries[0], 0x25 | ACTIVE_LOW | LEVEL);
	CHECK_EQ(chips[1].entries[23], 0x26);
	CHECK_EQ(chips[2].entries[0], 0x27);
	CHECK_EQ(chips[0].entries[8], 0x28);
	CHECK_EQ(chips[2].entries[7], 0x29 | ACTIVE_LOW);
	CHECK_EQ(open_inputs(0), 1u << 8);
	CHECK_EQ(open_inputs(1), 1u << 0 | 1u << 23);
	CHECK_EQ(open_inputs(2), 1u << 0 | 1u << 7);
}

TEST("an interrupt whose input no chip has cannot be routed, and to mask it does nothing")
{
	begin(4, 8, 0);
	machine.io_apics[1].first_gsi = 8;
	override(1, 16, false, false);
	override(3, UINT32_MAX, false, false);
	ioapic_init(&machine);
	for (unsigned irq = 0; irq < 16; irq++)
		CHECK_EQ(apic_controller.route(irq),
			 irq == 0 || irq == 2 || irq >= 8 ? 0 : -E_NOT_SUPP);
	apic_controller.mask(1, false);
	apic_controller.mask(5, false);
	CHECK_EQ(open_inputs(0), 1u << 0 | 1u << 2);
	CHECK_EQ(open_inputs(1), 0xff);
}

TEST("masking keeps the rest of an entry")
{
	begin(24, 0, 0);
	override(11, 11, true, true);
	ioapic_init(&machine);
	apic_controller.route(11);
	apic_controller.mask(11, true);
	CHECK_EQ(chips[0].entries[11], 0x2b | ACTIVE_LOW | LEVEL | MASKED);
	apic_controller.mask(11, false);
	CHECK_EQ(chips[0].entries[11], 0x2b | ACTIVE_LOW | LEVEL);
}

TEST("a chip that is listed and not there is passed over; with none there is no controller")
{
	begin(0, 24, 0);
	machine.io_apics[1].first_gsi = 0;
	CHECK_EQ(ioapic_init(&machine), 0);
	CHECK_EQ(apic_controller.route(1), 0);
	CHECK_EQ(chips[1].entries[1], 0x21);

	begin(0, 0, 0);
	CHECK_EQ(ioapic_init(&machine), -E_NOT_SUPP);
	nothing = 0;
	CHECK_EQ(ioapic_init(&machine), -E_NOT_SUPP);
}

TEST("a boot CPU whose APIC id an entry has no room for gets no interrupts, and nobody else does")
{
	begin(24, 0, 0);
	own_id = 254;
	ioapic_init(&machine);
	CHECK_EQ(apic_controller.route(1), 0);
	CHECK_EQ(chips[0].entries[1] >> 56, 254);
	for (uint32_t id = 255; id <= 256; id++) {
		begin(24, 0, 0);
		own_id = id;
		ioapic_init(&machine);
		CHECK_EQ(apic_controller.route(1), -E_NOT_SUPP);
		CHECK_EQ(open_inputs(0), 0);
	}
}

TEST("an interrupt that the local APIC does not serve is the 8259s', and is ended there")
{
	begin(24, 0, 0);
	ioapic_init(&machine);
	in_service = 0x27;
	CHECK(apic_controller.claim(7));
	apic_controller.end(7);
	CHECK(ends == 1 && strays == 0);
	in_service = 0;
	CHECK(!apic_controller.claim(7));
	CHECK(ends == 1 && strays == 1);
}
