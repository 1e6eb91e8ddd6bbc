/*
 * The one place where a user address becomes a pointer.
 *
 * The copy itself is in usercopy.asm; a fault in it ends the copy instead of
 * the kernel (see usercopy_recover). Addresses from UVPT up are refused
 * before: what lies there is not all the program's to read, and the kernel's
 * own accesses would not fault.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/userptr.h>

#include <abi/error.h>
#include <arch/paging.h>
#include <i386/cpu/features.h>
#include <i386/mm/usercopy.h>
#include <kernel/env.h>

/* Part of size_bytes from va on that lies below UVPT. */
static size_t
within_user(uservaddr_t va, size_t size_bytes)
{
	if (va.value >= UVPT)
		return 0;
	return size_bytes < UVPT - va.value ? size_bytes : UVPT - va.value;
}

/* 0 if all size_bytes from va on were done, else where it ended. */
static int
outcome(uservaddr_t va, size_t size_bytes, size_t done)
{
	if (done == size_bytes)
		return 0;
	this_cpu()->user_fault_va = user_va(va.value + done);
	return -E_FAULT;
}

int
copy_from_user(void *to, uservaddr_t from, size_t size_bytes)
{
	const size_t allowed = within_user(from, size_bytes);
	const size_t left = usercopy(to, (const void *)from.value, allowed, cpu_features.smap);

	return outcome(from, size_bytes, allowed - left);
}

int
copy_to_user(uservaddr_t to, const void *from, size_t size_bytes)
{
	const size_t allowed = within_user(to, size_bytes);
	const size_t left = usercopy((void *)to.value, from, allowed, cpu_features.smap);

	return outcome(to, size_bytes, allowed - left);
}

int
user_check(uservaddr_t va, size_t size_bytes)
{
	const struct env *env = this_cpu()->current;
	const size_t allowed = within_user(va, size_bytes);
	size_t done = 0;

	while (done < allowed) {
		const uservaddr_t here = user_va(va.value + done);
		int perm;

		if (aspace_lookup(env, here, &perm) == PAGE_NONE)
			break;
		done += PGSIZE - here.value % PGSIZE;
	}
	return outcome(va, size_bytes, done < allowed ? done : allowed);
}
