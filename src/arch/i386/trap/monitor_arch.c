/*
 * Stacks, code and registers, as the monitor wants them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/monitor.h>

#include <kernel/env.h>
#include <kernel/printf.h>

extern const uint8_t kernel_start[], text_end[];

#define EMERGENCY_STACK_END (2 * PGSIZE) /* in a CPU's slot: see <i386/cpu/percpu.h> */

/*
 * Every stack the kernel runs on lies in a slot. That of early boot fills its
 * slot, in the kernel's image (boot.asm); a CPU's slot has two, with an
 * unmapped page above the emergency stack. What lies below the stack pointer
 * is not looked at, so the guards below need not be known.
 */
bool
arch_on_kernel_stack(uintptr_t address, size_t size_bytes)
{
	const uintptr_t pointer = arch_stack_pointer;
	const uintptr_t slot = ROUNDDOWN(pointer, KSTACK_SLOT);
	uintptr_t end = slot + KSTACK_SLOT;

	if (slot < KERNBASE && pointer < slot + EMERGENCY_STACK_END)
		end = slot + EMERGENCY_STACK_END;
	return address >= pointer && address < end && size_bytes <= end - address;
}

bool
arch_is_kernel_code(uintptr_t address)
{
	return address >= (uintptr_t)kernel_start && address < (uintptr_t)text_end;
}

uint32_t
arch_cpu_hardware_id(const struct cpu *cpu)
{
	return cpu->arch.apic_id;
}

void
arch_env_show_registers(const struct env *env)
{
	const struct Trapframe *frame = &env->arch.frame;
	const struct PushRegs *regs = &frame->tf_regs;

	cprintf("  eax %08x  ebx %08x  ecx %08x  edx %08x\n"
		"  esi %08x  edi %08x  ebp %08x  esp %08x\n"
		"  eip %08x  eflags %08x  cs %04x  ss %04x  ds %04x  es %04x\n"
		"  last exception or interrupt: vector %u, error code %x\n",
		regs->reg_eax, regs->reg_ebx, regs->reg_ecx, regs->reg_edx, regs->reg_esi,
		regs->reg_edi, regs->reg_ebp, (unsigned)frame->tf_esp, (unsigned)frame->tf_eip,
		frame->tf_eflags, frame->tf_cs, frame->tf_ss, frame->tf_ds, frame->tf_es,
		frame->tf_trapno, frame->tf_err);
}

void
arch_env_call_chain(const struct env *env, uint32_t *address, uint32_t *frame)
{
	*address = env->arch.frame.tf_eip;
	*frame = env->arch.frame.tf_regs.reg_ebp;
}
