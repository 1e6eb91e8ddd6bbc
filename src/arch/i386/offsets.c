/*
 * Constants of C headers that assembly needs. Compiled, never linked: the
 * build reads the constants from the compiler's output.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/memlayout.h>
#include <abi/trap.h>
#include <i386/boot/multiboot.h>
#include <i386/boot/trampoline.h>
#include <i386/cpu/envstate.h>
#include <i386/cpu/features.h>
#include <i386/cpu/gdt.h>
#include <i386/mm/layout.h>
#include <kernel/syscall.h>

#define CONSTANT(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))

void offsets(void);

void
offsets(void)
{
	CONSTANT(KERNBASE, KERNBASE);
	CONSTANT(KSTACK_SLOT, KSTACK_SLOT);
	CONSTANT(TRAMPOLINE, TRAMPOLINE);

	CONSTANT(SELECTOR_KERNEL_CODE, SELECTOR_KERNEL_CODE);
	CONSTANT(SELECTOR_KERNEL_DATA, SELECTOR_KERNEL_DATA);

	CONSTANT(FRAME_SIZE, sizeof(struct Trapframe));
	CONSTANT(FRAME_EDX, offsetof(struct Trapframe, tf_regs.reg_edx));
	CONSTANT(FRAME_ECX, offsetof(struct Trapframe, tf_regs.reg_ecx));
	CONSTANT(FRAME_EAX, offsetof(struct Trapframe, tf_regs.reg_eax));
	CONSTANT(FRAME_ERR, offsetof(struct Trapframe, tf_err));
	CONSTANT(FRAME_EIP, offsetof(struct Trapframe, tf_eip));
	CONSTANT(FRAME_EFLAGS, offsetof(struct Trapframe, tf_eflags));
	CONSTANT(FRAME_ESP, offsetof(struct Trapframe, tf_esp));
	CONSTANT(FRAME_CS, offsetof(struct Trapframe, tf_cs));
	CONSTANT(ENV_REQUESTS, offsetof(struct env, requests));
	CONSTANT(CPU_CURRENT, offsetof(struct cpu, current));
	CONSTANT(CPU_LOADED, offsetof(struct cpu, loaded));
	CONSTANT(T_SYSCALL, T_SYSCALL);
	CONSTANT(NSYSCALLS, NSYSCALLS);
	CONSTANT(SYSCALL_AGAIN, SYSCALL_AGAIN);
	CONSTANT(E_INVAL, E_INVAL);
	CONSTANT(ENV_KERNEL_STACK, offsetof(struct arch_env, kernel_stack));

	CONSTANT(CR0_KERNEL, CR0_KERNEL);
	CONSTANT(CR4_BOOT, CR4_BOOT);
	CONSTANT(CPUID_NEEDED, CPUID_NEEDED);

	CONSTANT(TRAMPOLINE_CR3, offsetof(struct trampoline_parameters, cr3));
	CONSTANT(TRAMPOLINE_EFER, offsetof(struct trampoline_parameters, efer));
	CONSTANT(TRAMPOLINE_STACK, offsetof(struct trampoline_parameters, stack));
	CONSTANT(TRAMPOLINE_PARAMETERS_SIZE, sizeof(struct trampoline_parameters));
}
