/*
 * Showing registers to people.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/idt.h>

#include <kernel/cpu.h>
#include <kernel/printf.h>

static const char *const exception_names[] = {
	"Divide error",
	"Debug",
	"Non-Maskable Interrupt",
	"Breakpoint",
	"Overflow",
	"BOUND Range Exceeded",
	"Invalid Opcode",
	"Device Not Available",
	"Double Fault",
	"Coprocessor Segment Overrun",
	"Invalid TSS",
	"Segment Not Present",
	"Stack Fault",
	"General Protection",
	"Page Fault",
	"(unknown trap)",
	"x87 FPU Floating-Point Error",
	"Alignment Check",
	"Machine-Check",
	"SIMD Floating-Point Exception",
};

static const char *
trap_name(uint32_t vector)
{
	if (vector < sizeof(exception_names) / sizeof(exception_names[0]))
		return exception_names[vector];
	if (vector == T_SYSCALL)
		return "System call";
	return vector < 32 ? "(unknown trap)" : "Hardware Interrupt";
}

void
trapframe_print(const struct Trapframe *frame, uint32_t fault_address)
{
	const struct PushRegs *regs = &frame->tf_regs;
	const uint32_t err = frame->tf_err;

	cprintf("TRAP frame from CPU %u\n"
		"  edi  0x%08x\n  esi  0x%08x\n  ebp  0x%08x\n  ebx  0x%08x\n"
		"  edx  0x%08x\n  ecx  0x%08x\n  eax  0x%08x\n"
		"  es   0x----%04x\n  ds   0x----%04x\n  trap 0x%08x %s\n",
		cpu_index(), regs->reg_edi, regs->reg_esi, regs->reg_ebp, regs->reg_ebx,
		regs->reg_edx, regs->reg_ecx, regs->reg_eax, frame->tf_es, frame->tf_ds,
		frame->tf_trapno, trap_name(frame->tf_trapno));
	if (frame->tf_trapno == T_PGFLT)
		cprintf("  cr2  0x%08x\n  err  0x%08x [%s, %s, %s]\n", fault_address, err,
			err & FEC_U ? "user" : "kernel",
			err & FEC_INSTR ? "fetch"
			: err & FEC_WR  ? "write"
					: "read",
			err & FEC_PR ? "protection" : "not-present");
	else
		cprintf("  err  0x%08x\n", err);
	cprintf("  eip  0x%08x\n  cs   0x----%04x\n  flag 0x%08x\n", (unsigned)frame->tf_eip,
		frame->tf_cs, frame->tf_eflags);
	if (frame->tf_cs & 3)
		cprintf("  esp  0x%08x\n  ss   0x----%04x\n", (unsigned)frame->tf_esp,
			frame->tf_ss);
}
