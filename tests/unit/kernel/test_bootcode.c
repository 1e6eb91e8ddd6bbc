/*
 * The code at the end of a panic.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <arch/power.h>
#include <kernel/bootcode.h>

static uint8_t progress;

void
machine_show_progress(uint8_t code)
{
	progress = code;
}

TEST("a stage is remembered and shown")
{
	boot_stage_begin(STAGE_CLOCK);
	CHECK(boot_stage_now() == STAGE_CLOCK);
	CHECK(progress == 7);
}

TEST("the code has stage, line and the file's name in it, not its folder")
{
	CHECK(boot_code(STAGE_CLOCK, "../src/start.c", 0x9A) >> 12 == 0x0709A);
	CHECK(boot_code(STAGE_CLOCK, "../src/start.c", 1) == boot_code(STAGE_CLOCK, "start.c", 1));
	CHECK(boot_code(STAGE_CLOCK, "start.c", 1) != boot_code(STAGE_CLOCK, "stars.c", 1));
}

TEST("a line too large for its digits is shown as the largest")
{
	CHECK(boot_code(STAGE_TABLES, "a.c", 0x12345) >> 12 == 0x02FFF);
}

TEST("scripts/bootcode, whose tests use this code, and the kernel agree")
{
	CHECK(boot_code(STAGE_CLOCK, "src/arch/i386/boot/start.c", 140) == 0x0708cd7f);
	CHECK(boot_code(STAGE_RUNNING, "src/kernel/main.c", 77) == 0x0d04d6ec);
}
