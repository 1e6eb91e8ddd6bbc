/*
 * The sieve and the tree of tests/bench as Linux has them: a process for each
 * environment, a pipe for each pair that sends and receives. It is the first
 * process, has no C library, and powers the machine off at its end.
 *
 * The word behind "--" on the kernel's command line says which; system calls
 * go through the entry that the kernel recommends (AT_SYSINFO).
 *
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <stdint.h>

#define PRIMES     200
#define LAST_PRIME 1223
#define DEPTH      6

#define AT_SYSINFO 32

/* Numbers of system calls, and what some of them take; from the kernel's headers for i386. */
enum {
	CALL_EXIT = 1,
	CALL_FORK = 2,
	CALL_READ = 3,
	CALL_WRITE = 4,
	CALL_CLOSE = 6,
	CALL_WAITPID = 7,
	CALL_GETPID = 20,
	CALL_PIPE = 42,
	CALL_REBOOT = 88,
	CALL_MMAP = 90, /* its six arguments are in memory */
};
#define MAP_READ_WRITE       0x3
#define MAP_SHARED_ANONYMOUS 0x21
#define REBOOT_MAGIC_1       0xfee1dead
#define REBOOT_MAGIC_2       672274793
#define REBOOT_POWER_OFF     0x4321fedc

static uint32_t sysinfo;

/* In the shared page: how many primes were found, and which. */
static volatile uint32_t *found;

static int32_t
call(uint32_t number, uint32_t a, uint32_t b, uint32_t c)
{
	int32_t result;

	__asm__ volatile("call *%1"
			 : "=a"(result)
			 : "m"(sysinfo), "a"(number), "b"(a), "c"(b), "d"(c)
			 : "memory");
	return result;
}

static void
print(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	call(CALL_WRITE, 1, (uint32_t)text, length);
}

static void
power_off(void)
{
	call(CALL_REBOOT, REBOOT_MAGIC_1, REBOOT_MAGIC_2, REBOOT_POWER_OFF);
}

static int32_t
require(int32_t result)
{
	if (result < 0) {
		print("bench: a call failed\n");
		power_off();
	}
	return result;
}

/* The digits of a number, at least so many, before end, where a zero byte is put; where they begin. */
static char *
digits(uint64_t number, uint32_t base, unsigned least, char *end)
{
	*end = '\0';
	for (; number != 0 || least > 0; number /= base, least -= least > 0)
		*--end = "0123456789abcdef"[number % base];
	return end;
}

static uint64_t
now(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return (uint64_t)high << 32 | low;
}

/* As tests/bench/bench.c prints it. */
static void
report(uint64_t ticks)
{
	char buffer[32];
	const char *text = digits(ticks, 10, 1, buffer + sizeof(buffer) - 1);

	print("bench: repetitions 1 minimum ");
	print(text);
	print(" median ");
	print(text);
	print(" mean ");
	print(text);
	print("\n");
}

static void
link(int32_t in, int32_t done)
{
	for (;;) {
		uint32_t prime, number;
		int32_t pipe[2], child;

		if (require(call(CALL_READ, in, (uint32_t)&prime, sizeof(prime))) != sizeof(prime))
			break;
		found[1 + found[0]] = prime;
		if (++found[0] == PRIMES)
			require(call(CALL_WRITE, done, (uint32_t)&prime, sizeof(prime)));
		require(call(CALL_PIPE, (uint32_t)pipe, 0, 0));
		child = require(call(CALL_FORK, 0, 0, 0));
		if (child == 0) {
			call(CALL_CLOSE, in, 0, 0);
			call(CALL_CLOSE, pipe[1], 0, 0);
			in = pipe[0];
			continue;
		}
		call(CALL_CLOSE, pipe[0], 0, 0);
		while (call(CALL_READ, in, (uint32_t)&number, sizeof(number)) == sizeof(number))
			if (number % prime != 0)
				require(call(CALL_WRITE, pipe[1], (uint32_t)&number,
					     sizeof(number)));
		call(CALL_CLOSE, pipe[1], 0, 0);
		require(call(CALL_WAITPID, child, 0, 0));
		break;
	}
	call(CALL_EXIT, 0, 0, 0);
}

