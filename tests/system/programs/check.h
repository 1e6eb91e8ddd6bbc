/*
 * For programs that check the kernel and say so: each ends with
 * "NAME: passed", or at the first thing that is not as it should be.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_TESTS_CHECK_H
#define TINE_TESTS_CHECK_H

#include <abi/info.h>
#include <inc/lib.h>
#include <inc/mmu.h>

#define CHECK_FUNCTION __attribute__((unused)) static

/* What does not hold is a panic. */
#define CHECK(condition)                                 \
	do {                                             \
		if (!(condition))                        \
			panic("not so: %s", #condition); \
	} while (0)

#define CHECK_RESULT(call, expected)                                                             \
	do {                                                                                     \
		int check_result = (call), check_expected = (expected);                          \
		if (check_result != check_expected)                                              \
			panic("%s gives %d, should be %d", #call, check_result, check_expected); \
	} while (0)

/* Where tests have pages; none of it is mapped unless a test does so. */
#define PAGE_A ((char *)0x10000000)
#define PAGE_B ((char *)0x10001000)
#define PAGE_C ((char *)0x10002000)
#define SHARED ((volatile uint32_t *)0x20000000)

#define READ_WRITE (PTE_P | PTE_U | PTE_W)
#define READ_ONLY  (PTE_P | PTE_U)

CHECK_FUNCTION void
passed(void)
{
	cprintf("%s: passed\n", binaryname);
}

/* Map a page of zeroes at SHARED that children have too. */
CHECK_FUNCTION void
make_shared_page(void)
{
	CHECK_RESULT(sys_page_alloc(0, (void *)SHARED, READ_WRITE | PTE_SHARE), 0);
}

CHECK_FUNCTION envid_t
checked_fork(void)
{
	envid_t child = fork();

	if (child < 0)
		panic("fork: %e", child);
	return child;
}

/* Does it wait in a call, or is it stopped? */
CHECK_FUNCTION bool
blocked(envid_t env)
{
	return envs[ENVX(env)].env_status == ENV_NOT_RUNNABLE;
}

CHECK_FUNCTION void
wait_until_blocked(envid_t env)
{
	while (!blocked(env))
		sys_yield();
}

/* Let others run until one of them has put value there. */
CHECK_FUNCTION void
wait_until_equal(const volatile uint32_t *word, uint32_t value)
{
	while (*word != value)
		sys_yield();
}

CHECK_FUNCTION bool
has_ended(envid_t env)
{
	return envs[ENVX(env)].env_id != env || envs[ENVX(env)].env_status <= ENV_DYING;
}

CHECK_FUNCTION void
end_and_wait(envid_t env)
{
	CHECK_RESULT(sys_env_destroy(env), 0);
	wait(env);
}

/*
 * Run body in a child, and tell whether it came back from it: false means
 * that the kernel ended the child. Needs the shared page; uses its last word.
 */
CHECK_FUNCTION bool
survives(void (*body)(uint32_t argument), uint32_t argument)
{
	volatile uint32_t *came_back = &SHARED[PGSIZE / 4 - 1];
	envid_t child;

	*came_back = 0;
	child = checked_fork();
	if (child == 0) {
		body(argument);
		*came_back = 1;
		exit();
	}
	wait(child);
	return *came_back != 0;
}

CHECK_FUNCTION bool
is_mapped(const void *va)
{
	return (uvpd[PDX(va)] & PTE_P) && (uvpt[PGNUM(va)] & PTE_P);
}

CHECK_FUNCTION uint32_t
free_pages(void)
{
	struct memory_info info;

	CHECK_RESULT(sys_memory_info(&info), 0);
	return info.free_pages;
}

/* The first may leave page tables of our own behind; the others must give back all they take. */
CHECK_FUNCTION void
run_rounds(unsigned rounds, void (*round)(unsigned turn))
{
	uint32_t free_before;

	round(0);
	free_before = free_pages();
	for (unsigned turn = 1; turn < rounds; turn++)
		round(turn);
	CHECK_RESULT((int)free_pages(), (int)free_before);
}

CHECK_FUNCTION uint64_t
now_ns(void)
{
	uint64_t now;

	CHECK_RESULT(sys_time_ns(&now), 0);
	return now;
}

CHECK_FUNCTION void
sleep_ms(uint32_t milliseconds)
{
	uint64_t until = now_ns() + milliseconds * 1000000ULL;

	CHECK_RESULT(sys_sleep_until((uint32_t)until, (uint32_t)(until >> 32)), 0);
}

/*
 * Check that nobody else counts at counter any more. Takes long enough for
 * a CPU that the host had put aside to go on.
 */
CHECK_FUNCTION void
check_standstill(const volatile uint32_t *counter)
{
	uint32_t last = *counter;

	sleep_ms(5);
	CHECK(*counter == last);
}

#endif
