/*
 * How often independent workers, one for each CPU, get an operation done in
 * a second by the clock: throughput OPERATION WORKERS. The first program
 * starts them at once, says when they begin, and sleeps meanwhile.
 *
 * SPDX-License-Identifier: MIT
 */
#include "bench.h"

#define WORKERS_MAX 8
#define SECOND_NS   1000000000ull

/* In the shared page: the time to begin at, and what each worker has done, a cache line apart. */
#define START_NS     (*(volatile uint64_t *)&SHARED[0])
#define DONE(worker) (SHARED[16 * (1 + (worker))])

#define PAGE ((volatile uint32_t *)REGION)

static envid_t partner;

static uint64_t
now_ns(void)
{
	uint64_t now;

	bench_require(sys_time_ns(&now) == 0);
	return now;
}

static void
call(void)
{
	bench_require(sys_getenvid() == thisenv->env_id);
}

/* No call at all: what this machine's processors can do side by side. */
static void
compute(void)
{
	uint32_t value = thisenv->env_id;

	for (uint32_t i = 0; i < 200; i++)
		value = value * 1664525 + 1013904223;
	bench_require(value != 0);
}

static void
allocate(void)
{
	bench_require(sys_page_alloc(0, (void *)PAGE, BENCH_PERM) == 0);
	bench_require(*PAGE == 0);
	*PAGE = 1;
	bench_require(sys_page_unmap(0, (void *)PAGE) == 0);
}

static void
fork_and_wait(void)
{
	const envid_t child = fork();

	if (child == 0)
		exit();
	bench_require(child > 0);
	wait(child);
}

static void
start_partner(void)
{
	partner = fork();
	bench_require(partner >= 0);
	if (partner != 0)
		return;
	for (;;)
		ipc_send(thisenv->env_parent_id, ~ipc_recv(NULL, NULL, NULL), NULL, 0);
}

static void
send_and_receive(void)
{
	static uint32_t value;

	ipc_send(partner, ++value, NULL, 0);
	bench_require((uint32_t)ipc_recv(NULL, NULL, NULL) == ~value);
}

static const struct operation {
	const char *name;
	void (*prepare)(void); /* or null */
	void (*run)(void);
	uint32_t batch; /* between two looks at the clock */
} operations[] = {
	{ "none", NULL, compute, 1000 },    { "call", NULL, call, 1000 },
	{ "page", NULL, allocate, 50 },     { "ipc", start_partner, send_and_receive, 50 },
	{ "fork", NULL, fork_and_wait, 1 },
};

static const struct operation *
find_operation(const char *name)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strcmp(operations[i].name, name) == 0)
			return &operations[i];
	panic("no such operation: %s", name);
}

static void
work(const struct operation *operation, uint32_t worker)
{
	uint32_t done = 0;
	uint64_t now;

	if (operation->prepare != NULL)
		operation->prepare();
	while ((now = now_ns()) < START_NS)
		sys_yield();
	bench_require(now < START_NS + SECOND_NS);
	do {
		for (uint32_t i = 0; i < operation->batch; i++)
			operation->run();
		done += operation->batch;
	} while (now_ns() < START_NS + SECOND_NS);
	DONE(worker) = done;
	if (partner > 0)
		sys_env_destroy(partner);
}

void
umain(int argc, char **argv)
{
	const struct operation *operation = find_operation(argc > 1 ? argv[1] : "call");
	const uint32_t workers = bench_argument(argc, argv, 2, 1);
	envid_t children[WORKERS_MAX];
	uint32_t done = 0;
	uint64_t now;

	bench_require(workers <= WORKERS_MAX);
	bench_share();
	START_NS = now_ns() + SECOND_NS;
	for (uint32_t i = 0; i < workers; i++) {
		children[i] = fork();
		bench_require(children[i] >= 0);
		if (children[i] == 0) {
			work(operation, i);
			return;
		}
	}
	now = now_ns();
	bench_require(now < START_NS);
	bench_require(sys_sleep_until((uint32_t)START_NS, (uint32_t)(START_NS >> 32)) == 0);
	cprintf("bench: begin\n");
	for (uint32_t i = 0; i < workers; i++) {
		wait(children[i]);
		bench_require(DONE(i) > 0);
		done += DONE(i);
	}
	cprintf("bench: %u in a second\n", done);
}
