/*
 * The boot archive, and the first programs, which the kernel loads itself.
 *
 * This loader copies everything and shares nothing; the library's spawn, with
 * which programs start each other, does better.
 *
 * SPDX-License-Identifier: MIT
 */
#include <kernel/programs.h>

#include <kernel/archive.h>
#include <kernel/elf.h>
#include <kernel/env.h>
#include <kernel/grant.h>
#include <kernel/printf.h>
#include <kernel/string.h>

#define PROGRAMS_MAX  256
#define COMMAND_SIZE  256
#define ARGUMENTS_MAX 32

/* i: fixed after boot. The list of files is made then: finding one must not cost a walk. */
static struct archive archive;
static pageno_t archive_first_page;
static struct archive_file files[PROGRAMS_MAX];
static unsigned file_count;

int
programs_init(const void *bytes, size_t size_bytes, pageno_t first_page)
{
	const int error = archive_open(&archive, bytes, size_bytes);

	if (error < 0)
		return error;
	file_count = archive_list(&archive, files, PROGRAMS_MAX);
	if (file_count < archive.count)
		cprintf("boot: only the first %u of %u programs are used\n", file_count,
			archive.count);
	archive_first_page = first_page;
	page_keep(first_page, (uint32_t)ROUNDUP(size_bytes, PGSIZE) / PGSIZE);
	return 0;
}

bool
programs_file(unsigned index, struct archive_file *file)
{
	if (index >= file_count)
		return false;
	*file = files[index];
	return true;
}

bool
programs_find(const char *name, size_t length, struct archive_file *file)
{
	for (unsigned i = 0; i < file_count; i++)
		if (files[i].name[0] == name[0] &&
		    strnlen(files[i].name, ARCHIVE_NAME_SIZE) == length &&
		    memcmp(files[i].name, name, length) == 0) {
			*file = files[i];
			return true;
		}
	return false;
}

const void *
programs_contents(const struct archive_file *file)
{
	return archive.bytes + (size_t)file->first_page * PGSIZE;
}

pageno_t
programs_page(uint32_t index)
{
	return index < archive.size_bytes / PGSIZE ? archive_first_page + index : PAGE_NONE;
}

/*
 * The page at va, present with at least perm: two segments may share a page,
 * which then has the rights of both.
 */
static int
need_page(struct env *env, uservaddr_t va, int perm, pageno_t *page)
{
	int present_perm, error;

	*page = aspace_lookup(env, va, &present_perm);
	if (*page == PAGE_NONE) {
		*page = page_alloc_any();
		if (*page == PAGE_NONE)
			return -E_NO_MEM;
		page_zero(*page);
	} else {
		if (!page_retain(*page))
			return -E_NO_MEM;
		perm |= present_perm & PTE_W;
		if (!(present_perm & PTE_NOEXEC))
			perm &= ~PTE_NOEXEC;
	}
	error = aspace_map(env, va, *page, perm);
	if (error < 0)
		page_release(*page);
	return error;
}

static int
load_segment(struct env *env, const unsigned char *file, const struct elf_segment *segment)
{
	const uint32_t end = segment->va + segment->memory_size_bytes;
	const uint32_t file_end = segment->va + segment->file_size_bytes;
	const int perm = PTE_P | PTE_U | (segment->writable ? PTE_W : 0) |
			 (segment->executable ? 0 : PTE_NOEXEC);

	for (uint32_t va = ROUNDDOWN(segment->va, PGSIZE); va < end; va += PGSIZE) {
		const uint32_t from = va > segment->va ? va : segment->va;
		const uint32_t to = va + PGSIZE < file_end ? va + PGSIZE : file_end;
		pageno_t page;
		const int error = need_page(env, user_va(va), perm, &page);

		if (error < 0)
			return error;
		if (from < to)
			page_write(page, from - va,
				   file + segment->file_offset + (from - segment->va), to - from);
	}
	return 0;
}

/*
 * Build the stack a program starts with: argc, argv, then the vector and the
 * strings it points to. Returns the stack pointer in *stack.
 */
static int
load_arguments(struct env *env, const char *command, uint32_t *stack)
{
	struct {
		uint32_t argc, argv;
		uint32_t vector[ARGUMENTS_MAX + 1];
		char strings[COMMAND_SIZE];
	} image = { 0 };
	const uint32_t base = USTACKTOP - sizeof(image);
	size_t used = 0;
	pageno_t page;
	int error;

	while (*command != '\0' && image.argc < ARGUMENTS_MAX) {
		size_t length = 0;

		while (*command == ' ')
			command++;
		while (command[length] != '\0' && command[length] != ' ')
			length++;
		if (length == 0)
			break;
		if (used + length + 1 > sizeof(image.strings))
			return -E_INVAL;
		memcpy(image.strings + used, command, length);
		image.vector[image.argc++] =
			(uint32_t)(base + ((char *)image.strings - (char *)&image) + used);
		used += length + 1;
		command += length;
	}
	image.argv = base + 2 * sizeof(uint32_t);
	/* Upwards, so that the last page is the one with the arguments. */
	for (uint32_t va = USTACKTOP - USTACKSIZE; va < USTACKTOP; va += PGSIZE) {
		error = need_page(env, user_va(va), PTE_P | PTE_U | PTE_W | PTE_NOEXEC, &page);
		if (error < 0)
			return error;
	}
	page_write(page, PGSIZE - sizeof(image), &image, sizeof(image));
	*stack = base;
	return 0;
}

static int
load(struct env *env, const char *command, const struct archive_file *file)
{
	const unsigned char *bytes = programs_contents(file);
	struct elf_segment segment;
	struct elf_image image;
	uint32_t stack;
	int error;

	error = elf_open(&image, bytes, file->size_bytes, USTACKTOP - USTACKSIZE);
	for (unsigned i = 0; error == 0 && i < image.segment_count; i++) {
		error = elf_segment(&image, i, &segment);
		if (error == 0)
			error = load_segment(env, bytes, &segment);
	}
	if (error == 0)
		error = load_arguments(env, command, &stack);
	if (error == 0)
		arch_env_set_entry(env, image.entry_va, stack);
	return error;
}

int
program_start(const char *command)
{
	char name[ARCHIVE_NAME_SIZE];
	struct archive_file file;
	struct env *env;
	size_t length;
	int error;

	while (*command == ' ')
		command++;
	for (length = 0; command[length] != '\0' && command[length] != ' '; length++)
		if (length == sizeof(name) - 1)
			return -E_NOT_FOUND;
	memcpy(name, command, length);
	name[length] = '\0';

	error = archive_find(&archive, name, &file);
	if (error == 0)
		error = env_create(NULL, &env);
	if (error < 0)
		return error;
	memcpy(env->public->env_name, name, strnlen(name, ENV_NAME_SIZE - 1));
	error = load(env, command, &file);
	spin_lock(&env->lock);
	env->grants = &grants_everything;
	if (error < 0)
		env_destroy(env);
	else
		env_start(env);
	return error;
}
