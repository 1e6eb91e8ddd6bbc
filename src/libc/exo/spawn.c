/*
 * Starting a program of the boot archive.
 *
 * The child is built before it runs: segments, stack, shared pages, registers.
 * Whatever fails on the way, the half-built child is destroyed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/env.h>
#include <abi/error.h>
#include <abi/memlayout.h>
#include <exo/env.h>
#include <exo/pages.h>
#include <exo/spawn.h>
#include <exo/syscall.h>
#include <stdarg.h>
#include <string.h>

#include <libc/exo/archive.h>
#include <libc/exo/load.h>
#include <libc/exo/sharing.h>
#include <libc/lock.h>

/* More arguments would not fit in the page that holds them. */
#define ARGUMENTS_MAX (PGSIZE / (sizeof(char *) + 1))

#define STACK_PERM (PTE_P | PTE_U | PTE_W | PTE_NOEXEC)

/*
 * Write strings, argv[], and the two words that _start wants into page, which
 * the child will have just below USTACKTOP. Returns the child's stack
 * pointer, or 0 if they do not fit.
 *
 *	USTACKTOP ->	strings
 *			argv[argc] = null
 *			...
 *			argv[0]
 *			address of argv[0]
 *	esp ->		argc
 */
static uintptr_t
write_arguments(uint8_t *page, const char **argv)
{
	const uintptr_t page_va = USTACKTOP - PGSIZE;
	size_t argc = 0, strings_size_bytes = 0, words, start;
	uint32_t *word;
	char *string;

	for (; argv[argc] != NULL; argc++) {
		size_t length = strnlen(argv[argc], PGSIZE);

		if (argc == ARGUMENTS_MAX || strings_size_bytes + length + 1 > PGSIZE)
			return 0;
		strings_size_bytes += length + 1;
	}
	words = argc + 3;
	if (ROUNDUP(strings_size_bytes, 4) + words * 4 > PGSIZE)
		return 0;

	start = PGSIZE - ROUNDUP(strings_size_bytes, 4);
	string = (char *)page + start;
	word = (uint32_t *)(page + start) - words;
	start -= words * 4;
	*word++ = argc;
	*word++ = page_va + start + 2 * 4;
	for (size_t i = 0; i < argc; i++) {
		size_t size_bytes = strlen(argv[i]) + 1;

		*word++ = page_va + (uintptr_t)((uint8_t *)string - page);
		memcpy(string, argv[i], size_bytes);
		string += size_bytes;
	}
	*word = 0;
	return page_va + start;
}

static int
make_stack(envid_t child, const char **argv, uintptr_t *stack_pointer)
{
	void *const scratch = (void *)UTEMP;
	void *const top_page = (void *)(USTACKTOP - PGSIZE);
	int error;

	for (size_t i = 2; i <= USTACKSIZE / PGSIZE; i++) {
		error = sys_page_alloc(child, (void *)(USTACKTOP - i * PGSIZE), STACK_PERM);
		if (error < 0)
			return error;
	}
	error = sys_page_alloc(0, scratch, STACK_PERM);
	if (error < 0)
		return error;
	*stack_pointer = write_arguments(scratch, argv);
	error = *stack_pointer == 0 ? -E_NO_MEM
				    : sys_page_map(0, scratch, child, top_page, STACK_PERM);
	sys_page_unmap(0, scratch);
	return error;
}

static int
share_page(void *va, pte_t entry, envid_t child)
{
	/* The stack is marked so if there are threads; a program gets a new one. */
	if (!(entry & PTE_SHARE) || page_is_device(entry) || (uintptr_t)va >= STACK_BOTTOM)
		return 0;
	return sys_page_map(0, va, child, va, page_perm(entry));
}

static int
set_registers(envid_t child, uintptr_t entry, uintptr_t stack_pointer)
{
	/* The kernel fills in selectors and the flags that are not a program's to set. */
	struct Trapframe registers = { .tf_eip = entry, .tf_esp = stack_pointer };

	return sys_env_set_trapframe(child, &registers);
}

static int
build_child(envid_t child, const struct archive_file *file, const char **argv)
{
	uintptr_t entry, stack_pointer;
	int error;

	error = load_program(child, file, &entry);
	if (error < 0)
		return error;
	error = make_stack(child, argv, &stack_pointer);
	if (error < 0)
		return error;
	error = pages_each(share_page, child);
	if (error < 0)
		return error;
	error = set_registers(child, entry, stack_pointer);
	if (error < 0)
		return error;
	return sys_env_set_name(child, file->name, strlen(file->name));
}

envid_t
spawn(const char *program, const char **argv)
{
	const envid_t child = spawn_stopped(program, argv);

	if (child > 0)
		sys_env_set_status(child, ENV_RUNNABLE);
	return child;
}

envid_t
spawn_stopped(const char *program, const char **argv)
{
	struct archive_file file;
	envid_t child;
	int error;

	error = archive_find(program, &file);
	if (error < 0)
		return error;
	child = sys_env_create();
	if (child < 0)
		return child;
	lock_take(&libc_program_lock);
	error = build_child(child, &file, argv);
	lock_give(&libc_program_lock);
	if (error < 0) {
		/* And wait: a caller that is out of memory wants what the child had. */
		sys_env_destroy(child);
		wait(child);
		return error;
	}
	return child;
}

envid_t
spawnl(const char *program, const char *argument0, ...)
{
	const char *argv[SPAWNL_ARGUMENTS_MAX + 1];
	const char *next = argument0;
	size_t argc = 0;
	va_list arguments;

	va_start(arguments, argument0);
	for (; next != NULL && argc < SPAWNL_ARGUMENTS_MAX; next = va_arg(arguments, const char *))
		argv[argc++] = next;
	va_end(arguments);
	if (next != NULL)
		return -E_NO_MEM;
	argv[argc] = NULL;
	return spawn(program, argv);
}
