/*
 * System calls that change address spaces.
 *
 * Arguments are checked and pages taken before anything is changed, so that
 * a call that fails has changed nothing.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/info.h>
#include <arch/paging.h>
#include <kernel/programs.h>
#include <kernel/syscall.h>
#include <kernel/usercheck.h>

int32_t
sys_page_alloc(struct env *caller, envid_t id, uservaddr_t va, int perm)
{
	struct env *env;
	pageno_t page;
	int error;

	if (!user_page_valid(va) || !perm_valid(perm))
		return -E_INVAL;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	page = page_alloc_any();
	if (page == PAGE_NONE) {
		env_put(env);
		return -E_NO_MEM;
	}
	page_zero(page);
	error = aspace_map(env, va, page, perm);
	if (error < 0)
		page_release(page);
	env_put(env);
	return error;
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

int32_t
sys_page_unmap(struct env *caller, envid_t id, uservaddr_t va)
{
	struct env *env;
	int error;

	if (!user_page_valid(va))
		return -E_INVAL;
	error = env_get(caller, id, true, &env);
	if (error < 0)
		return error;
	aspace_unmap(env, va);
	env_put(env);
	return 0;
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
