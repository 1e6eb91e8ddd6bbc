/*
 * Every selector, every flag, and every two flags are written into a child by
 * sys_env_set_state: read back, and as the child sees them, they are a
 * program's.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/state.h>

#define FLAG_TRAP      0x00000100u
#define FLAG_INTERRUPT 0x00000200u
#define FLAG_ALWAYS    0x00000002u
#define FLAGS_IOPL     0x00003000u

/* Arithmetic, trap, direction, alignment check and ID: popf sets these in any program. */
#define FLAGS_PROGRAM 0x00240DD5u

#define USER_CODE 0x1Bu
#define USER_DATA 0x23u

static struct EnvState state, seen;

/* What a child says of itself. */
enum { EFLAGS, CS, SS, DS, ES, FS, GS, REPORTS };

static _Noreturn void
report(void)
{
	__asm__ volatile("pushfl\n\t"
			 "popl %%ss:%0\n\t"
			 "movl $0, %%ebx\n\t"
			 "movw %%cs, %%bx\n\tmovl %%ebx, %%ss:%1\n\t"
			 "movw %%ss, %%bx\n\tmovl %%ebx, %%ss:%2\n\t"
			 "movw %%ds, %%bx\n\tmovl %%ebx, %%ss:%3\n\t"
			 "movw %%es, %%bx\n\tmovl %%ebx, %%ss:%4\n\t"
			 "movw %%fs, %%bx\n\tmovl %%ebx, %%ss:%5\n\t"
			 "movw %%gs, %%bx\n\tmovl %%ebx, %%ss:%6\n\t"
			 "movl $1, %%ss:%7\n"
			 "1:	jmp 1b"
			 :
			 : "m"(SHARED[EFLAGS]), "m"(SHARED[CS]), "m"(SHARED[SS]), "m"(SHARED[DS]),
			   "m"(SHARED[ES]), "m"(SHARED[FS]), "m"(SHARED[GS]), "m"(SHARED[REPORTS])
			 : "ebx", "memory");
	__builtin_unreachable();
}

/* The kernel writes to no page that fork has left to be copied. */
static void
read_state(envid_t child)
{
	memset(&state, 0, sizeof(state));
	CHECK_RESULT(sys_env_get_state(child, &state), 0);
}

/* What becomes of a selector for ds, es, fs or gs. */
static uint32_t
kept(uint32_t selector)
{
	return selector <= 3 || selector == SEGMENT_SELECTOR(SEGMENT_FS) ||
			       selector == SEGMENT_SELECTOR(SEGMENT_GS)
		       ? selector
		       : USER_DATA;
}

/* A null selector may be replaced by another on the way to user mode. */
static bool
has(uint32_t segment, uint32_t selector)
{
	return SHARED[segment] == kept(selector) || (SHARED[segment] <= 3 && selector <= 3);
}

static void
write_and_read(envid_t child)
{
	CHECK_RESULT(sys_env_set_state(child, &state), 0);
	memset(&seen, 0, sizeof(seen));
	CHECK_RESULT(sys_env_get_state(child, &seen), 0);
	CHECK(seen.registers.tf_cs == USER_CODE && seen.registers.tf_ss == USER_DATA);
	CHECK(seen.registers.tf_padding1 == 0 && seen.registers.tf_padding2 == 0);
	CHECK(seen.registers.tf_padding3 == 0 && seen.registers.tf_padding4 == 0);
}

static void
check_selectors(envid_t child)
{
	for (uint32_t selector = 0; selector <= 0xFFFF; selector++) {
		state.registers.tf_cs = state.registers.tf_ss = (uint16_t)selector;
		state.registers.tf_ds = state.registers.tf_es = (uint16_t)selector;
		state.registers.tf_padding1 = state.registers.tf_padding2 = (uint16_t)selector;
		state.registers.tf_padding3 = state.registers.tf_padding4 = (uint16_t)selector;
		state.selectors[SEGMENT_FS] = state.selectors[SEGMENT_GS] = selector;
		write_and_read(child);
		CHECK(seen.registers.tf_ds == kept(selector));
		CHECK(seen.registers.tf_es == kept(selector));
		CHECK(seen.selectors[SEGMENT_FS] == kept(selector));
		CHECK(seen.selectors[SEGMENT_GS] == kept(selector));
	}
	for (uint32_t high = 0x10000; high != 0; high <<= 1) {
		state.selectors[SEGMENT_FS] = high;
		state.selectors[SEGMENT_GS] = high | SEGMENT_SELECTOR(SEGMENT_GS);
		write_and_read(child);
		CHECK(seen.selectors[SEGMENT_FS] == USER_DATA);
		CHECK(seen.selectors[SEGMENT_GS] == USER_DATA);
	}
}

