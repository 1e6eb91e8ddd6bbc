/*
 * The parts of an ELF file that loading a 32-bit program needs.
 *
 * Source: System V Application Binary Interface, edition 4.1, chapters 4 and
 * 5, and its Intel386 supplement. Field names are the document's.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_ABI_ELF_H
#define TINE_ABI_ELF_H

#include <abi/types.h>

#define EI_CLASS   4
#define EI_DATA    5
#define EI_VERSION 6
#define EI_NIDENT  16

#define ELFMAG      "\177ELF" /* the first four bytes of e_ident */
#define SELFMAG     4
#define ELFCLASS32  1
#define ELFDATA2LSB 1
#define EV_CURRENT  1

#define ET_EXEC 2
#define EM_386  3

typedef struct {
	uint8_t e_ident[EI_NIDENT];
	uint16_t e_type;
	uint16_t e_machine;
	uint32_t e_version;
	uint32_t e_entry; /* where the program starts */
	uint32_t e_phoff; /* of the program headers in the file */
	uint32_t e_shoff;
	uint32_t e_flags;
	uint16_t e_ehsize;
	uint16_t e_phentsize;
	uint16_t e_phnum;
	uint16_t e_shentsize;
	uint16_t e_shnum;
	uint16_t e_shstrndx;
} Elf32_Ehdr;

#define PT_LOAD   1
#define PT_INTERP 3

#define PF_X 1
#define PF_W 2
#define PF_R 4

typedef struct {
	uint32_t p_type;
	uint32_t p_offset; /* of the contents in the file */
	uint32_t p_vaddr;
	uint32_t p_paddr;
	uint32_t p_filesz;
	uint32_t p_memsz; /* what is beyond p_filesz is zero */
	uint32_t p_flags;
	uint32_t p_align;
} Elf32_Phdr;

typedef struct {
	uint32_t sh_name; /* offset in the section of names */
	uint32_t sh_type;
	uint32_t sh_flags;
	uint32_t sh_addr;
	uint32_t sh_offset; /* of the contents in the file */
	uint32_t sh_size;
	uint32_t sh_link;
	uint32_t sh_info;
	uint32_t sh_addralign;
	uint32_t sh_entsize;
} Elf32_Shdr;

_Static_assert(sizeof(Elf32_Shdr) == 40, "as in the file");
_Static_assert(sizeof(Elf32_Ehdr) == 52 && sizeof(Elf32_Phdr) == 32, "as in the file");

#endif
