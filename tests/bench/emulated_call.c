/*
 * A system call of another system's, by int $0x80, emulated by the program
 * itself: to its own handler and back with a result.
 *
 *	emulated_call [return]
 *
 * return: the handler returns by a system call.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define CALL_ADD 1

/* Numbers as no system has them: ecx + edx. */
static void
emulate(struct ExceptionFrame *frame)
{
	struct PushRegs *regs = &frame->xf_regs;

	regs->reg_eax = regs->reg_eax == CALL_ADD ? regs->reg_ecx + regs->reg_edx : (uint32_t)-1;
}

static void
emulate_and_return(struct ExceptionFrame *frame)
{
	emulate(frame);
	sys_trap_return(frame);
}

void
umain(int argc, char **argv)
{
	const bool by_kernel = argc > 1 && strcmp(argv[1], "return") == 0;

	bench_require(set_trap_handler(T_PROGRAM, by_kernel ? emulate_and_return : emulate) == 0);
	for (uint32_t i = 1; i <= REPETITIONS; i++) {
		uint32_t result = CALL_ADD;
		const uint64_t start = bench_now();

		__asm__ volatile("int %1"
				 : "+a"(result)
				 : "i"(T_PROGRAM), "c"(i), "d"(1)
				 : "memory");
		bench_sample(bench_now() - start);
		bench_require(result == i + 1);
	}
	bench_report();
}
