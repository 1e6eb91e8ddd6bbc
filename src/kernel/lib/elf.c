/*
 * The reader of programs. Headers are copied out before they are looked at:
 * nothing says that a file is aligned.
 *
 * SPDX-License-Identifier: MIT
 */
#include <abi/elf.h>
#include <abi/error.h>
#include <kernel/elf.h>
#include <kernel/string.h>

/* Whether size bytes at offset lie within a whole of whole bytes. */
static bool
range_within(uint32_t offset, uint32_t size, uint64_t whole)
{
	return (uint64_t)offset + size <= whole;
}

static bool
header_is_ours(const Elf32_Ehdr *header)
{
	return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == ELFCLASS32 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_ident[EI_VERSION] == EV_CURRENT && header->e_type == ET_EXEC &&
	       header->e_machine == EM_386 && header->e_version == EV_CURRENT &&
	       header->e_phentsize == sizeof(Elf32_Phdr) && header->e_phnum <= ELF_HEADERS_MAX;
}

static void
program_header(const struct elf_image *image, unsigned number, Elf32_Phdr *header)
{
	memcpy(header, image->bytes + image->header_offset + number * sizeof(*header),
	       sizeof(*header));
}

static bool
is_segment(const Elf32_Phdr *header)
{
	return header->p_type == PT_LOAD && header->p_memsz != 0;
}

static bool
contains(const Elf32_Phdr *header, uint32_t va)
{
	return va >= header->p_vaddr && va - header->p_vaddr < header->p_memsz;
}

int
elf_open(struct elf_image *image, const void *bytes, size_t size_bytes, uint32_t limit_va)
{
	Elf32_Ehdr header;
	Elf32_Phdr segment;
	uint32_t free_va = 0; /* the end of the segment before */
	bool entry_found = false;

	if (size_bytes < sizeof(header))
		return -E_NOT_EXEC;
	memcpy(&header, bytes, sizeof(header));
	if (!header_is_ours(&header) ||
	    !range_within(header.e_phoff, header.e_phnum * sizeof(Elf32_Phdr), size_bytes))
		return -E_NOT_EXEC;

	*image = (struct elf_image){
		.bytes = bytes,
		.size_bytes = size_bytes,
		.entry_va = header.e_entry,
		.header_offset = header.e_phoff,
		.header_count = header.e_phnum,
	};
	for (unsigned i = 0; i < image->header_count; i++) {
		program_header(image, i, &segment);
		if (segment.p_type == PT_INTERP)
			return -E_NOT_EXEC;
		if (!is_segment(&segment))
			continue;
		if (segment.p_filesz > segment.p_memsz ||
		    !range_within(segment.p_offset, segment.p_filesz, size_bytes) ||
		    !range_within(segment.p_vaddr, segment.p_memsz, limit_va) ||
		    segment.p_vaddr < free_va)
			return -E_NOT_EXEC;
		free_va = segment.p_vaddr + segment.p_memsz;
		if ((segment.p_flags & PF_X) && contains(&segment, header.e_entry))
			entry_found = true;
		image->segment_count++;
	}
	return entry_found ? 0 : -E_NOT_EXEC;
}

int
elf_segment(const struct elf_image *image, unsigned index, struct elf_segment *segment)
{
	Elf32_Phdr header;

	for (unsigned i = 0; i < image->header_count; i++) {
		program_header(image, i, &header);
		if (!is_segment(&header) || index-- != 0)
			continue;
		*segment = (struct elf_segment){
			.va = header.p_vaddr,
			.memory_size_bytes = header.p_memsz,
			.file_offset = header.p_offset,
			.file_size_bytes = header.p_filesz,
			.readable = header.p_flags & PF_R,
			.writable = header.p_flags & PF_W,
			.executable = header.p_flags & PF_X,
		};
		return 0;
	}
	return -E_NOT_FOUND;
}

static bool
section_header(const uint8_t *file, size_t file_size_bytes, const Elf32_Ehdr *header,
	       unsigned number, Elf32_Shdr *section)
{
	const uint64_t offset = header->e_shoff + (uint64_t)number * sizeof(*section);

	if (number >= header->e_shnum || offset + sizeof(*section) > file_size_bytes)
		return false;
	memcpy(section, file + offset, sizeof(*section));
	return true;
}

bool
elf_find_section(const void *file, size_t file_size_bytes, const char *name, const void **contents,
		 size_t *size_bytes)
{
	const size_t name_size = strlen(name) + 1;
	const uint8_t *bytes = file;
	Elf32_Shdr names, section;
	Elf32_Ehdr header;

	if (file_size_bytes < sizeof(header))
		return false;
	memcpy(&header, bytes, sizeof(header));
	if (!header_is_ours(&header) || header.e_shentsize != sizeof(section) ||
	    !section_header(bytes, file_size_bytes, &header, header.e_shstrndx, &names) ||
	    !range_within(names.sh_offset, names.sh_size, file_size_bytes))
		return false;
	for (unsigned i = 0; section_header(bytes, file_size_bytes, &header, i, &section); i++) {
		if (!range_within(section.sh_name, (uint32_t)name_size, names.sh_size) ||
		    memcmp(bytes + names.sh_offset + section.sh_name, name, name_size) != 0)
			continue;
		*contents = bytes + section.sh_offset;
		*size_bytes = section.sh_size;
		return range_within(section.sh_offset, section.sh_size, file_size_bytes);
	}
	return false;
}
