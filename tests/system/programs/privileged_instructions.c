/*
 * Executes everything that only the kernel may execute, and raises every
 * interrupt vector: each time the program is ended.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

static char descriptor[6];

#define INSTRUCTION(name, ...)                 \
	static void name(void)                 \
	{                                      \
		__asm__ volatile(__VA_ARGS__); \
	}

INSTRUCTION(do_cli, "cli")
INSTRUCTION(do_sti, "sti")
INSTRUCTION(do_hlt, "hlt")
INSTRUCTION(do_clts, "clts")
INSTRUCTION(do_invd, "invd")
INSTRUCTION(do_wbinvd, "wbinvd")
INSTRUCTION(do_rdmsr, "rdmsr" : : "c"(0x10) : "eax", "edx")
INSTRUCTION(do_wrmsr, "wrmsr" : : "c"(0xC0000080), "a"(0), "d"(0))
INSTRUCTION(do_read_dr7, "movl %%dr7, %%eax" : : : "eax")
INSTRUCTION(do_write_dr7, "movl %%eax, %%dr7" : : "a"(0x400))
INSTRUCTION(do_load_cs, "ljmp $0x08, $0xF0100000")
INSTRUCTION(do_call_cs, "lcall $0x08, $0xF0100000")
INSTRUCTION(do_far_tss, "lcall $0x28, $0")
INSTRUCTION(do_load_ss, "movw %w0, %%ss" : : "r"(0x10))
INSTRUCTION(do_load_ds, "movw %w0, %%ds" : : "r"(0x10))
INSTRUCTION(do_load_gs, "movw %w0, %%gs" : : "r"(0x08))
INSTRUCTION(do_null_ss, "movw %w0, %%ss" : : "r"(0))
INSTRUCTION(do_iret, "pushfl; pushl $0x08; pushl $0xF0100000; iret")
INSTRUCTION(do_lret, "pushl $0x08; pushl $0xF0100000; lret")

static void
do_in(void)
{
	inb(0x60);
}

static void
do_out(void)
{
	outb(0x64, 0xFE); /* resets the machine */
}

static void
do_outs(void)
{
	outsb(0x3F8, descriptor, 1);
}

static void
do_in_high(void)
{
	inb(0xFFFF);
}

static void
do_lcr0(void)
{
	lcr0(0);
}

static void
do_rcr3(void)
{
	rcr3();
}

static void
do_lcr3(void)
{
	lcr3(0);
}

static void
do_lcr4(void)
{
	lcr4(0);
}

static void
do_invlpg(void)
{
	invlpg(descriptor);
}

static void
do_lgdt(void)
{
	lgdt(descriptor);
}

static void
do_lidt(void)
{
	lidt(descriptor);
}

static void
do_lldt(void)
{
	lldt(0);
}

static void
do_ltr(void)
{
	ltr(0x28);
}

static const struct {
	const char *name;
	void (*execute)(void);
} privileged[] = {
	{ "cli", do_cli },           { "sti", do_sti },
	{ "hlt", do_hlt },           { "clts", do_clts },
	{ "invd", do_invd },         { "wbinvd", do_wbinvd },
	{ "rdmsr", do_rdmsr },       { "wrmsr", do_wrmsr },
	{ "read_dr7", do_read_dr7 }, { "write_dr7", do_write_dr7 },
	{ "load_cs", do_load_cs },   { "call_cs", do_call_cs },
	{ "far_tss", do_far_tss },   { "load_ss", do_load_ss },
	{ "load_ds", do_load_ds },   { "load_gs", do_load_gs },
	{ "null_ss", do_null_ss },   { "iret", do_iret },
	{ "lret", do_lret },         { "in", do_in },
	{ "out", do_out },           { "outs", do_outs },
	{ "in_high", do_in_high },   { "lcr0", do_lcr0 },
	{ "rcr3", do_rcr3 },         { "lcr3", do_lcr3 },
	{ "lcr4", do_lcr4 },         { "invlpg", do_invlpg },
	{ "lgdt", do_lgdt },         { "lidt", do_lidt },
	{ "lldt", do_lldt },         { "ltr", do_ltr },
};

static void
execute(uint32_t index)
{
	privileged[index].execute();
}

/* "int vector; ret", put together on a page that can be executed. */
static void
interrupt(uint32_t vector)
{
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	memcpy(PAGE_A, (char[]){ (char)0xCD, (char)vector, (char)0xC3 }, 3);
	((void (*)(void))PAGE_A)();
}

/* popf and sti-like flag changes are ignored, not refused. */
static void
check_flags(void)
{
	write_eflags((read_eflags() & ~FL_IF) | FL_IOPL_3);
	CHECK(read_eflags() & FL_IF);
	CHECK((read_eflags() & FL_IOPL_MASK) == 0);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	for (uint32_t i = 0; i < ARRAY_SIZE(privileged); i++)
		if (survives(execute, i))
			panic("%s was executed", privileged[i].name);
	for (uint32_t vector = 0; vector < 256; vector++)
		if (vector != T_SYSCALL && survives(interrupt, vector))
			panic("int 0x%02x was executed", vector);
	check_flags();
	passed();
}
