/*
 * Signals: each exception arrives as the right one, handlers jump out or
 * return elsewhere, nest, block their signal, and leave the FPU as it was.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

static sigjmp_buf out;
static volatile siginfo_t seen;

static void
jump_out(int number, siginfo_t *info, void *context)
{
	USED(context);
	CHECK(number == info->si_signo);
	seen = *info;
	siglongjmp(out, number);
}

static void
divide(void)
{
	__asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0) : "cc");
}

static void
divide_float(void)
{
	static const uint16_t control = 0x340;

	__asm__ volatile("fninit; fldcw %0; fld1; fldz; fdivrp; fwait" : : "m"(control));
}

static void
take_root(void)
{
	static const uint16_t control = 0x340;

	__asm__ volatile("fninit; fldcw %0; fld1; fchs; fsqrt; fwait" : : "m"(control));
}

static void
write_page_a(void)
{
	*(volatile char *)PAGE_A = 1;
}

static void
execute_undefined(void)
{
	__asm__ volatile("ud2");
}

static void
execute_breakpoint(void)
{
	__asm__ volatile("int3");
}

static void
execute_privileged(void)
{
	__asm__ volatile("hlt");
}

static void
overflow(void)
{
	__asm__ volatile("movb $127, %%al; addb $1, %%al; into" : : : "eax", "cc");
}

static void
leave_bounds(void)
{
	static const int32_t bounds[2] = { 1, 5 };

	__asm__ volatile("bound %0, %1" : : "r"(9), "m"(bounds));
}

static void
step(void)
{
	__asm__ volatile("pushfl; orl $0x100, (%%esp); popfl; nop; nop" : : : "cc");
}

static void
return_to_task(void)
{
	__asm__ volatile("pushfl; orl $0x4000, (%%esp); popfl; iretl" : : : "cc");
}

static void
raise_terminate(void)
{
	CHECK_RESULT(raise(SIGTERM), 0);
}

static void
call_abort(void)
{
	abort();
}

static const struct cause {
	void (*cause)(void);
	int number, code;
	void *address; /* null: somewhere in the code */
} causes[] = {
	{ divide, SIGFPE, FPE_INTDIV, NULL },     { divide_float, SIGFPE, FPE_FLTDIV, NULL },
	{ take_root, SIGFPE, FPE_FLTINV, NULL },  { write_page_a, SIGSEGV, FEC_U | FEC_WR, PAGE_A },
	{ execute_undefined, SIGILL, 0, NULL },   { execute_breakpoint, SIGTRAP, 0, NULL },
	{ execute_privileged, SIGSEGV, 0, NULL }, { overflow, SIGSEGV, 0, NULL },
	{ leave_bounds, SIGSEGV, 0, NULL },       { step, SIGTRAP, 0, NULL },
	{ return_to_task, SIGSEGV, 0, NULL },     { raise_terminate, SIGTERM, 0, NULL },
	{ call_abort, SIGABRT, 0, NULL },
};

static void
cause(uint32_t i)
{
	causes[i].cause();
}

/* Cause it, and jump out of its handler. */
static void
cause_and_jump(const struct cause *cause, const struct sigaction *action)
{
	CHECK_RESULT(sigaction(cause->number, action, NULL), 0);
	if (sigsetjmp(out, 1) == 0) {
		cause->cause();
		panic("signal %d: went on", cause->number);
	}
	CHECK(seen.si_signo == cause->number && seen.si_code == cause->code);
	if (cause->address != NULL)
		CHECK(seen.si_addr == cause->address);
}

static void
check_causes(void)
{
	const struct sigaction action = { .sa_sigaction = jump_out, .sa_flags = SA_SIGINFO };
	struct sigaction found;

	for (unsigned i = 0; i < ARRAY_SIZE(causes); i++) {
		CHECK(!survives(cause, i));
		/* Twice: the jump has unblocked the signal, and the FPU is clean. */
		cause_and_jump(&causes[i], &action);
		cause_and_jump(&causes[i], &action);
		CHECK_RESULT(sigaction(causes[i].number, NULL, &found), 0);
		CHECK(found.sa_sigaction == jump_out);
		CHECK(signal(causes[i].number, SIG_DFL) != SIG_ERR);
		CHECK(!survives(cause, i));
	}
}

/* Without saving the mask the signal stays blocked, and another one ends the program. */
static void
jump_without_mask(uint32_t save_mask)
{
	const struct sigaction action = { .sa_sigaction = jump_out, .sa_flags = SA_SIGINFO };

	CHECK_RESULT(sigaction(SIGFPE, &action, NULL), 0);
	for (volatile int i = 0; i < 2; i++)
		if (sigsetjmp(out, (int)save_mask) == 0)
			divide();
}

static int depth;

/* Makes its cause good at the bottom of the nest; the others find it so. */
static void
nest(int number, siginfo_t *info, void *context)
{
	USED(number);
	USED(info);
	if (++depth < 3)
		execute_undefined();
	((struct ExceptionFrame *)context)->xf_eip += 2;
}

static void
change_fpu(int number, siginfo_t *info, void *context)
{
	const double values[2] = { 1, 4 };
	volatile double quarter = values[0] / values[1];

	USED(number);
	USED(info);
	CHECK(quarter * 4 == 1);
	__asm__ volatile("fninit");
	((struct ExceptionFrame *)context)->xf_eip += 2;
}

static void
check_fpu(void)
{
	const struct sigaction action = { .sa_sigaction = change_fpu, .sa_flags = SA_SIGINFO };
	static const uint16_t control = 0x27F;
	uint32_t value = 4711;
	uint16_t seen_control;

	CHECK_RESULT(sigaction(SIGILL, &action, NULL), 0);
	__asm__ volatile("fninit; fldcw %2; fildl %0; ud2; fnstcw %1; fistpl %0; fninit"
			 : "+m"(value), "=m"(seen_control)
			 : "m"(control));
	CHECK(value == 4711 && seen_control == control);
}

void
umain(int argc, char **argv)
{
	const struct sigaction nesting = { .sa_sigaction = nest,
					   .sa_flags = SA_SIGINFO | SA_NODEFER };
	const struct sigaction once = { .sa_sigaction = jump_out,
					.sa_flags = SA_SIGINFO | SA_RESETHAND };
	struct sigaction old;

	USED(argc);
	USED(argv);
	make_shared_page();
	check_causes();
	CHECK(survives(jump_without_mask, 1));
	CHECK(!survives(jump_without_mask, 0));
	CHECK_RESULT(sigaction(SIGILL, &nesting, NULL), 0);
	execute_undefined();
	CHECK(depth == 3);
	/* Twice: the handler's return has unblocked the signal. */
	check_fpu();
	check_fpu();
	CHECK_RESULT(sigaction(SIGTERM, &once, NULL), 0);
	if (sigsetjmp(out, 1) == 0)
		raise(SIGTERM);
	CHECK_RESULT(sigaction(SIGTERM, NULL, &old), 0);
	CHECK(old.sa_handler == SIG_DFL);
	CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL);
	CHECK_RESULT(raise(SIGTERM), 0);
	CHECK_RESULT(raise(0), -1);
	CHECK(signal(NSIG, SIG_DFL) == SIG_ERR);
	passed();
}
