/*
 * PCI on the configuration space of machines of QEMU, one of them as OVMF sets
 * it up, and of Bochs, as kept in fixtures/ by fixtures/make_pci.py, and on
 * damaged ones.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/pci.h>
#include <unit.h>

#define SPACE          256
#define RECORD         (2 + SPACE)
#define FUNCTIONS_MAX  64
#define READS_BOUND    100000 /* 256 buses of 32 devices and a few functions */
#define HEADER_TYPE    0x0E
#define SECONDARY_BUS  0x19
#define CAPABILITY_PTR 0x34

#define FIXTURE(name)                                                     \
	__asm__(".pushsection .rodata\n"                                  \
		"fixture_" #name ": .incbin \"fixtures/" #name ".bin\"\n" \
		"fixture_" #name "_end: .byte 0\n"                        \
		".popsection");                                           \
	extern const uint8_t fixture_##name[], fixture_##name##_end[]
FIXTURE(pci_pc);
FIXTURE(pci_q35);
FIXTURE(pci_ovmf);
FIXTURE(pci_bochs);

/* A machine made of records; sizes are what its base address registers decode. */
static struct {
	uint8_t records[FUNCTIONS_MAX][RECORD];
	unsigned count, reads;
	bool all_alike; /* every address answers with the first record */
	uint64_t bar_size;
} machine;

static uint8_t *
space_of(struct pci_address address)
{
	const uint8_t number = (uint8_t)(address.device << 3 | address.function);

	for (unsigned i = 0; i < machine.count; i++)
		if (machine.all_alike ||
		    (machine.records[i][0] == address.bus && machine.records[i][1] == number))
			return machine.records[i] + 2;
	return NULL;
}

static uint32_t
get(const struct pci_access *access, struct pci_address address, unsigned offset)
{
	const uint8_t *space = space_of(address);

	(void)access;
	machine.reads++;
	if (space == NULL || offset > SPACE - 4)
		return UINT32_MAX;
	return (uint32_t)space[offset] | (uint32_t)space[offset + 1] << 8 |
	       (uint32_t)space[offset + 2] << 16 | (uint32_t)space[offset + 3] << 24;
}

/* Base address registers keep only the bits above the size; the flags cannot be written. */
static void
put(const struct pci_access *access, struct pci_address address, unsigned offset, uint32_t value)
{
	uint8_t *space = space_of(address);

	(void)access;
	if (offset == 0x10)
		value = (value & (uint32_t) ~(machine.bar_size - 1) & ~0xFu) |
			(space[offset] & 0xF);
	if (offset == 0x14)
		value &= (uint32_t)(~(machine.bar_size - 1) >> 32);
	for (unsigned i = 0; i < 4; i++)
		space[offset + i] = (uint8_t)(value >> 8 * i);
}

static const struct pci_access all_buses = { .read = get, .write = put, .last_bus = 255 };

static void
load(const uint8_t *from, const uint8_t *end)
{
	machine.count = (unsigned)((size_t)(end - from) / RECORD);
	machine.reads = 0;
	machine.all_alike = false;
	for (unsigned i = 0; i < machine.count; i++)
		for (unsigned j = 0; j < RECORD; j++)
			machine.records[i][j] = from[i * RECORD + j];
}

#define LOAD(name) load(fixture_##name, fixture_##name##_end)

static struct {
	struct pci_function functions[FUNCTIONS_MAX * 8];
	unsigned count;
} found;

static int
note(const struct pci_access *access, const struct pci_function *function, void *context)
{
	(void)access;
	(void)context;
	if (found.count < FUNCTIONS_MAX * 8)
		found.functions[found.count] = *function;
	found.count++;
	return 0;
}

static void
scan(const struct pci_access *access)
{
	found.count = 0;
	CHECK_EQ(pci_scan(access, note, NULL), 0);
	CHECK(machine.reads < READS_BOUND);
}

/* The first function found of a class, or a failure. */
static const struct pci_function *
find(uint8_t class, uint8_t subclass)
{
	for (unsigned i = 0; i < found.count; i++)
		if (found.functions[i].class == class && found.functions[i].subclass == subclass)
			return &found.functions[i];
	CHECK(!"there is a function of this class");
	return &found.functions[0];
}

static uint8_t *
bytes_of(const struct pci_function *function)
{
	return space_of(function->address);
}

