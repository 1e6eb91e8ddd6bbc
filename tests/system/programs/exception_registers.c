/*
 * A handler sees every register of the interrupted code and changes every
 * one, by its own return and by sys_trap_return. What makes a program more
 * than a program is not taken over. Handlers nest to the end of their stack.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define FLAGS_ARITHMETIC 0x8D5u
#define FLAG_INTERRUPT   0x200u
#define FLAG_DIRECTION   0x400u
#define FLAGS_IOPL       0x3000u
#define FLAG_NESTED      0x4000u
#define FLAG_RESUME      0x10000u
#define FLAG_V86         0x20000u
#define FLAG_ALIGNMENT   0x40000u
#define UD2_LENGTH       2

/* What "run" loads before the instruction and finds after it. */
struct registers {
	struct PushRegs general;
	uint32_t esp, eflags;
	uint16_t cs, ss, ds, es;
};

static struct registers before, after;
static uint32_t saved_esp;
extern const char fault_at[], continue_at[];

/* Load before, fault, and store after where the handler says to go on. */
static void __attribute__((noinline)) run(void)
{
	__asm__ volatile("pushal\n\t"
			 "pushfl\n\t"
			 "movl %%esp, %[saved]\n\t"
			 "pushl %[flags]\n\t"
			 "popfl\n\t"
			 "movl $%c[before], %%esp\n\t"
			 "popal\n\t"
			 "movl %[esp], %%esp\n"
			 ".globl fault_at\n"
			 "fault_at:\n\t"
			 "ud2\n\t"
			 "ud2\n" /* not where to go on */
			 ".globl continue_at\n"
			 "continue_at:\n\t"
			 "movl %%esp, %[esp_after]\n\t"
			 "movw %%cs, %[cs]\n\t"
			 "movw %%ss, %[ss]\n\t"
			 "movw %%ds, %[ds]\n\t"
			 "movw %%es, %[es]\n\t"
			 "movl $%c[after] + 32, %%esp\n\t"
			 "pushal\n\t"
			 "movl %[saved], %%esp\n\t"
			 "pushfl\n\t"
			 "popl %[flags_after]\n\t"
			 "popfl\n\t"
			 "popal"
			 : [saved] "=m"(saved_esp), [esp_after] "=m"(after.esp),
			   [flags_after] "=m"(after.eflags), [cs] "=m"(after.cs),
			   [ss] "=m"(after.ss), [ds] "=m"(after.ds), [es] "=m"(after.es)
			 : [before] "i"(&before), [after] "i"(&after), [esp] "m"(before.esp),
			   [flags] "m"(before.eflags)
			 : "memory");
}

static struct ExceptionFrame seen, wanted;
static bool by_kernel;

static void
exchange(struct ExceptionFrame *frame)
{
	seen = *frame;
	*frame = wanted;
	if (by_kernel)
		CHECK_RESULT(sys_trap_return(frame), 0);
}

static void
fill(struct PushRegs *regs, uint32_t value)
{
	for (unsigned i = 0; i < sizeof(*regs) / 4; i++)
		((uint32_t *)regs)[i] = value + i;
}

static bool
same(const struct PushRegs *a, const struct PushRegs *b)
{
	for (unsigned i = 0; i < sizeof(*a) / 4; i++)
		if (((const uint32_t *)a)[i] != ((const uint32_t *)b)[i] &&
		    &((const uint32_t *)a)[i] != &a->reg_oesp)
			return false;
	return true;
}

/* Return with these bits of eflags, and these selectors; what of them remains is checked. */
static void
check_return(uint32_t eflags, uint32_t cs, uint32_t data, uint32_t eax)
{
	const uint32_t checked = FLAGS_ARITHMETIC | FLAG_INTERRUPT | FLAGS_IOPL | FLAG_V86 |
				 FLAG_ALIGNMENT | FLAG_DIRECTION;
	static uint32_t stack[16];

	before.eflags = FLAGS_ARITHMETIC | FLAG_INTERRUPT | FLAG_DIRECTION | 2;
	before.esp = (uint32_t)&stack[16];
	fill(&before.general, 0x12340000);
	memset(&after, 0, sizeof(after));
	wanted = (struct ExceptionFrame){
		.xf_es = by_kernel ? data : 0x23,
		.xf_ds = by_kernel ? data : 0x23,
		.xf_eip = (uint32_t)continue_at,
		.xf_cs = cs,
		.xf_ss = data,
		.xf_eflags = eflags,
		.xf_esp = (uint32_t)&stack[8],
	};
	fill(&wanted.xf_regs, 0x56780000);
	wanted.xf_regs.reg_eax = eax;
	run();
	CHECK(same(&seen.xf_regs, &before.general));
	CHECK(seen.xf_esp == before.esp && seen.xf_eip == (uint32_t)fault_at);
	CHECK((seen.xf_eflags & ~FLAG_RESUME) == before.eflags);
	CHECK(same(&after.general, &wanted.xf_regs));
	CHECK(after.esp == wanted.xf_esp);
	CHECK(after.cs == 0x1B && after.ss == 0x23 && after.ds == 0x23 && after.es == 0x23);
	CHECK((after.eflags & checked) ==
	      ((eflags & (FLAGS_ARITHMETIC | FLAG_ALIGNMENT | FLAG_DIRECTION)) | FLAG_INTERRUPT));
}

