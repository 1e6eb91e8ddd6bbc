/*
 * Exceptions and software interrupts go to handlers of the program's own, on
 * its exception stack.
 *
 * The handler returns without us, by iret; so what it puts in the frame is
 * for the processor to check, which lets no program gain a privilege by it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/idt.h>

#include <arch/userptr.h>
#include <i386/cpu/gdt.h>
#include <kernel/assert.h>
#include <kernel/env.h>
#include <kernel/usercheck.h>

/* All that a program can raise; NMI and "device not available" are ours. */
#define PROGRAM_EXCEPTIONS                                                                \
	(1u << T_DIVIDE | 1u << T_DEBUG | 1u << T_BRKPT | 1u << T_OFLOW | 1u << T_BOUND | \
	 1u << T_ILLOP | 1u << T_TSS | 1u << T_SEGNP | 1u << T_STACK | 1u << T_GPFLT |    \
	 1u << T_PGFLT | 1u << T_FPERR | 1u << T_ALIGN | 1u << T_SIMDERR)

/* Trap, direction, nested task, resume, alignment check: no handler starts with these on. */
#define FLAGS_OFF 0x00054500u

/* Index into upcalls[]. */
static unsigned
upcall_index(uint32_t vector)
{
	return vector < EXCEPTIONS ? vector : vector - T_PROGRAM + EXCEPTIONS;
}

bool
arch_is_program_trap(uint32_t vector)
{
	if (vector < EXCEPTIONS)
		return PROGRAM_EXCEPTIONS & 1u << vector;
	return vector - T_PROGRAM < T_PROGRAM_COUNT;
}

void
arch_env_set_trap_upcall(struct env *env, uint32_t vector, uintptr_t upcall)
{
	assert(arch_is_program_trap(vector) && spin_held(&env->lock));
	env->arch.upcalls[upcall_index(vector)] = upcall;
}

bool
trap_upcall(struct env *env, uint32_t info)
{
	struct Trapframe *frame = &env->arch.frame;
	const uint32_t vector = frame->tf_trapno;
	const uint32_t upcall =
		arch_is_program_trap(vector) ? env->arch.upcalls[upcall_index(vector)] : 0;
	const uint32_t target = exception_frame_address(frame->tf_esp, EXCEPTION_SPARE,
							sizeof(struct ExceptionFrame));
	struct ExceptionFrame user_frame = {
		.xf_vector = vector,
		.xf_err = frame->tf_err,
		.xf_info = info,
		.xf_es = frame->tf_es,
		.xf_ds = frame->tf_ds,
		.xf_regs = frame->tf_regs,
		.xf_esp = frame->tf_esp,
		.xf_eip = frame->tf_eip,
		.xf_cs = frame->tf_cs,
		.xf_eflags = frame->tf_eflags,
		.xf_ss = frame->tf_ss,
	};

	if (upcall == 0)
		return false;
	if (upcall >= UTOP || target < UXSTACKTOP - PGSIZE) {
		this_cpu()->user_fault_va = user_va(upcall >= UTOP ? upcall : target);
		user_check_failed(env);
		return true;
	}
	user_frame.xf_regs.reg_oesp = 0; /* pushad put an address of the kernel's there */
	/* The long way takes care of a page table that is shared. */
	if (copy_to_user(user_va(target), &user_frame, sizeof(user_frame)) < 0 &&
	    user_try_store(env, user_va(target), &user_frame, sizeof(user_frame)) < 0) {
		user_check_failed(env);
		return true;
	}
	frame->tf_esp = target;
	frame->tf_eip = upcall;
	frame->tf_eflags &= ~FLAGS_OFF;
	frame->tf_cs = SELECTOR_USER_CODE;
	frame->tf_ds = frame->tf_es = frame->tf_ss = SELECTOR_USER_DATA;
	return true;
}
