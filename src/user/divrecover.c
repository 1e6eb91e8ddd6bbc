/*
 * Divides by zero and goes on: once by jumping out of the signal's handler,
 * once by handing the instruction another divisor.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf recover;

static uint32_t
divide(uint32_t dividend, uint32_t divisor)
{
	uint32_t remainder = 0;

	__asm__("divl %%ecx" : "+a"(dividend), "+d"(remainder) : "c"(divisor) : "cc");
	return dividend;
}

static void
jump_out(int number)
{
	USED(number);
	siglongjmp(recover, 1);
}

static void
divide_by_one(int number, siginfo_t *info, void *context)
{
	struct ExceptionFrame *frame = context;

	cprintf("signal %d, code %d: I divide by 1 instead\n", number, info->si_code);
	frame->xf_regs.reg_ecx = 1;
}

void
umain(int argc, char **argv)
{
	const struct sigaction mend = { .sa_sigaction = divide_by_one, .sa_flags = SA_SIGINFO };
	volatile uint32_t divisor = 2;

	USED(argc);
	USED(argv);
	signal(SIGFPE, jump_out);
	if (sigsetjmp(recover, 1) == 0)
		for (;; divisor--)
			cprintf("84/%u is %u\n", divisor, divide(84, divisor));
	cprintf("84/0 is nothing, and I go on\n");
	sigaction(SIGFPE, &mend, NULL);
	cprintf("84/0 is %u, says the handler\n", divide(84, 0));
}
