/*
 * Makes system calls with arguments drawn at random, by the kinds that
 * <abi/syscalls.def> gives them, from many environments at once:
 *
 *   fuzz_syscalls [SEED [ROUNDS]]
 *
 * The first environment only watches. It starts supervisors; these make calls
 * that cannot hurt themselves, and keep some children each that make any call,
 * even a fatal one, and are replaced when they end. The calls that each makes
 * follow from the seed. At the end all memory must be free again.
 *
 * SPDX-License-Identifier: MIT
 */
#include "check.h"

#include <abi/batch.h>
#include <abi/device.h>
#include <abi/state.h>

#define SUPERVISORS    2
#define WORKERS        4 /* children of each that make any call */
#define PUPPETS        4 /* and that never run code of their own; made by exofork or env_create */
#define SUPERVISOR_RUN 1500 /* calls */
#define WORKER_RUN     300
#define PATIENCE       20 /* times a worker is found blocked before it is ended */

/* Ids of all that take part, for others to hit. SHARED has one row for each supervisor. */
#define ROW          (1 + WORKERS + PUPPETS)
#define FAMILY(row)  ((volatile envid_t *)SHARED + (row)*ROW)
#define PARTICIPANTS (SUPERVISORS * ROW)

/* Behind them: what workers found wrong, and how many supervisors came to their end. */
#define COMPLAINTS       SHARED[PARTICIPANTS]
#define SUPERVISORS_DONE SHARED[PARTICIPANTS + 1]

/* Pages that are anybody's to map and unmap, under several page directories. */
static const uintptr_t playgrounds[] = { 0x10000000, 0x50000000, 0x9FFFF000, 0xBFFFE000 };
#define PLAYGROUND_PAGES 4

enum kind { ENV, VA, PERM, VALUE, SIZE, IN, OUT };

#define KINDS_0()
#define KINDS_1(k1, n1)      k1
#define KINDS_2(k1, n1, ...) k1, KINDS_1(__VA_ARGS__)
#define KINDS_3(k1, n1, ...) k1, KINDS_2(__VA_ARGS__)
#define KINDS_4(k1, n1, ...) k1, KINDS_3(__VA_ARGS__)
#define KINDS_5(k1, n1, ...) k1, KINDS_4(__VA_ARGS__)

