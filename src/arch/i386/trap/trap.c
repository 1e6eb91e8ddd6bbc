/*
 * What to do about each trap.
 *
 * From user mode, anything may come. From kernel mode there are only four
 * kinds that are meant to: interrupts that end idle sleep, page faults of the
 * user copy loop, its writes to watched words, and the FPU's absence after an NMI.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/idt.h>

#include <i386/cpu/fpu.h>
#include <i386/cpu/ports.h>
#include <i386/irq/irq.h>
#include <i386/irq/lapic.h>
#include <i386/irq/vectors.h>
#include <i386/mm/kernelmap.h>
#include <i386/mm/usercopy.h>
#include <i386/trap/debug.h>
#include <i386/trap/sysenter.h>
#include <kernel/assert.h>
#include <kernel/atomic.h>
#include <kernel/backtrace.h>
#include <kernel/console.h>
#include <kernel/printf.h>
#include <kernel/sched.h>
#include <kernel/trace.h>

#define INT_SIZE 2 /* bytes of an int instruction */

/* Of the error code of a general protection fault: it is about a gate, whose vector is above. */
#define ERROR_GATE       2
#define ERROR_GATE_SHIFT 3

static bool stopping;       /* a: a CPU has panicked, the others are to halt */
static uint32_t stray_nmis; /* a */

static uint32_t
fault_address(void)
{
	uint32_t address;

	__asm__ volatile("mov %%cr2, %0" : "=r"(address));
	return address;
}

/* An exception for which the program has no handler. */
static void
end_program(struct env *env, uint32_t address)
{
	trace_always(TRACE_END, env->arch.frame.tf_trapno, env->arch.frame.tf_eip);
	trapframe_print(&env->arch.frame, address);
	backtrace_program(env, env->arch.frame.tf_eip);
	spin_lock(&env->lock);
	env_destroy(env);
}

/* Any exception but a page fault. */
static void
other_exception(struct env *env)
{
	uint32_t status = 0;

	if (env->arch.frame.tf_trapno == T_DEBUG) {
		status = debug_exception(env);
		if (status == 0)
			return;
		debug_step_hide(env);
	}
	env->progress = 0; /* the call it was in the middle of may not be made again */
	if (env->arch.frame.tf_trapno == T_DEVICE)
		arch_env_use_fpu(env);
	else if (!trap_upcall(env, status))
		end_program(env, fault_address());
}

static void
page_fault(struct env *env)
{
	env->progress = 0;
	page_fault_upcall(env, fault_address());
}

void
trace_upcall(const struct env *env, uint32_t esp)
{
	const struct Trapframe *frame = &env->arch.frame;

	if (this_cpu()->current == env && frame->tf_esp != esp)
		trace(TRACE_UPCALL, frame->tf_trapno, frame->tf_eip);
}

/* The same for whom traps are watched: because of a step, or tracing. */
static __attribute__((noinline, cold)) void
exception_watched(struct env *env)
{
	const struct Trapframe *frame = &env->arch.frame;
	const uint32_t vector = frame->tf_trapno, eip = frame->tf_eip, esp = frame->tf_esp;

	if (vector == T_PGFLT)
		trace(TRACE_FAULT, fault_address(), eip);
	else
		trace(TRACE_EXCEPTION, vector, eip);
	if (vector != T_DEBUG)
		debug_step_hide(env);
	if (vector == T_PGFLT)
		page_fault(env);
	else
		other_exception(env);
	trace_upcall(env, esp);
	debug_step_go_on(env, eip);
}

static void
exception(struct env *env)
{
	if (__builtin_expect(traps_watched, false))
		exception_watched(env);
	else if (env->arch.frame.tf_trapno == T_PGFLT)
		page_fault(env);
	else
		other_exception(env);
}

