/*
 * What the monitor's tests stop, look at and change: for each line typed it
 * calls two functions and writes to a page.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#define SHARED_PAGES 100 /* a table of so many is not copied by fork */

static volatile unsigned calls;

__attribute__((noinline)) static void
first(void)
{
	calls++;
}

__attribute__((noinline)) static void
second(void)
{
	calls += 10;
}

/* Reads the flags, and makes a system call: sys_yield. Returns the flags. */
__attribute__((naked, noinline)) static uint32_t
traps(void)
{
	__asm__("pushfl\n\t"
		"popl %ecx\n\t"
		"movl $3, %eax\n\t"
		"int $0x30\n\t"
		"movl %ecx, %eax\n\t"
		"ret");
}

/* The same call, with a frame, by the page at USYSCALL. */
__attribute__((naked, noinline)) static void
call_by_page(void)
{
	__asm__("pushl %ebp\n\t"
		"movl %esp, %ebp\n\t"
		"movl $3, %eax\n\t"
		"call 0xEEDFF000\n\t"
		"popl %ebp\n\t"
		"ret");
}

static void
fork_and_call(void)
{
	const envid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		first();
		cprintf("the child has called first\n");
		exit();
	}
	sys_env_wait(child);
}

static uint32_t breakpoints_seen, steps_seen;

static void
see_breakpoint(struct ExceptionFrame *frame)
{
	(void)frame;
	breakpoints_seen++;
}

static void
see_step(struct ExceptionFrame *frame)
{
	steps_seen++;
	if (steps_seen == 3)
		frame->xf_eflags &= ~FLAG_TRACE;
}

/* Three instructions traced by itself, one that is a breakpoint of its own. */
__attribute__((naked, noinline)) static void
trace_itself(void)
{
	__asm__("pushfl\n\t"
		"orl $0x100, (%esp)\n\t"
		"popfl\n\t"
		"nop\n\t"
		"nop\n\t"
		"nop\n\t"
		"int3\n\t"
		"ret");
}

static void
handle_itself(void)
{
	set_trap_handler(T_BRKPT, see_breakpoint);
	set_trap_handler(T_DEBUG, see_step);
	trace_itself();
	cprintf("it has seen %u steps and %u breakpoints\n", steps_seen, breakpoints_seen);
}

/* A function on a page that is not there until it is called. */
static void
bring_code(struct UTrapframe *utf)
{
	CHECK(utf->utf_fault_va == (uint32_t)PAGE_C);
	CHECK_RESULT(sys_page_alloc(0, PAGE_C, READ_WRITE), 0);
	*(uint8_t *)PAGE_C = 0xC3; /* ret */
	CHECK_RESULT(sys_page_map(0, PAGE_C, 0, PAGE_C, PTE_P | PTE_U), 0);
}

static void
call_absent(void)
{
	set_pgfault_handler(bring_code);
	((void (*)(void))(uintptr_t)PAGE_C)();
	cprintf("the code has come\n");
}

/* A page that is at two addresses, and a table of many pages, which a child has as well. */
static void
share_table(void)
{
	for (unsigned i = 0; i < SHARED_PAGES; i++)
		CHECK_RESULT(sys_page_alloc(0, (char *)SHARED + i * PGSIZE, READ_WRITE), 0);
	CHECK_RESULT(sys_page_map(0, PAGE_A, 0, PAGE_C, READ_ONLY), 0);
	if (checked_fork() == 0)
		for (;;)
			ipc_recv(NULL, NULL, NULL);
	cprintf("a table is shared\n");
}

/* The kernel writes to a page. */
static void
ask_time(void)
{
	CHECK_RESULT(sys_time_ns((uint64_t *)PAGE_B), 0);
}

static const struct {
	const char *line;
	void (*function)(void);
} others[] = {
	{ "page", call_by_page },  { "fork", fork_and_call }, { "handle", handle_itself },
	{ "absent", call_absent }, { "share", share_table },  { "time", ask_time },
};

void
umain(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	CHECK_RESULT(sys_page_alloc(0, PAGE_B, READ_WRITE), 0);
	strcpy(PAGE_A + 16, "planted by the debuggee");
	strcpy(PAGE_B - 6, "across two pages");
	for (char *line; (line = readline("debuggee: ")) != NULL && strcmp(line, "end") != 0;) {
		if (strcmp(line, "write") == 0) {
			cprintf("writing\n");
			for (;;)
				++*(volatile char *)PAGE_A;
		}
		for (unsigned i = 0; i < ARRAY_SIZE(others); i++)
			if (strcmp(line, others[i].line) == 0)
				others[i].function();
		first();
		++*(volatile char *)PAGE_A;
		if (!(traps() & FLAG_TRACE))
			cprintf("no trap flag\n");
		second();
		cprintf("%u calls\n", calls);
	}
}
