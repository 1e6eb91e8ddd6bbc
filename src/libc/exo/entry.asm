; Where every program starts, put here by the linker script's ENTRY.
;
; The loader (the kernel for the first programs, spawn for the others) leaves
; argc at the top of the stack and the address of argv[] above it.
;
; SPDX-License-Identifier: MIT

bits 32

global _start
extern libmain

section .text

_start:
	mov	eax, [esp]		; argc
	mov	edx, [esp + 4]		; argv
	xor	ebp, ebp		; backtraces end here
	and	esp, -16		; the C ABI wants 16-byte alignment at a call
	sub	esp, 8			; with two arguments that leaves 8 to fill
	push	edx
	push	eax
	call	libmain			; does not return

section .note.GNU-stack noalloc noexec nowrite progbits
