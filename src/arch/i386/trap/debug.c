/*
 * The processor's means for stopping programs: its four breakpoints, and the
 * trace flag, which programs may set for themselves as well.
 *
 * Source: Intel SDM volume 3B, section 18.2 (debug registers) and 18.3.1.
 *
 * SPDX-License-Identifier: MIT
 */
#include <i386/trap/debug.h>

#include <abi/mmu.h>
#include <arch/monitor.h>
#include <i386/trap/sysenter.h>
#include <kernel/env.h>

#define DR6_BREAKPOINTS 0xFu    /* which were met */
#define DR6_STEP        0x4000u /* the trace flag was on */

#define DR7_CLEAR      0x400u          /* the bit that is always set */
#define DR7_ON(i)      (2u << 2 * (i)) /* globally: switches of tasks, as for NMIs, leave it on */
#define DR7_WRITES(i)  (1u << (16 + 4 * (i)))
#define DR7_SIZE(i, n) (((n)-1u) << (18 + 4 * (i)))

#define FLAG_RESUME 0x10000u /* no breakpoint at the next instruction */

#define CODE_POPF     0x9D
#define CODE_IRET     0xCF
#define CODE_PUSHF    0x9C
#define CODE_INT      0xCD
#define CODE_INT_SIZE 2
#define CODE_LONG     0x0F
#define CODE_SYSENTER 0x34 /* behind CODE_LONG */

static bool trace_is_programs; /* of the environment that takes a step: its trace flag stays on */
static bool flags_are_loaded;  /* its step sets the trace flag as the program wants it */

void
arch_breakpoints_load(const struct arch_breakpoint breakpoints[ARCH_BREAKPOINTS], unsigned used)
{
	uint32_t control = DR7_CLEAR;

	for (unsigned i = 0; i < ARCH_BREAKPOINTS; i++) {
		if (!(used & 1u << i))
			continue;
		control |= DR7_ON(i);
		if (breakpoints[i].watches != 0)
			control |= DR7_WRITES(i) | DR7_SIZE(i, breakpoints[i].watches);
	}
	__asm__ volatile("mov %0, %%db7\n\t"
			 "mov %1, %%db0\n\tmov %2, %%db1\n\tmov %3, %%db2\n\tmov %4, %%db3"
			 :
			 : "r"(DR7_CLEAR), "r"(breakpoints[0].va), "r"(breakpoints[1].va),
			   "r"(breakpoints[2].va), "r"(breakpoints[3].va));
	__asm__ volatile("mov %0, %%db7" : : "r"(control));
}

uint32_t
arch_env_address(const struct env *env)
{
	return env->arch.frame.tf_eip;
}

static bool
is_prefix(uint8_t code)
{
	static const uint8_t prefixes[] = { 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65,
					    0x66, 0x67, 0xF0, 0xF2, 0xF3 };

	for (unsigned i = 0; i < sizeof(prefixes); i++)
		if (code == prefixes[i])
			return true;
	return false;
}

uint32_t
arch_env_step_begin(struct env *env, const uint8_t *code, unsigned size)
{
	struct Trapframe *frame = &env->arch.frame;
	unsigned start = 0;
	uint8_t opcode, next;
	bool calls, enters;

	while (start < size && is_prefix(code[start]))
		start++;
	opcode = start < size ? code[start] : 0;
	next = start + 1 < size ? code[start + 1] : 0;
	calls = opcode == CODE_INT && next == T_SYSCALL;
	enters = opcode == CODE_LONG && next == CODE_SYSENTER;
	/*
	 * The flags would be seen by the program, or kept by the kernel and traced an instruction
	 * too late. QEMU keeps the resume flag there, too, which takes no effect until then.
	 */
	if (calls || enters || opcode == CODE_PUSHF) {
		frame->tf_eflags &= ~FLAG_RESUME;
		if (enters)
			return USYSCALL_RETURN;
		return frame->tf_eip + start + (calls ? CODE_INT_SIZE : 1);
	}
	trace_is_programs = frame->tf_eflags & FLAG_TRACE;
	flags_are_loaded = opcode == CODE_POPF || opcode == CODE_IRET;
	frame->tf_eflags |= FLAG_TRACE | FLAG_RESUME;
	return 0;
}

void
arch_env_step_hide(struct env *env)
{
	if (!trace_is_programs)
		env->arch.frame.tf_eflags &= ~(uint32_t)FLAG_TRACE;
}

void
debug_step_go_on(struct env *env, uint32_t eip)
{
	struct Trapframe *frame = &env->arch.frame;

	if (env != this_cpu()->current || stepping != env_id(env))
		return;
	if (frame->tf_eip == eip)
		frame->tf_eflags |= FLAG_TRACE;
	else if (step_ends(env))
		monitor_on_stop(env, STOP_HANDLER);
}

static uint32_t
take_status(void)
{
	uint32_t status;

	__asm__ volatile("mov %%db6, %0\n\tmov %1, %%db6" : "=&r"(status) : "r"(DR6_CLEAR));
	return status;
}

/* Of the breakpoints met, those on instructions; the others have been written to. */
static unsigned
met_instructions(unsigned met)
{
	uint32_t control;

	__asm__ volatile("mov %%db7, %0" : "=r"(control));
	for (unsigned i = 0; i < ARCH_BREAKPOINTS; i++)
		if (control & DR7_WRITES(i))
			met &= ~(1u << i);
	return met;
}

uint32_t
debug_exception(struct env *env)
{
	struct Trapframe *frame = &env->arch.frame;
	uint32_t status = take_status();
	const unsigned met = status & DR6_BREAKPOINTS;
	enum stop why;

	if (met == 0 && !(status & DR6_STEP))
		return status;
	why = breakpoint_met(env, frame->tf_eip, met);
	if (met_instructions(met) != 0)
		frame->tf_eflags |= FLAG_RESUME;
	if ((status & DR6_STEP) && step_ends(env)) {
		if (!flags_are_loaded)
			arch_env_step_hide(env);
		if (!trace_is_programs)
			status &= ~DR6_STEP;
		if (why == STOP_NOT)
			why = STOP_STEP;
	}
	if (why != STOP_NOT)
		monitor_on_stop(env, why);
	return status & DR6_STEP ? status & ~DR6_BREAKPOINTS : 0;
}

bool
debug_exception_in_kernel(void)
{
	struct env *env = this_cpu()->loaded;
	const unsigned met = take_status() & DR6_BREAKPOINTS;

	if (met == 0 || env == NULL)
		return met != 0;
	if (breakpoint_met(env, 0, met) == STOP_WATCH)
		atomic_fetch_or(&env->requests, ENV_REQUEST_MONITOR);
	return true;
}
