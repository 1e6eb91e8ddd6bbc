/*
 * Where symbol tables are: the kernel's own is linked into it, a program's is
 * a section of its file in the boot archive.
 *
 * An environment's program is known by its name only. That the environment
 * chose, so what is shown may be wrong; it is never read beyond its end.
 *
 * SPDX-License-Identifier: MIT
 */
#include "program_symbols.h"

#include <abi/memlayout.h>
#include <arch/monitor.h>
#include <kernel/backtrace.h>
#include <kernel/elf.h>
#include <kernel/env.h>
#include <kernel/printf.h>
#include <kernel/programs.h>
#include <kernel/string.h>

#define SECTION ".tine.symbols"

/* Absent in the first link of the kernel, and only there: see scripts/build/symbols.py. */
extern const uint8_t kernel_symbols[] __attribute__((weak));
extern const uint8_t kernel_symbols_end[] __attribute__((weak));

bool
symbols_of(const struct env *env, struct symbols *symbols)
{
	struct archive_file file;
	const void *contents;
	size_t size_bytes;

	if (env == NULL)
		return kernel_symbols != NULL &&
		       symbols_open(symbols, kernel_symbols,
				    (size_t)(kernel_symbols_end - kernel_symbols));
	return programs_find(env->public->env_name, strnlen(env->public->env_name, ENV_NAME_SIZE),
			     &file) &&
	       elf_find_section(programs_contents(&file), file.size_bytes, SECTION, &contents,
				&size_bytes) &&
	       symbols_open(symbols, contents, size_bytes);
}

void
backtrace_program(const struct env *env, uintptr_t address)
{
	struct symbols symbols;

	if (!symbols_of(env, &symbols))
		return;
	cprintf("  at ");
	show_place(env, address, false);
	cprintf("\n");
}

void
show_place(const struct env *env, uint32_t address, bool is_return)
{
	/* A call that does not return may be the last of its function: look up the call. */
	const uint32_t sought = address - is_return;
	struct symbol_place place;
	struct symbols symbols;

	cprintf("%08x", (unsigned)address);
	if (env != NULL && address - USYSCALL < PGSIZE)
		cprintf(" system call+0x%x", (unsigned)(address - USYSCALL));
	if ((env == NULL ? !arch_is_kernel_code(sought) : sought >= UTOP) ||
	    !symbols_of(env, &symbols) || !symbols_place(&symbols, sought, &place))
		return;
	cprintf(" %s+0x%x", place.function, (unsigned)place.offset + is_return);
	if (place.file[0] != '\0')
		cprintf(" %s:%u", place.file, (unsigned)place.line);
}
