/*
 * Finding the sleep types for soft off without an interpreter: _S5_ is a name
 * whose definition every firmware writes as a package of small integers.
 *
 * Source: ACPI Specification 6.5, sections 7.4.2.6 and 20.2.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/platform/acpi.h>

#define AML_ZERO    0x00
#define AML_ONE     0x01
#define AML_NAME    0x08
#define AML_BYTE    0x0A
#define AML_WORD    0x0B
#define AML_DWORD   0x0C
#define AML_PACKAGE 0x12
#define AML_ROOT    0x5C /* a backslash before the name */

#define SLEEP_TYPE_MAX 7
#define NAME           "_S5_"
#define NAME_SIZE      4

/* Byte code that is read one piece after another, up to end. */
struct code {
	const uint8_t *at;
	const uint8_t *end;
};

static bool
take_byte(struct code *code, uint8_t *byte)
{
	if (code->at == code->end)
		return false;
	*byte = *code->at++;
	return true;
}

/* Takes a constant of no more than SLEEP_TYPE_MAX, in whichever way it is encoded. */
static bool
take_sleep_type(struct code *code, uint8_t *type)
{
	uint8_t opcode, byte;
	unsigned size_bytes;

	if (!take_byte(code, &opcode))
		return false;
	switch (opcode) {
	case AML_ZERO:
	case AML_ONE:
		*type = opcode;
		return true;
	case AML_BYTE:
		size_bytes = 1;
		break;
	case AML_WORD:
		size_bytes = 2;
		break;
	case AML_DWORD:
		size_bytes = 4;
		break;
	default:
		return false;
	}
	if (!take_byte(code, type) || *type > SLEEP_TYPE_MAX)
		return false;
	while (--size_bytes > 0)
		if (!take_byte(code, &byte) || byte != 0)
			return false;
	return true;
}

/* Takes a package's head; code then ends where the package does. */
static bool
take_package(struct code *code, uint8_t *elements)
{
	const uint8_t *start;
	uint8_t opcode, lead, byte;
	uint32_t size_bytes;

	if (!take_byte(code, &opcode) || opcode != AML_PACKAGE)
		return false;
	/* The size counts from here; the top two bits say how many bytes of it follow. */
	start = code->at;
	if (!take_byte(code, &lead))
		return false;
	size_bytes = lead >> 6 == 0 ? lead : lead & 0x0F;
	for (unsigned i = 0; i < lead >> 6; i++) {
		if (!take_byte(code, &byte))
			return false;
		size_bytes |= (uint32_t)byte << (4 + 8 * i);
	}
	if (size_bytes > (size_t)(code->end - start) || start + size_bytes < code->at)
		return false;
	code->end = start + size_bytes;
	return take_byte(code, elements);
}

static bool
is_definition(const struct acpi_table *dsdt, uint32_t name)
{
	const uint8_t *before = dsdt->bytes + name;

	/* The table's header lies before the first name. */
	return before[-1] == AML_NAME || (before[-1] == AML_ROOT && before[-2] == AML_NAME);
}

bool
acpi_find_s5(const struct acpi_table *dsdt, uint8_t *a, uint8_t *b)
{
	for (uint32_t name = sizeof(struct acpi_header); dsdt->size_bytes - name >= NAME_SIZE;
	     name++) {
		struct code code = {
			.at = dsdt->bytes + name + NAME_SIZE,
			.end = dsdt->bytes + dsdt->size_bytes,
		};
		uint8_t elements, type_a, type_b;

		if (memcmp(dsdt->bytes + name, NAME, NAME_SIZE) != 0 || !is_definition(dsdt, name))
			continue;
		if (!take_package(&code, &elements) || elements < 2 ||
		    !take_sleep_type(&code, &type_a) || !take_sleep_type(&code, &type_b))
			continue;
		*a = type_a;
		*b = type_b;
		return true;
	}
	return false;
}