/* Without an upcall it is what int is elsewhere: a fault of that instruction. */
static void
software_interrupt(struct env *env)
{
	struct Trapframe *frame = &env->arch.frame;
	const uint32_t esp = frame->tf_esp;

	if (__builtin_expect(traps_watched, false)) {
		trace(TRACE_EXCEPTION, frame->tf_trapno, frame->tf_eip);
		debug_step_hide(env);
	}
	env->progress = 0;
	if (!trap_upcall(env, 0)) {
		frame->tf_err = frame->tf_trapno << ERROR_GATE_SHIFT | ERROR_GATE;
		frame->tf_trapno = T_GPFLT;
		frame->tf_eip -= INT_SIZE;
		exception(env);
	} else if (__builtin_expect(traps_watched, false)) {
		trace_upcall(env, esp);
		debug_step_go_on(env, 0);
	}
}

/* Interrupts that are handled alike in user mode and in idle sleep. */
static void
interrupt(unsigned vector)
{
	trace(TRACE_INTERRUPT, vector, 0);
	switch (vector) {
	case VECTOR_TIMER:
		lapic_eoi();
		sched_tick();
		break;
	case VECTOR_RESCHEDULE:
		lapic_eoi(); /* on the way out, requests are looked at */
		break;
	default:
		irq_dispatch(vector);
		sched_offer();
		break;
	}
}

/* As after a system call: is there nothing more to do? Under the big lock there is: releasing it. */
static inline bool
goes_on(const struct env *env)
{
#ifdef LOCKING_BIG
	(void)env;
	return false;
#else
	const struct cpu *self = this_cpu();

	return self->current == env && self->loaded == env && atomic_load(&env->requests) == 0;
#endif
}

struct env *
trap_from_user(struct env *env)
{
	const struct Trapframe *frame = &env->arch.frame;
	const uint32_t vector = frame->tf_trapno;

	/* Whoever sent this waits for it, perhaps with the kernel lock. */
	if (vector == VECTOR_TLB) {
		lapic_eoi();
		cpu_poll();
	}
	kernel_lock();
	if (vector < EXCEPTION_VECTORS)
		exception(env);
	else if (vector - T_PROGRAM < T_PROGRAM_COUNT)
		software_interrupt(env);
	else if (vector != VECTOR_TLB)
		interrupt(vector);
	return vector == T_PGFLT && goes_on(env) ? env : sched_return_to_user();
}

void
trap_from_kernel(struct Trapframe *frame)
{
	const uint32_t vector = frame->tf_trapno;

	if (vector == T_PGFLT) {
		const uintptr_t recovery = usercopy_recover(frame->tf_eip);

		if (recovery != 0) {
			frame->tf_eip = recovery;
			return;
		}
	}
	if (vector == T_DEVICE) {
		fpu_allow(); /* an NMI came while the state of one that uses it was saved or loaded */
		return;
	}
	if (vector == T_DEBUG && debug_exception_in_kernel())
		return;
	if (vector < EXCEPTION_VECTORS || vector == T_SYSCALL) {
		cprintf("kernel trap:\n");
		trapframe_print(frame, fault_address());
		backtrace(frame->tf_regs.reg_ebp);
		panic("exception %u in the kernel", vector);
	}
	if (vector == VECTOR_TLB) {
		lapic_eoi();
		cpu_poll();
		return;
	}
	kernel_lock();
	sched_end_idle();
	interrupt(vector);
	kernel_unlock();
}

void
double_fault(struct cpu *cpu)
{
	const struct tss *tss = cpu_tss(cpu->index);

	panic("double fault at eip %08x, esp %08x: kernel stack overflow?", tss->eip, tss->esp);
}

void
nmi_received(struct cpu *cpu)
{
	if (!atomic_load(&stopping)) {
		/* What the return, a switch of tasks, loads; it was not stored by the one to here. */
		cpu_tss(cpu->index)->cr3 = cpu->loaded != NULL ? aspace_cr3(&cpu->loaded->aspace)
							       : cpu->arch.nmi_tss.cr3;
		sysenter_resume(cpu_tss(cpu->index));
		atomic_fetch_add(&stray_nmis, 1);
		return;
	}
	for (;;)
		__asm__ volatile("hlt");
}

void
arch_stop_others(void)
{
	atomic_store_full(&stopping, true);
	lapic_send_nmi_others();
}
