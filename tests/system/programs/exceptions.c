/*
 * Raises every exception that a program can, and each of the interrupts that
 * are the program's own: the handler of just that vector is called, once,
 * with the right frame, and the program continues where it says.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <inc/x86.h>

#define FLAGS_LEFT   0x4100u /* trace and nested task, which two of the tests set */
#define DR6_STEP     0x4000u
#define GATE_ERROR   2
#define MXCSR_ALL_ON 0x0000u
#define MXCSR_USUAL  0x1F80u

#define CPUID_EDX_SSE (1u << 25)

static volatile struct {
	uint32_t count;
	struct ExceptionFrame frame;
} seen;

static uint32_t skip; /* bytes of a faulting instruction, for the handler to go past it */

static void
note(struct ExceptionFrame *frame)
{
	memcpy((void *)&seen.frame, frame, sizeof(*frame));
	seen.count++;
	frame->xf_eip += skip;
	frame->xf_eflags &= ~FLAGS_LEFT;
}

static uint16_t x87_all_on = 0x340;
static const uint32_t mxcsr_all_on = MXCSR_ALL_ON, mxcsr_usual = MXCSR_USUAL;
static const float one[4] = { 1, 1, 1, 1 };
static const int32_t bounds[2] = { 1, 5 };

/* Where each exception's instruction is, by a label of its own. */
#define AT(name) "\n.globl at_" #name "\nat_" #name ":\n\t"

#define RAISE(name, ...)                       \
	extern const char at_##name[];         \
	static void raise_##name(void)         \
	{                                      \
		__asm__ volatile(__VA_ARGS__); \
	}

/* clang-format off */
RAISE(divide, AT(divide) "divl %0" : : "r"(0), "a"(1), "d"(0) : "cc")
RAISE(step, "pushfl; orl $0x100, (%%esp); popfl; nop" AT(step) "nop" : : : "cc")
RAISE(breakpoint, AT(breakpoint) "int3")
RAISE(overflow, "movb $127, %%al; addb $1, %%al" AT(overflow) "into" : : : "eax", "cc")
RAISE(bound, AT(bound) "bound %0, %1" : : "r"(9), "m"(bounds))
RAISE(opcode, AT(opcode) "ud2")
RAISE(tss, "pushfl; orl $0x4000, (%%esp); popfl" AT(tss) "iretl" : : : "cc")
RAISE(protection, AT(protection) "hlt")
RAISE(selector, AT(selector) "movw %w0, %%es" : : "r"(0x28))
RAISE(page, AT(page) "movb $1, 0x10000000")
RAISE(x87, "fninit; fldcw %0; fld1; fldz; fdivrp" AT(x87) "fwait; fninit" : : "m"(x87_all_on))
RAISE(simd, "ldmxcsr %0; movups %2, %%xmm1; xorps %%xmm0, %%xmm0" AT(simd)
	"divps %%xmm0, %%xmm1; ldmxcsr %1" : : "m"(mxcsr_all_on), "m"(mxcsr_usual), "m"(one))
RAISE(alignment, "pushfl; orl $0x40000, (%%esp); popfl" AT(alignment)
	"movl 0xEEBFD001, %%eax; nop; pushfl; andl $~0x40000, (%%esp); popfl" : : : "eax", "cc")
RAISE(vector_21, AT(vector_21) "int $0x21")
RAISE(vector_80, AT(vector_80) "int $0x80")
RAISE(vector_8f, AT(vector_8f) "int $0x8F")
/* clang-format on */

/*
 * Behind the end of a segment that begins at a word of ours: where it is not looked at, that word
 * is read.
 */
extern const char at_stack[];
static void
raise_stack(void)
{
	static uint32_t word;

	CHECK_RESULT(sys_segment_base(SEGMENT_FS, (uint32_t)&word + 2), 0);
	__asm__ volatile("movw %w0, %%ss" AT(stack) "movl %%ss:0xFFFFFFFE, %%eax; movw %w1, %%ss"
			 :
			 : "r"(SEGMENT_SELECTOR(SEGMENT_FS)), "r"(0x23)
			 : "eax");
}

#define FAULT(name, length) raise_##name, at_##name, at_##name, length
#define TRAP(name, length)  raise_##name, at_##name, at_##name + (length), 0

