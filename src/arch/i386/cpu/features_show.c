/*
 * The processor's features, for people.
 *
 * Source: Intel SDM volume 2A (CPUID).
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/monitor.h>
#include <i386/cpu/features.h>
#include <i386/cpu/io.h>
#include <i386/irq/clock.h>
#include <i386/irq/irq.h>
#include <i386/trap/sysenter.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define EXTENDED       0x80000000u
#define EXTENDED_LIMIT 0x80010000u /* what claims more is a processor without these leaves */
#define BRAND_LEAVES   3

enum cpuid_register { EAX, EBX, ECX, EDX };

/* clang-format off */
static const struct {
	char name[13];
	uint32_t leaf;
	uint8_t cpuid_register, bit;
} features[] = {
	{ "PAE", 1, EDX, 6 },              { "NX", EXTENDED + 1, EDX, 20 },
	{ "PSE", 1, EDX, 3 },              { "PGE", 1, EDX, 13 },
	{ "SMEP", 7, EBX, 7 },             { "SMAP", 7, EBX, 20 },
	{ "UMIP", 7, ECX, 2 },             { "PAT", 1, EDX, 16 },
	{ "SYSENTER", 1, EDX, 11 },        { "FXSR", 1, EDX, 24 },
	{ "XSAVE", 1, ECX, 26 },           { "TSC", 1, EDX, 4 },
	{ "invariant-TSC", EXTENDED + 7, EDX, 8 }, { "TSC-deadline", 1, ECX, 24 },
	{ "APIC", 1, EDX, 9 },             { "x2APIC", 1, ECX, 21 },
};
/* clang-format on */

static bool
has_leaf(uint32_t leaf)
{
	const uint32_t last = cpuid(leaf & EXTENDED, 0).eax;

	return leaf <= last && last < (leaf & EXTENDED) + (EXTENDED_LIMIT - EXTENDED);
}

static bool
has_feature(unsigned index)
{
	struct cpuid_result result;

	if (!has_leaf(features[index].leaf))
		return false;
	result = cpuid(features[index].leaf, 0);
	return (&result.eax)[features[index].cpuid_register] >> features[index].bit & 1;
}

static void
show_features(bool present)
{
	for (unsigned i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		if (has_feature(i) == present)
			cprintf(" %.13s", features[i].name);
	cprintf("\n");
}

static void
show_brand(void)
{
	struct cpuid_result part;
	char brand[BRAND_LEAVES * sizeof(part) + 1] = { 0 };

	if (!has_leaf(EXTENDED + 1 + BRAND_LEAVES))
		return;
	for (uint32_t i = 0; i < BRAND_LEAVES; i++) {
		part = cpuid(EXTENDED + 2 + i, 0);
		memcpy(brand + i * sizeof(part), &part, sizeof(part));
	}
	cprintf("%s\n", brand);
}

void
arch_cpu_show_features(void)
{
	const struct cpuid_result vendor = cpuid(0, 0);
	const uint32_t version = cpuid(1, 0).eax;
	const uint32_t name[] = { vendor.ebx, vendor.edx, vendor.ecx };

	/* Family and model in two parts each, as the manual puts them together for all that exist. */
	cprintf("%.12s, family %u, model %u, stepping %u, %u address bits\n", (const char *)name,
		(version >> 8 & 0xf) + (version >> 20 & 0xff),
		(version >> 4 & 0xf) | (version >> 12 & 0xf0), version & 0xf,
		cpu_features.physical_bits);
	show_brand();
	cprintf("has:");
	show_features(true);
	cprintf("has not:");
	show_features(false);
	cprintf("clock: %u kHz; timer: %s, %u kHz; interrupts: %s; system calls: %s\n",
		(unsigned)(clock_frequency() / 1000), timer_name(), timer_frequency() / 1000,
		irq_controller_name(), sysenter_name());
}
