/*
 * Finds the processor's features and switches on what protects the kernel.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/cpu/features.h>

#include <abi/mmu.h>
#include <i386/cpu/io.h>

#define AMD_EBX 0x68747541 /* "Auth", of "AuthenticAMD" */

struct cpu_features cpu_features;

/* Use xsave if there is AVX to be saved by it; for everything before, fxsave is as good. */
static void
detect_xsave(const struct cpuid_result *basic)
{
	const uint32_t wanted = XCR0_X87 | XCR0_SSE | XCR0_AVX;
	const uint32_t variants = cpuid(0xD, 1).eax;
	struct cpuid_result avx;

	if (!(basic->ecx & CPUID_XSAVE) || !(basic->ecx & CPUID_AVX) ||
	    (cpuid(0xD, 0).eax & wanted) != wanted)
		return;
	/* Without any variant of it QEMU's translator takes CR4's bit for a reserved one, and hangs. */
	if ((basic->ecx & CPUID_HYPERVISOR) && variants == 0)
		return;
	avx = cpuid(0xD, 2);
	cpu_features.xsave = true;
	cpu_features.xsaveopt = variants & 1;
	cpu_features.xcr0 = wanted;
	cpu_features.xsave_size = avx.ebx + avx.eax; /* offset and size of the last component */
	cpu_features.cr4 |= CR4_OSXSAVE;
}

/* The first Pentium Pros say so and have not. (Source: Intel SDM volume 2B, SYSENTER.) */
bool
features_sysenter(void)
{
	const struct cpuid_result basic = cpuid(1, 0);
	const uint32_t family = basic.eax >> 8 & 0xF, model = basic.eax >> 4 & 0xF,
		       extended_model = basic.eax >> 16 & 0xF, stepping = basic.eax & 0xF;

	if (family == 6 && extended_model == 0 && model < 3 && stepping < 3)
		return false;
	return basic.edx & CPUID_SEP;
}

bool
features_suffice(void)
{
	return (cpuid(1, 0).edx & CPUID_NEEDED) == CPUID_NEEDED;
}

/* Letters in comments: register of the leaf. */
void
features_detect(void)
{
	const uint32_t last_leaf = cpuid(0, 0).eax;
	const uint32_t last_extended = cpuid(0x80000000, 0).eax;
	const struct cpuid_result vendor = cpuid(0, 0);
	const struct cpuid_result basic = cpuid(1, 0);
	struct cpuid_result structured = { 0 }, extended = { 0 };

	if (last_leaf >= 7)
		structured = cpuid(7, 0);
	if (last_extended >= 0x80000001 && last_extended < 0x80010000)
		extended = cpuid(0x80000001, 0);

	/*
	 * AMD's fxsave and fxrstor skip these pointers, but for processors that say otherwise.
	 * QEMU's translator does, whatever it says: one cannot know below a hypervisor.
	 */
	cpu_features.fxsave_leaks = vendor.ebx == AMD_EBX;
	if (last_extended >= 0x80000008 && last_extended < 0x80010000 &&
	    (cpuid(0x80000008, 0).ebx & (1u << 2)))
		cpu_features.fxsave_leaks = false;
	if (basic.ecx & CPUID_HYPERVISOR)
		cpu_features.fxsave_leaks = true;

	cpu_features.sysenter = features_sysenter();
	cpu_features.nx = extended.edx & (1u << 20);
	cpu_features.nx_half = cpu_features.nx ? (uint32_t)(PTE_NX >> 32) : 0;
	cpu_features.smap = structured.ebx & (1u << 20);
	cpu_features.sse = basic.edx & CPUID_SSE;
	cpu_features.pat = basic.edx & CPUID_PAT;
	/* A processor that does not say has 32 or, with the extension for large pages, 36. */
	cpu_features.physical_bits = basic.edx & CPUID_PSE36 ? 36 : 32;
	if (last_extended >= 0x80000008 && last_extended < 0x80010000)
		cpu_features.physical_bits = cpuid(0x80000008, 0).eax & 0xff;

	cpu_features.efer = cpu_features.nx ? EFER_NXE : 0;
	cpu_features.cr4 = CR4_BOOT | CR4_OSFXSR;
	if (cpu_features.sse)
		cpu_features.cr4 |= CR4_OSXMMEXCPT;
	if (basic.edx & CPUID_PGE)
		cpu_features.cr4 |= CR4_PGE;
	if (structured.ebx & (1u << 7))
		cpu_features.cr4 |= CR4_SMEP;
	if (cpu_features.smap)
		cpu_features.cr4 |= CR4_SMAP;
	if (structured.ecx & (1u << 2))
		cpu_features.cr4 |= CR4_UMIP;
	if (last_leaf >= 0xD)
		detect_xsave(&basic);
}

void
features_enable(void)
{
	if (cpu_features.efer != 0)
		wrmsr(MSR_EFER, cpu_features.efer);
	/* No page of the changed type is mapped yet: no cache has to be flushed. */
	if (cpu_features.pat)
		wrmsr(MSR_PAT, PAT_KERNEL);
	__asm__ volatile("mov %0, %%cr0" : : "r"(CR0_KERNEL));
	__asm__ volatile("mov %0, %%cr4" : : "r"(cpu_features.cr4) : "memory");
	if (cpu_features.xsave)
		__asm__ volatile("xsetbv" : : "c"(0), "a"(cpu_features.xcr0), "d"(0));
}
