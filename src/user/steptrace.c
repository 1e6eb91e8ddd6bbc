/*
 * Traces a function of its own, an instruction at a time: sets the trace flag,
 * and the handler of debug exceptions shows where it is and what has changed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>
#include <inc/x86.h>

uint32_t gcd(uint32_t a, uint32_t b);
void end_of_gcd(void);

static struct PushRegs before;
static uint32_t steps;

static void
show_changes(const struct PushRegs *now)
{
	static const char *const names[] = {
		"edi", "esi", "ebp", NULL, "ebx", "edx", "ecx", "eax"
	};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		const uint32_t value = ((const uint32_t *)now)[i];

		if (names[i] != NULL && value != ((const uint32_t *)&before)[i])
			cprintf(" %s=%x", names[i], value);
	}
}

static void
step(struct ExceptionFrame *frame)
{
	const uintptr_t start = (uintptr_t)gcd, end = (uintptr_t)end_of_gcd;

	if (frame->xf_eip >= start && frame->xf_eip < end) {
		cprintf("gcd+%02x:", frame->xf_eip - start);
		show_changes(&frame->xf_regs);
		cprintf("\n");
		steps++;
	}
	before = frame->xf_regs;
}

/* In assembly, so that it is the same instructions whatever compiles this. */
__asm__(".globl gcd, end_of_gcd\n"
	"gcd:\n\t"
	"movl 4(%esp), %eax\n\t"
	"movl 8(%esp), %ecx\n"
	"1:\n\t"
	"testl %ecx, %ecx\n\t"
	"jz 2f\n\t"
	"xorl %edx, %edx\n\t"
	"divl %ecx\n\t"
	"movl %ecx, %eax\n\t"
	"movl %edx, %ecx\n\t"
	"jmp 1b\n"
	"2:\n\t"
	"ret\n"
	"end_of_gcd:");

static uint32_t
traced_gcd(uint32_t a, uint32_t b)
{
	uint32_t result;

	write_eflags(read_eflags() | FLAG_TRACE);
	result = gcd(a, b);
	write_eflags(read_eflags() & ~FLAG_TRACE);
	return result;
}

void
umain(int argc, char **argv)
{
	uint32_t result;

	USED(argc);
	USED(argv);
	set_trap_handler(T_DEBUG, step);
	result = traced_gcd(12, 18);
	cprintf("gcd(12, 18) is %u, in %u steps\n", result, steps);
}
