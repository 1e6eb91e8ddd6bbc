; The upcall for exceptions and software interrupts: calls trap_dispatch,
; then continues the interrupted code with the registers in the frame.
;
; The kernel enters with this on the exception stack (struct ExceptionFrame of
; <abi/trap.h>), and with two spare words above it if the trap came while
; already on that stack:
;
;	esp + 68	trap-time ss
;	esp + 64	trap-time eflags
;	esp + 60	trap-time cs
;	esp + 56	trap-time eip
;	esp + 52	trap-time esp
;	esp + 20	general registers, in pushad's order
;	esp + 16	ds
;	esp + 12	es
;	esp +  8	info
;	esp +  4	error code
;	esp		vector
;
; SPDX-License-Identifier: MIT

bits 32

global _trap_upcall
extern trap_dispatch

section .text

_trap_upcall:
	mov	ebx, esp		; C code preserves ebx
	sub	esp, 4			; room for the argument:
	and	esp, -16		; esp is now 16-byte aligned as the C ABI wants,
	mov	[esp], ebx		; and its top word is the frame's address
	call	trap_dispatch
	mov	esp, ebx

	; As in pfentry.asm, what cannot be loaded at once is taken from the stack
	; that is to be continued on: eflags last of all. On the exception stack
	; itself the spare words are their place: the frame just below must stay
	; whole until the last register is out of it.
	mov	eax, [esp + 52]
	sub	eax, 8
	mov	ecx, [esp + 64]
	mov	edx, [esp + 56]
	mov	[eax], ecx		; may fault in turn: all is still in the frame
	mov	[eax + 4], edx
	mov	[esp + 52], eax

	add	esp, 12			; past vector, error code, info
	pop	es
	pop	ds
	popad
	pop	esp			; trap-time stack, eflags and eip on top
	popfd				; leaves privileged flags as they are
	ret

section .note.GNU-stack noalloc noexec nowrite progbits
