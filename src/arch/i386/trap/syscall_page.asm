; What programs find at USYSCALL: the one where sysenter is used, or the other. They return
; to their caller, and lose flags, ecx and edx.
;
; A call that is made again, because it was only begun or its caller was put back to where
; it waited, is made by the int before USYSCALL_RETURN. From there on both are alike:
; a checkpoint made with one goes on with the other.
;
; SPDX-License-Identifier: MIT
%include "offsets.inc"

section .rodata
bits 32

global syscall_by_sysenter
syscall_by_sysenter:
	push	ebp
	mov	ebp, esp		; so the kernel knows what esp was; and a frame for backtraces
	sysenter
	int	T_SYSCALL
%if $ - syscall_by_sysenter != USYSCALL_RETURN - USYSCALL
%error "sysexit would go elsewhere"
%endif
	pop	ebp
	ret

global syscall_by_int
syscall_by_int:
	int	T_SYSCALL
	ret
	times USYSCALL_AGAIN - USYSCALL - ($ - syscall_by_int) int3
	int	T_SYSCALL
	pop	ebp
	ret
