/*
 * Who may read and write whose state, and what state: only an ancestor, of
 * one that is stopped; and nothing that a program could not give itself.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/state.h>

static struct EnvState state, other;
static struct PageList list;

/* Far from everything. */
#define HERE  ((char *)0xD0000000)
#define THERE ((char *)0xD0001000)

#define PAGE_OF(variable) ((void *)ROUNDDOWN((uintptr_t) & (variable), PGSIZE))

static void
check_all_refused(envid_t env, int error)
{
	state.fpu_size = ENV_FPU_SIZE_MIN;
	CHECK_RESULT(sys_env_get_state(env, &state), error);
	state.fpu_size = ENV_FPU_SIZE_MIN;
	memset(state.fpu, 0, sizeof(state.fpu));
	CHECK_RESULT(sys_env_set_state(env, &state), error);
	CHECK_RESULT(sys_page_save(env, HERE, THERE), error);
	CHECK_RESULT(sys_page_restore(env, THERE, HERE, READ_ONLY), error);
}

/* Neither upwards nor sideways, nor of what is no more. */
static void
check_strangers(envid_t sibling)
{
	const envid_t child = checked_fork();

	if (child == 0) {
		const envid_t parent = thisenv->env_parent_id;

		check_all_refused(parent, -E_BAD_ENV);
		check_all_refused(sibling, -E_BAD_ENV);
		CHECK_RESULT(sys_env_pages(parent, 0, &list), -E_BAD_ENV);
		CHECK_RESULT(sys_env_pages(sibling, 0, &list), -E_BAD_ENV);
		CHECK_RESULT(sys_env_set_status(sibling, ENV_RUNNABLE), -E_BAD_ENV);
		check_all_refused(-1, -E_BAD_ENV);
		SHARED[0] = 1;
		exit();
	}
	wait(child);
	CHECK(SHARED[0] == 1);
	check_all_refused(child, -E_BAD_ENV);
	check_all_refused(0, -E_INVAL);
	check_all_refused(thisenv->env_id, -E_INVAL);
	CHECK_RESULT(sys_env_pages(0, 0, &list), 0);
}

static envid_t
start_grandchild(void)
{
	envid_t child;

	SHARED[1] = SHARED[2] = 0;
	child = checked_fork();
	if (child == 0) {
		const envid_t grandchild = checked_fork();

		if (grandchild > 0)
			SHARED[1] = (uint32_t)grandchild;
		while (grandchild == 0 || SHARED[2] == 0)
			sys_yield();
		/* Its grandparent is who keeps its pages. */
		SHARED[3] = (uint32_t)sys_page_save(grandchild, PAGE_OF(state), HERE);
		for (SHARED[2] = 0;;)
			sys_yield();
	}
	/* It runs as well: a stopped one that never has would end with its parent. */
	while (SHARED[1] == 0 || envs[ENVX(SHARED[1])].env_runs == 0)
		sys_yield();
	return child;
}

/* A descendant further down is stopped, looked at, and another sees that somebody else keeps it. */
static void
check_descendants(void)
{
	const envid_t child = start_grandchild();
	const envid_t grandchild = (envid_t)SHARED[1];

	check_all_refused(grandchild, -E_INVAL); /* it runs */
	CHECK_RESULT(sys_env_set_status(grandchild, ENV_NOT_RUNNABLE), 0);
	CHECK_RESULT(sys_env_get_state(grandchild, &state), 0);
	CHECK_RESULT(sys_env_set_state(grandchild, &state), 0);
	CHECK_RESULT(sys_page_save(grandchild, (char *)PAGE_OF(state) + 4, HERE), -E_INVAL);
	CHECK_RESULT(sys_page_save(grandchild, PAGE_OF(state), HERE) & ~PTE_NOEXEC, READ_WRITE);
	CHECK_RESULT(sys_page_save(grandchild, THERE, HERE), -E_INVAL); /* nothing there */
	CHECK_RESULT(sys_page_save(grandchild, (void *)UTOP, HERE), -E_INVAL);
	CHECK_RESULT(sys_page_restore(grandchild, THERE, HERE, READ_WRITE), -E_INVAL);
	CHECK_RESULT(sys_page_restore(grandchild, (void *)UTOP, HERE, READ_ONLY), -E_INVAL);
	CHECK_RESULT(sys_page_restore(grandchild, THERE, HERE, PTE_P | PTE_U | PTE_G), -E_INVAL);
	CHECK_RESULT(sys_page_restore(grandchild, THERE, HERE, READ_ONLY), 0);
	CHECK_RESULT(sys_page_save(grandchild, THERE, HERE), READ_ONLY);
	CHECK_RESULT(sys_page_restore(grandchild, THERE, (void *)UTOP, READ_ONLY), 0);
	CHECK_RESULT(sys_page_save(grandchild, THERE, HERE), -E_INVAL);
	for (SHARED[2] = 1; SHARED[2] != 0;)
		sys_yield();
	CHECK_RESULT((int)SHARED[3], -E_BUSY);
	end_and_wait(child);
	end_and_wait(grandchild);
}

