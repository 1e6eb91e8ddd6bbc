/*
 * The search for the soft-off package in ACPI byte code.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static bool
find_s5(const char *code, size_t size, uint8_t *a, uint8_t *b)
{
	struct acpi_table dsdt = { .size_bytes = (uint32_t)(36 + size) };
	uint8_t *bytes = calloc(1, 36 + size);
	bool found;

	memcpy(bytes + 36, code, size);
	dsdt.bytes = bytes;
	*a = *b = 0xAA;
	found = acpi_find_s5(&dsdt, a, b);
	free(bytes);
	return found;
}

TEST("The package _S5_ is found in every encoding firmware uses, and in no other")
{
	static const struct {
		const char *code;
		size_t size;
		bool found;
		uint8_t a, b;
	} cases[] = {
		{ "\x08_S5_\x12\x06\x04\x00\x00\x00\x00", 12, true, 0, 0 },
		{ "\x08_S5_\x12\x06\x04\x01\x01\x00\x00", 12, true, 1, 1 },
		{ "\x08\\_S5_\x12\x06\x02\x0A\x07\x0A\x05", 13, true, 7, 5 },
		{ "\x08_S5_\x12\x07\x02\x0B\x07\x00\x0A\x05", 13, true, 7, 5 },
		{ "\x08_S5_\x12\x08\x02\x0C\x07\x00\x00\x00\x01", 14, true, 7, 1 },
		{ "\x08_S5_\x12\x47\x00\x02\x0A\x07\x0A\x05", 13, true, 7, 5 },
		{ "__S5_\x12\x06\x02\x0A\x07\x0A\x05", 12, false, 0, 0 },    /* no definition */
		{ "\x08_S5_\x11\x06\x02\x0A\x07\x0A\x05", 12, false, 0, 0 }, /* no package */
		{ "\x08_S5_\x12\x06\x01\x0A\x07\x0A\x05", 12, false, 0, 0 }, /* one element */
		{ "\x08_S5_\x12\x05\x02\x0A\x07\x0A\x05", 12, false, 0, 0 }, /* ends too early */
		{ "\x08_S5_\x12\x07\x02\x0A\x07\x0A\x05", 12, false, 0, 0 }, /* or too late */
		{ "\x08_S5_\x12\x00\x02\x0A\x07\x0A\x05", 12, false, 0, 0 },
		{ "\x08_S5_\x12\x06\x02\x0A\x08\x0A\x05", 12, false, 0, 0 }, /* four bits */
		{ "\x08_S5_\x12\x07\x02\x0B\x07\x01\x0A\x05", 13, false, 0, 0 },
		{ "\x08_S5_\x12\x06\x02\x5B\x07\x0A\x05", 12, false, 0, 0 }, /* no number */
		{ "\x08_S5_\x12\xC6\xFF\xFF\xFF\x02\x0A\x07", 13, false, 0, 0 },
		{ "\x08_S5_", 5, false, 0, 0 },
		{ "\x08_S5_\x12", 6, false, 0, 0 },
		{ "_S5", 3, false, 0, 0 },
		{ "", 0, false, 0, 0 },
	};
	uint8_t a, b;

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (!CHECK_EQ(find_s5(cases[i].code, cases[i].size, &a, &b), cases[i].found))
			CHECK_EQ(i, -1);
		CHECK_EQ(a, cases[i].found ? cases[i].a : 0xAA);
		CHECK_EQ(b, cases[i].found ? cases[i].b : 0xAA);
	}
}
