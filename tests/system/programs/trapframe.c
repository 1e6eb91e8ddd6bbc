/*
 * Gives a child registers that would make it part of the kernel: privileged
 * selectors and flags are not taken over, and it is still interrupted.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

enum { REPORT_DONE, REPORT_EFLAGS, REPORT_CS, REPORT_DS, REPORT_SS, REPORT_EAX };

/* Entered with these registers, on a stack of its own, with nothing to return to. */
static void
report(void)
{
	uint32_t eax, cs, ds, ss;

	__asm__ volatile("" : "=a"(eax));
	__asm__ volatile("movl %%cs, %0\n\tmovl %%ds, %1\n\tmovl %%ss, %2"
			 : "=r"(cs), "=r"(ds), "=r"(ss));
	SHARED[REPORT_EFLAGS] = read_eflags();
	SHARED[REPORT_CS] = cs;
	SHARED[REPORT_DS] = ds;
	SHARED[REPORT_SS] = ss;
	SHARED[REPORT_EAX] = eax;
	SHARED[REPORT_DONE] = 1;
	for (;;)
		;
}

static void
run_with(uint32_t eflags, uint16_t cs, uint16_t data)
{
	struct Trapframe registers;
	envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			;
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(sys_page_alloc(child, PAGE_A, READ_WRITE), 0);
	memset(&registers, 0, sizeof(registers));
	registers.tf_regs.reg_eax = 0x12345678;
	registers.tf_eip = (uintptr_t)report;
	registers.tf_esp = (uintptr_t)PAGE_A + PGSIZE - 16;
	registers.tf_eflags = eflags;
	registers.tf_cs = cs;
	registers.tf_ds = registers.tf_es = registers.tf_ss = data;
	SHARED[REPORT_DONE] = 0;
	CHECK_RESULT(sys_env_set_trapframe(child, &registers), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	/* On one CPU we come back here only if the child can be interrupted. */
	while (!SHARED[REPORT_DONE])
		sys_yield();
	end_and_wait(child);

	CHECK(SHARED[REPORT_EFLAGS] & FL_IF);
	CHECK(!(SHARED[REPORT_EFLAGS] & (FL_IOPL_MASK | FL_NT | FL_VM | FL_VIF | FL_VIP)));
	CHECK((SHARED[REPORT_CS] & 3) == 3);
	CHECK((SHARED[REPORT_DS] & 3) == 3);
	CHECK((SHARED[REPORT_SS] & 3) == 3);
	CHECK(SHARED[REPORT_EAX] == 0x12345678);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	run_with(0, 0, 0);
	run_with(FL_IF, 0x1B, 0x23);
	run_with(FL_IOPL_3, 0x08, 0x10);
	run_with(FL_VM | FL_IOPL_3, 0x08, 0x10);
	run_with(FL_NT, 0x28, 0x28);
	run_with(FL_VIF | FL_VIP | FL_RF, 0x0B, 0x13);
	run_with(0xFFFFFFFF & ~(FL_TF | FL_AC), 0xFFFF, 0xFFFF);
	passed();
}
