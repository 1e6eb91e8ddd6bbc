/*
 * Threads: environments that share all memory below UCOMMONTOP, and of the
 * stack area the program's stack.
 *
 * That one is made of pages marked PTE_SHARE before the first thread is, so that
 * pointers into it are good everywhere. Each thread's stack lies in a slot; its
 * top page has the struct thread, and a slot is free while that is not mapped.
 *
 * SPDX-License-Identifier: MIT
 */
#include <exo/thread.h>

#include <abi/batch.h>
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/pages.h>
#include <exo/pgfault.h>
#include <exo/syscall.h>
#include <stdlib.h>

#include <libc/exo/sharing.h>
#include <libc/lock.h>
#include <libc/stdlib/heap.h>

#define SLOTS       ((unsigned)NENV)
#define SLOT_TOP(i) (THREAD_STACKS + ((i) + 1) * THREAD_SLOT_SIZE)
#define MEMORY_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

#define STACK_PAGES (THREAD_STACK_SIZE / PGSIZE)
#define CALLS_MAX   (2 * USTACKSIZE / PGSIZE + 8)

_Static_assert(HEAP_END <= THREAD_STACKS &&
		       THREAD_STACKS + (uint64_t)NENV * THREAD_SLOT_SIZE <= UCOMMONTOP,
	       "stacks are common memory");
_Static_assert(PTSIZE % THREAD_SLOT_SIZE == 0, "a stack lies in one page table");
_Static_assert(CALLS_MAX <= BATCH_MAX, "one batch makes a thread");

enum state {
	RUNS,     /* or was ended */
	DETACHED, /* the same, and nobody will join it */
	FINISHED, /* and the result is one */
};

struct thread {
	envid_t env;
	envid_t program; /* its first environment */
	uint32_t state;  /* enum state; atomic */
	void *(*function)(void *);
	void *argument, *result;
};

/* What is at the top of a stack at first: the frame of a function that nobody has called. */
struct first_frame {
	void *return_address;
	struct thread *argument;
	uint32_t unused;
	struct thread thread;
};

#define FRAME(slot) ((struct first_frame *)SLOT_TOP(slot) - 1)

_Static_assert((sizeof(struct first_frame) - sizeof(void *)) % 16 == 0, "the argument is aligned");

struct lock libc_stacks_lock;

/* Calls to be made at once. */
struct plan {
	struct batch_call calls[CALLS_MAX];
	uint32_t count;
};

#define ADD(plan, ...) ((plan)->calls[(plan)->count++] = (struct batch_call){ __VA_ARGS__ })

static int
carry_out(const struct plan *plan)
{
	uint32_t failed;

	return sys_batch(plan->calls, plan->count, &failed);
}

static bool
has_ended(envid_t env)
{
	return envs[ENVX(env)].env_id != env || envs[ENVX(env)].env_status <= ENV_DYING;
}

/* Nobody has it; or whoever had it has ended, and nobody will join it. The lock is held. */
static bool
slot_is_free(unsigned slot)
{
	const struct thread *thread = &FRAME(slot)->thread;

	return page_entry(thread) == PAGE_ABSENT ||
	       (__atomic_load_n(&thread->state, __ATOMIC_SEQ_CST) == DETACHED &&
		has_ended(thread->env));
}

static void
unmap_stack(unsigned slot)
{
	struct plan plan = { .count = 0 };

	for (unsigned i = STACK_PAGES; i > 0; i--)
		ADD(&plan, SYS_page_unmap, { 0, SLOT_TOP(slot) - i * PGSIZE });
	carry_out(&plan);
}

static int
map_stack(unsigned slot)
{
	struct plan plan = { .count = 0 };
	int error;

	for (unsigned i = STACK_PAGES; i > 0; i--)
		ADD(&plan, SYS_page_alloc, { 0, SLOT_TOP(slot) - i * PGSIZE, MEMORY_PERM });
	error = carry_out(&plan);
	if (error < 0)
		unmap_stack(slot);
	return error;
}

/* The lowest, so that the stack of a detached thread that was ended is not left for long. */
static int
slot_take(unsigned *slot)
{
	int error = -E_NO_FREE_ENV;

	lock_take(&libc_stacks_lock);
	for (unsigned i = 0; i < SLOTS && error == -E_NO_FREE_ENV; i++)
		if (slot_is_free(i)) {
			*slot = i;
			error = map_stack(i);
		}
	lock_give(&libc_stacks_lock);
	return error;
}

static unsigned
slot_of(const struct thread *thread)
{
	return ((uintptr_t)thread - THREAD_STACKS) / THREAD_SLOT_SIZE;
}

static void
slot_give(unsigned slot)
{
	lock_take(&libc_stacks_lock);
	unmap_stack(slot);
	lock_give(&libc_stacks_lock);
}

