/*
 * Checkpoints take and give no right: not to devices, nor to memory that
 * others have too, and none are taken of who is not below.
 *
 * SPDX-License-Identifier: MIT
 */
#include "keeping.h"

#include <abi/device.h>
#include <abi/state.h>
#include <exo/fork.h>

#define TIMES 3

/* What a child says. */
#define SEEN       SHARED[0]
#define HAS_DEVICE SHARED[1]

#define UNMAPPED ((volatile uint32_t *)0xD2000000)

#define PORT  0x80 /* shows what was last written to it to whoever has a card for that */
#define PIXEL 0xA0 /* a page which the kernel does not use */

static void
use_devices(void)
{
	await();
	CHECK_RESULT(sys_ports_open(PORT, 1), 0);
	CHECK_RESULT(sys_device_map(PIXEL, (void *)UNMAPPED, READ_WRITE, DEVICE_UNCACHED), 0);
	for (;;) {
		await();
		SEEN = (uint32_t)sys_ports_open(PORT, 1) + 100;
		HAS_DEVICE = is_mapped((void *)UNMAPPED);
	}
}

/* Devices are not listed. */
static void
check_list(envid_t env)
{
	static struct PageList list;

	CHECK_RESULT(sys_env_pages(env, (void *)UNMAPPED, &list), 0);
	CHECK(list.count > 0 && list.spans[0].start > (uintptr_t)UNMAPPED);
}

/* What was granted is not taken away by going back, nor given by it; and a copy has none of it. */
static void
check_devices(void)
{
	const envid_t child = start(use_devices);
	struct checkpoint *before = take(child), *after;
	envid_t copy;

	CHECK_RESULT(sys_grant(child, GRANT_PORTS, PORT, 1), 0);
	CHECK_RESULT(sys_grant(child, GRANT_MEMORY, PIXEL, 1), 0);
	wait_until_blocked(child);
	tell(child, 0);
	after = take(child);
	CHECK_RESULT((int)checkpoint_pages(after), (int)checkpoint_pages(before));
	for (unsigned i = 0; i < TIMES; i++) {
		CHECK_RESULT(checkpoint_restore(keeper, i % 2 ? after : before), 0);
		put_back(child, after);
		wait_until_blocked(child);
		tell(child, 0);
		CHECK_RESULT((int)SEEN, 100);
		CHECK(HAS_DEVICE);
		check_list(child);
	}
	copy = checkpoint_start(after);
	CHECK(copy > 0);
	CHECK_RESULT(sys_env_set_status(copy, ENV_RUNNABLE), 0);
	tell(copy, 0);
	CHECK_RESULT((int)SEEN, 100 - E_NOT_GRANTED);
	CHECK(!HAS_DEVICE);
	end_and_wait(copy);
	checkpoint_release(before);
	checkpoint_release(after);
	end(child);
}

static void
share_all(void)
{
	static volatile uint32_t value;
	const uint32_t first = await();
	envid_t other;

	other = sfork();
	if (other == 0)
		for (;;)
			await();
	SHARED[2] = (uint32_t)other;
	for (value = first;;) {
		const uint32_t more = await();

		value += more;
		SEEN = value;
	}
}

/* One that shares all its memory is put back to what is its own, and started nowhere else. */
static void
check_sharer(void)
{
	const envid_t child = start(share_all);
	struct checkpoint *before = take(child), *sharing;
	envid_t copy, others[2];

	wait_until_blocked(child);
	tell(child, 7);
	others[0] = (envid_t)SHARED[2];
	sharing = take(child);
	wait_until_blocked(child);
	tell(child, 1);
	CHECK(SEEN == 8);
	put_back(child, sharing);
	wait_until_blocked(child);
	tell(child, 1);
	CHECK(SEEN == 9); /* the others have seen it, so it is not taken back */
	CHECK_RESULT(checkpoint_start(sharing), -E_NOT_SUPP);
	CHECK_RESULT(checkpoint_restore(keeper, before), -E_INVAL);
	CHECK_RESULT(sys_env_set_status(child, ENV_RUNNABLE), 0);
	tell(child, 1);
	CHECK(SEEN == 10);
	/* From before, another is started, which goes its own way. */
	copy = checkpoint_start(before);
	CHECK(copy > 0);
	CHECK_RESULT(sys_env_set_status(copy, ENV_RUNNABLE), 0);
	tell(copy, 20);
	others[1] = (envid_t)SHARED[2];
	tell(copy, 1);
	CHECK(SEEN == 21);
	tell(child, 1);
	CHECK(SEEN == 11);
	checkpoint_release(before);
	checkpoint_release(sharing);
	end_and_wait(copy);
	end(child);
	for (unsigned i = 0; i < ARRAY_SIZE(others); i++)
		end_and_wait(others[i]);
}

static void
idle(void)
{
	await();
}

/* Who is not above it takes no checkpoint of it. */
static void
check_strangers(void)
{
	const envid_t child = start(idle);
	struct checkpoint *checkpoint = take(child);
	envid_t sibling;

	sibling = checked_fork();
	if (sibling == 0) {
		struct checkpoint *taken;
		struct keeper *another;

		CHECK_RESULT(keeper_open(child, &another), 0);
		CHECK_RESULT(checkpoint_take(another, &taken), -E_BAD_ENV);
		CHECK_RESULT(checkpoint_restore(another, checkpoint), -E_BAD_ENV);
		keeper_close(another);
		CHECK_RESULT(keeper_open(thisenv->env_parent_id, &another), 0);
		CHECK_RESULT(checkpoint_take(another, &taken), -E_BAD_ENV);
		SEEN = 77;
		exit();
	}
	wait(sibling);
	CHECK(SEEN == 77);
	checkpoint_release(checkpoint);
	end(child);
}

void
umain(int argc, char **argv)
{
	USED(argc);
	USED(argv);
	make_shared_page();
	check_devices();
	check_sharer();
	check_strangers();
	passed();
}
