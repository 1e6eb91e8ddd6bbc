/*
 * Walking buses and reading configuration space. Touches no hardware itself;
 * tested on the host, on what QEMU's machines have and on nonsense.
 *
 * SPDX-License-Identifier: MIT
 */
#include <libc/pci/config.h>

#define ABSENT           0xFFFFu /* as a vendor */
#define CAPABILITY_FIRST 0x40u
#define CAPABILITIES_MAX 48 /* in the space behind the header: more are a loop */

static bool
read_function(const struct pci_access *access, struct pci_address address,
	      struct pci_function *function)
{
	const uint32_t id = access->read(access, address, PCI_ID);
	uint32_t class, interrupt, header;

	if ((id & ABSENT) == ABSENT)
		return false;
	class = access->read(access, address, PCI_CLASS);
	header = access->read(access, address, PCI_HEADER);
	interrupt = access->read(access, address, PCI_INTERRUPT);
	*function = (struct pci_function){
		.address = address,
		.vendor = (uint16_t)id,
		.device = (uint16_t)(id >> 16),
		.class = (uint8_t)(class >> 24),
		.subclass = (uint8_t)(class >> 16),
		.interface = (uint8_t)(class >> 8),
		.revision = (uint8_t) class,
		.bridge = HEADER_TYPE(header) == HEADER_TYPE_BRIDGE,
		.line = (uint8_t)interrupt,
		.pin = (uint8_t)(interrupt >> 8),
	};
	if (function->bridge)
		function->secondary_bus =
			(uint8_t)(access->read(access, address, PCI_BUS_NUMBERS) >> 8);
	return true;
}

/* Which buses there are, as far as is known; a bit each. */
struct buses {
	uint32_t words[PCI_BUSES / 32];
};

static bool
take(struct buses *buses, unsigned bus)
{
	const uint32_t bit = 1u << bus % 32;
	const bool there = buses->words[bus / 32] & bit;

	buses->words[bus / 32] |= bit;
	return !there;
}

static unsigned
functions_of(const struct pci_access *access, struct pci_address address)
{
	return access->read(access, address, PCI_HEADER) & HEADER_MANY ? PCI_FUNCTIONS : 1;
}

int
pci_scan(const struct pci_access *access,
	 int (*visit)(const struct pci_access *, const struct pci_function *, void *context),
	 void *context)
{
	uint8_t queue[PCI_BUSES] = { 0 };
	unsigned length = 1;
	struct buses known = { { 1 } };

	for (unsigned i = 0; i < length * PCI_DEVICES; i++) {
		struct pci_address address = { queue[i / PCI_DEVICES], i % PCI_DEVICES, 0 };
		unsigned functions = 1;

		for (; address.function < functions; address.function++) {
			struct pci_function function;
			int result;

			if (!read_function(access, address, &function))
				continue;
			if (address.function == 0)
				functions = functions_of(access, address);
			result = visit(access, &function, context);
			if (result != 0)
				return result;
			/* Each bus is walked once, whatever bridges say: so this ends. */
			if (function.bridge && function.secondary_bus <= access->last_bus &&
			    take(&known, function.secondary_bus))
				queue[length++] = function.secondary_bus;
		}
	}
	return 0;
}

static unsigned
bar_count(const struct pci_function *function)
{
	return function->bridge ? 2 : PCI_BARS;
}

static uint32_t
bar_read(const struct pci_access *access, const struct pci_function *function, unsigned index)
{
	return access->read(access, function->address, PCI_BAR + 4 * index);
}

static bool
is_wide(uint32_t value)
{
	return !(value & BAR_IS_PORT) && (value & BAR_TYPE) == BAR_TYPE_WIDE;
}

bool
pci_bar(const struct pci_access *access, const struct pci_function *function, unsigned index,
	struct pci_bar *bar)
{
	const unsigned count = bar_count(function);
	bool upper = false;
	uint32_t value;

	if (index >= count)
		return false;
	for (unsigned i = 0; i < index; i++)
		upper = !upper && is_wide(bar_read(access, function, i));
	value = bar_read(access, function, index);
	*bar = (struct pci_bar){
		.address = value & (value & BAR_IS_PORT ? BAR_PORT_MASK : BAR_MEMORY_MASK),
		.is_port = value & BAR_IS_PORT,
		.is_wide = is_wide(value) && index + 1 < count,
		.prefetchable = !(value & BAR_IS_PORT) && (value & BAR_PREFETCHABLE),
	};
	if (bar->is_wide)
		bar->address |= (uint64_t)bar_read(access, function, index + 1) << 32;
	return !upper && bar->address != 0;
}

uint64_t
pci_bar_size(const struct pci_access *access, const struct pci_function *function, unsigned index)
{
	const unsigned offset = PCI_BAR + 4 * index;
	const uint32_t command = access->read(access, function->address, PCI_COMMAND) & 0xFFFF;
	struct pci_bar bar;
	uint32_t low, high = UINT32_MAX;
	uint64_t mask;

	if (!pci_bar(access, function, index, &bar) || bar.is_port)
		return 0;
	pci_command(access, function, 0, PCI_COMMAND_MEMORY);
	low = bar_read(access, function, index);
	access->write(access, function->address, offset, UINT32_MAX);
	mask = bar_read(access, function, index) & BAR_MEMORY_MASK;
	access->write(access, function->address, offset, low);
	if (bar.is_wide) {
		high = bar_read(access, function, index + 1);
		access->write(access, function->address, offset + 4, UINT32_MAX);
		mask |= (uint64_t)bar_read(access, function, index + 1) << 32;
		access->write(access, function->address, offset + 4, high);
	} else if (mask != 0) {
		mask |= (uint64_t)UINT32_MAX << 32;
	}
	pci_command(access, function, (uint16_t)command, 0);
	return mask == 0 ? 0 : ~mask + 1;
}

unsigned
pci_capability(const struct pci_access *access, const struct pci_function *function, uint8_t id)
{
	unsigned offset;

	if (!(access->read(access, function->address, PCI_COMMAND) & STATUS_CAPABILITIES))
		return 0;
	offset = access->read(access, function->address, PCI_CAPABILITIES) & 0xFC;
	for (int i = 0; i < CAPABILITIES_MAX && offset >= CAPABILITY_FIRST; i++) {
		const uint32_t value = access->read(access, function->address, offset);

		if ((value & 0xFF) == id)
			return offset;
		offset = value >> 8 & 0xFC;
	}
	return 0;
}

void
pci_command(const struct pci_access *access, const struct pci_function *function, uint16_t set,
	    uint16_t clear)
{
	/* Bits of the status register, above, are cleared by writing ones: so they get zeroes. */
	const uint32_t command = access->read(access, function->address, PCI_COMMAND) & 0xFFFF;

	access->write(access, function->address, PCI_COMMAND, (command | set) & ~(uint32_t)clear);
}
