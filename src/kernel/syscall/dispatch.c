/*
 * The table of system calls, made from <abi/syscalls.def>, and what is left
 * to do after a call when its caller cannot simply go on.
 *
 * Entry code calls through the table. All arguments are words on the stack,
 * whatever their types, so it need not know them.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/sched.h>
#include <kernel/syscall.h>

_Static_assert(sizeof(uservaddr_t) == 4 && sizeof(size_t) == 4, "arguments are words");

#define SYSCALL(number, name, result, count, arguments, text) [number] = (void (*)(void))sys_##name,
void (*const syscall_handlers[NSYSCALLS])(void) = {
#include <abi/syscalls.def>
};
#undef SYSCALL

void (*syscall_table[NSYSCALLS])(void);

struct env *
syscall_finish(struct env *caller, int32_t result)
{
	if (this_cpu()->current == caller) {
		if (result != SYSCALL_AGAIN)
			arch_env_set_result(&caller->arch, result);
		else if (caller->progress != 0)
			arch_env_restart_call(caller);
	}
	return sched_return_to_user();
}
