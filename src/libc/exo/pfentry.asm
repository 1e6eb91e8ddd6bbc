; The page-fault upcall: calls pgfault_dispatch, then continues the
; interrupted code with every register restored.
;
; The kernel enters with this on the exception stack (struct UTrapframe of
; <abi/trap.h>), and with a spare word above it if the fault happened while
; already on that stack:
;
;	esp + 48	trap-time esp
;	esp + 44	trap-time eflags
;	esp + 40	trap-time eip
;	esp +  8	general registers, in pushad's order
;	esp +  4	error code
;	esp		fault address
;
; SPDX-License-Identifier: MIT

bits 32

global _pgfault_upcall
extern pgfault_dispatch

section .text

_pgfault_upcall:
	cld				; C code relies on it; eflags are restored below
	mov	ebx, esp		; C code preserves ebx
	sub	esp, 4			; room for the argument:
	and	esp, -16		; esp is now 16-byte aligned as the C ABI wants,
	mov	[esp], ebx		; and its top word is the frame's address
	call	pgfault_dispatch
	mov	esp, ebx

	; All registers and the stack pointer cannot be loaded at once, so eip
	; goes below the trap-time stack's top, for the final ret to pop. On the
	; exception stack itself that is the spare word: the frame just below
	; must stay whole until the last register is out of it.
	mov	eax, [esp + 48]		; trap-time esp
	mov	edx, [esp + 40]		; trap-time eip
	sub	eax, 4
	mov	[eax], edx		; may fault in turn: all is still in the frame
	mov	[esp + 48], eax

	add	esp, 8			; past fault address and error code
	popad
	add	esp, 4			; past eip
	popfd				; no arithmetic from here on
	pop	esp			; trap-time stack, eip on top
	ret

section .note.GNU-stack noalloc noexec nowrite progbits
