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
#include <i386/cpu/ports.h>
#include <i386/irq/ticks.h>
#include <i386/mm/layout.h>
#include <i386/trap/debug.h>
#include <i386/trap/idt.h>
#include <i386/trap/sysenter.h>
#include <kernel/lock_record.h>
#include <kernel/syscall.h>

#define CONSTANT(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))

void offsets(void);

void
offsets(void)
{
	CONSTANT(KERNBASE, KERNBASE);
	CONSTANT(KSTACK_SLOT, KSTACK_SLOT);
	CONSTANT(TRAMPOLINE, TRAMPOLINE);

	CONSTANT(SELECTOR_KERNEL_DATA, SELECTOR_KERNEL_DATA);
	CONSTANT(SELECTOR_USER_CODE, SELECTOR_USER_CODE);
	CONSTANT(SELECTOR_USER_DATA, SELECTOR_USER_DATA);

	CONSTANT(FRAME_SIZE, sizeof(struct Trapframe));
	CONSTANT(PUSHAD_SIZE, sizeof(struct PushRegs));
	CONSTANT(FRAME_EDI, offsetof(struct Trapframe, tf_regs.reg_edi));
	CONSTANT(FRAME_EBX, offsetof(struct Trapframe, tf_regs.reg_ebx));
	CONSTANT(FRAME_EDX, offsetof(struct Trapframe, tf_regs.reg_edx));
	CONSTANT(FRAME_ECX, offsetof(struct Trapframe, tf_regs.reg_ecx));
	CONSTANT(FRAME_EAX, offsetof(struct Trapframe, tf_regs.reg_eax));
	CONSTANT(FRAME_ES, offsetof(struct Trapframe, tf_es));
	CONSTANT(FRAME_DS, offsetof(struct Trapframe, tf_ds));
	CONSTANT(FRAME_ERR, offsetof(struct Trapframe, tf_err));
	CONSTANT(FRAME_EIP, offsetof(struct Trapframe, tf_eip));
	CONSTANT(FRAME_EFLAGS, offsetof(struct Trapframe, tf_eflags));
	CONSTANT(FRAME_ESP, offsetof(struct Trapframe, tf_esp));
	CONSTANT(FRAME_CS, offsetof(struct Trapframe, tf_cs));
	CONSTANT(ENV_REQUESTS, offsetof(struct env, requests));
	CONSTANT(CPU_CURRENT, offsetof(struct cpu, current));
	CONSTANT(CPU_LOADED, offsetof(struct cpu, loaded));
	CONSTANT(CPU_INDEX, offsetof(struct cpu, index));
	CONSTANT(CPU_TICKS, offsetof(struct cpu, ticks));
	CONSTANT(CPU_TSS, offsetof(struct cpu, arch.tss));
	CONSTANT(TSS_SLOT, TSS_SLOT);
	CONSTANT(TSS_ESP0, offsetof(struct tss, esp0));
	CONSTANT(KSTACK_TOP_CPU, KSTACK_TOP_CPU);

	CONSTANT(ENV_SIZE, sizeof(struct env));
	CONSTANT(ENV_FS, offsetof(struct env, arch.fs));
	CONSTANT(ENV_GS, offsetof(struct env, arch.gs));
	CONSTANT(ENV_LOADS, offsetof(struct env, arch.loads));
	CONSTANT(ENV_PUBLIC, offsetof(struct env, public));
	CONSTANT(ENV_LOCK, offsetof(struct env, lock.word));
	CONSTANT(ENV_LOCK_TURNS, offsetof(struct env, lock.turns));
	CONSTANT(ENV_ASPACE, offsetof(struct env, aspace.pointers));
	CONSTANT(ENV_LINES, offsetof(struct env, lines));
	CONSTANT(ENV_STANDING, offsetof(struct env, standing));
	CONSTANT(ENV_LOADED_ON, offsetof(struct env, loaded_on));
	CONSTANT(ENV_WAIT, offsetof(struct env, wait));
	CONSTANT(ENV_SENDERS, offsetof(struct env, senders.waiting));
	CONSTANT(ENV_PARTNER, offsetof(struct env, partner));
	CONSTANT(ENV_CALLER, offsetof(struct env, caller));
	CONSTANT(ENV_PROGRESS, offsetof(struct env, progress));
	CONSTANT(PUBLIC_ID, offsetof(struct Env, env_id));
	CONSTANT(PUBLIC_STATUS, offsetof(struct Env, env_status));
	CONSTANT(PUBLIC_RUNS, offsetof(struct Env, env_runs));
	CONSTANT(PUBLIC_CPUNUM, offsetof(struct Env, env_cpunum));
	CONSTANT(PUBLIC_DSTVA, offsetof(struct Env, env_ipc_dstva));
	CONSTANT(PUBLIC_TIME_HIGH, offsetof(struct Env, env_time_high));
	CONSTANT(PUBLIC_TIME_LOW, offsetof(struct Env, env_time_low));
	CONSTANT(PUBLIC_TIME_HIGH_AGAIN, offsetof(struct Env, env_time_high_again));
	CONSTANT(READY_FOR_MESSAGE, ENV_READY_FOR(WAIT_MESSAGE));
	CONSTANT(READY_FOR_REPLY, ENV_READY_FOR(WAIT_REPLY));
	CONSTANT(WAIT_MESSAGE, WAIT_MESSAGE);
	CONSTANT(WAIT_REPLY, WAIT_REPLY);
	CONSTANT(ENV_RUNNING, ENV_RUNNING);
	CONSTANT(ENV_NOT_RUNNABLE, ENV_NOT_RUNNABLE);
	CONSTANT(NENV, NENV);
	CONSTANT(UTOP, UTOP);
	CONSTANT(LOCKS_RECORDED, LOCKS_RECORDED);
	CONSTANT(CPU_SHORT_TURNS, offsetof(struct cpu, short_turns));
	CONSTANT(LOCK_TURNS, offsetof(struct spinlock, turns));
	CONSTANT(SPINLOCK_TAKEN, SPINLOCK_TAKEN);
	CONSTANT(TICK_SHIFT, TICK_SHIFT);
	CONSTANT(SYS_ipc_call, SYS_ipc_call);
	CONSTANT(SYS_ipc_reply_wait, SYS_ipc_reply_wait);

	CONSTANT(T_SYSCALL, T_SYSCALL);
	CONSTANT(T_DEBUG, T_DEBUG);
	CONSTANT(FLAG_TRACE, FLAG_TRACE);
	CONSTANT(FLAG_INTERRUPTS, FLAG_INTERRUPTS);
	CONSTANT(FLAGS_ODD, FLAGS_ODD);
	CONSTANT(USYSCALL, USYSCALL);
	CONSTANT(USYSCALL_AGAIN, USYSCALL_AGAIN);
	CONSTANT(USYSCALL_RETURN, USYSCALL_RETURN);
	CONSTANT(DR6_CLEAR, DR6_CLEAR);
	CONSTANT(EXCEPTIONS, EXCEPTION_VECTORS);
	CONSTANT(INTERRUPT_STUB_SIZE, INTERRUPT_STUB_SIZE);
	CONSTANT(NSYSCALLS, NSYSCALLS);
	CONSTANT(SYSCALL_AGAIN, SYSCALL_AGAIN);
	CONSTANT(E_INVAL, E_INVAL);
	CONSTANT(ENV_KERNEL_STACK, offsetof(struct arch_env, kernel_stack));

	CONSTANT(CR0_KERNEL, CR0_KERNEL);
	CONSTANT(CR4_BOOT, CR4_BOOT);
	CONSTANT(CPUID_NEEDED_FIRST, CPUID_NEEDED_FIRST);

	CONSTANT(TRAMPOLINE_CR3, offsetof(struct trampoline_parameters, cr3));
	CONSTANT(TRAMPOLINE_EFER, offsetof(struct trampoline_parameters, efer));
	CONSTANT(TRAMPOLINE_STACK, offsetof(struct trampoline_parameters, stack));
	CONSTANT(TRAMPOLINE_PARAMETERS_SIZE, sizeof(struct trampoline_parameters));
}
