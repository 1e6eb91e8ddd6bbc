/*
 * System calls for drivers. Each looks for the caller's grant first.
 *
 * SPDX-License-Identifier: MIT
 */
#include <arch/device.h>
#include <arch/paging.h>
#include <kernel/grant.h>
#include <kernel/line.h>
#include <kernel/syscall.h>
#include <kernel/usercheck.h>

/* With the lock held. */
static bool
holds(const struct env *env, enum grant_kind kind, uint32_t first, uint32_t last)
{
	return grants_cover(env->grants, &(struct grant_range){ kind, first, last });
}

/* The same without it. What an environment holds it holds to its end. */
static bool
caller_holds(struct env *caller, enum grant_kind kind, uint32_t number)
{
	bool held;

	spin_lock(&caller->lock);
	held = holds(caller, kind, number, number);
	spin_unlock(&caller->lock);
	return held;
}

static int
give(struct env *giver, struct env *receiver, uint32_t kind, uint32_t first, uint32_t last)
{
	const struct grant_range range = { (enum grant_kind)kind, first, last };

	if (kind == GRANT_ALL)
		return grants_give_all(receiver, giver);
	return grants_cover(giver->grants, &range) ? grants_give(receiver, &range) : -E_NOT_GRANTED;
}

int32_t
sys_grant(struct env *caller, envid_t id, uint32_t kind, uint32_t first, uint32_t count)
{
	struct env *self, *env;
	int error;

	if (kind < GRANT_MEMORY || kind > GRANT_ALL)
		return -E_INVAL;
	if (kind == GRANT_ALL ? first != 0 || count != 0 : count - 1 > UINT32_MAX - first)
		return -E_INVAL;
	error = env_get_pair(caller, 0, id, true, &self, &env);
	if (error < 0)
		return error;
	error = give(self, env, kind, first, first + (count - 1));
	env_put_pair(self, env);
	return error;
}

int32_t
sys_device_map(struct env *caller, uint32_t page, uservaddr_t va, int perm, uint32_t caching)
{
	int error;

	if (!user_page_valid(va) || !perm_valid(perm) || caching > DEVICE_WRITE_COMBINING)
		return -E_INVAL;
	spin_lock(&caller->lock);
	if (!holds(caller, GRANT_MEMORY, page, page))
		error = -E_NOT_GRANTED;
	else if (!arch_device_page(page))
		error = -E_BUSY;
	else
		error = aspace_map_device(caller, va, page, perm, caching);
	spin_unlock(&caller->lock);
	return error;
}

int32_t
sys_ports_open(struct env *caller, uint32_t first, uint32_t count)
{
	int error;

	if (first >= NPORTS || count - 1 >= NPORTS - first)
		return -E_INVAL;
	spin_lock(&caller->lock);
	if (holds(caller, GRANT_PORTS, first, first + count - 1))
		error = arch_ports_open(caller, first, first + count - 1);
	else
		error = -E_NOT_GRANTED;
	spin_unlock(&caller->lock);
	return error;
}

int32_t
sys_line_claim(struct env *caller, uint32_t line)
{
	if (line >= NLINES)
		return -E_INVAL;
	if (!caller_holds(caller, GRANT_LINES, line))
		return -E_NOT_GRANTED;
	return line_claim(caller, line);
}

int32_t
sys_line_done(struct env *caller, uint32_t line)
{
	return line < NLINES ? line_done(caller, line) : -E_INVAL;
}

int32_t
sys_line_message(struct env *caller, uint32_t line, uservaddr_t message)
{
	struct line_message found = { 0 };
	int error;

	if (line < LINE_MESSAGES || line >= NLINES)
		return -E_INVAL;
	if (!caller_holds(caller, GRANT_LINES, line))
		return -E_NOT_GRANTED;
	error = arch_line_message(line, &found);
	return error < 0 ? error : user_store(caller, message, &found, sizeof(found));
}

int32_t
sys_dma_alloc(struct env *caller, uservaddr_t va, int perm)
{
	pageno_t page;
	int error;

	if (!user_page_valid(va) || !perm_valid(perm))
		return -E_INVAL;
	if (!caller_holds(caller, GRANT_DMA, 0))
		return -E_NOT_GRANTED;
	page = page_alloc_low(); /* every device can reach it */
	if (page == PAGE_NONE)
		return -E_NO_MEM;
	page_zero(page);
	spin_lock(&caller->lock);
	error = aspace_map(caller, va, page, perm);
	spin_unlock(&caller->lock);
	if (error < 0) {
		page_release(page);
		return error;
	}
	return (int32_t)(page * PGSIZE);
}

int32_t
sys_key_input(struct env *caller, uint32_t code)
{
	if (code > UINT8_MAX)
		return -E_INVAL;
	if (!caller_holds(caller, GRANT_KEYS, 0))
		return -E_NOT_GRANTED;
	arch_key_input((uint8_t)code);
	return 0;
}

int32_t
sys_device_info(struct env *caller, uservaddr_t info)
{
	struct device_info found;

	arch_device_info(&found);
	return user_store(caller, info, &found, sizeof(found));
}
