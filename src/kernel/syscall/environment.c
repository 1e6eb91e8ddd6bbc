/*
 * System calls on environments and their time.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/clock.h>
#include <kernel/atomic.h>
#include <kernel/sched.h>
#include <kernel/string.h>
#include <kernel/syscall.h>
#include <kernel/timeout.h>
#include <kernel/usercheck.h>

int32_t
sys_getenvid(struct env *caller)
{
	return env_id(caller);
}

int32_t
sys_yield(struct env *caller)
{
	arch_env_set_result(&caller->arch, 0);
	sched_yield();
	return 0;
}

int32_t
sys_exofork(struct env *caller)
{
	struct env *child;
	const int error = env_create(caller, &child);

	if (error < 0)
		return error;
	arch_env_copy(child, caller);
	arch_env_set_result(&child->arch, 0);
	memcpy(child->public->env_name, caller->public->env_name, ENV_NAME_SIZE);
	return env_id(child);
}

int32_t
sys_env_create(struct env *caller)
{
	struct env *child;
	const int error = env_create(caller, &child);

	return error < 0 ? error : env_id(child);
}

int32_t
sys_env_destroy(struct env *caller, envid_t id)
{
	struct env *env;
	const int error = env_get(caller, id, false, &env);

	if (error < 0)
		return error;
	/* Who shares its memory could do it worse harm. */
	if (env != caller && env->public->env_parent_id != env_id(caller) &&
	    !aspace_same(&caller->aspace, &env->aspace)) {
		env_put(env);
		return -E_BAD_ENV;
	}
	if (env == caller)
		env_report("[%08x] exiting gracefully\n", env_id(caller));
	else
		env_report("[%08x] destroying %08x\n", env_id(caller), env_id(env));
	env_destroy(env);
	return 0;
}

int32_t
sys_env_set_status(struct env *caller, envid_t id, uint32_t status)
{
	struct env *env;
	int error;

	if (status != ENV_RUNNABLE && status != ENV_NOT_RUNNABLE)
		return -E_INVAL;
	error = env_get_descendant(caller, id, &env);
	if (error < 0)
		return error;
	if (env == caller)
		arch_env_set_result(&caller->arch, 0); /* it may run elsewhere before we return */
	if (status == ENV_RUNNABLE)
		env_start(env);
	else
		env_stop(env);
	return 0;
}

int32_t
sys_env_set_bound(struct env *caller, envid_t id, uint32_t bound)
{
	struct env *env;
	int error;

	if (bound > ENV_THREAD)
		return -E_INVAL;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	if (env == caller && bound != ENV_BOUND) {
		error = -E_BAD_ENV; /* what its parent has arranged is not its own to undo */
	} else {
		/* A thread hands on to those that it makes whether its program is bound. */
		if (bound != ENV_THREAD)
			atomic_store(&env->bound, bound == ENV_BOUND);
		atomic_store(&env->thread, bound == ENV_THREAD);
	}
	env_put(env);
	return error;
}

int32_t
sys_env_set_pgfault_upcall(struct env *caller, envid_t id, uservaddr_t upcall)
{
	struct env *env;
	const int error = env_get(caller, id, true, &env);

	if (error < 0)
		return error;
	env->public->env_pgfault_upcall = (void *)upcall.value;
	env_put(env);
	return 0;
}

int32_t
sys_env_set_trap_upcall(struct env *caller, envid_t id, uint32_t vector, uservaddr_t upcall)
{
	struct env *env;
	int error;

	if (!arch_is_program_trap(vector))
		return -E_INVAL;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	arch_env_set_trap_upcall(env, vector, upcall.value);
	env_put(env);
	return 0;
}

int32_t
sys_env_set_trapframe(struct env *caller, envid_t id, uservaddr_t trapframe)
{
	struct Trapframe registers;
	struct env *env;
	int error;

	error = user_load(caller, &registers, trapframe, sizeof(registers));
	if (error < 0)
		return error;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	if (env_status(env) == ENV_NOT_RUNNABLE) {
		arch_env_set_registers(env, &registers);
		env->progress = 0;
	} else {
		error = -E_INVAL;
	}
	env_put(env);
	return error;
}

int32_t
sys_trap_return(struct env *caller, uservaddr_t frame)
{
	struct ExceptionFrame registers;
	const int error = user_load(caller, &registers, frame, sizeof(registers));

	if (error < 0)
		return error;
	arch_env_set_exception_registers(caller, &registers);
	return SYSCALL_AGAIN; /* not a result: eax is one of the registers */
}

int32_t
sys_segment_base(struct env *caller, uint32_t segment, uint32_t base)
{
	if (segment >= SEGMENTS)
		return -E_INVAL;
	arch_env_set_segment_base(caller, segment, base);
	return 0;
}

void
env_set_name(struct env *env, const char *name)
{
	char *own = env->public->env_name;

	/* Names are printed by the kernel and by other programs. */
	for (size_t i = 0; i < ENV_NAME_SIZE - 1; i++)
		own[i] = name[i] == '\0' || (name[i] >= ' ' && name[i] <= '~') ? name[i] : '?';
}

int32_t
sys_env_set_name(struct env *caller, envid_t id, uservaddr_t name, size_t length)
{
	char bytes[ENV_NAME_SIZE] = { 0 };
	struct env *env;
	int error;

	if (length > sizeof(bytes) - 1)
		length = sizeof(bytes) - 1;
	error = user_load(caller, bytes, name, length);
	if (error < 0)
		return error;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	env_set_name(env, bytes);
	env_put(env);
	return 0;
}

int32_t
sys_env_wait(struct env *caller, envid_t id)
{
	if (id <= 0)
		return -E_BAD_ENV;
	if (id == env_id(caller))
		return -E_INVAL;
	env_wait_for_end(caller, id);
	return 0;
}

int32_t
sys_time_ns(struct env *caller, uservaddr_t now_ns)
{
	const uint64_t now = clock_now_ns();

	return user_store(caller, now_ns, &now, sizeof(now));
}

int32_t
sys_wall_ns(struct env *caller, uservaddr_t now_ns)
{
	const uint64_t now = clock_wall_ns();

	return now != 0 ? user_store(caller, now_ns, &now, sizeof(now)) : -E_NOT_SUPP;
}

int32_t
sys_sleep_until(struct env *caller, uint32_t low, uint32_t high)
{
	const uint64_t deadline_ns = (uint64_t)high << 32 | low;

	if (deadline_ns <= clock_now_ns())
		return 0;
	spin_lock(&caller->lock);
	timeout_sleep(caller, deadline_ns, WAIT_TIMEOUT);
	spin_unlock(&caller->lock);
	return 0;
}
