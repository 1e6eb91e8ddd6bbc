/*
 * How far booting has come, and the code that says so.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/bootcode.h>

#include <arch/power.h>

#define LINE_BITS 12

static enum boot_stage stage_now = STAGE_ENTRY; /* written while only the boot CPU runs */

void
boot_stage_begin(enum boot_stage stage)
{
	stage_now = stage;
	machine_show_progress((uint8_t)stage);
}

enum boot_stage
boot_stage_now(void)
{
	return stage_now;
}

static uint8_t
name_hash(const char *file)
{
	uint8_t hash = 0;

	for (; *file != '\0'; file++)
		hash = *file == '/' ? 0 : (uint8_t)(hash * 31 + (uint8_t)*file);
	return hash;
}

/* The weights are odd, so that no single wrong digit goes unnoticed. */
static uint32_t
check_digit(uint32_t digits)
{
	uint32_t sum = 0;

	for (uint32_t weight = 1; digits != 0; digits >>= 4, weight += 2)
		sum += (digits & 0xF) * weight;
	return sum & 0xF;
}

uint32_t
boot_code(enum boot_stage stage, const char *file, int line)
{
	const uint32_t last_line = (1u << LINE_BITS) - 1;
	const uint32_t shown = (uint32_t)line < last_line ? (uint32_t)line : last_line;
	const uint32_t digits = ((uint32_t)stage << LINE_BITS | shown) << 8 | name_hash(file);

	return digits << 4 | check_digit(digits);
}
