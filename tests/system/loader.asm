; A loader that puts the kernel, the archive and the boot information where a
; test wants them. QEMU loads it as a kernel, far from all of that, and a module
; with it: the plan, which tests/system/harness/loader.py makes. Its words are
; eax, ebx and eip for the kernel; how many pieces there are; and of each piece
; its place in the plan, where it goes, and how many bytes it has.
;
; SPDX-License-Identifier: MIT

MAGIC		equ 0x1badb002		; Multiboot 1, as QEMU's own loader wants it
MODULES		equ 24			; in its boot information: where the list of modules is
PIECE_SIZE	equ 12

section .text
align 4
	dd	MAGIC, 0, -MAGIC

global _start
_start:
	cld
	mov	ebx, [ebx + MODULES]
	mov	ebp, [ebx]		; the plan's first byte
	mov	edx, [ebp + 12]
	lea	ebx, [ebp + 16]
.piece:
	mov	esi, [ebx]
	add	esi, ebp
	mov	edi, [ebx + 4]
	mov	ecx, [ebx + 8]
	rep movsb
	add	ebx, PIECE_SIZE
	dec	edx
	jnz	.piece

	mov	eax, [ebp]
	mov	ebx, [ebp + 4]
	jmp	[ebp + 8]