TEST("every function of a pc is found, behind two bridges too")
{
	LOAD(pci_pc);
	scan(&all_buses);
	CHECK_EQ(found.count, machine.count);
	CHECK_EQ(find(0x02, 0x00)->address.bus, 2);
	CHECK_EQ(find(0x02, 0x00)->vendor, 0x8086);
	CHECK_EQ(find(0x02, 0x00)->device, 0x100E);
	CHECK(find(0x06, 0x04)->bridge);
	CHECK_EQ(find(0x06, 0x04)->secondary_bus, 1);
}

TEST("every function of a q35 is found, and on root ports")
{
	LOAD(pci_q35);
	scan(&all_buses);
	CHECK_EQ(found.count, machine.count);
	CHECK_EQ(find(0x01, 0x08)->address.bus, 1);
}

TEST("every function is found where OVMF has set PCI up, and its registers above 3 GiB")
{
	struct pci_bar bar;

	LOAD(pci_ovmf);
	scan(&all_buses);
	CHECK_EQ(found.count, machine.count);
	CHECK_EQ(find(0x01, 0x08)->address.bus, 1);
	CHECK(pci_bar(&all_buses, find(0x03, 0x00), 0, &bar));
	CHECK(bar.address == 0xC0000000 && !bar.is_port && !bar.is_wide);
	CHECK(pci_bar(&all_buses, find(0x0C, 0x03), 0, &bar));
	CHECK(bar.address == 0xE020000000 && bar.is_wide && !bar.is_port);
}

TEST("every function of Bochs's board is found")
{
	LOAD(pci_bochs);
	scan(&all_buses);
	CHECK_EQ(found.count, machine.count);
	CHECK_EQ(find(0x06, 0x00)->device, 0x1237);
	CHECK_EQ(find(0x0C, 0x03)->address.function, 2);
}

TEST("buses that cannot be reached are left out")
{
	struct pci_access bus_0 = all_buses;

	bus_0.last_bus = 0;
	LOAD(pci_pc);
	scan(&bus_0);
	for (unsigned i = 0; i < found.count; i++)
		CHECK_EQ(found.functions[i].address.bus, 0);
}

static int
stop_at_second(const struct pci_access *access, const struct pci_function *function, void *context)
{
	(void)access;
	(void)function;
	return ++*(int *)context == 2 ? -7 : 0;
}

TEST("a scan ends when its visitor says so")
{
	int visits = 0;

	LOAD(pci_pc);
	CHECK_EQ(pci_scan(&all_buses, stop_at_second, &visits), -7);
	CHECK_EQ(visits, 2);
}

TEST("a bridge that leads back, or to itself, does not trap the walk")
{
	LOAD(pci_pc);
	scan(&all_buses);
	const unsigned all = found.count;

	for (unsigned i = 0; i < machine.count; i++)
		if ((machine.records[i][2 + HEADER_TYPE] & 0x7F) == 1 && machine.records[i][0] == 1)
			machine.records[i][2 + SECONDARY_BUS] = 0;
	scan(&all_buses);
	CHECK_EQ(found.count, all - 1);
	bytes_of(find(0x06, 0x04))[SECONDARY_BUS] = 0;
	scan(&all_buses);
	CHECK(found.count < all - 1);
}

TEST("a machine on which every address answers as the same bridge comes to an end")
{
	LOAD(pci_pc);
	scan(&all_buses);
	const uint8_t *bridge = bytes_of(find(0x06, 0x04));

	for (unsigned i = 0; i < SPACE; i++)
		machine.records[0][2 + i] = bridge[i];
	machine.all_alike = true;
	machine.reads = 0;
	scan(&all_buses);
	CHECK_EQ(found.count, 2 * 32); /* buses 0 and 1 */
}

TEST("base addresses are read, wide ones and ports too")
{
	struct pci_bar bar;

	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *usb = find(0x0C, 0x03), *sata = find(0x01, 0x06);

	CHECK(pci_bar(&all_buses, usb, 0, &bar));
	CHECK(bar.is_wide && !bar.is_port && bar.address % 0x4000 == 0 && bar.address != 0);
	CHECK(!pci_bar(&all_buses, usb, 1, &bar)); /* the upper half */
	CHECK(!pci_bar(&all_buses, usb, 6, &bar));
	CHECK(pci_bar(&all_buses, sata, 4, &bar) && bar.is_port);
	CHECK(pci_bar(&all_buses, sata, 5, &bar) && !bar.is_port && !bar.is_wide);
	bytes_of(usb)[0x14] = 0x12;
	CHECK(pci_bar(&all_buses, usb, 0, &bar) && bar.address >> 32 == 0x12);
}

