; What is in syscall_table for every call while tracing is on: records the
; call and makes it. Entered as a handler is, with the number in ebx.
;
; SPDX-License-Identifier: MIT

bits 32

extern syscall_handlers, trace_syscall

section .text

global syscall_traced
syscall_traced:
	push	eax			; the environment
	push	edx			; first argument
	push	ecx			; second
	mov	eax, ebx
	call	trace_syscall
	pop	ecx
	pop	edx
	pop	eax
	jmp	[syscall_handlers + ebx * 4]
