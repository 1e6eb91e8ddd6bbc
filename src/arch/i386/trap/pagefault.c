/*
 * Page faults go to the program's own handler, on its exception stack.
 *
 * A fault while the handler runs is pushed below the current frame, with one
 * word left free between them: the library's return path needs it to change
 * stack and instruction pointer at once (see src/libc/exo/pfentry.asm).
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/idt.h>

#include <abi/syscall.h>
#include <arch/paging.h>
#include <arch/userptr.h>
#include <i386/cpu/features.h>
#include <i386/mm/common.h>
#include <i386/mm/usercopy.h>
#include <kernel/backtrace.h>
#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/usercheck.h>
#include <kernel/trace.h>

#define SPARE_WORD 4

/*
 * A write that a shared page table forbids: by now it need not, or only for
 * what the table itself says. True if the write can be done again. So it can
 * if another CPU has granted the right meanwhile.
 */
static bool
write_allowed(struct env *env, uint32_t address)
{
	enum write_access access;

	if (address >= UTOP)
		return false;
	access = aspace_own_write(env, user_va(address));
	if (access != WRITE_NO_MEMORY)
		return access == WRITE_ALLOWED;
	spin_lock(&env->lock);
	access = aspace_prepare_write(env, user_va(address));
	spin_unlock(&env->lock);
	if (access == WRITE_NO_MEMORY && env->public->env_pgfault_upcall == NULL)
		cprintf("[%08x] no memory for a page table of its own\n", env_id(env));
	return access == WRITE_ALLOWED;
}

/* The same frame by way of user_try_store, which takes care of a page table that is shared. */
static __attribute__((noinline, cold)) bool
store_frame_slowly(struct env *env, uint32_t target, uint32_t address)
{
	const struct Trapframe *frame = &env->arch.frame;
	struct UTrapframe user_frame = {
		.utf_fault_va = address,
		.utf_err = frame->tf_err,
		.utf_regs = frame->tf_regs,
		.utf_eip = frame->tf_eip,
		.utf_eflags = frame->tf_eflags,
		.utf_esp = frame->tf_esp,
	};

	user_frame.utf_regs.reg_oesp = 0; /* pushad put an address of the kernel's there */
	return user_try_store(env, user_va(target), &user_frame, sizeof(user_frame)) == 0;
}

/* The program is ended; or its call returns the error that it has come to. */
static __attribute__((noinline, cold)) void
fault_unhandled(struct env *env, uint32_t address)
{
	struct Trapframe *frame = &env->arch.frame;

	if (frame->tf_err & FEC_CALL) {
		frame->tf_eip += SYSCALL_INSTRUCTION_SIZE;
		return;
	}
	cprintf("[%08x] user fault va %08x ip %08x\n", env_id(env), address,
		(unsigned)frame->tf_eip);
	trace_always(TRACE_END, T_PGFLT, frame->tf_eip);
	trapframe_print(frame, address);
	backtrace_program(env, frame->tf_eip);
	spin_lock(&env->lock);
	env_destroy(env);
}

void
page_fault_upcall(struct env *env, uint32_t address)
{
	struct Trapframe *frame = &env->arch.frame;
	const uint32_t upcall = (uint32_t)env->public->env_pgfault_upcall;
	const uint32_t target =
		exception_frame_address(frame->tf_esp, SPARE_WORD, sizeof(struct UTrapframe));

	/* Of a system call's, user_fault has seen to that. */
	if ((frame->tf_err & (FEC_PR | FEC_WR | FEC_RSVD | FEC_CALL)) == (FEC_PR | FEC_WR) &&
	    write_allowed(env, address))
		return;
	if (upcall == 0) {
		if (!trap_upcall(env, address))
			fault_unhandled(env, address);
		return;
	}
	if (upcall >= UTOP || target < UXSTACKTOP - PGSIZE) {
		this_cpu()->user_fault_va = user_va(upcall >= UTOP ? upcall : target);
		user_check_failed(env);
		return;
	}
	if (!usercopy_fault_frame(target, frame, address, cpu_features.smap) &&
	    !store_frame_slowly(env, target, address)) {
		user_check_failed(env);
		return;
	}
	frame->tf_esp = target;
	frame->tf_eip = upcall;
	frame->tf_eflags &=
		~(uint32_t)FLAG_TRACE; /* not for the handler; its return brings it back */
}

static bool
has_page(struct env *env, uservaddr_t va)
{
	bool found;
	int perm;

	spin_lock(&env->lock);
	space_lock(&env->aspace);
	found = aspace_lookup(env, va, &perm) != PAGE_NONE;
	space_unlock(&env->aspace);
	spin_unlock(&env->lock);
	return found;
}

__attribute__((noinline, cold)) bool
arch_env_fault_in_call(struct env *env, uservaddr_t va, bool writes)
{
	struct Trapframe *frame = &env->arch.frame;
	const uint32_t esp = frame->tf_esp;

	env->progress = 0;
	arch_env_restart_call(env);
	frame->tf_trapno = T_PGFLT;
	frame->tf_err = FEC_CALL | FEC_U | (writes ? FEC_WR : 0) | (has_page(env, va) ? FEC_PR : 0);
	trace(TRACE_FAULT, va.value, frame->tf_eip);
	page_fault_upcall(env, va.value);
	trace_upcall(env, esp);
	return frame->tf_esp != esp;
}
