/*
 * The program loader: ELF segments to pages.
 *
 * Pages of a read-only segment that the file holds whole are the archive's
 * own, mapped where they are; all others are copies, zero where the file says
 * nothing. Only what a segment declares executable can be executed.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/error.h>
#include <abi/memlayout.h>
#include <abi/mmu.h>
#include <exo/syscall.h>
#include <inc/elf.h>
#include <libc/exo/load.h>
#include <stdbool.h>

/* Where a page is filled before the program gets it; the archive's window is at UTEMP. */
#define SCRATCH ((uint8_t *)UTEMP + PGSIZE)

/* Segments end below the stack. */
#define LOAD_LIMIT (USTACKTOP - USTACKSIZE)

static int
segment_perm(const struct Proghdr *segment)
{
	return PTE_P | PTE_U | (segment->p_flags & ELF_PROG_FLAG_WRITE ? PTE_W : 0) |
	       (segment->p_flags & ELF_PROG_FLAG_EXEC ? 0 : PTE_NOEXEC);
}

/* Can the page at va be the archive's own? */
static bool
page_in_place(const struct Proghdr *segment, uintptr_t va)
{
	uintptr_t file_end = segment->p_va + segment->p_filesz;

	if (segment->p_flags & ELF_PROG_FLAG_WRITE)
		return false;
	if (PGOFF(segment->p_va) != PGOFF(segment->p_offset))
		return false;
	/* At the end, bytes of the file that follow may show, but never in place of zeroes. */
	return va < file_end && (va + PGSIZE <= file_end || segment->p_memsz == segment->p_filesz);
}

static int
map_in_place(envid_t env, const struct archive_file *file, const struct Proghdr *segment,
	     uintptr_t va)
{
	uint32_t page = PGNUM(segment->p_offset) + PGNUM(va) - PGNUM(segment->p_va);

	return sys_archive_map(file->first_page + page, env, (void *)va, segment_perm(segment));
}

/* A new page for va, with the file's bytes between start and end in it. */
static int
map_copy(envid_t env, const struct archive_file *file, const struct Proghdr *segment, uintptr_t va)
{
	uintptr_t start = va > segment->p_va ? va : segment->p_va;
	uintptr_t file_end = segment->p_va + segment->p_filesz;
	uintptr_t end = va + PGSIZE < file_end ? va + PGSIZE : file_end;
	int error;

	if (start >= end)
		return sys_page_alloc(env, (void *)va, segment_perm(segment));

	error = sys_page_alloc(0, SCRATCH, PTE_P | PTE_U | PTE_W | PTE_NOEXEC);
	if (error < 0)
		return error;
	error = archive_read(file, segment->p_offset + (start - segment->p_va),
			     SCRATCH + PGOFF(start), end - start);
	if (error == 0)
		error = sys_page_map(0, SCRATCH, env, (void *)va, segment_perm(segment));
	sys_page_unmap(0, SCRATCH);
	return error;
}

static bool
segment_is_sound(const struct Proghdr *segment, const struct archive_file *file, uintptr_t lowest)
{
	return segment->p_va >= lowest && segment->p_va < LOAD_LIMIT &&
	       segment->p_memsz <= LOAD_LIMIT - segment->p_va &&
	       segment->p_filesz <= segment->p_memsz && segment->p_offset <= file->size_bytes &&
	       segment->p_filesz <= file->size_bytes - segment->p_offset;
}

/* Map a segment that must begin at or above *lowest, and move *lowest above its last page. */
static int
load_segment(envid_t env, const struct archive_file *file, const struct Proghdr *segment,
	     uintptr_t *lowest)
{
	uintptr_t va, end;
	int error;

	if (!segment_is_sound(segment, file, *lowest))
		return -E_NOT_EXEC;
	end = ROUNDUP(segment->p_va + segment->p_memsz, PGSIZE);
	for (va = ROUNDDOWN(segment->p_va, PGSIZE); va < end; va += PGSIZE) {
		error = page_in_place(segment, va) ? map_in_place(env, file, segment, va)
						   : map_copy(env, file, segment, va);
		if (error < 0)
			return error;
	}
	*lowest = end;
	return 0;
}

static bool
header_is_sound(const struct Elf *elf)
{
	return elf->e_magic == ELF_MAGIC && elf->e_elf[0] == ELF_CLASS_32 &&
	       elf->e_type == ELF_TYPE_EXEC && elf->e_machine == ELF_MACHINE_386 &&
	       elf->e_phentsize == sizeof(struct Proghdr);
}

int
load_program(envid_t env, const struct archive_file *file, uintptr_t *entry)
{
	struct Elf elf;
	uintptr_t lowest = 0;
	int error;

	error = archive_read(file, 0, &elf, sizeof(elf));
	if (error < 0)
		return error == -E_EOF ? -E_NOT_EXEC : error;
	if (!header_is_sound(&elf) || elf.e_phoff > file->size_bytes)
		return -E_NOT_EXEC;

	/* Segments come in ascending order (System V ABI); two in one page would need one perm. */
	for (uint32_t i = 0; i < elf.e_phnum; i++) {
		struct Proghdr segment;

		error = archive_read(file, elf.e_phoff + i * sizeof(segment), &segment,
				     sizeof(segment));
		if (error < 0)
			return error == -E_EOF ? -E_NOT_EXEC : error;
		if (segment.p_type != ELF_PROG_LOAD || segment.p_memsz == 0)
			continue;
		error = load_segment(env, file, &segment, &lowest);
		if (error < 0)
			return error;
	}
	*entry = elf.e_entry;
	return 0;
}
