/*
 * Several system calls made by one entry into the kernel.
 *
 * A batch is made in pieces, between which others get the CPU. Only calls
 * that the table names are accepted, so that a new call is refused until
 * somebody has thought about it.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/batch.h>
#include <arch/userptr.h>
#include <kernel/assert.h>
#include <kernel/syscall.h>
#include <kernel/trace.h>
#include <kernel/usercheck.h>

#define PIECE 16u /* calls made in one entry */

/* Where a call may stand. */
enum rule {
	NEVER, /* it keeps notes in caller->progress as we do, or returns twice, or its result would be lost */
	LAST,         /* it may take the CPU from the caller */
	LAST_WAITING, /* the same, by waiting, which it may have to do anew */
	ANYWHERE,
};

static const uint8_t rules[NSYSCALLS] = {
	[SYS_env_destroy] = LAST,
	[SYS_page_alloc] = ANYWHERE,
	[SYS_page_map] = ANYWHERE,
	[SYS_page_unmap] = ANYWHERE,
	[SYS_env_set_status] = LAST,
	[SYS_env_set_pgfault_upcall] = ANYWHERE,
	[SYS_yield] = LAST,
	[SYS_ipc_try_send] = ANYWHERE,
	[SYS_ipc_recv] = LAST_WAITING,
	[SYS_env_set_trapframe] = ANYWHERE,
	[SYS_env_set_name] = ANYWHERE,
	[SYS_env_wait] = LAST_WAITING,
	[SYS_time_ns] = ANYWHERE,
	[SYS_sleep_until] = LAST_WAITING,
	[SYS_cons_wait] = LAST_WAITING,
	[SYS_archive_stat] = ANYWHERE,
	[SYS_archive_find] = ANYWHERE,
	[SYS_archive_map] = ANYWHERE,
	[SYS_memory_info] = ANYWHERE,
	[SYS_ipc_send] = LAST_WAITING,
	[SYS_env_set_trap_upcall] = ANYWHERE,
	[SYS_env_set_bound] = ANYWHERE,
	[SYS_range_map_cow] = ANYWHERE,
	[SYS_page_own] = ANYWHERE,
	[SYS_space_share] = ANYWHERE,
	[SYS_env_get_state] = ANYWHERE,
	[SYS_env_set_state] = ANYWHERE,
	[SYS_env_pages] = ANYWHERE,
	[SYS_page_save] = ANYWHERE,
	[SYS_page_restore] = ANYWHERE,
	[SYS_futex_wait] = LAST_WAITING,
	[SYS_futex_wake] = ANYWHERE,
};

static inline int32_t
make_call(struct env *caller, const struct batch_call *call)
{
	typedef int32_t handler(struct env *, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t);
	const uint32_t *arguments = call->arguments;

	return ((handler *)syscall_handlers[call->number])(
		caller, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
}

static __attribute__((noinline, cold)) int32_t
make_call_traced(struct env *caller, const struct batch_call *call)
{
	int32_t result;

	trace_call(call->number, call->arguments[0]);
	result = make_call(caller, call);
	trace_result(caller, call->number, result);
	return result;
}

int32_t
sys_batch(struct env *caller, uservaddr_t calls, uint32_t count, uservaddr_t failed)
{
	const uint32_t done = caller->progress < count ? caller->progress : 0;
	const uint32_t size = count - done < PIECE ? count - done : PIECE;
	const uservaddr_t from = user_va(calls.value + done * sizeof(struct batch_call));
	struct batch_call piece[PIECE];
	int32_t result = 0;
	uint32_t i = 0;

	caller->progress = 0;
	if (count > BATCH_MAX)
		return -E_INVAL;
	if (copy_from_user(piece, from, size * sizeof(piece[0])) < 0)
		result = -E_FAULT;
	for (; i < size && result >= 0; i++) {
		const uint32_t number = piece[i].number;
		const enum rule rule = number < NSYSCALLS ? rules[number] : NEVER;

		if (rule == NEVER || (rule != ANYWHERE && done + i + 1 < count)) {
			result = -E_INVAL;
			break;
		}
		/* Stopped there and started, or made to by a checkpoint, it makes this call again, and no other. */
		if (rule == LAST_WAITING)
			caller->progress = done + i;
		result = __builtin_expect(tracing, false) ? make_call_traced(caller, &piece[i])
							  : make_call(caller, &piece[i]);
		if (rule != ANYWHERE && this_cpu()->current != caller)
			return result;
		assert(this_cpu()->current == caller);
		if (result == SYSCALL_AGAIN) {
			/* The first of one begins at 0 whatever this says; it must not be 0. */
			caller->progress = done + i > 0 ? done + i : 1;
			return result;
		}
		caller->progress = 0;
		if (result < 0)
			break;
	}
	if (result < 0) {
		i += done;
		/* If there is no room for it, the error alone has to do. */
		(void)user_try_store(caller, failed, &i, sizeof(i));
		return result;
	}
	if (done + size == count)
		return result;
	caller->progress = done + size;
	return SYSCALL_AGAIN;
}
