/*
 * From the kernel's entry to the shell's prompt. This is the first program;
 * it does what init does, and sees from envs[] that the shell waits for input.
 *
 * Counted by the kernel's clock, which begins at its entry. The clock's rate
 * is one the kernel measured: under QEMU's count it is right to 1 in 1,000,000.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

void
umain(int argc, char **argv)
{
	const volatile struct Env *shell;
	uint64_t now_ns;
	envid_t child;

	USED(argc);
	USED(argv);
	cprintf("\nThis is Tine, an exokernel. Type 'help' for what can be done here.\n");
	child = spawnl("sh", "sh", NULL);
	if (child < 0)
		panic("cannot start the shell: %e", child);
	shell = &envs[ENVX(child)];
	while (shell->env_runs == 0 || shell->env_status != ENV_NOT_RUNNABLE)
		sys_yield();
	bench_require(sys_time_ns(&now_ns) == 0);
	bench_sample(now_ns);
	bench_require(shell->env_id == child && sys_env_destroy(child) == 0);
	wait(child);
	cprintf("\n");
	bench_report();
}
