/*
 * Reading 64 bits of CPU time while they are written, word by word.
 *
 * SPDX-License-Identifier: MIT
 */
#include "unit.h"

#include <kernel/env_time.h>
#include <libc/include/exo/sched.h>
#include <pthread.h>

#define CHANGES 1000        /* seen; on a host with one CPU they come at its pace */
#define STEP    0x7fffffffu /* the high word changes at every second */

static struct Env env;
static bool done;

static void *
keep_adding(void *unused)
{
	while (!__atomic_load_n(&done, __ATOMIC_ACQUIRE))
		env_time_add(&env, STEP);
	return unused;
}

TEST("additions carry into the high word")
{
	env = (struct Env){ 0 };
	for (unsigned i = 1; i <= 1000; i++) {
		env_time_add(&env, UINT32_MAX);
		CHECK_EQ(env_time_ns(&env), (uint64_t)UINT32_MAX * i);
	}
}

TEST("no reader sees half of an addition, whenever it looks")
{
	uint64_t last = 0;
	bool whole = true;
	pthread_t writer;

	env = (struct Env){ 0 };
	CHECK_EQ(pthread_create(&writer, NULL, keep_adding, NULL), 0);
	for (unsigned changes = 0; changes < CHANGES;) {
		const uint64_t now = env_time_ns(&env);

		whole = whole && now % STEP == 0 && now >= last;
		changes += now != last;
		last = now;
	}
	__atomic_store_n(&done, true, __ATOMIC_RELEASE);
	pthread_join(writer, NULL);
	CHECK(whole);
}
