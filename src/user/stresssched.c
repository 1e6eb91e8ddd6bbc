/*
 * Many environments that yield all the time; none may run on two CPUs.
 *
 * SPDX-License-Identifier: MIT
 */
#include <inc/lib.h>

#define CHILDREN 20
#define ROUNDS   10
#define COUNTS   10000

static volatile int counter;

static bool
is_alive(envid_t env)
{
	const volatile struct Env *slot = &envs[ENVX(env)];

	return slot->env_id == env && slot->env_status != ENV_FREE;
}

/* The counter is this environment's own: a lost count means that it ran twice at once. */
static void
child(envid_t parent)
{
	while (is_alive(parent))
		__asm__ volatile("pause");

	for (int round = 0; round < ROUNDS; round++) {
		sys_yield();
		for (int i = 0; i < COUNTS; i++)
			counter++;
	}
	if (counter != ROUNDS * COUNTS)
		panic("ran on two CPUs at once (counter is %d)", counter);
	cprintf("[%08x] stresssched on CPU %d\n", thisenv->env_id, thisenv->env_cpunum);
}

void
umain(int argc, char **argv)
{
	envid_t parent = sys_getenvid();

	USED(argc);
	USED(argv);
	for (int i = 0; i < CHILDREN; i++) {
		envid_t env = fork();

		if (env < 0)
			panic("fork: %e", env);
		if (env == 0) {
			child(parent);
			return;
		}
	}
	sys_yield();
}
