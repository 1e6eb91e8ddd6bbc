/*
 * sysenter, wherever it is executed, does what int $0x30 does: with the same
 * result, and every register and flag as before but for ecx, edx and the
 * arithmetic flags. What it leaves in those is no secret of the kernel's. The
 * page at USYSCALL is nobody's to change.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/segment.h>
#include <abi/state.h>
#include <exo/trap.h>

#define FLAG_DIRECTION 0x400u
#define FLAG_NESTED    0x4000u
#define FLAG_ALIGNMENT 0x40000u
#define FLAG_ID        0x200000u
#define FLAGS_KEPT     (FLAG_TRACE | FLAG_DIRECTION | FLAG_NESTED | FLAG_ALIGNMENT | FLAG_ID)

#define FLAT      0x23u
#define PAGE      ((volatile uint8_t *)USYSCALL)
#define RETURN    (USYSCALL + 7) /* where sysenter comes back */
#define WORKERS   6
#define ROUNDS    200
#define NOBODY    0xBAD00001u /* no environment, no address, no number of anything */
#define POISON    0x51AB0000u
#define CALLS_MAX 100

/* What is loaded before an entry, and found after it. */
struct state {
	uint32_t es, ds, eflags;
	struct PushRegs general;
};

void enter_by_int(const struct state *before, struct state *after);
void enter_by_sysenter(const struct state *before, struct state *after);
void enter_by_page(const struct state *before, struct state *after);
extern const char after_entry[];

/*
 * ds and es may be null, so everything goes by the stack. On it are, from its
 * top: where to store, where to go on, ebp as it is afterwards, flags.
 */
#define ENTER(name, instructions)                                                       \
	__asm__(".globl " #name "\n" #name ":\n\t"                                      \
		"pushl %ebp\n\tpushl %ebx\n\tpushl %esi\n\tpushl %edi\n\tpushfl\n\t"    \
		"movl 24(%esp), %eax\n\t"                                               \
		"pushl $after_entry\n\t"                                                \
		"pushl 20(%eax)\n\t"                                                    \
		"pushl 8(%eax)\n\t"                                                     \
		"movl 12(%eax), %edi\n\tmovl 16(%eax), %esi\n\tmovl 28(%eax), %ebx\n\t" \
		"movl 32(%eax), %edx\n\tmovl 36(%eax), %ecx\n\t"                        \
		"movw 0(%eax), %es\n\tmovw 4(%eax), %ds\n\t"                            \
		"movl %ss:40(%eax), %eax\n\t"                                           \
		"popfl\n\t" instructions)

ENTER(enter_by_int, "int $0x30\n\tpopl %ebp\n\tret");
ENTER(enter_by_sysenter, "movl %esp, %ebp\n\tsysenter");
ENTER(enter_by_page, "popl %ebp\n\tjmp 0xEEDFF000");

__asm__(".globl after_entry\n"
	"after_entry:\n\t"
	"pushal\n\tpushfl\n\tpushl %ds\n\tpushl %es\n\t"
	"pushl $2\n\tpopfl\n\t"
	"pushl %ss\n\tpopl %ds\n\tpushl %ss\n\tpopl %es\n\t"
	"movl %esp, %esi\n\t"
	"movl 72(%esp), %edi\n\t"
	"movl $11, %ecx\n\t"
	"rep movsl\n\t"
	"addl $44, %esp\n\t"
	"popfl\n\tpopl %edi\n\tpopl %esi\n\tpopl %ebx\n\tpopl %ebp\n\tret");

static bool
has_sysenter(void)
{
	return PAGE[3] == 0x0F && PAGE[4] == 0x34;
}

static struct state
poisoned(uint32_t number)
{
	return (struct state){
		.es = FLAT,
		.ds = FLAT,
		.eflags = 2,
		.general = { .reg_edi = POISON + 1,
			     .reg_esi = POISON + 2,
			     .reg_ebp = POISON + 3,
			     .reg_ebx = POISON + 4,
			     .reg_edx = NOBODY,
			     .reg_ecx = NOBODY + 2,
			     .reg_eax = number },
	};
}

/* As they were, or what it took to return: to RETURN, with what is at esp until ebp and address are popped. */
static void
check_lost(const struct state *before, const struct state *after)
{
	const uint32_t edx = after->general.reg_edx, ecx = after->general.reg_ecx;

	CHECK(edx == before->general.reg_edx || edx == RETURN);
	CHECK(ecx == before->general.reg_ecx || ecx == after->general.reg_oesp - 8);
}

