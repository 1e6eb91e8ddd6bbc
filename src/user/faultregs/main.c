/*
 * Checks that a page-fault handler sees every register as it was, and that
 * all of them are the same again after it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <inc/mmu.h>

/* As in registers.asm. */
struct registers {
	struct PushRegs general;
	uint32_t eflags;
	uint32_t esp;
};

void fault_with_registers(void);
extern char fault_instruction[];

/* Values that no register has by chance, and all flags that a program can set at will. */
#define PATTERN(n) (0x10000001u * (n))
#define FLAGS      (FL_CF | FL_PF | FL_AF | FL_ZF | FL_SF | FL_DF | FL_OF)

struct registers wanted = {
	.general = {
		.reg_edi = PATTERN(1),
		.reg_esi = PATTERN(2),
		.reg_ebp = PATTERN(3),
		.reg_ebx = PATTERN(4),
		.reg_edx = PATTERN(5),
		.reg_ecx = PATTERN(6),
		.reg_eax = PATTERN(7),
	},
	.eflags = FLAGS,
};
struct registers after;

static struct registers during;
static uint32_t during_eip;

static void
handler(struct UTrapframe *utf)
{
	int error;

	if (utf->utf_fault_va != (uintptr_t)UTEMP)
		panic("fault at va %08x instead of %08x", utf->utf_fault_va, UTEMP);
	during.general = utf->utf_regs;
	during.eflags = utf->utf_eflags;
	during.esp = utf->utf_esp;
	during_eip = utf->utf_eip;

	error = sys_page_alloc(0, UTEMP, PTE_P | PTE_U | PTE_W);
	if (error < 0)
		panic("sys_page_alloc: %e", error);
}

static bool
matches(const char *name, uint32_t seen, uint32_t expected)
{
	if (seen != expected)
		cprintf("%s is %08x, should be %08x\n", name, seen, expected);
	return seen == expected;
}

static void
check(const char *when, const struct registers *seen, bool more_matches)
{
	const struct PushRegs *a = &seen->general, *b = &wanted.general;
	bool ok = more_matches;

	ok &= matches("edi", a->reg_edi, b->reg_edi);
	ok &= matches("esi", a->reg_esi, b->reg_esi);
	ok &= matches("ebp", a->reg_ebp, b->reg_ebp);
	ok &= matches("ebx", a->reg_ebx, b->reg_ebx);
	ok &= matches("edx", a->reg_edx, b->reg_edx);
	ok &= matches("ecx", a->reg_ecx, b->reg_ecx);
	ok &= matches("eax", a->reg_eax, b->reg_eax);
	ok &= matches("eflags", seen->eflags & FLAGS, wanted.eflags);
	ok &= matches("esp", seen->esp, wanted.esp);
	cprintf("Registers %s %s\n", when, ok ? "OK" : "MISMATCH");
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	set_pgfault_handler(handler);
	fault_with_registers();
	check("in UTrapframe", &during, matches("eip", during_eip, (uint32_t)fault_instruction));
	check("after page-fault", &after, true);
}
