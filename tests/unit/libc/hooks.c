/*
 * The host's side of the library's hooks; see hooks.h.
 *
 * SPDX-License-Identifier: MIT
 */
#include "hooks.h"

#include <libc/stdio/console.h>
#include <libc/stdlib/exit.h>
#include <libc/stdlib/heap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Not from <sys/wait.h>, whose <signal.h> would be the library's. */
pid_t waitpid(pid_t child, int *status, int options);
#define ENDED_BY_SIGNAL(status) ((status)&0x7F)
#define EXIT_STATUS(status)     ((status) >> 8 & 0xFF)

/* Shared with the children that exit_status_of makes. */
static struct console {
	size_t writes;
	size_t length;
	char text[1 << 16];
} * console;

static const char *typed = "";

size_t heap_mapped_bytes;
size_t heap_limit_bytes = SIZE_MAX;

__attribute__((constructor)) static void
console_create(void)
{
	console = mmap(NULL, sizeof(*console), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
}

const char *
console_text(void)
{
	console->text[console->length] = '\0';
	return console->text;
}

size_t
console_writes(void)
{
	return console->writes;
}

void
console_clear(void)
{
	console->writes = 0;
	console->length = 0;
}

void
console_type(const char *keys)
{
	typed = keys;
}

void
console_write(const char *bytes, size_t length)
{
	console->writes++;
	if (length > sizeof(console->text) - 1 - console->length)
		length = sizeof(console->text) - 1 - console->length;
	memcpy(console->text + console->length, bytes, length);
	console->length += length;
}

int
console_read_char(void)
{
	return *typed != '\0' ? (unsigned char)*typed++ : -1;
}

int
heap_map(void *va, size_t size_bytes)
{
	if (heap_mapped_bytes > heap_limit_bytes ||
	    size_bytes > heap_limit_bytes - heap_mapped_bytes)
		return -1;
	if (mmap(va, size_bytes, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0) != va)
		return -1;
	heap_mapped_bytes += size_bytes;
	return 0;
}

void
heap_unmap(void *va, size_t size_bytes)
{
	munmap(va, size_bytes);
	heap_mapped_bytes -= size_bytes;
}

_Noreturn void
exo_exit(int status)
{
	_exit(status);
}

int
exit_status_of(void (*function)(void))
{
	enum { RETURNED = 99 };
	int status;
	pid_t child = fork();

	if (child == 0) {
		function();
		_exit(RETURNED);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || ENDED_BY_SIGNAL(status) ||
	    EXIT_STATUS(status) == RETURNED)
		return -1;
	return EXIT_STATUS(status);
}

uint64_t
next_random(void)
{
	static uint64_t state = 0x9E3779B97F4A7C15u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}