static void
check_kept(const struct state *before, const struct state *after)
{
	CHECK((after->ds & 0xFFFF) == before->ds && (after->es & 0xFFFF) == before->es);
	CHECK((after->eflags & FLAGS_KEPT) == (before->eflags & FLAGS_KEPT));
}

static void
check_same(const struct state *before, const struct state *by_int, const struct state *other)
{
	const struct PushRegs *a = &by_int->general, *b = &other->general;

	if (a->reg_eax != b->reg_eax)
		panic("call %u gives %d by int and %d otherwise", before->general.reg_eax,
		      a->reg_eax, b->reg_eax);
	CHECK(a->reg_ebx == b->reg_ebx && a->reg_edi == b->reg_edi && a->reg_esi == b->reg_esi);
	CHECK(a->reg_ebp == b->reg_ebp && a->reg_ebp == before->general.reg_ebp);
	CHECK(a->reg_oesp == b->reg_oesp);
	check_kept(before, by_int);
	check_kept(before, other);
	check_lost(before, other);
}

static void
compare(const struct state *before)
{
	struct state by_int, by_sysenter, by_page;

	enter_by_int(before, &by_int);
	CHECK(by_int.general.reg_edx == before->general.reg_edx);
	CHECK(by_int.general.reg_ecx == before->general.reg_ecx);
	enter_by_page(before, &by_page);
	check_same(before, &by_int, &by_page);
	if (!has_sysenter())
		return;
	enter_by_sysenter(before, &by_sysenter);
	check_same(before, &by_int, &by_sysenter);
}

/* Those that change or end the caller, make another, or wait, whatever their arguments. */
static bool
is_harmless(uint32_t number)
{
	return number != SYS_cputs && number != SYS_exofork && number != SYS_env_create &&
	       number != SYS_sleep_until && number != SYS_cons_wait && number != SYS_cgetc;
}

static void
compare_numbers(void)
{
	static const uint32_t large[] = { 0x7FFFFFFF, 0x80000000, 0xC0000000, 0xFFFFFFFF };

	for (uint32_t number = 0; number < CALLS_MAX; number++) {
		const struct state before = poisoned(number);

		if (is_harmless(number))
			compare(&before);
	}
	for (unsigned i = 0; i < sizeof(large) / sizeof(large[0]); i++) {
		const struct state before = poisoned(large[i]);

		compare(&before);
	}
}

static void
compare_flags(uint32_t number)
{
	static const uint32_t flags[] = { FLAG_DIRECTION, FLAG_NESTED, FLAG_ALIGNMENT, FLAG_ID };

	for (unsigned choice = 0; choice < 16; choice++) {
		struct state before = poisoned(number);

		for (unsigned i = 0; i < 4; i++)
			if (choice & 1u << i)
				before.eflags |= flags[i];
		compare(&before);
	}
}

static void
compare_segments(uint32_t number)
{
	static const uint16_t selectors[] = { FLAT, 0x20, 0, SEGMENT_SELECTOR(SEGMENT_FS),
					      SEGMENT_SELECTOR(SEGMENT_GS) };
	const unsigned count = sizeof(selectors) / sizeof(selectors[0]);

	for (unsigned i = 0; i < count * count; i++) {
		struct state before = poisoned(number);

		before.ds = selectors[i / count];
		before.es = selectors[i % count];
		compare(&before);
	}
}

typedef void way(const struct state *before, struct state *after);

/* A copy that the kernel makes, whatever the direction flag and es are. */
static void
check_copies(way *enter)
{
	static const char *const names[] = { "there", "and back" };

	for (unsigned i = 0; i < 4; i++) {
		const char *name = names[i % 2];
		struct state before = poisoned(SYS_env_set_name), after;

		if (i < 2)
			before.eflags |= FLAG_DIRECTION;
		else
			before.es = SEGMENT_SELECTOR(SEGMENT_FS);
		before.general.reg_edx = 0;
		before.general.reg_ecx = (uint32_t)name;
		before.general.reg_ebx = strlen(name);
		enter(&before, &after);
		CHECK_RESULT((int)after.general.reg_eax, 0);
		CHECK(strcmp((const char *)thisenv->env_name, name) == 0);
	}
}

static void
answer_for_ever(void)
{
	message_t message = ipc_reply_wait(0, 0);

	for (;;)
		message = ipc_reply_wait(message.from, ~message.value);
}

