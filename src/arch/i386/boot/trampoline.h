/*
 * The code in which application processors wake up: at TRAMPOLINE, in real
 * mode. It lies in the kernel's image and is copied there.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TINE_I386_BOOT_TRAMPOLINE_H
#define TINE_I386_BOOT_TRAMPOLINE_H

#include <abi/types.h>

/* At the end of the copied code. */
struct trampoline_parameters {
	uint32_t cr3; /* the kernel's own address space, with the trampoline mapped at TRAMPOLINE */
	uint32_t efer;  /* low half of the extended feature register; 0: leave it alone */
	uint32_t stack; /* taken, and replaced with 0, by the first processor to come */
};

extern const uint8_t trampoline_start[], trampoline_parameters[], trampoline_end[];

#endif
