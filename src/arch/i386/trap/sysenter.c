/*
 * System calls by sysenter: whether, and the page at USYSCALL.
 *
 * Source: Intel SDM volume 3A, section 5.8.7.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/sysenter.h>

#include <abi/env.h>
#include <abi/error.h>
#include <i386/cpu/features.h>
#include <i386/cpu/io.h>
#include <i386/cpu/ports.h>
#include <i386/mm/kernelmap.h>
#include <kernel/cmdline.h>
#include <kernel/cpu.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define WORD_SIZE 16 /* longer than any that is known, so that one cut off is none */

#define DEBUG_ROOM 16 /* bytes that a debug exception at the first instruction needs (entry.asm) */

_Static_assert(sizeof(struct tss) + DEBUG_ROOM <= TSS_SLOT, "no CPU writes to another's slot");
_Static_assert(NENV * sizeof(struct Env) <= USYSCALL - UENVS && USYSCALL + PGSIZE == UENVS + PTSIZE,
	       "both are in one page table");

/* What is at USYSCALL, one or the other: in syscall_page.asm. */
extern const uint8_t syscall_by_sysenter[USYSCALL_SIZE], syscall_by_int[USYSCALL_SIZE];

/* In entry.asm. */
void sysenter_entry(void);
extern const uint8_t sysexit_instruction[];

static bool chosen;   /* fixed when the last CPU has joined */
static uint8_t *code; /* what programs see at USYSCALL */

static bool
wanted(const char *command_line)
{
	char word[WORD_SIZE];

	if (cmdline_get(command_line, "syscall", 0, word, sizeof(word)) == -E_NOT_FOUND)
		return cpu_features.sysenter;
	if (strcmp(word, "int") == 0)
		return false;
	if (strcmp(word, "sysenter") != 0)
		cprintf("syscall: what is \"%s\"? There are int and sysenter.\n", word);
	else if (!cpu_features.sysenter)
		cprintf("syscall: the processor has no sysenter\n");
	return cpu_features.sysenter;
}

void
sysenter_init(void *page, const char *command_line)
{
	code = page;
	chosen = wanted(command_line);
	memcpy(code, chosen ? syscall_by_sysenter : syscall_by_int, USYSCALL_SIZE);
	kernelmap_syscall_page(page);
	sysenter_join();
}

void
sysenter_join(void)
{
	if (!features_sysenter()) {
		chosen = false;
		memcpy(code, syscall_by_int, USYSCALL_SIZE);
		return;
	}
	wrmsr(MSR_SYSENTER_CS, chosen ? SELECTOR_KERNEL_CODE : 0); /* 0: sysenter is a fault */
	wrmsr(MSR_SYSENTER_ESP, (uint32_t)cpu_tss(cpu_index()) + TSS_SLOT);
	wrmsr(MSR_SYSENTER_EIP, (uint32_t)sysenter_entry);
}

const char *
sysenter_name(void)
{
	return chosen ? "sysenter" : "int";
}

uint32_t
sysenter_portable(uint32_t eip)
{
	switch (eip - USYSCALL) {
	case 1: /* by sysenter: ebp is on the stack, */
	case 3: /* and the call not made yet */
		return USYSCALL_AGAIN;
	case 2: /* by int: the call is made */
		return USYSCALL_RETURN + 1;
	default:
		return eip;
	}
}

void
sysenter_resume(struct tss *tss)
{
#ifdef LOCKING_BIG
	(void)tss;
#else
	if (tss->eip != (uint32_t)sysexit_instruction)
		return;
	tss->eip--; /* sti again */
	tss->eflags &= ~(uint32_t)FLAG_INTERRUPTS;
#endif
}
