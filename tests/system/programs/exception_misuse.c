/*
 * Upcalls and returns that are no good: forbidden vectors, addresses in the
 * kernel, stacks where no frame fits. The worst of them end the program.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

static void
unused_upcall(void)
{
}

static bool
is_ours(uint32_t vector)
{
	static const uint8_t exceptions[] = {
		T_DIVIDE, T_DEBUG, T_BRKPT, T_OFLOW, T_BOUND, T_ILLOP, T_TSS,
		T_SEGNP,  T_STACK, T_GPFLT, T_PGFLT, T_FPERR, T_ALIGN, T_SIMDERR,
	};

	return memfind(exceptions, (int)vector, sizeof(exceptions)) !=
		       exceptions + sizeof(exceptions) ||
	       (vector >= T_PROGRAM && vector < T_PROGRAM + T_PROGRAM_COUNT);
}

static void
check_vectors(void)
{
	static const uint32_t odd[] = { 256, 256 + T_ILLOP, 0x80000000, 0xFFFFFFFF };

	for (uint32_t vector = 0; vector < 256; vector++) {
		CHECK_RESULT(sys_env_set_trap_upcall(0, vector, (void *)unused_upcall),
			     is_ours(vector) ? 0 : -E_INVAL);
		CHECK_RESULT(sys_env_set_trap_upcall(0, vector, NULL),
			     is_ours(vector) ? 0 : -E_INVAL);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(odd); i++)
		CHECK_RESULT(sys_env_set_trap_upcall(0, odd[i], (void *)unused_upcall), -E_INVAL);
	CHECK_RESULT(sys_env_set_trap_upcall(thisenv->env_parent_id + 1, T_ILLOP, NULL),
		     thisenv->env_parent_id + 1 == thisenv->env_id ? 0 : -E_BAD_ENV);
}

static void
trap_with_upcall(uint32_t upcall)
{
	CHECK_RESULT(sys_env_set_trap_upcall(0, T_ILLOP, (void *)upcall), 0);
	CHECK_RESULT(sys_env_set_trap_upcall(0, T_PGFLT, (void *)upcall), 0);
	__asm__ volatile("ud2");
}

static void
skip(struct ExceptionFrame *frame)
{
	frame->xf_eip += 2;
}

static void
trap_on_no_stack(uint32_t unused)
{
	USED(unused);
	CHECK_RESULT(set_trap_handler(T_ILLOP, skip), 0);
	CHECK_RESULT(sys_page_unmap(0, (void *)(UXSTACKTOP - PGSIZE)), 0);
	__asm__ volatile("ud2");
}

static void
trap_on_readonly_stack(uint32_t unused)
{
	void *stack = (void *)(UXSTACKTOP - PGSIZE);

	USED(unused);
	CHECK_RESULT(set_trap_handler(T_ILLOP, skip), 0);
	CHECK_RESULT(sys_page_map(0, stack, 0, stack, READ_ONLY), 0);
	__asm__ volatile("ud2");
}

/* A stack pointer in or below the exception stack's page, where no frame fits. */
static void
trap_near_stack_end(uint32_t esp)
{
	CHECK_RESULT(set_trap_handler(T_ILLOP, skip), 0);
	__asm__ volatile("movl %0, %%esp\n\tud2" : : "r"(esp) : "memory");
}

static void
again(struct ExceptionFrame *frame)
{
	USED(frame);
	__asm__ volatile("ud2");
}

static void
trap_without_end(uint32_t unused)
{
	USED(unused);
	CHECK_RESULT(set_trap_handler(T_ILLOP, again), 0);
	__asm__ volatile("ud2");
}

static struct ExceptionFrame frame;

static void
return_to(uint32_t eip)
{
	frame.xf_eip = eip;
	frame.xf_esp = USTACKTOP - 64;
	sys_trap_return(&frame);
}

/* What cannot be loaded becomes the usual one. Nothing is read until ds is good again. */
static void
return_with_selectors(uint32_t selector)
{
	static uint32_t ds;

	frame.xf_ds = frame.xf_es = selector;
	__asm__ volatile("pushal\n\t"
			 "movl %%esp, %1\n\t"
			 "movl $1f, %2\n\t"
			 "int %3\n"
			 "1:\tmovl %%ds, %%eax\n\t"
			 "movl %%ss, %%ecx\n\t"
			 "movl %%ecx, %%ds\n\t"
			 "movl %%ecx, %%es\n\t"
			 "movl %%eax, %0\n\t"
			 "popal"
			 : "=m"(ds), "=m"(frame.xf_esp), "=m"(frame.xf_eip)
			 : "i"(T_SYSCALL), "a"(SYS_trap_return), "d"(&frame)
			 : "memory");
	CHECK(selector <= 3 ? ds <= 3 : ds == 0x23);
}

void
umain(int argc, char **argv)
{
	static const uint32_t bad_upcalls[] = {
		1,    (uint32_t)PAGE_B, UXSTACKTOP - PGSIZE, UTOP,       UVPT,
		ULIM, KERNBASE,         0xF0100020,          0xFFFFFFFF,
	};
	static const uint32_t bad_frames[] = { 0, UVPT - 4, UVPT, ULIM, KERNBASE, 0xFFFFFFFC };
	static const uint32_t selectors[] = {
		0, 3, 0x08, 0x10, 0x13, 0x1B, 0x20, 0x23, 0x28, 0xFFFF
	};

	USED(argc);
	USED(argv);
	make_shared_page();
	check_vectors();
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_upcalls); i++)
		if (survives(trap_with_upcall, bad_upcalls[i]))
			panic("went on with an upcall at %08x", bad_upcalls[i]);
	CHECK(!survives(trap_on_no_stack, 0));
	CHECK(!survives(trap_on_readonly_stack, 0));
	CHECK(!survives(trap_near_stack_end, USTACKTOP + 16));
	CHECK(!survives(trap_near_stack_end, UXSTACKTOP - PGSIZE));
	CHECK(!survives(trap_near_stack_end, UXSTACKTOP - PGSIZE + 76));
	CHECK(!survives(trap_without_end, 0));
	for (uint32_t i = 0; i < ARRAY_SIZE(bad_frames); i++)
		CHECK_RESULT(sys_trap_return((void *)bad_frames[i]), -E_FAULT);
	CHECK(!survives(return_to, 0));
	CHECK(!survives(return_to, KERNBASE + 0x100000));
	CHECK(!survives(return_to, 0xFFFFFFFF));
	for (uint32_t i = 0; i < ARRAY_SIZE(selectors); i++)
		CHECK(survives(return_with_selectors, selectors[i]));
	passed();
}