static const struct call {
	unsigned count;
	enum kind kinds[5];
} calls[NSYSCALLS] = {
#define SYSCALL(number, name, result, count, arguments, text) \
	[number] = { count, { KINDS_##count arguments } },
#include <abi/syscalls.def>
#undef SYSCALL
};

/* What ends or stops its target, and what blocks its caller or, with a bad address, ends it. */
static const bool harms_target[NSYSCALLS] = {
	[SYS_env_destroy] = true,         [SYS_env_set_status] = true,
	[SYS_env_set_bound] = true,       [SYS_env_set_pgfault_upcall] = true,
	[SYS_env_set_trap_upcall] = true,
};
static const bool harms_caller[NSYSCALLS] = {
	[SYS_cputs] = true,       [SYS_ipc_recv] = true,  [SYS_env_wait] = true,
	[SYS_sleep_until] = true, [SYS_cons_wait] = true, [SYS_ipc_send] = true,
	[SYS_trap_return] = true, [SYS_ipc_call] = true,  [SYS_ipc_reply_wait] = true,
	[SYS_futex_wait] = true,
};

/* What a worker must not do, since nobody could end the child if the worker ends first. */
static const bool makes_child[NSYSCALLS] = {
	[SYS_exofork] = true,
	[SYS_env_create] = true,
};

static uint32_t random_state;
static bool careful; /* we are a supervisor */
static uint8_t buffer[2 * PGSIZE];

static uint32_t
draw(uint32_t limit)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return (random_state >> 3) % limit;
}

static uint32_t
draw_word(void)
{
	return draw(0x10000) << 16 | draw(0x10000);
}

static uintptr_t
draw_playground_page(void)
{
	return playgrounds[draw(sizeof(playgrounds) / sizeof(playgrounds[0]))] +
	       draw(PLAYGROUND_PAGES) * PGSIZE;
}

static uint32_t
draw_env(void)
{
	static const uint32_t odd[] = { 1, 0xFFF, 0x1000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };

	switch (draw(8)) {
	case 0:
		return 0;
	case 1:
		return (uint32_t)sys_getenvid();
	case 2:
		return (uint32_t)thisenv->env_parent_id;
	case 3:
		return odd[draw(sizeof(odd) / sizeof(odd[0]))];
	case 4: /* the slot's last or next owner */
		return (uint32_t)((envid_t *)SHARED)[draw(PARTICIPANTS)] +
		       (draw(2) ? 1u : -1u) * (1u << ENVGENSHIFT);
	default:
		return (uint32_t)((envid_t *)SHARED)[draw(PARTICIPANTS)];
	}
}

static uint32_t
draw_va(void)
{
	static const uint32_t odd[] = { UTOP,       UTOP + 1,   UVPT,       ULIM,      KERNBASE,
					0xFFFFF000, 0xFFFFFFFF, 0xBFFFF001, 0x10000001 };
	static const uint32_t precious[] = { UTOP - PGSIZE, USTACKTOP - PGSIZE, UTEXT, 0,
					     USTACKTOP };

	if (draw(16) == 0)
		return odd[draw(sizeof(odd) / sizeof(odd[0]))];
	if (!careful && draw(64) == 0)
		return precious[draw(sizeof(precious) / sizeof(precious[0]))];
	return draw_playground_page();
}

static uint32_t
draw_perm(void)
{
	if (draw(8) == 0)
		return draw(2) ? draw_word() : draw(0x4000);
	return PTE_P | PTE_U | (draw(3) ? PTE_W : 0) | (draw(4) ? 0 : PTE_NOEXEC) |
	       (draw(4) ? 0 : PTE_AVAIL & draw_word());
}

/* What the supervisors are granted, and it does no harm to play with: nothing is connected. */
static const struct {
	enum grant_kind kind;
	uint32_t first, count;
} toys[] = {
	{ GRANT_MEMORY, 0xA0, 16 },     { GRANT_PORTS, 0x80, 16 }, { GRANT_LINES, 5, 1 },
	{ GRANT_LINES, NLINES - 4, 4 }, { GRANT_DMA, 0, 1 },
};
#define TOYS (sizeof(toys) / sizeof(toys[0]))

static uint32_t
draw_value(void)
{
	if (draw(8) == 0)
		return toys[draw(TOYS)].first + draw(5);
	return draw(4) == 0 ? draw_word() : draw(6);
}

static uint32_t
draw_size(void)
{
	static const uint32_t odd[] = { PGSIZE - 1, PGSIZE,     PGSIZE + 1, 0x400000,
					0x7FFFFFFF, 0x80000000, 0xFFFFFFFF };

	return draw(8) == 0 ? odd[draw(sizeof(odd) / sizeof(odd[0]))] : draw(80);
}

/* Memory of ours that is there, or not, or ends too soon, or is the kernel's. */
static uint32_t
draw_pointer(void)
{
	static const uint32_t odd[] = { 0,     UTOP - 4,   USTACKTOP - 1, USTACKTOP,
					UENVS, UENVS + 60, UVPT - 2,      UVPT,
					ULIM,  KERNBASE,   0xFFFFFFFF,    0xFFFFFFF0 };

	switch (draw(8)) {
	case 0:
		return odd[draw(sizeof(odd) / sizeof(odd[0]))];
	case 1:
	case 2:
		return draw_playground_page() + PGSIZE - draw(80);
	default:
		return (uintptr_t)buffer + draw(PGSIZE);
	}
}

static uint32_t
draw_argument(enum kind kind)
{
	switch (kind) {
	case ENV:
		return draw_env();
	case VA:
		return draw_va();
	case PERM:
		return draw_perm();
	case VALUE:
		return draw_value();
	case SIZE:
		return draw_size();
	case IN:
	case OUT:
		return draw_pointer();
	}
	return 0;
}

/* Words that a call might take for a struct Trapframe. */
static void
fill_buffer(void)
{
	for (unsigned i = 0; i < 64; i++)
		((uint32_t *)buffer)[draw(sizeof(buffer) / 4)] = draw(2) ? draw_word() : draw_va();
}

static int32_t
make_call(uint32_t number, const uint32_t arguments[5])
{
	uint32_t ebx = arguments[2], edi = arguments[3];
	int32_t result;

	/* Those that receive a message change ebx and edi. */
	__asm__ volatile("int %3"
			 : "=a"(result), "+b"(ebx), "+D"(edi)
			 : "i"(T_SYSCALL), "a"(number), "d"(arguments[0]), "c"(arguments[1]),
			   "S"(arguments[4])
			 : "memory", "cc");
	return result;
}

static bool
names_ourselves(const struct call *call, const uint32_t arguments[5])
{
	for (unsigned i = 0; i < call->count; i++)
		if (call->kinds[i] == ENV &&
		    (arguments[i] == 0 || arguments[i] == (uint32_t)thisenv->env_id))
			return true;
	return false;
}

static bool
permitted(uint32_t number, const uint32_t arguments[5])
{
	if (number >= NSYSCALLS)
		return true;
	if (harms_caller[number] ||
	    (harms_target[number] && names_ourselves(&calls[number], arguments)))
		return !careful && draw(10) == 0; /* or no worker would get far */
	return careful || !makes_child[number];
}

static bool
plausible(uint32_t number, int32_t result)
{
	if (number >= NSYSCALLS)
		return result == -E_INVAL;
	if (number == SYS_page_save && result > 0)
		return (result & ~(PTE_SYSCALL | PTE_NOEXEC)) == 0;
	if (number == SYS_cgetc || number == SYS_getenvid || number == SYS_dma_alloc ||
	    number == SYS_futex_wake || number == SYS_ipc_call || number == SYS_ipc_reply_wait ||
	    makes_child[number])
		return result > -MAXERROR;
	return result <= 0 && result > -MAXERROR;
}

/* False: it is one that we must not make. */
static bool
draw_call(uint32_t *number, uint32_t arguments[5])
{
	*number = draw(40) == 0 ? draw_word() : draw(NSYSCALLS);
	for (unsigned i = 0; i < 5; i++)
		arguments[i] = *number < NSYSCALLS && i < calls[*number].count
				       ? draw_argument(calls[*number].kinds[i])
				       : draw_word();
	return permitted(*number, arguments);
}

/* A batch of calls like all others. Ours fits in one piece: none of its calls can change another. */
static void
draw_batch(uint32_t arguments[5])
{
	struct batch_call *batch = (struct batch_call *)buffer;
	const uint32_t count = draw(careful ? 17 : 60);

	for (uint32_t i = 0; i < count; i++)
		while (!draw_call(&batch[i].number, batch[i].arguments))
			;
	arguments[0] = (uintptr_t)batch;
	arguments[1] = count;
}

/* A state that is taken over, with anything in it. */
static void
draw_state(uint32_t arguments[5])
{
	struct EnvState *state = (struct EnvState *)buffer;

	arguments[1] = (uintptr_t)state;
	state->fpu_size = ENV_FPU_SIZE_MIN + draw(ENV_FPU_SIZE_MAX + 1 - ENV_FPU_SIZE_MIN);
	/* The word that says which of the FPU's registers there are. */
	*(uint32_t *)(state->fpu + ENV_FPU_SIZE_MIN) = draw(9);
}

/* One call; the number of the environment if it made one, else 0. */
static envid_t
fuzz(void)
{
	static uint32_t
		number; /* not on the stack, in whose place the call may map a page of zeroes */
	uint32_t arguments[5];
	int32_t result;

	if (!draw_call(&number, arguments))
		return 0;
	if (draw(4) == 0)
		fill_buffer();
	if (number == SYS_batch && (careful || draw(4) != 0))
		draw_batch(arguments);
	if (number == SYS_env_set_state && draw(4) != 0)
		draw_state(arguments);
	result = make_call(number, arguments);
	if (!plausible(number, result)) {
		cprintf("fuzz_syscalls: call %x(%x, %x, %x, %x, %x) gives %d\n", number,
			arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
			result);
		COMPLAINTS++;
	}
	return number < NSYSCALLS && makes_child[number] && result > 0 ? result : 0;
}

static void
work(uint32_t seed)
{
	careful = false;
	random_state = seed;
	for (int i = 0; i < WORKER_RUN; i++)
		fuzz();
	exit();
}

static void
end(envid_t env)
{
	const int error = sys_env_destroy(env);

	CHECK(error == 0 || error == -E_BAD_ENV);
	wait(env);
}

/* Keep one of our workers at work. */
static void
look_after(volatile envid_t *worker, unsigned *patience)
{
	if (*worker != 0 && !has_ended(*worker)) {
		if (envs[ENVX(*worker)].env_status != ENV_NOT_RUNNABLE || --*patience > 0)
			return;
		/* Stopped, perhaps: then it may yet go on. */
		if (draw(2) == 0 && sys_env_set_status(*worker, ENV_RUNNABLE) == 0) {
			*patience = PATIENCE;
			return;
		}
		end(*worker);
	}
	*patience = PATIENCE;
	const uint32_t seed = draw_word() | 1;
	const envid_t child = checked_fork();

	if (child == 0)
		work(seed);
	sys_grant(child, GRANT_ALL, 0, 0); /* it may be at work already, or have ended */
	*worker = child;
}

static void
supervise(unsigned row, uint32_t seed)
{
	volatile envid_t *workers = FAMILY(row) + 1;
	volatile envid_t *puppets = workers + WORKERS;
	unsigned patience[WORKERS] = { 0 };
	unsigned next_puppet = 0;

	careful = true;
	random_state = seed;
	for (int i = 0; i < SUPERVISOR_RUN; i++) {
		const envid_t made = fuzz();

		if (made > 0) {
			volatile envid_t *puppet = &puppets[next_puppet++ % PUPPETS];

			if (*puppet != 0)
				end(*puppet);
			*puppet = made;
		}
		look_after(&workers[i % WORKERS], &patience[i % WORKERS]);
		sys_yield();
	}
	for (unsigned i = 0; i < WORKERS + PUPPETS; i++)
		if (workers[i] != 0)
			end(workers[i]);
	__atomic_fetch_add(&SUPERVISORS_DONE, 1, __ATOMIC_SEQ_CST);
	exit();
}

static void
round(uint32_t seed)
{
	envid_t supervisors[SUPERVISORS];

	for (unsigned i = 0; i < PARTICIPANTS; i++)
		((volatile envid_t *)SHARED)[i] = 0;
	SUPERVISORS_DONE = 0;
	for (unsigned i = 0; i < SUPERVISORS; i++) {
		supervisors[i] = checked_fork();
		if (supervisors[i] == 0)
			supervise(i, (seed * SUPERVISORS + i) * 2654435761u | 1);
		*FAMILY(i) = supervisors[i];
		for (unsigned toy = 0; toy < TOYS; toy++)
			CHECK_RESULT(sys_grant(supervisors[i], toys[toy].kind, toys[toy].first,
					       toys[toy].count),
				     0);
	}
	for (unsigned i = 0; i < SUPERVISORS; i++)
		wait(supervisors[i]);
	CHECK_RESULT((int)SUPERVISORS_DONE, SUPERVISORS);
	CHECK_RESULT((int)COMPLAINTS, 0);
}

void
umain(int argc, char **argv)
{
	const uint32_t seed = argc > 1 ? (uint32_t)strtol(argv[1], NULL, 0) : 1;
	const uint32_t rounds = argc > 2 ? (uint32_t)strtol(argv[2], NULL, 0) : 2;
	uint32_t free_before = 0;

	make_shared_page();
	for (uint32_t i = 0; i <= rounds; i++) {
		round(seed + i);
		/* The first round is for what stays: our own page tables, and pages that were shared. */
		if (i == 0)
			free_before = free_pages();
	}
	CHECK_RESULT((int)free_pages(), (int)free_before);
	cprintf("\n");
	passed();
}