/* Our own stack, the program's, becomes one that threads can have too. */
static int
share_stack(void)
{
	struct plan plan = { .count = 0 };

	for (uintptr_t va = STACK_BOTTOM; va < USTACKTOP; va += PGSIZE) {
		const pte_t entry = page_entry((void *)va);

		if (entry == PAGE_ABSENT || (entry & PTE_SHARE))
			continue;
		ADD(&plan, SYS_page_own, { 0, va });
		ADD(&plan, SYS_page_map, { 0, va, 0, va, MEMORY_PERM | PTE_SHARE });
	}
	/* Beforehand: after an error some pages may be marked, and fork must copy those. */
	OWN->stack_shared = true;
	return carry_out(&plan);
}

_Noreturn static void
thread_main(struct thread *thread)
{
	*OWN = (struct own){
		.env = &envs[ENVX(thread->env)],
		.thread = thread,
		.program = thread->program,
		.stack_shared = true,
	};
	thread_exit(thread->function(thread->argument));
}

static void
add_memory(struct plan *plan, envid_t env)
{
	ADD(plan, SYS_space_share, { env });
	for (uintptr_t va = STACK_BOTTOM; va < USTACKTOP; va += PGSIZE)
		if (page_entry((void *)va) != PAGE_ABSENT)
			ADD(plan, SYS_page_map, { 0, va, env, va, MEMORY_PERM | PTE_SHARE });
	ADD(plan, SYS_page_alloc, { env, UXSTACKTOP - PGSIZE, MEMORY_PERM });
	ADD(plan, SYS_page_alloc, { env, (uintptr_t)OWN, MEMORY_PERM });
}

/* All but to start it. If we are ended in between, so is what has never run. */
static int
build(struct first_frame *frame)
{
	const envid_t env = sys_exofork();
	struct Trapframe registers = {
		.tf_eip = (uintptr_t)thread_main,
		.tf_esp = (uintptr_t)frame,
	};
	struct plan plan = { .count = 0 };
	int error;

	if (env < 0)
		return env;
	frame->argument = &frame->thread;
	frame->thread.env = env;
	add_memory(&plan, env);
	ADD(&plan, SYS_env_set_bound, { env, ENV_THREAD });
	ADD(&plan, SYS_env_set_pgfault_upcall, { env, (uintptr_t)_pgfault_upcall });
	ADD(&plan, SYS_env_set_trapframe, { env, (uintptr_t)&registers });
	error = carry_out(&plan);
	if (error < 0) {
		/* And wait: a caller that is out of memory wants what the child had. */
		sys_env_destroy(env);
		wait(env);
	}
	return error;
}

int
thread_create(struct thread **thread, void *(*function)(void *), void *argument)
{
	struct first_frame *frame;
	unsigned slot = 0;
	int error = pgfault_enable();

	if (error == 0)
		error = sharing_begin();
	if (error == 0)
		error = share_stack();
	if (error == 0)
		error = slot_take(&slot);
	if (error < 0)
		return error;
	frame = FRAME(slot);
	frame->thread = (struct thread){
		.program = OWN->program != 0 ? OWN->program : thisenv->env_id,
		.function = function,
		.argument = argument,
	};
	error = build(frame);
	if (error < 0) {
		slot_give(slot);
		return error;
	}
	*thread = &frame->thread;
	/* It may have been ended by now; who joins it will see. */
	sys_env_set_status(frame->thread.env, ENV_RUNNABLE);
	return 0;
}

/* From RUNS to another state. */
static bool
step(struct thread *thread, enum state to)
{
	uint32_t expected = RUNS;

	return __atomic_compare_exchange_n(&thread->state, &expected, to, false, __ATOMIC_SEQ_CST,
					   __ATOMIC_SEQ_CST);
}

int
thread_join(struct thread *thread, void **result)
{
	bool finished;

	if (thread == thread_self())
		return -E_INVAL;
	wait(thread->env);
	finished = thread->state == FINISHED;
	if (finished && result != NULL)
		*result = thread->result;
	slot_give(slot_of(thread));
	return finished ? 0 : -E_BAD_ENV;
}

void
thread_detach(struct thread *thread)
{
	if (step(thread, DETACHED))
		return;
	wait(thread->env);
	slot_give(slot_of(thread));
}

/*
 * Give back the stack that we are on, and end: no instruction of ours comes
 * between. But for the page at its top, which the slot's next owner replaces.
 */
_Noreturn static void
leave_stack(unsigned slot)
{
	struct plan plan = { .count = 0 };

	for (unsigned i = STACK_PAGES; i > 1; i--)
		ADD(&plan, SYS_page_unmap, { 0, SLOT_TOP(slot) - i * PGSIZE });
	ADD(&plan, SYS_env_destroy, { 0 });
	carry_out(&plan);
	for (;;)
		sys_env_destroy(0);
}

_Noreturn void
thread_exit(void *result)
{
	struct thread *self = thread_self();

	if (self == NULL)
		exit(EXIT_SUCCESS);
	self->result = result;
	if (!step(self, FINISHED))
		leave_stack(slot_of(self));
	for (;;)
		sys_env_destroy(0);
}

struct thread *
thread_self(void)
{
	return libc_shared ? OWN->thread : NULL;
}

envid_t
thread_env(const struct thread *thread)
{
	return thread->env;
}