static void
check_flags(envid_t child, uint32_t eflags)
{
	state.registers.tf_eflags = eflags;
	write_and_read(child);
	CHECK(seen.registers.tf_eflags ==
	      ((eflags & FLAGS_PROGRAM) | FLAG_INTERRUPT | FLAG_ALWAYS));
}

static void
check_all_flags(envid_t child)
{
	for (unsigned first = 0; first < 32; first++)
		for (unsigned second = 0; second <= first; second++) {
			check_flags(child, 1u << first | 1u << second);
			check_flags(child, ~(1u << first | 1u << second));
		}
	check_flags(child, 0);
	check_flags(child, UINT32_MAX);
}

/* A child is given these flags and this selector everywhere, and says what it has got. */
static void
run_with(uint32_t eflags, uint32_t selector)
{
	const envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			;
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	read_state(child);
	state.registers.tf_eip = (uintptr_t)report;
	state.registers.tf_eflags = eflags;
	state.registers.tf_cs = state.registers.tf_ss = (uint16_t)selector;
	state.registers.tf_ds = state.registers.tf_es = (uint16_t)selector;
	state.selectors[SEGMENT_FS] = state.selectors[SEGMENT_GS] = selector;
	CHECK_RESULT(sys_env_set_state(child, &state), 0);
	SHARED[REPORTS] = 0;
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	/* On one CPU we come back here only if the child can be interrupted. */
	wait_until_equal(&SHARED[REPORTS], 1);
	end_and_wait(child);
	CHECK(SHARED[EFLAGS] == ((eflags & FLAGS_PROGRAM) | FLAG_INTERRUPT | FLAG_ALWAYS));
	CHECK(SHARED[CS] == USER_CODE && SHARED[SS] == USER_DATA);
	CHECK(has(DS, selector) && has(ES, selector));
	CHECK(has(FS, selector) && has(GS, selector));
}

/* It would spin for ever, uninterrupted, if it had been given the right to. */
static void
disable_interrupts(uint32_t eflags)
{
	static const uint8_t cli_and_spin[] = { 0xFA, 0xEB, 0xFE };
	const envid_t child = checked_fork();

	if (child == 0)
		for (;;)
			;
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	read_state(child);
	memcpy(PAGE_A, cli_and_spin, sizeof(cli_and_spin));
	CHECK_RESULT(sys_page_map(0, PAGE_A, child, PAGE_A, READ_ONLY), 0);
	state.registers.tf_eip = (uintptr_t)PAGE_A;
	state.registers.tf_eflags = eflags;
	CHECK_RESULT(sys_env_set_state(child, &state), 0);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	wait(child);
}

void
umain(int argc, char **argv)
{
	static const uint32_t selectors[] = {
		0,
		3,
		USER_DATA,
		SEGMENT_SELECTOR(SEGMENT_FS),
		SEGMENT_SELECTOR(SEGMENT_GS),
		0x08,
		0x10,
		0x20,
		0x28,
		0x2B,
		0xFFFF,
	};
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, PAGE_A, READ_WRITE), 0);
	child = checked_fork();
	if (child == 0)
		for (;;)
			sys_yield();
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	read_state(child);
	check_selectors(child);
	check_all_flags(child);
	end_and_wait(child);
	for (unsigned bit = 0; bit < 32; bit++)
		if (1u << bit != FLAG_TRAP)
			run_with(1u << bit, USER_DATA);
	run_with(~FLAG_TRAP, USER_DATA);
	for (unsigned i = 0; i < ARRAY_SIZE(selectors); i++)
		run_with(0, selectors[i]);
	disable_interrupts(FLAGS_IOPL);
	disable_interrupts(UINT32_MAX & ~FLAG_TRAP);
	passed();
}