TEST("a wide base address in the last register has no upper half")
{
	struct pci_bar bar;

	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *sata = find(0x01, 0x06);

	bytes_of(sata)[0x24] = 0x04;
	bytes_of(sata)[0x25] = bytes_of(sata)[0x26] = 0;
	bytes_of(sata)[0x27] = 0xF0;
	CHECK(pci_bar(&all_buses, sata, 5, &bar) && !bar.is_wide && bar.address == 0xF0000000);
}

TEST("a size is measured and leaves everything as it was")
{
	static const uint64_t sizes[] = { 0x1000, 0x4000, 0x10000000, 0x400000000 };
	struct pci_bar before, after;

	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *usb = find(0x0C, 0x03);
	const uint8_t command = bytes_of(usb)[4];

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		machine.bar_size = sizes[i];
		bytes_of(usb)[0x10] = 0x04;
		bytes_of(usb)[0x11] = bytes_of(usb)[0x12] = bytes_of(usb)[0x13] = 0;
		bytes_of(usb)[0x14] = 0x04;
		CHECK(pci_bar(&all_buses, usb, 0, &before));
		CHECK_EQ(pci_bar_size(&all_buses, usb, 0), sizes[i]);
		CHECK(pci_bar(&all_buses, usb, 0, &after) && after.address == before.address);
		CHECK_EQ(bytes_of(usb)[4], command);
	}
}

TEST("capabilities are found, and a list of them that is a loop ends")
{
	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *usb = find(0x0C, 0x03), *sata = find(0x01, 0x06);
	const unsigned msi_x = pci_capability(&all_buses, usb, PCI_CAPABILITY_MSI_X);

	CHECK(msi_x >= 0x40 && bytes_of(usb)[msi_x] == PCI_CAPABILITY_MSI_X);
	CHECK(pci_capability(&all_buses, sata, PCI_CAPABILITY_MSI) != 0);
	CHECK_EQ(pci_capability(&all_buses, usb, 0xEE), 0);
	bytes_of(usb)[msi_x + 1] = (uint8_t)msi_x;
	machine.reads = 0;
	CHECK_EQ(pci_capability(&all_buses, usb, 0xEE), 0);
	CHECK(machine.reads < 100);
	bytes_of(usb)[CAPABILITY_PTR] = 0x08; /* in the header */
	CHECK_EQ(pci_capability(&all_buses, usb, PCI_CAPABILITY_MSI_X), 0);
}

TEST("a function without a list of capabilities has none")
{
	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *usb = find(0x0C, 0x03);

	bytes_of(usb)[6] &= (uint8_t)~0x10;
	CHECK_EQ(pci_capability(&all_buses, usb, PCI_CAPABILITY_MSI_X), 0);
}

TEST("changing the command register writes zeroes to the status register")
{
	LOAD(pci_q35);
	scan(&all_buses);
	const struct pci_function *usb = find(0x0C, 0x03);

	bytes_of(usb)[4] = 0x07;
	bytes_of(usb)[5] = 0;
	bytes_of(usb)[7] = 0xF9;
	pci_command(&all_buses, usb, PCI_COMMAND_NO_INTERRUPTS, PCI_COMMAND_MASTER);
	CHECK_EQ(bytes_of(usb)[4], 0x03);
	CHECK_EQ(bytes_of(usb)[5], 0x04);
	CHECK_EQ(bytes_of(usb)[7], 0);
}

/* What is found has to be there, and the end has to come. */
static void
damage(void)
{
	for (unsigned i = 0; i < machine.count; i++)
		for (unsigned at = 2; at < 2 + 0x40; at++) {
			machine.records[i][at] ^= 0xFF;
			machine.reads = 0;
			scan(&all_buses);
			for (unsigned j = 0; j < found.count && j < FUNCTIONS_MAX * 8; j++)
				CHECK(bytes_of(&found.functions[j]) != NULL);
			machine.records[i][at] ^= 0xFF;
		}
}

TEST("a machine with any byte of a header wrong is scanned to an end")
{
	LOAD(pci_pc);
	damage();
	LOAD(pci_ovmf);
	damage();
	LOAD(pci_bochs);
	damage();
}

TEST("classes have names, the nearest there is")
{
	CHECK_STR(pci_class_name(0x0C, 0x03, 0x30), "USB controller (xHCI)");
	CHECK_STR(pci_class_name(0x0C, 0x03, 0x77), "serial bus controller");
	CHECK_STR(pci_class_name(0x02, 0x00, 0x00), "Ethernet controller");
	CHECK_STR(pci_class_name(0x06, 0x09, 0x00), "bridge");
	CHECK_STR(pci_class_name(0x77, 0x00, 0x00), "device");
}