/* Selectors and flags that a program cannot have, bits that make fxrstor and xrstor fault. */
static void
check_hostile_state(envid_t child)
{
	CHECK_RESULT(sys_env_get_state(child, &state), 0);
	CHECK(state.registers.tf_regs.reg_oesp == 0);
	memset(&other, 0xFF, sizeof(other));
	other.fpu_size = ENV_FPU_SIZE_MIN; /* reserved bits of MXCSR are among those */
	CHECK_RESULT(sys_env_set_state(child, &other), 0);
	CHECK_RESULT(sys_env_get_state(child, &other), 0);
	CHECK(other.registers.tf_cs == state.registers.tf_cs);
	CHECK(other.registers.tf_ss == state.registers.tf_ss);
	CHECK(other.registers.tf_ds == state.registers.tf_ss);
	CHECK(other.registers.tf_es == state.registers.tf_ss);
	CHECK((other.registers.tf_eflags & 0xFFDBF028) == 0 && (other.registers.tf_eflags & 0x200));
	CHECK(other.selectors[0] == state.registers.tf_ss);
	CHECK(other.selectors[1] == state.registers.tf_ss);
	CHECK(other.name[ENV_NAME_SIZE - 1] == '\0' && other.name[0] == '?');
	CHECK(other.trap_upcalls[T_NMI] == 0 && other.trap_upcalls[T_DIVIDE] == UINT32_MAX);
	/* It runs, if only as far as its first instruction. */
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	wait(child);
}

static void
check_fpu_sizes(envid_t child)
{
	static const uint32_t bad[] = { 0, ENV_FPU_SIZE_MIN - 1, ENV_FPU_SIZE_MAX + 1, UINT32_MAX };

	CHECK_RESULT(sys_env_get_state(child, &state), 0);
	CHECK(state.fpu_size >= ENV_FPU_SIZE_MIN && state.fpu_size <= ENV_FPU_SIZE_MAX);
	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		other = state;
		other.fpu_size = bad[i];
		CHECK_RESULT(sys_env_set_state(child, &other), -E_INVAL);
	}
	/* Components that no processor has, or this one's state has no room for. */
	other = state;
	other.fpu_size = ENV_FPU_SIZE_MAX;
	memset(other.fpu + ENV_FPU_SIZE_MIN, 0xFF, sizeof(other.fpu) - ENV_FPU_SIZE_MIN);
	CHECK_RESULT(sys_env_set_state(child, &other), -E_NOT_SUPP);
	other.fpu_size = ENV_FPU_SIZE_MIN + 64;
	memset(other.fpu + ENV_FPU_SIZE_MIN, 0, 64);
	other.fpu[ENV_FPU_SIZE_MIN] = 7; /* AVX, but not its registers */
	CHECK_RESULT(sys_env_set_state(child, &other), -E_NOT_SUPP);
	/* Reserved words of the header. */
	other.fpu[ENV_FPU_SIZE_MIN] = 3;
	memset(other.fpu + ENV_FPU_SIZE_MIN + 4, 0xFF, 60);
	CHECK_RESULT(sys_env_set_state(child, &other), 0);
	CHECK_RESULT(sys_env_get_state(child, &other), 0);
	CHECK(memcmp(other.fpu, state.fpu, 24) == 0);
	for (unsigned i = 516; i < 576 && i < other.fpu_size; i++)
		CHECK(other.fpu[i] == 0);
}

static void
check_pointers(envid_t child)
{
	static const uintptr_t bad[] = { 0, USTACKTOP, UVPT, KERNBASE, 0xFFFFF000 };

	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK_RESULT(sys_env_get_state(child, (void *)bad[i]), -E_FAULT);
		CHECK_RESULT(sys_env_set_state(child, (void *)bad[i]), -E_FAULT);
		CHECK_RESULT(sys_env_pages(child, 0, (void *)bad[i]), -E_FAULT);
	}
	CHECK_RESULT(sys_env_pages(child, (void *)0xFFFFFFFF, &list), 0);
	CHECK(list.count == 0 && list.next >= UTOP);
}

void
umain(int argc, char **argv)
{
	envid_t child;

	USED(argc);
	USED(argv);
	make_shared_page();
	CHECK_RESULT(sys_page_alloc(0, HERE, READ_ONLY), 0);
	child = checked_fork();
	if (child == 0)
		for (;;)
			sys_yield();
	check_all_refused(child, -E_INVAL);
	CHECK_RESULT(sys_env_set_status(child, ENV_NOT_RUNNABLE), 0);
	check_strangers(child);
	check_descendants();
	check_pointers(child);
	check_fpu_sizes(child);
	check_hostile_state(child);
	passed();
}