/* The short way to a partner and back, with each of the flags. */
static void
check_messages(way *enter)
{
	static const uint32_t flags[] = { 0, FLAG_NESTED, FLAG_DIRECTION, FLAG_ALIGNMENT, FLAG_ID };
	const envid_t server = checked_fork();

	if (server == 0)
		answer_for_ever();
	for (uint32_t i = 0; i < 100; i++) {
		struct state before = poisoned(SYS_ipc_call), after;

		wait_until_blocked(server);
		before.eflags |= flags[i % 5];
		before.general.reg_edx = (uint32_t)server;
		before.general.reg_ecx = i;
		before.general.reg_ebx = before.general.reg_esi = UTOP;
		before.general.reg_edi = 0;
		enter(&before, &after);
		CHECK(after.general.reg_eax == (uint32_t)server && after.general.reg_ebx == ~i);
		CHECK(after.general.reg_edi == 0 && after.general.reg_esi == UTOP);
		check_kept(&before, &after);
	}
	end_and_wait(server);
}

static void
by_each_way(void (*check)(way *enter))
{
	check(enter_by_int);
	check(enter_by_page);
	if (has_sysenter())
		check(enter_by_sysenter);
}

static volatile uint32_t steps[32], step_count;

static void
note_step(struct ExceptionFrame *frame)
{
	CHECK(frame->xf_info & 0x4000); /* of DR6: a single step */
	CHECK(!(frame->xf_info & 0xF));
	if (step_count < sizeof(steps) / sizeof(steps[0]))
		steps[step_count] = frame->xf_eip;
	step_count = step_count + 1;
}

/* The steps from entry on; the instruction behind it is done before the program hears of one. */
static void
trace_entry(way *enter, uint32_t number, uint32_t after_first)
{
	struct state before = poisoned(number), after;
	bool found = false;

	before.eflags |= FLAG_TRACE;
	step_count = 0;
	enter(&before, &after);
	CHECK(after.eflags & FLAG_TRACE);
	check_lost(&before, &after);
	for (uint32_t i = 0; i + 1 < step_count && i + 1 < 32; i++) {
		CHECK(steps[i] != RETURN); /* it would be one too many */
		if (steps[i] == after_first)
			found = steps[i + 1] == (uint32_t)after_entry;
	}
	CHECK(found);
}

static void
check_trace(void)
{
	CHECK_RESULT(set_trap_handler(T_DEBUG, note_step), 0);
	for (unsigned i = 0; i < 50; i++) {
		if (!has_sysenter())
			break;
		trace_entry(enter_by_sysenter, SYS_getenvid, RETURN + 1);
		trace_entry(enter_by_sysenter, SYS_yield, RETURN + 1);
		trace_entry(enter_by_sysenter, 0x7FFFFFFF, RETURN + 1);
		trace_entry(enter_by_page, SYS_getenvid, RETURN + 1);
	}
}

/* A stack that is none: the fault of what comes behind sysenter shows all registers. */
void sysenter_with_stack(const struct PushRegs *before, uint32_t stack);
extern const char after_bad_stack[];
uint32_t saved_stack;
static struct UTrapframe seen;
static volatile uint32_t faults;

__asm__(".globl sysenter_with_stack\n"
	"sysenter_with_stack:\n\t"
	"pushl %ebp\n\tpushl %ebx\n\tpushl %esi\n\tpushl %edi\n\t"
	"movl %esp, saved_stack\n\t"
	"movl 20(%esp), %eax\n\tmovl 24(%esp), %ebp\n\t"
	"movl 0(%eax), %edi\n\tmovl 4(%eax), %esi\n\tmovl 16(%eax), %ebx\n\t"
	"movl 20(%eax), %edx\n\tmovl 24(%eax), %ecx\n\t"
	"movl 28(%eax), %eax\n\t"
	"sysenter\n"
	".globl after_bad_stack\n"
	"after_bad_stack:\n\t"
	"popl %edi\n\tpopl %esi\n\tpopl %ebx\n\tpopl %ebp\n\tret");

static void
leave_bad_stack(struct UTrapframe *utf)
{
	seen = *utf;
	faults = faults + 1;
	utf->utf_esp = saved_stack;
	utf->utf_eip = (uintptr_t)after_bad_stack;
}

static void
check_bad_stack(uint32_t number, uint32_t stack)
{
	const struct state before = poisoned(number);
	const uint32_t faults_before = faults;
	const struct PushRegs *regs = &seen.utf_regs;

	sysenter_with_stack(&before.general, stack);
	CHECK(faults == faults_before + 1);
	CHECK(seen.utf_eip == RETURN && seen.utf_esp == stack);
	CHECK(regs->reg_eax ==
	      (number == SYS_getenvid ? (uint32_t)thisenv->env_id : (uint32_t)-E_INVAL));
	CHECK(regs->reg_ebp == stack && regs->reg_ebx == POISON + 4);
	CHECK(regs->reg_edi == POISON + 1 && regs->reg_esi == POISON + 2);
	CHECK(regs->reg_edx == NOBODY || regs->reg_edx == RETURN);
	CHECK(regs->reg_ecx == NOBODY + 2 || regs->reg_ecx == stack);
	CHECK(!(seen.utf_eflags & FLAGS_KEPT));
}

