; A kernel that does nothing but fault until the processor gives up: a planted
; failure, which QEMU ends with status 0.
;
; SPDX-License-Identifier: MIT

MAGIC	equ 0x1badb002			; Multiboot 1, as QEMU's own loader wants it

section .text
align 4
	dd	MAGIC, 0, -MAGIC

global _start
_start:
	lidt	[no_table]		; no exception has a handler, not even the double fault
	ud2

no_table:
	dw	0
	dd	0