/* Each frame has its number; at the bottom, look at all of them on the way out. */
#define DEPTH 8
static uint32_t depth, unwound;

static void
nest(struct ExceptionFrame *frame)
{
	const uint32_t mine = depth++;
	uint32_t number = mine;

	CHECK(frame->xf_regs.reg_ecx == mine);
	if (depth < DEPTH) {
		number = depth;
		__asm__ volatile("ud2" : "+c"(number) : : "memory");
		CHECK(number == (mine + 1) * 3);
	}
	unwound++;
	frame->xf_regs.reg_ecx = frame->xf_regs.reg_ecx * 3;
	frame->xf_eip += UD2_LENGTH;
}

static void
check_nesting(void)
{
	uint32_t number = 0;

	__asm__ volatile("ud2" : "+c"(number) : : "memory");
	CHECK(depth == DEPTH && unwound == DEPTH && number == 0);
}

/* Counts the instructions from here to the end of the trace, whatever comes in between. */
static uint32_t steps;

static void
step(struct ExceptionFrame *frame)
{
	steps++;
	if (steps == 100)
		frame->xf_eflags &= ~FLAG_TRACE;
}

static void
check_stepping(void)
{
	uint32_t loops;

	CHECK_RESULT(set_trap_handler(T_DEBUG, step), 0);
	/* Five instructions a turn, all of which trap. The twentieth turn's cmp sees 98 steps. */
	__asm__ volatile("xorl %0, %0\n\t"
			 "pushfl\n\t"
			 "orl $0x100, (%%esp)\n\t"
			 "popfl\n"
			 "1:\tincl %0\n\t"
			 "jmp 2f\n"
			 "2:\ttestl $0x100, %1\n\t"
			 "cmpl $100, %1\n\t"
			 "jb 1b"
			 : "=&r"(loops)
			 : "m"(steps)
			 : "cc", "memory");
	CHECK(steps == 100 && loops == 21);
}

static uint8_t shared_page[PGSIZE] __attribute__((aligned(PGSIZE))) = { 1 };

/* A program that steps over a page fault does not step through the handler. */
static void
check_stepping_over_fault(void)
{
	const envid_t child = checked_fork();

	if (child != 0) {
		wait(child);
		CHECK(SHARED[0] == 1);
		return;
	}
	steps = 0;
	__asm__ volatile("pushfl\n\t"
			 "orl $0x100, (%%esp)\n\t"
			 "popfl\n\t"
			 "movb $2, %0\n\t" /* copy-on-write */
			 "nop\n\t"
			 "pushfl\n\t"
			 "andl $~0x100, (%%esp)\n\t"
			 "popfl"
			 : "=m"(shared_page)
			 :
			 : "cc", "memory");
	/* Five instructions, and on the way back from the fault the last two of the library's. */
	if (shared_page[0] != 2 || steps < 5 || steps > 7)
		panic("%u steps", steps);
	SHARED[0] = 1;
	exit();
}

void
umain(int argc, char **argv)
{
	static const uint32_t flags[] = { 0, FLAGS_ARITHMETIC, FLAG_DIRECTION, FLAG_ALIGNMENT };
	static const uint32_t privileged[] = { 0, FLAGS_IOPL, FLAG_V86, FLAG_NESTED,
					       FLAGS_IOPL | FLAG_V86 | 0xFF000000 };
	/*
	 * The kernel's segments with any privilege that is asked for, its tasks, the program's code
	 * as data, a local descriptor, and what lies behind the table.
	 */
	static const uint32_t refused[] = { 0x08, 0x0B, 0x10, 0x13, 0x18, 0x1B,   0x20,
					    0x28, 0x2B, 0x3B, 0x27, 0x53, 0xFFFF, 0x10023 };

	USED(argc);
	USED(argv);
	CHECK_RESULT(set_trap_handler(T_ILLOP, exchange), 0);
	for (int kernel = 0; kernel <= 1; kernel++) {
		by_kernel = kernel;
		for (unsigned f = 0; f < ARRAY_SIZE(flags); f++) {
			for (unsigned p = 0; p < ARRAY_SIZE(privileged); p++) {
				const uint32_t eflags = flags[f] | privileged[p];

				check_return(eflags | FLAG_INTERRUPT, 0x1B, 0x23, 1);
				check_return(eflags, 0x08, 0x10, 2);
			}
		}
		for (unsigned i = 0; i < ARRAY_SIZE(refused); i++)
			check_return(FLAG_INTERRUPT, refused[i], refused[i], i);
		/* A result that means something else to the kernel's system-call path. */
		check_return(0, 0x1B, 0x23, 0x80000000);
		check_return(0, 0x1B, 0x23, 0xFFFFFFFF);
	}
	CHECK_RESULT(set_trap_handler(T_ILLOP, nest), 0);
	check_nesting();
	check_stepping();
	make_shared_page();
	check_stepping_over_fault();
	passed();
}