static const struct {
	const char *name;
	uint32_t vector;
	uint32_t err, info;
	void (*raise)(void);
	const char *at, *eip;
	uint32_t length; /* to be skipped */
} exceptions[] = {
	{ "divide error", T_DIVIDE, 0, 0, FAULT(divide, 2) },
	{ "single step", T_DEBUG, 0, DR6_STEP, TRAP(step, 0) },
	{ "breakpoint", T_BRKPT, 0, 0, TRAP(breakpoint, 1) },
	{ "overflow", T_OFLOW, 0, 0, TRAP(overflow, 1) },
	{ "bound", T_BOUND, 0, 0, FAULT(bound, 6) },
	{ "invalid opcode", T_ILLOP, 0, 0, FAULT(opcode, 2) },
	{ "invalid TSS", T_TSS, 0, 0, FAULT(tss, 1) },
	{ "protection", T_GPFLT, 0, 0, FAULT(protection, 1) },
	{ "selector", T_GPFLT, 0x28, 0, FAULT(selector, 2) },
	{ "stack", T_STACK, 0, 0, FAULT(stack, 6) },
	{ "vector 0x21", T_GPFLT, 0x21 << 3 | GATE_ERROR, 0, FAULT(vector_21, 2) },
	{ "page fault", T_PGFLT, FEC_U | FEC_WR, (uint32_t)PAGE_A, FAULT(page, 7) },
	{ "x87", T_FPERR, 0, 0, FAULT(x87, 1) },
	{ "vector 0x80", T_PROGRAM, 0, 0, TRAP(vector_80, 2) },
	{ "vector 0x8f", T_PROGRAM + T_PROGRAM_COUNT - 1, 0, 0, TRAP(vector_8f, 2) },
	{ "alignment", T_ALIGN, 0, 0, FAULT(alignment, 5) },
	{ "SIMD", T_SIMDERR, 0, 0, FAULT(simd, 3) },
};

#define IGNORED_DR6 0xFFFF0FFFu /* bits that processors set by themselves, and stale ones */

static void
try(unsigned i, uint32_t expected_vector, uint32_t expected_err, uint32_t eip)
{
	const struct ExceptionFrame *frame = (const struct ExceptionFrame *)&seen.frame;
	const char *name = exceptions[i].name;

	seen.count = 0;
	exceptions[i].raise();
	if (seen.count != 1)
		panic("%s: came %u times", name, seen.count);
	if (frame->xf_vector != expected_vector || frame->xf_err != expected_err ||
	    frame->xf_eip != eip)
		panic("%s: vector %x error %x eip %x", name, frame->xf_vector, frame->xf_err,
		      frame->xf_eip);
	if (frame->xf_vector == T_DEBUG ? (frame->xf_info & ~IGNORED_DR6) != exceptions[i].info
					: frame->xf_info != exceptions[i].info)
		panic("%s: info %x", name, frame->xf_info);
	CHECK(frame->xf_regs.reg_oesp < UTOP);
	CHECK(frame->xf_cs == 0x1B && frame->xf_ds == 0x23 && frame->xf_es == 0x23);
	CHECK(frame->xf_ss == (expected_vector == T_STACK ? SEGMENT_SELECTOR(SEGMENT_FS) : 0x23));
}

static void
raise(uint32_t i)
{
	exceptions[i].raise();
}

static bool
has_sse(void)
{
	uint32_t features;

	__asm__ volatile("cpuid" : "=d"(features) : "a"(1) : "ebx", "ecx");
	return features & CPUID_EDX_SSE;
}

void
umain(int argc, char **argv)
{
	const unsigned count = ARRAY_SIZE(exceptions) - !has_sse(); /* SIMD is the last */

	USED(argc);
	USED(argv);
	make_shared_page();
	for (unsigned i = 0; i < count; i++) {
		const uint32_t vector = exceptions[i].vector;

		skip = exceptions[i].length;
		if (survives(raise, i)) {
			/* QEMU's translator leaves these out. */
			CHECK(vector == T_STACK || vector == T_ALIGN || vector == T_SIMDERR);
			cprintf("%s: not raised by this processor\n", exceptions[i].name);
			continue;
		}
		CHECK_RESULT(set_trap_handler(vector, note), 0);
		try(i, vector, exceptions[i].err, (uint32_t)exceptions[i].eip);
		/* A child has the handlers, too. */
		CHECK(survives(raise, i));
		CHECK_RESULT(set_trap_handler(vector, NULL), 0);
		CHECK(!survives(raise, i));

		/* An interrupt that nobody has claimed is a fault of its instruction. */
		if (vector >= T_PROGRAM) {
			CHECK_RESULT(set_trap_handler(T_GPFLT, note), 0);
			skip = exceptions[i].eip - exceptions[i].at;
			try(i, T_GPFLT, vector << 3 | GATE_ERROR, (uint32_t)exceptions[i].at);
			CHECK_RESULT(set_trap_handler(T_GPFLT, NULL), 0);
		}
	}
	passed();
}
