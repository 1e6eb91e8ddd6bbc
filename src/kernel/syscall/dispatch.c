/*
 * From a number in a register to the handler, by a table made from
 * <abi/syscalls.def>.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/syscall.h>

#define TAKE_ENV(word)   ((envid_t)(word))
#define TAKE_VA(word)    user_va(word)
#define TAKE_PERM(word)  ((int)(word))
#define TAKE_VALUE(word) (word)
#define TAKE_SIZE(word)  (word)
#define TAKE_IN(word)    user_va(word)
#define TAKE_OUT(word)   user_va(word)

#define WORDS_0()
#define WORDS_1(k1, n1) , TAKE_##k1(r->reg_edx)
#define WORDS_2(k1, n1, k2, n2) WORDS_1(k1, n1), TAKE_##k2(r->reg_ecx)
#define WORDS_3(k1, n1, k2, n2, k3, n3) WORDS_2(k1, n1, k2, n2), TAKE_##k3(r->reg_ebx)
#define WORDS_4(k1, n1, k2, n2, k3, n3, k4, n4) \
	WORDS_3(k1, n1, k2, n2, k3, n3), TAKE_##k4(r->reg_edi)
#define WORDS_5(k1, n1, k2, n2, k3, n3, k4, n4, k5, n5) \
	WORDS_4(k1, n1, k2, n2, k3, n3, k4, n4), TAKE_##k5(r->reg_esi)

#define SYSCALL(number, name, result, count, arguments, text)                          \
	static int32_t call_##name(struct env *caller, const struct PushRegs *r)       \
	{                                                                              \
		(void)r;                                                               \
		return sys_##name(caller WORDS_##count arguments);                     \
	}
#include <abi/syscalls.def>
#undef SYSCALL

static const struct {
	int32_t (*call)(struct env *caller, const struct PushRegs *r);
	const char *name;
} calls[NSYSCALLS] = {
#define SYSCALL(number, the_name, result, count, arguments, text) \
	[number] = { .call = call_##the_name, .name = #the_name },
#include <abi/syscalls.def>
#undef SYSCALL
};

void
syscall_dispatch(struct env *caller, const struct PushRegs *registers)
{
	const uint32_t number = registers->reg_eax;
	int32_t result;

	if (number < NSYSCALLS)
		result = calls[number].call(caller, registers);
	else
		result = -E_INVAL;
	if (this_cpu()->current != caller)
		return;
	if (result == SYSCALL_AGAIN) {
		arch_env_restart_call(caller);
	} else {
		caller->progress = 0;
		arch_env_set_result(caller, result);
	}
}

const char *
syscall_name(uint32_t number)
{
	return number < NSYSCALLS ? calls[number].name : NULL;
}
