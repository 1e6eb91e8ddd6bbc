/*
 * What the processor can do, and the control registers that follow from it.
 *
 * Sources: Intel SDM volume 2A (CPUID) and volume 3A, section 2.5.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_CPU_FEATURES_H
#define TINE_I386_CPU_FEATURES_H

#include <abi/types.h>

/* CPUID leaf 1, edx. */
#define CPUID_FPU   (1u << 0)
#define CPUID_PSE   (1u << 3)
#define CPUID_TSC   (1u << 4)
#define CPUID_MSR   (1u << 5)
#define CPUID_PAE   (1u << 6)
#define CPUID_CX8   (1u << 8)
#define CPUID_APIC  (1u << 9)
#define CPUID_SEP   (1u << 11)
#define CPUID_PGE   (1u << 13)
#define CPUID_CMOV  (1u << 15)
#define CPUID_PAT   (1u << 16)
#define CPUID_PSE36 (1u << 17)
#define CPUID_FXSR  (1u << 24)
#define CPUID_SSE   (1u << 25)

/* The same leaf, ecx. */
#define CPUID_XSAVE      (1u << 26)
#define CPUID_AVX        (1u << 28)
#define CPUID_HYPERVISOR (1u << 31)

/* Without these the kernel does not start; the first ones have to be there before C is (see boot.asm). */
#define CPUID_NEEDED_FIRST (CPUID_PSE | CPUID_TSC | CPUID_PAE | CPUID_CMOV)
#define CPUID_NEEDED       (CPUID_NEEDED_FIRST | CPUID_FPU | CPUID_MSR | CPUID_CX8 | CPUID_FXSR)

/* Protection, FPU native errors, monitor co-processor, write protect, alignment checks, paging. */
#define CR0_KERNEL 0x80050023u
#define CR0_TS     (1u << 3)

#define CR4_PSE        (1u << 4)
#define CR4_PAE        (1u << 5)
#define CR4_PGE        (1u << 7)
#define CR4_OSFXSR     (1u << 9)
#define CR4_OSXMMEXCPT (1u << 10)
#define CR4_UMIP       (1u << 11)
#define CR4_OSXSAVE    (1u << 18)
#define CR4_SMEP       (1u << 20)
#define CR4_SMAP       (1u << 21)
#define CR4_BOOT       (CR4_PSE | CR4_PAE)

/* Components of the state that xsave saves: all that programs may use. */
#define XCR0_X87 (1u << 0)
#define XCR0_SSE (1u << 1)
#define XCR0_AVX (1u << 2)

#define MSR_SYSENTER_CS  0x174u
#define MSR_SYSENTER_ESP 0x175u
#define MSR_SYSENTER_EIP 0x176u
#define MSR_EFER         0xC0000080u
#define EFER_NXE         (1u << 11)

/*
 * Memory types by the PWT (1) and PCD (2) bits of a page's entry: as after a reset, but 1 is
 * write-combining. The other half, which wants the PAT bit, has the same again: early
 * processors cannot use it with PAE. (Source: Intel SDM volume 3A, section 11.12.)
 */
#define MSR_PAT             0x277u
#define PAT_KERNEL          0x0007010600070106ull
#define PAT_RESET           0x0007040600070406ull
#define PTE_WRITE_COMBINING PTE_PWT

struct cpu_features {
	uint32_t cr4;           /* what CR4 is set to on every CPU */
	uint32_t efer;          /* low half of EFER; 0 where there is no such register */
	unsigned physical_bits; /* of a physical address */
	bool nx, smap, sse, sysenter, pat;
	uint32_t nx_half;          /* the high half of PTE_NX, if there is that */
	bool xsave, xsaveopt;      /* FPU state is saved by these; else by fxsave */
	uint32_t xcr0, xsave_size; /* the components of it, and their size in bytes */
	bool fxsave_leaks; /* fxrstor leaves the FPU's last-instruction pointers as they were */
};

/* Found once, on the boot CPU; the others are taken to be like it. */
extern struct cpu_features cpu_features;

void features_detect(void);

/* Has this CPU sysenter and sysexit? */
bool features_sysenter(void);

/* Whether all of CPUID_NEEDED is there. */
bool features_suffice(void);

/* Set this CPU's control registers accordingly. */
void features_enable(void);

#endif
