/*
 * Who gets a trap: the handler that the program has set for its vector.
 *
 * Page faults keep the upcall that fork and the lab's programs use. What it
 * has left over for a handler set here is handed on in this form.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/pages.h>
#include <exo/pgfault.h>
#include <exo/syscall.h>
#include <exo/trap.h>

#define EXCEPTION_STACK ((void *)(UXSTACKTOP - PGSIZE))

#define VECTORS (T_PROGRAM + T_PROGRAM_COUNT)

static trap_handler *handlers[VECTORS];

void trap_dispatch(struct ExceptionFrame *frame);

/*
 * No instruction but iret loads eip and the trace flag at one blow, and user
 * mode cannot rely on iret: QEMU before 9.1 makes it fault where SMAP is on.
 * So the kernel does it. Returns if there is no trace flag.
 */
static void
return_tracing(const struct ExceptionFrame *frame)
{
	if (frame->xf_eflags & FLAG_TRACE)
		sys_trap_return(frame);
}

void
trap_dispatch(struct ExceptionFrame *frame)
{
	handlers[frame->xf_vector](frame);
	return_tracing(frame);
}

static uint32_t
flat_selector(void)
{
	uint32_t selector;

	__asm__("mov %%ss, %0" : "=r"(selector));
	return selector;
}

static uint32_t
code_selector(void)
{
	uint32_t selector;

	__asm__("mov %%cs, %0" : "=r"(selector));
	return selector;
}

/* A page fault, which comes in the lab's smaller frame. */
static void
page_fault(struct UTrapframe *utf)
{
	struct ExceptionFrame frame = {
		.xf_vector = T_PGFLT,
		.xf_err = utf->utf_err,
		.xf_info = utf->utf_fault_va,
		.xf_es = flat_selector(),
		.xf_ds = flat_selector(),
		.xf_regs = utf->utf_regs,
		.xf_esp = utf->utf_esp,
		.xf_eip = utf->utf_eip,
		.xf_cs = code_selector(),
		.xf_eflags = utf->utf_eflags,
		.xf_ss = flat_selector(),
	};

	handlers[T_PGFLT](&frame);
	return_tracing(&frame);
	utf->utf_regs = frame.xf_regs;
	utf->utf_esp = frame.xf_esp;
	utf->utf_eip = frame.xf_eip;
	utf->utf_eflags = frame.xf_eflags;
}

int
set_trap_handler(uint32_t vector, trap_handler *handler)
{
	trap_handler *previous;
	int error;

	if (vector == T_PGFLT) {
		handlers[vector] = handler;
		set_pgfault_handler(handler != NULL ? page_fault : NULL);
		return 0;
	}
	if (vector >= VECTORS)
		return -E_INVAL;
	if (handler == NULL)
		return sys_env_set_trap_upcall(0, vector, NULL);
	if (page_entry(EXCEPTION_STACK) == PAGE_ABSENT) {
		error = sys_page_alloc(0, EXCEPTION_STACK, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
		if (error < 0)
			return error;
	}
	previous = handlers[vector]; /* there must be one whenever the kernel may enter */
	handlers[vector] = handler;
	error = sys_env_set_trap_upcall(0, vector, (void *)_trap_upcall);
	if (error < 0)
		handlers[vector] = previous;
	return error;
}
