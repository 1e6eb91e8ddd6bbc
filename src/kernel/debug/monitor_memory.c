/*
 * Physical memory: how much there is, and where the free pages are.
 *
 * SPDX-License-Identifier: MIT
 */
#include "monitor_command.h"

#include <kernel/cpu.h>
#include <kernel/page.h>
#include <kernel/printf.h>

#define MIB_PAGES (1024 * 1024 / 4096)

static const char *const zone_names[NZONES] = {
	[ZONE_LOW] = "low",
	[ZONE_HIGH] = "high",
};

void
command_memory(const struct command_call *call)
{
	const uint32_t total = page_count_total();
	const uint32_t free = page_count_free();

	(void)call;
	cprintf("pages: %u (%u MiB), %u used, %u free\n", (unsigned)total,
		(unsigned)total / MIB_PAGES, (unsigned)(total - free), (unsigned)free);
	for (unsigned zone = 0; zone < NZONES; zone++) {
		const struct page_zone_counts counts = page_count_zone((enum page_zone)zone);

		cprintf("%-4s: %u, %u free in the pool, %u in caches:", zone_names[zone],
			(unsigned)counts.total, (unsigned)counts.in_pool,
			(unsigned)counts.in_caches);
		for (unsigned i = 0; i < ncpus; i++)
			cprintf(" %u", cpus[i].pages.zones[zone].count);
		cprintf("\n");
	}
}