/* From before the first fork until it is known that the last prime has been found. */
static void
sieve(void)
{
	int32_t numbers[2], done[2], first;
	uint64_t ticks;
	uint32_t prime;

	require(call(CALL_PIPE, (uint32_t)done, 0, 0));
	ticks = now();
	require(call(CALL_PIPE, (uint32_t)numbers, 0, 0));
	first = require(call(CALL_FORK, 0, 0, 0));
	if (first == 0) {
		call(CALL_CLOSE, numbers[1], 0, 0);
		link(numbers[0], done[1]);
	}
	call(CALL_CLOSE, numbers[0], 0, 0);
	for (uint32_t number = 2; number <= LAST_PRIME; number++)
		require(call(CALL_WRITE, numbers[1], (uint32_t)&number, sizeof(number)));
	require(call(CALL_READ, done[0], (uint32_t)&prime, sizeof(prime)));
	ticks = now() - ticks;
	call(CALL_CLOSE, numbers[1], 0, 0);
	require(call(CALL_WAITPID, first, 0, 0));
	if (prime == LAST_PRIME && found[0] == PRIMES && found[PRIMES] == LAST_PRIME)
		report(ticks);
}

static char *
append(char *end, const char *text)
{
	while ((*end = *text++) != '\0')
		end++;
	return end;
}

/* Prints the path that it has, in one piece; forks two children unless that is long enough; waits for them. */
static void
grow(char *path, unsigned depth)
{
	int32_t children[2];
	char id[16], line[32];

	append(append(append(append(line, digits(call(CALL_GETPID, 0, 0, 0), 16, 4, id + 15)),
			     ": I am '"),
		      path),
	       "'\n");
	print(line);
	if (depth == DEPTH)
		return;
	for (unsigned branch = 0; branch < 2; branch++) {
		children[branch] = require(call(CALL_FORK, 0, 0, 0));
		if (children[branch] == 0) {
			path[depth] = (char)('0' + branch);
			path[depth + 1] = '\0';
			grow(path, depth + 1);
			call(CALL_EXIT, 0, 0, 0);
		}
	}
	for (unsigned branch = 0; branch < 2; branch++)
		require(call(CALL_WAITPID, children[branch], 0, 0));
}

static void
tree(void)
{
	char path[DEPTH + 1] = "";
	const uint64_t start = now();

	grow(path, 0);
	report(now() - start);
}

/* What the kernel puts on the stack: the number of arguments, these, 0, the environment, 0, pairs. */
__attribute__((used, noreturn)) static void
start(const uint32_t *stack)
{
	const uint32_t argc = stack[0];
	const uint32_t *pair = stack + 1 + argc + 1;
	const char *which = argc > 1 ? (const char *)stack[2] : "";
	static const uint32_t shared_page[6] = {
		0, (PRIMES + 1) * sizeof(uint32_t), MAP_READ_WRITE, MAP_SHARED_ANONYMOUS, -1, 0
	};

	while (*pair++ != 0)
		;
	while (pair[0] != 0 && pair[0] != AT_SYSINFO)
		pair += 2;
	sysinfo = pair[1];
	found = (uint32_t *)call(CALL_MMAP, (uint32_t)shared_page, 0, 0);
	if (which[0] == 's')
		sieve();
	else
		tree();
	power_off();
	for (;;)
		;
}

__asm__(".globl _start\n"
	"_start:\n"
	"	mov	%esp, %eax\n"
	"	and	$-16, %esp\n"
	"	sub	$12, %esp\n"
	"	push	%eax\n"
	"	call	start\n");
