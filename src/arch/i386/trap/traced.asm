; What is in syscall_table for every call while tracing is on: records the
; call, makes it, and records its end. Entered as a handler is, with the number
; in ebx and the environment in ebp as well.
;
; SPDX-License-Identifier: MIT

bits 32

extern syscall_handlers, trace_call, trace_result

section .text

global syscall_traced
syscall_traced:
	push	edx			; first argument
	push	ecx			; second
	mov	eax, ebx
	call	trace_call
	pop	ecx
	pop	edx
	mov	eax, ebp
	push	dword [esp + 12]	; fifth argument
	push	dword [esp + 12]	; fourth
	push	dword [esp + 12]	; third
	call	[syscall_handlers + ebx * 4]
	add	esp, 12
	push	eax			; result
	mov	ecx, eax
	mov	edx, ebx
	mov	eax, ebp
	call	trace_result
	pop	eax
	ret
