/*
 * Finding ACPI's tables and checking each before its reader sees it.
 *
 * The view may show one thing at a time only: what is needed again after
 * another table has been mapped is copied again.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <i386/platform/acpi.h>
#include <i386/platform/bios.h>

/* Bounds of the work that a damaged length can cause; real tables stay far below. */
#define TABLE_SIZE_MAX (4u * 1024 * 1024)
#define TABLES_MAX     512

struct root_pointer {
	char signature[8];
	uint8_t checksum; /* of the first ROOT_OLD_SIZE bytes */
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	/* From revision 2 on: */
	uint32_t size_bytes;
	uint64_t xsdt;
	uint8_t checksum_of_all;
	uint8_t reserved[3];
} ACPI_PACKED;

#define ROOT_SIGNATURE "RSD PTR "
#define ROOT_OLD_SIZE  20

_Static_assert(sizeof(struct root_pointer) == BOOT_RSDP_SIZE, "the loader's copy is whole");

static const struct table_kind {
	char signature[5];
	void (*read)(const struct acpi_table *table, struct machine *machine);
} kinds[] = {
	{ "APIC", acpi_read_madt },
	{ "FACP", acpi_read_fadt },
	{ "HPET", acpi_read_hpet },
	{ "MCFG", acpi_read_mcfg },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Takes what can be believed of a root pointer of which size bytes are there. */
static bool
read_root(const struct root_pointer *pointer, size_t size_bytes, struct acpi_root *root)
{
	const uint8_t *bytes = (const uint8_t *)pointer;

	if (size_bytes < ROOT_OLD_SIZE || memcmp(pointer->signature, ROOT_SIGNATURE, 8) != 0 ||
	    bios_sum(bytes, ROOT_OLD_SIZE) != 0)
		return false;
	*root = (struct acpi_root){ .rsdt = pointer->rsdt };
	if (pointer->revision >= 2 && size_bytes == sizeof(*pointer) &&
	    pointer->size_bytes == sizeof(*pointer) && bios_sum(bytes, sizeof(*pointer)) == 0)
		root->xsdt = pointer->xsdt;
	return root->rsdt != 0 || root->xsdt != 0;
}

static bool
search_root(const struct physical_view *view, const struct bios_area *area, struct acpi_root *root)
{
	struct root_pointer pointer;
	uint64_t at = 0, physical;

	while (bios_search(view, area, ROOT_SIGNATURE, &at, &physical)) {
		size_t size_bytes = sizeof(pointer);

		if (!physical_copy(view, &pointer, physical, size_bytes)) {
			size_bytes = ROOT_OLD_SIZE;
			if (!physical_copy(view, &pointer, physical, size_bytes))
				continue;
		}
		if (read_root(&pointer, size_bytes, root))
			return true;
	}
	return false;
}

int
acpi_find_root(const struct physical_view *view, const struct boot_info *boot,
	       struct acpi_root *root)
{
	const struct bios_area areas[] = {
		bios_extended_data(view),
		{ 0xE0000, 0x20000 },
	};
	struct root_pointer pointer;

	memcpy(&pointer, boot->rsdp, sizeof(pointer));
	if (read_root(&pointer, boot->rsdp_size_bytes, root))
		return 0;
	for (unsigned i = 0; i < sizeof(areas) / sizeof(areas[0]); i++)
		if (search_root(view, &areas[i], root))
			return 0;
	return -E_NOT_FOUND;
}

bool
acpi_map(const struct physical_view *view, uint64_t physical, struct acpi_table *table)
{
	struct acpi_header header;

	if (!physical_copy(view, &header, physical, sizeof(header)) ||
	    header.size_bytes < sizeof(header) || header.size_bytes > TABLE_SIZE_MAX)
		return false;
	table->view = view;
	table->size_bytes = header.size_bytes;
	table->bytes = physical_map(view, physical, header.size_bytes);
	return table->bytes != NULL && bios_sum(table->bytes, table->size_bytes) == 0;
}

void
acpi_copy(const struct acpi_table *table, uint32_t offset, void *to, uint32_t size_bytes)
{
	uint32_t there = table->size_bytes - offset;

	memset(to, 0, size_bytes);
	memcpy(to, table->bytes + offset, there < size_bytes ? there : size_bytes);
}

/* The kind of the table at physical, or KINDS if nobody wants it. */
static unsigned
kind_of(const struct physical_view *view, uint64_t physical)
{
	char signature[4];
	unsigned kind = 0;

	if (!physical_copy(view, signature, physical, sizeof(signature)))
		return KINDS;
	while (kind < KINDS && memcmp(signature, kinds[kind].signature, sizeof(signature)) != 0)
		kind++;
	return kind;
}

/* Reads the tables in a list whose addresses have address_size bytes; false if it is no good. */
static bool
read_list(const struct physical_view *view, uint64_t list, const char *signature,
	  unsigned address_size, struct machine *machine)
{
	struct acpi_table table;
	bool seen[KINDS] = { false };
	uint32_t count;

	if (list == 0 || !acpi_map(view, list, &table) || memcmp(table.bytes, signature, 4) != 0)
		return false;
	count = (table.size_bytes - sizeof(struct acpi_header)) / address_size;
	for (uint32_t i = 0; i < count && i < TABLES_MAX; i++) {
		uint64_t physical = 0;
		unsigned kind;

		if (!physical_copy(view, &physical,
				   list + sizeof(struct acpi_header) + i * address_size,
				   address_size) ||
		    physical == 0)
			continue;
		kind = kind_of(view, physical);
		if (kind == KINDS || seen[kind] || !acpi_map(view, physical, &table))
			continue;
		seen[kind] = true;
		kinds[kind].read(&table, machine);
	}
	return true;
}

int
acpi_read(const struct physical_view *view, const struct acpi_root *root, struct machine *machine)
{
	if (read_list(view, root->xsdt, "XSDT", 8, machine) ||
	    read_list(view, root->rsdt, "RSDT", 4, machine))
		return 0;
	return -E_NOT_FOUND;
}
