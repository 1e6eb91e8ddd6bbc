/*
 * System calls that change address spaces.
 *
 * Arguments are checked and pages taken before anything is changed, so that
 * a call that fails has changed nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/info.h>
#include <arch/page_short.h>
#include <arch/paging.h>
#include <kernel/atomic.h>
#include <kernel/programs.h>
#include <kernel/syscall.h>
#include <kernel/trylock.h>
#include <kernel/usercheck.h>

/*
 * What changes one page changes mostly one of the caller's own, which nobody else looks at now; then
 * there is a short way. The caller is current, so RUNNING, and only this CPU can take it out of
 * that: it need not be found or checked, only locked. All else goes the long way.
 */
static inline bool
lock_own(struct env *caller, envid_t id)
{
	return id == 0 && spin_try(&caller->lock);
}

static __attribute__((noinline, cold)) int32_t
alloc_slowly(struct env *caller, envid_t id, uservaddr_t va, int perm)
{
	struct env *env;
	int error;

	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	error = aspace_map_new(env, va, perm);
	env_put(env);
	return error;
}

int32_t
sys_page_alloc(struct env *caller, envid_t id, uservaddr_t va, int perm)
{
	if (!user_page_valid(va) || !perm_valid(perm))
		return -E_INVAL;
	if (lock_own(caller, id)) {
		const bool done = short_map_new(caller, va, perm);

		spin_untry(&caller->lock);
		if (done)
			return 0;
	}
	return alloc_slowly(caller, id, va, perm);
}

/* In place of a call with four arguments, which would need a place on the stack. */
static inline __attribute__((always_inline)) int32_t
change_page(struct env *caller, envid_t id, uservaddr_t va,
	    int (*change)(struct env *, uservaddr_t))
{
	struct env *env;
	int error;

	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	error = change(env, va);
	env_put(env);
	return error;
}

static __attribute__((noinline, cold)) int32_t
unmap_slowly(struct env *caller, envid_t id, uservaddr_t va)
{
	return change_page(caller, id, va, aspace_unmap);
}

int32_t
sys_page_unmap(struct env *caller, envid_t id, uservaddr_t va)
{
	if (!user_page_valid(va))
		return -E_INVAL;
	if (lock_own(caller, id)) {
		const bool done = short_unmap(caller, va);

		spin_untry(&caller->lock);
		if (done)
			return 0;
	}
	return unmap_slowly(caller, id, va);
}

static __attribute__((noinline, cold)) int32_t
own_slowly(struct env *caller, envid_t id, uservaddr_t va)
{
	return change_page(caller, id, va, aspace_own);
}

int32_t
sys_page_own(struct env *caller, envid_t id, uservaddr_t va)
{
	if (!user_page_valid(va))
		return -E_INVAL;
	if (lock_own(caller, id)) {
		const bool done = short_own(caller, va);

		spin_untry(&caller->lock);
		if (done)
			return 0;
	}
	return own_slowly(caller, id, va);
}

int32_t
sys_page_map(struct env *caller, envid_t source_id, uservaddr_t source_va, envid_t target_id,
	     uservaddr_t target_va, int perm)
{
	struct env *source, *target;
	pageno_t page;
	int error;

	if (!user_page_valid(source_va) || !user_page_valid(target_va) || !perm_valid(perm))
		return -E_INVAL;
	error = env_get_pair(caller, source_id, target_id, true, &source, &target);
	if (error < 0)
		return error;
	error = aspace_share(source, source_va, perm, &page);
	if (error == 0) {
		error = aspace_map(target, target_va, page, perm);
		if (error < 0)
			page_release(page);
	}
	env_put_pair(source, target);
	return error;
}

/* Are these whole pages of the program's? */
static bool
user_range_valid(uservaddr_t va, size_t size_bytes)
{
	return va.value % PGSIZE == 0 && size_bytes % PGSIZE == 0 && va.value <= UTOP &&
	       size_bytes <= UTOP - va.value;
}

int32_t
sys_range_map_cow(struct env *caller, envid_t id, uservaddr_t va, size_t size_bytes,
		  uservaddr_t hot, size_t hot_size_bytes)
{
	const struct cow_range range = { va.value, size_bytes, hot.value, hot_size_bytes };
	struct env *self, *env;
	int error;

	if (!user_range_valid(va, size_bytes) || !user_range_valid(hot, hot_size_bytes) ||
	    hot_size_bytes > HOT_PAGES_MAX * PGSIZE)
		return -E_INVAL;
	error = env_get_pair(caller, 0, id, true, &self, &env);
	if (error < 0)
		return error;
	if (env == self)
		error = -E_INVAL;
	else if (size_bytes > 0)
		error = aspace_map_cow(self, env, &range);
	env_put_pair(self, env);
	return error;
}

int32_t
sys_space_share(struct env *caller, envid_t id)
{
	struct env *self, *env;
	int error;

	error = env_get_pair(caller, 0, id, true, &self, &env);
	if (error < 0)
		return error;
	/* One that has run may be loaded on any CPU yet, its translations cached there. */
	if (env == self || env_status(env) != ENV_NOT_RUNNABLE || env->public->env_runs != 0 ||
	    atomic_load(&env->loaded_on) >= 0)
		error = -E_INVAL;
	else
		error = aspace_join(self, env);
	env_put_pair(self, env);
	return error;
}

int32_t
sys_archive_stat(struct env *caller, uint32_t index, uservaddr_t file)
{
	struct archive_file found;

	if (!programs_file(index, &found))
		return -E_NOT_FOUND;
	return user_store(caller, file, &found, sizeof(found));
}

int32_t
sys_archive_find(struct env *caller, uservaddr_t name, size_t length, uservaddr_t file)
{
	char bytes[ARCHIVE_NAME_SIZE];
	struct archive_file found;
	int error;

	if (length == 0 || length >= sizeof(bytes))
		return -E_NOT_FOUND;
	error = user_load(caller, bytes, name, length);
	if (error < 0)
		return error;
	if (!programs_find(bytes, length, &found))
		return -E_NOT_FOUND;
	return user_store(caller, file, &found, sizeof(found));
}

int32_t
sys_archive_map(struct env *caller, uint32_t page_index, envid_t id, uservaddr_t va, int perm)
{
	const pageno_t page = programs_page(page_index);
	struct env *env;
	int error;

	if (!user_page_valid(va) || !perm_valid(perm) || (perm & PTE_W) || page == PAGE_NONE)
		return -E_INVAL;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	if (!page_retain(page)) {
		error = -E_NO_MEM;
	} else {
		error = aspace_map(env, va, page, perm);
		if (error < 0)
			page_release(page);
	}
	env_put(env);
	return error;
}

int32_t
sys_memory_info(struct env *caller, uservaddr_t info)
{
	const struct memory_info counts = {
		.total_pages = page_count_total(),
		.free_pages = page_count_free(),
	};

	return user_store(caller, info, &counts, sizeof(counts));
}