static void
check_bad_stacks(void)
{
	static const uint32_t stacks[] = { 0,          1,          0x1000,     NOBODY,
					   KERNBASE,   0xF0100000, 0xEFC00000, 0xEFC08000,
					   0xFDA00004, 0xFDA00080, 0xFFFFFFFC, 0xFFFFFFFF };

	if (!has_sysenter())
		return;
	set_pgfault_handler(leave_bad_stack);
	for (unsigned i = 0; i < sizeof(stacks) / sizeof(stacks[0]); i++) {
		check_bad_stack(SYS_getenvid, stacks[i]);
		check_bad_stack(0x7FFFFFFF, stacks[i]);
	}
	set_pgfault_handler(NULL);
}

static void
write_to_page(uint32_t offset)
{
	PAGE[offset] = 0;
}

/* A fault, where the processor or the kernel does without. */
static void
do_sysenter(uint32_t number)
{
	const struct state before = poisoned(number);
	struct state after;

	enter_by_sysenter(&before, &after);
}

static void
check_page(void)
{
	void *const page = (void *)USYSCALL;

	CHECK((uvpt[PGNUM(USYSCALL)] & (PTE_P | PTE_U | PTE_W | PTE_NX)) == (PTE_P | PTE_U));
	CHECK_RESULT(sys_page_alloc(0, page, READ_WRITE), -E_INVAL);
	CHECK_RESULT(sys_page_unmap(0, page), -E_INVAL);
	CHECK_RESULT(sys_page_own(0, page), -E_INVAL);
	CHECK_RESULT(sys_page_map(0, page, 0, PAGE_A, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, page, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_page_unmap(0, PAGE_A), 0);
	for (uint32_t offset = 0; offset < PGSIZE; offset += 511)
		CHECK(!survives(write_to_page, offset));
	CHECK(survives(do_sysenter, SYS_getenvid) == has_sysenter());
}

/* Of one that is stopped on the page, what is true of either page. */
static void
check_states(void)
{
	static const uint8_t portable[] = { 0, 5, 8, 5, 4, 5, 6, 7, 8 };
	static struct EnvState state;
	const envid_t child = sys_env_create();

	CHECK(child > 0);
	memset(&state, 0, sizeof(state)); /* the kernel writes to no page that fork has shared */
	for (uint32_t i = 0; i < sizeof(portable); i++) {
		const struct Trapframe registers = { .tf_eip = USYSCALL + i };

		CHECK_RESULT(sys_env_set_trapframe(child, &registers), 0);
		CHECK_RESULT(sys_env_get_state(child, &state), 0);
		CHECK(state.registers.tf_eip == USYSCALL + portable[i]);
	}
	end_and_wait(child);
}

static void
compare_all(void)
{
	compare_numbers();
	for (unsigned i = 0; i < 4; i++) {
		static const uint32_t numbers[] = { SYS_getenvid, SYS_yield, SYS_ipc_call,
						    NSYSCALLS };

		compare_flags(numbers[i]);
		compare_segments(numbers[i]);
	}
}

static void
work(uint32_t rounds)
{
	for (uint32_t i = 0; i < rounds; i++)
		compare_all();
}

/* On as many CPUs as there are, and changing places. */
static void
compare_together(void)
{
	envid_t workers[WORKERS];

	for (unsigned i = 0; i < WORKERS; i++) {
		workers[i] = checked_fork();
		if (workers[i] == 0) {
			work(ROUNDS);
			SHARED[i] = 1;
			exit();
		}
	}
	for (unsigned i = 0; i < WORKERS; i++) {
		wait(workers[i]);
		CHECK(SHARED[i] == 1);
	}
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	by_each_way(check_messages); /* before there are segments to load: then no way is short */
	/* Segments that would not do for the kernel. */
	CHECK_RESULT(sys_segment_base(SEGMENT_FS, 0x1000), 0);
	CHECK_RESULT(sys_segment_base(SEGMENT_GS, 0x80000000), 0);
	check_page();
	check_states();
	check_bad_stacks();
	compare_all();
	by_each_way(check_copies);
	check_trace();
	compare_together();
	cprintf("call_entries: by %s\n", has_sysenter() ? "sysenter" : "int");
	passed();
}
